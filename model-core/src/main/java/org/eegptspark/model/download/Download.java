package org.eegptspark.model.download;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static org.eegptspark.model.BadInputException.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.eegptspark.model.BadInputException;

/**
 * Fetches one file by HTTP(S) and checks it by its SHA-256 where that is known.
 *
 * <p>Configured fluently, then {@link #fetch()}. The file appears under its name whole and checked,
 * or not at all: it is written beside its place and moved there in one step, so several processes
 * may fetch the same file at once. Redirects are followed; a bearer token goes to the first host
 * alone. Broken connections, stalls, hash mismatches and servers' errors are tried again, each time
 * from the start.
 */
public final class Download {
  private static final int MAX_REDIRECTS = 10;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(20))
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .proxy(ProxySelector.getDefault())
          .build();

  private final URI source;
  private final Path target;
  private Optional<String> sha256 = Optional.empty();
  private Function<HttpHeaders, Optional<String>> sha256Header = headers -> Optional.empty();
  private Optional<String> token = Optional.empty();
  private Progress progress = Progress.NONE;
  private int attempts = 3;
  private Duration timeout = Duration.ofSeconds(60);
  private Duration pause = Duration.ofMillis(500);

  /** Hears how far a download is; called from the thread that fetches. */
  @FunctionalInterface
  public interface Progress {
    /** One that hears nothing. */
    Progress NONE = (file, bytes, total) -> {};

    /**
     * More has come.
     *
     * @param file the file's name
     * @param bytes how many of its bytes are here
     * @param total how many it has; -1 where the server does not say
     */
    void transferred(String file, long bytes, long total);
  }

  /**
   * A fetched file.
   *
   * @param file where it is
   * @param sha256 64 hexadecimal digits of its bytes
   * @param responses the headers of each response on the way, from the first redirect to the last
   */
  public record Fetched(Path file, String sha256, List<HttpHeaders> responses) {
    /** Copies the list. */
    public Fetched {
      responses = List.copyOf(responses);
    }

    /** A header's value in the first response that has it. */
    public Optional<String> header(String name) {
      return responses.stream().flatMap(headers -> headers.firstValue(name).stream()).findFirst();
    }
  }

  /** The server answered, and the answer is no: trying again will not help. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refused(int status, URI source) {
      super("HTTP " + status + " for " + source);
      this.status = status;
    }

    /** The HTTP status, 400 to 499. */
    public int status() {
      return status;
    }
  }

  private Download(URI source, Path target) {
    this.source = source;
    this.target = target;
  }

  /**
   * A download of {@code source} to {@code target}, whose folder is made where it is missing.
   *
   * @throws BadInputException where the address is not an http or https one
   */
  public static Download of(URI source, Path target) {
    check(isHttp(source), "Cannot fetch %s: expected an address with http:// or https://", source);
    return new Download(source, target);
  }

  /** Accepts only bytes with this SHA-256 (64 hexadecimal digits). */
  public Download sha256(String hexDigits) {
    check(
        hexDigits.matches("[0-9a-fA-F]{64}"),
        "A SHA-256 has 64 hexadecimal digits, but was '%s'",
        hexDigits);
    sha256 = Optional.of(hexDigits.toLowerCase(Locale.ROOT));
    return this;
  }

  /** Takes the SHA-256 to check from the first response whose headers tell it. */
  public Download sha256From(Function<HttpHeaders, Optional<String>> header) {
    sha256Header = header;
    return this;
  }

  /** Sends a bearer token to the source's own host, and to no host that it redirects to. */
  public Download bearer(String token) {
    this.token = Optional.of(token);
    return this;
  }

  /** Tells {@code progress} how far it is. */
  public Download progress(Progress progress) {
    this.progress = progress;
    return this;
  }

  /** Tries so often in all, after pauses that double; 3 times from 0.5 s where not said. */
  public Download attempts(int attempts, Duration firstPause) {
    this.attempts = attempts;
    this.pause = firstPause;
    return this;
  }

  /** Gives up on a response, or on its next bytes, after this long; 60 s where not said. */
  public Download timeout(Duration timeout) {
    this.timeout = timeout;
    return this;
  }

  /**
   * Fetches the file, whether or not it is there already.
   *
   * @throws Refused where the server answers 400 to 499, other than 408 and 429
   * @throws IOException where it cannot be had or is not what it should be; nothing is left behind
   */
  public Fetched fetch() throws IOException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    for (int attempt = 1; ; attempt++) {
      try {
        return fetchOnce();
      } catch (Refused e) {
        throw e;
      } catch (IOException e) {
        if (attempt >= attempts) {
          throw e;
        }
        sleep(pause.multipliedBy(1L << (attempt - 1)));
      }
    }
  }

  private Fetched fetchOnce() throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    // Not createTempFile, whose files only their owner may read: caches are shared.
    Path temporary = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      List<HttpHeaders> responses = new ArrayList<>();
      String actual = transfer(temporary, responses);
      Optional<String> expected = expected(responses);
      if (expected.isPresent() && !expected.get().equalsIgnoreCase(actual)) {
        throw new IOException(
            source + " came with SHA-256 " + actual + ", expected " + expected.get());
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return new Fetched(target, actual, responses);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private Optional<String> expected(List<HttpHeaders> responses) {
    return sha256.isPresent()
        ? sha256
        : responses.stream().flatMap(headers -> sha256Header.apply(headers).stream()).findFirst();
  }

  /** Writes the body to a file; returns its SHA-256. */
  private String transfer(Path file, List<HttpHeaders> responses) throws IOException {
    HttpResponse<InputStream> response = follow(responses);
    long total = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    MessageDigest digest = sha256Digest();
    try (StallGuard body = new StallGuard(response.body(), timeout);
        OutputStream out =
            new DigestOutputStream(Files.newOutputStream(file, CREATE_NEW), digest)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      long bytes = 0;
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        out.write(buffer, 0, read);
        bytes += read;
        progress.transferred(target.getFileName().toString(), bytes, total);
      }
      if (total >= 0 && bytes != total) {
        throw new IOException(source + " was cut off after " + bytes + " of " + total + " bytes");
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The first response that is not a redirect; the caller closes its body. */
  private HttpResponse<InputStream> follow(List<HttpHeaders> responses) throws IOException {
    URI at = source;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      HttpResponse<InputStream> response = send(at);
      responses.add(response.headers());
      int status = response.statusCode();
      if (status == 200) {
        return response;
      }
      response.body().close();
      Optional<String> location = response.headers().firstValue("Location");
      if (status / 100 != 3 || location.isEmpty()) {
        throw failure(status);
      }
      URI next = resolve(at, location.get());
      if (!isHttp(next) || (isSecure(at) && !isSecure(next))) {
        throw new IOException(source + " redirects to " + next + ", which is not followed");
      }
      at = next;
    }
    throw new IOException(source + " redirects more than " + MAX_REDIRECTS + " times");
  }

  private URI resolve(URI at, String location) throws IOException {
    try {
      return at.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new IOException(source + " redirects to an unreadable address", e);
    }
  }

  private IOException failure(int status) {
    boolean passing = status == 408 || status == 429 || status / 100 != 4;
    return passing
        ? new IOException("HTTP " + status + " for " + source)
        : new Refused(status, source);
  }

  private HttpResponse<InputStream> send(URI at) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at).timeout(timeout).header("User-Agent", "eegpt-spark").GET();
    if (token.isPresent() && sameHost(at, source)) {
      request.header("Authorization", "Bearer " + token.get());
    }
    try {
      return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while fetching " + source, e);
    }
  }

  private static boolean isHttp(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    return (scheme.equals("http") || scheme.equals("https")) && address.getHost() != null;
  }

  private static boolean isSecure(URI address) {
    return address.getScheme().equalsIgnoreCase("https");
  }

  private static boolean sameHost(URI one, URI other) {
    return one.getScheme().equalsIgnoreCase(other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && one.getPort() == other.getPort();
  }

  private static void sleep(Duration pause) throws IOException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted between two attempts", e);
    }
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }
}
