package org.eegptspark.model.checkpoint;

import static org.eegptspark.model.BadInputException.check;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.download.CacheFolder;
import org.eegptspark.model.download.Download;

/**
 * A model's repository on a hub: {@code hf://owner/repo[@revision]}.
 *
 * <p>It is fetched once. The cache holds {@code hub/owner/repo/snapshots/COMMIT} with the files of
 * one commit, and {@code hub/owner/repo/refs/REVISION} with the commit that a revision was when it
 * was fetched; delete a ref to follow a branch on. A snapshot appears whole or not at all, so
 * several processes may fetch at once.
 *
 * @param owner user or organization
 * @param name the repository's name
 * @param revision branch, tag or commit
 * @param endpoint the hub's address, without a slash at its end
 * @param cache the folder of the cache
 * @param token what the hub knows the user by; sent to the endpoint's host alone
 */
record HubRepository(
    String owner, String name, String revision, URI endpoint, Path cache, Optional<String> token) {
  static final String SCHEME = "hf://";
  private static final String DEFAULT_REVISION = "main";
  private static final Pattern ADDRESS =
      Pattern.compile("hf://([^/@]+)/([^/@]+)(?:@(.+))?", Pattern.DOTALL);

  /** A name on the hub; never a step up, nor a hidden file. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}");

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /** Checks the names, since they become addresses and paths. */
  HubRepository {
    for (String part : List.of(owner, name, revision)) {
      check(
          NAME.matcher(part).matches() && !part.contains(".."),
          "Cannot take weights from %s%s/%s@%s: '%s' is no name; expected hf://owner/repo[@revision]"
              + " of letters, digits, - _ .",
          SCHEME,
          owner,
          name,
          revision,
          part);
    }
  }

  /**
   * The repository of an address, with hub, cache and token as the environment says: {@code
   * HF_ENDPOINT} or the system property {@code eegpt.hf.endpoint}, {@code EEGPT_CACHE} or {@code
   * eegpt.cache}, {@code HF_TOKEN}.
   *
   * @throws BadInputException where it is not {@code hf://owner/repo[@revision]}
   */
  static HubRepository of(String address) {
    Matcher matcher = ADDRESS.matcher(address);
    check(
        matcher.matches(),
        "Cannot take weights from %s: expected hf://owner/repo or hf://owner/repo@revision",
        address);
    return new HubRepository(
        matcher.group(1),
        matcher.group(2),
        Optional.ofNullable(matcher.group(3)).orElse(DEFAULT_REVISION),
        endpointOfEnvironment(),
        CacheFolder.path(),
        Optional.ofNullable(System.getenv("HF_TOKEN")).filter(token -> !token.isBlank()));
  }

  private static URI endpointOfEnvironment() {
    String address = setting("eegpt.hf.endpoint", "HF_ENDPOINT").orElse("https://huggingface.co");
    try {
      return URI.create(address.strip().replaceAll("/+$", ""));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          e, "HF_ENDPOINT is '%s', expected an address such as https://huggingface.co", address);
    }
  }

  private static Optional<String> setting(String property, String variable) {
    return Stream.of(System.getProperty(property), System.getenv(variable))
        .filter(value -> value != null && !value.isBlank())
        .findFirst();
  }

  /** A snapshot of the repository on this machine. */
  record Snapshot(Path folder, String commit) {}

  /**
   * The repository's configuration and weights: from the cache where they are there, without any
   * network; else fetched and checked.
   *
   * @throws BadInputException where they cannot be had: why, and how to fetch them by hand
   */
  Snapshot snapshot(Download.Progress progress) {
    Optional<Snapshot> cached = cached();
    if (cached.isPresent()) {
      return cached.get();
    }
    try {
      return fetch(progress);
    } catch (Download.Refused e) {
      boolean hidden = e.status() == 401 || e.status() == 403;
      throw failure(
          e,
          e.getMessage()
              + (hidden ? " (no such repository, or one that needs a token in HF_TOKEN)" : ""));
    } catch (IOException e) {
      throw failure(e, reason(e));
    }
  }

  /** What went wrong, in words: connection errors have none of their own. */
  private String reason(IOException e) {
    if (e instanceof FileSystemException) {
      return "cannot write to the cache " + cache + " (" + e.getMessage() + ")";
    }
    return e.getMessage() != null && e.getMessage().contains(endpoint.getHost())
        ? e.getMessage()
        : "no answer from " + endpoint + " (" + (e.getMessage() != null ? e.getMessage() : e) + ")";
  }

  private BadInputException failure(IOException cause, String reason) {
    return new BadInputException(
        cause,
        "Cannot fetch %s%s/%s@%s: %s. By hand: put config.json and model.safetensors (or"
            + " pytorch_model.bin) of %s/%s/%s/tree/%s into a folder, and give it as --weights"
            + " FOLDER",
        SCHEME,
        owner,
        name,
        revision,
        reason,
        endpoint,
        owner,
        name,
        revision);
  }

  private Path repository() {
    return cache.resolve("hub").resolve(owner).resolve(name);
  }

  private Path snapshotFolder(String commit) {
    return repository().resolve("snapshots").resolve(commit);
  }

  private Path ref() {
    return repository().resolve("refs").resolve(revision);
  }

  private Optional<Snapshot> cached() {
    String commit = revision;
    if (Files.isRegularFile(ref())) {
      try {
        commit = Files.readString(ref()).strip();
      } catch (IOException e) {
        return Optional.empty();
      }
    }
    boolean there = NAME.matcher(commit).matches() && Files.isDirectory(snapshotFolder(commit));
    return there ? Optional.of(new Snapshot(snapshotFolder(commit), commit)) : Optional.empty();
  }

  private Snapshot fetch(Download.Progress progress) throws IOException {
    Files.createDirectories(repository().resolve("snapshots"));
    Path folder = Files.createDirectory(repository().resolve(".fetching-" + UUID.randomUUID()));
    try {
      Optional<Download.Fetched> config = fetchIfThere(Checkpoints.CONFIG_FILE, folder, progress);
      Download.Fetched weights = fetchWeights(folder, progress);
      String commit = commit(weights);
      if (config.isPresent() && !commit(config.get()).equals(commit)) {
        throw new IOException(
            endpoint + " changed " + revision + " while it was fetched; run it again");
      }
      moveIntoPlace(folder, snapshotFolder(commit));
      remember(commit);
      return new Snapshot(snapshotFolder(commit), commit);
    } finally {
      delete(folder);
    }
  }

  private Download.Fetched fetchWeights(Path folder, Download.Progress progress)
      throws IOException {
    for (String file : Checkpoints.WEIGHTS_FILES) {
      Optional<Download.Fetched> fetched = fetchIfThere(file, folder, progress);
      if (fetched.isPresent()) {
        return fetched.get();
      }
    }
    throw new IOException("HTTP 404 for each of " + Checkpoints.WEIGHTS_FILES + " at " + endpoint);
  }

  private Optional<Download.Fetched> fetchIfThere(
      String file, Path folder, Download.Progress progress) throws IOException {
    String path = String.join("/", "", owner, name, "resolve", revision, file);
    Download download =
        Download.of(URI.create(endpoint + path), folder.resolve(file))
            .sha256From(HubRepository::sha256)
            .progress(progress);
    token.ifPresent(download::bearer);
    try {
      return Optional.of(download.fetch());
    } catch (Download.Refused e) {
      if (e.status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The SHA-256 that the hub tells of large files, in a redirect's headers or the last ones. */
  private static Optional<String> sha256(HttpHeaders headers) {
    return Stream.of("X-Linked-Etag", "ETag")
        .flatMap(name -> headers.firstValue(name).stream())
        .map(tag -> tag.replaceFirst("^W/", "").replace("\"", ""))
        .filter(tag -> SHA256.matcher(tag).matches())
        .findFirst();
  }

  /** The commit a file is of; the revision's name where the hub tells none. */
  private String commit(Download.Fetched fetched) {
    return fetched
        .header("X-Repo-Commit")
        .filter(commit -> COMMIT.matcher(commit).matches())
        .orElse(revision);
  }

  private static void moveIntoPlace(Path fetched, Path place) throws IOException {
    try {
      Files.move(fetched, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.isDirectory(place)) {
        throw e; // otherwise another process was first, with the same commit
      }
    }
  }

  private void remember(String commit) throws IOException {
    Files.createDirectories(ref().getParent());
    Path temporary = ref().resolveSibling("." + revision + "." + UUID.randomUUID() + ".part");
    Files.write(temporary, commit.getBytes(StandardCharsets.UTF_8));
    Files.move(
        temporary, ref(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
