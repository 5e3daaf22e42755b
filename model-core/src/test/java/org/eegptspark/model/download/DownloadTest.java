package org.eegptspark.model.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.eegptspark.model.download.StubServer.file;
import static org.eegptspark.model.download.StubServer.firstThen;
import static org.eegptspark.model.download.StubServer.half;
import static org.eegptspark.model.download.StubServer.redirect;
import static org.eegptspark.model.download.StubServer.status;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.eegptspark.model.BadInputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadTest {
  private static final byte[] BYTES = bytes();
  private static final String SHA256 = sha256(BYTES);

  @TempDir Path folder;
  private StubServer server;
  private StubServer elsewhere;
  private Path target;

  @BeforeEach
  void startServers() throws IOException {
    server = new StubServer();
    elsewhere = new StubServer();
    target = folder.resolve("new/S001R01.edf");
  }

  @AfterEach
  void stopServers() {
    server.close();
    elsewhere.close();
  }

  @Test
  void fetchesAFileWithItsHashAndTellsHowFarItIs() throws Exception {
    server.on("/a", file(BYTES));
    List<Long> heard = new ArrayList<>();

    Download.Fetched fetched =
        download("/a")
            .sha256(SHA256)
            .progress(
                (name, bytes, total) -> {
                  assertThat(name).isEqualTo("S001R01.edf");
                  assertThat(total).isEqualTo(BYTES.length);
                  heard.add(bytes);
                })
            .fetch();

    assertThat(target).hasBinaryContent(BYTES);
    assertThat(fetched.file()).isEqualTo(target);
    assertThat(fetched.sha256()).isEqualTo(SHA256);
    assertThat(heard).isSorted().endsWith((long) BYTES.length);
    assertOnlyTheTarget();
  }

  @Test
  void followsRedirectsWithoutTheTokenBeyondTheFirstHost() throws Exception {
    server.on("/a", redirect(server.uri("/b")));
    server.on("/b", redirect(elsewhere.uri("/c")));
    elsewhere.on("/c", file(BYTES));

    download("/a").bearer("secret").fetch();

    assertThat(target).hasBinaryContent(BYTES);
    assertThat(server.requests())
        .containsExactly(
            new StubServer.Request("/a", "Bearer secret"),
            new StubServer.Request("/b", "Bearer secret"));
    assertThat(elsewhere.requests()).containsExactly(new StubServer.Request("/c", null));
  }

  @Test
  void takesTheHashFromARedirectsHeader() throws Exception {
    server.on("/a", redirect(elsewhere.uri("/c"), "X-Hash", "0".repeat(64)));
    elsewhere.on("/c", file(BYTES));

    assertThatThrownBy(
            () -> download("/a").sha256From(headers -> headers.firstValue("X-Hash")).fetch())
        .hasMessageContainingAll("SHA-256 " + SHA256, "expected " + "0".repeat(64));
    assertThat(target).doesNotExist();
  }

  @Test
  void leavesNothingWhereTheHashIsWrongAndKeepsWhatWasThere() throws Exception {
    server.on("/a", file(BYTES));
    Files.createDirectories(target.getParent());
    Files.writeString(target, "before");

    assertThatThrownBy(() -> download("/a").sha256("1".repeat(64)).fetch())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected " + "1".repeat(64));

    assertThat(target).hasContent("before");
    assertThat(server.requests()).hasSize(3);
    assertOnlyTheTarget();
  }

  @Test
  void triesAgainAfterACutConnection() throws Exception {
    server.on("/a", firstThen(half(BYTES, 0), file(BYTES)));

    download("/a").fetch();

    assertThat(target).hasBinaryContent(BYTES);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void givesUpOnAServerThatKeepsCuttingTheConnection() {
    server.on("/a", half(BYTES, 0));

    assertThatThrownBy(() -> download("/a").fetch()).isInstanceOf(IOException.class);
    assertThat(target).doesNotExist();
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void givesUpOnAServerThatFallsSilent() {
    server.on("/a", half(BYTES, 20_000));

    assertThatThrownBy(
            () -> download("/a").timeout(Duration.ofMillis(300)).attempts(1, Duration.ZERO).fetch())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no bytes came for");
    assertThat(target).doesNotExist();
  }

  @Test
  void triesAgainAfterAServersErrorButNotAfterARefusal() throws Exception {
    server.on("/busy", firstThen(status(503), file(BYTES)));
    server.on("/hidden", status(401));

    download("/busy").fetch();
    assertThatThrownBy(() -> download("/hidden").fetch())
        .isInstanceOfSatisfying(
            Download.Refused.class, refused -> assertThat(refused.status()).isEqualTo(401));

    assertThat(server.paths()).containsExactly("/busy", "/busy", "/hidden");
  }

  @Test
  void givesUpOnRedirectsInACircle() {
    server.on("/a", redirect(server.uri("/a")));

    assertThatThrownBy(() -> download("/a").attempts(1, Duration.ZERO).fetch())
        .hasMessageContaining("redirects more than 10 times");
  }

  @Test
  void doesNotFollowARedirectToAFile() {
    server.on("/a", redirect(URI.create("file:///etc/passwd")));

    assertThatThrownBy(() -> download("/a").attempts(1, Duration.ZERO).fetch())
        .hasMessageContaining("which is not followed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file:///etc/passwd", "ftp://host/a", "jar:file:a!/b", "a/b", "http:///a"})
  void fetchesByHttpOnly(String address) {
    assertThatThrownBy(() -> Download.of(URI.create(address), target))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected an address with http:// or https://");
  }

  @Test
  void fetchesTheSameFileManyTimesAtOnce() throws Exception {
    server.on("/a", file(BYTES));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    Callable<Download.Fetched> fetch = () -> download("/a").sha256(SHA256).fetch();
    for (Future<Download.Fetched> fetched :
        threads.invokeAll(Stream.generate(() -> fetch).limit(8).toList())) {
      assertThat(fetched.get().sha256()).isEqualTo(SHA256);
    }
    threads.shutdown();

    assertThat(target).hasBinaryContent(BYTES);
    assertOnlyTheTarget();
  }

  private Download download(String path) {
    return Download.of(server.uri(path), target).attempts(3, Duration.ofMillis(10));
  }

  private void assertOnlyTheTarget() throws IOException {
    try (Stream<Path> files = Files.list(target.getParent())) {
      assertThat(files).containsExactly(target);
    }
  }

  private static byte[] bytes() {
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(Arrays.toString(bytes), e);
    }
  }
}
