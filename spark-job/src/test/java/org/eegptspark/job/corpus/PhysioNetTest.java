package org.eegptspark.job.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.eegptspark.model.BadInputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhysioNetTest {
  private static final String NAME = "S001/S001R03.edf";

  private final Map<String, byte[]> published = new HashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;
  private PhysioNet dataset;

  @TempDir Path cache;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/files/",
        exchange -> {
          requests.incrementAndGet();
          byte[] body = published.get(exchange.getRequestURI().getPath().substring(7));
          exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
          if (body != null) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
    dataset =
        new PhysioNet(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/files/"), cache);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aFileIsDownloadedOnceAndCheckedAgainstThePublishedSums() throws Exception {
    publish("the recording", "the recording");
    Path folder = dataset.fetch(List.of(NAME));
    assertThat(folder.resolve(NAME)).hasContent("the recording");
    int before = requests.get();
    dataset.fetch(List.of(NAME));
    assertThat(requests.get()).isEqualTo(before);
  }

  @Test
  void aDamagedFileInTheCacheIsDownloadedAgain() throws Exception {
    publish("the recording", "the recording");
    dataset.fetch(List.of(NAME));
    Files.writeString(cache.resolve(NAME), "the recor");
    dataset.fetch(List.of(NAME));
    assertThat(cache.resolve(NAME)).hasContent("the recording");
  }

  @Test
  void aFileThatIsNotWhatWasPublishedIsNotKept() throws Exception {
    publish("something else", "the recording");
    assertThatThrownBy(() -> dataset.fetch(List.of(NAME)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--input FOLDER");
    assertThat(cache.resolve(NAME)).doesNotExist();
  }

  @Test
  void withoutAServerTheMessageSaysWhereToPutTheFiles() {
    server.stop(0);
    assertThatThrownBy(() -> dataset.fetch(List.of(NAME)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(NAME)
        .hasMessageContaining(cache.toString());
  }

  private void publish(String content, String contentOfSum) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(contentOfSum.getBytes(UTF_8));
    published.put(NAME, content.getBytes(UTF_8));
    published.put(
        "SHA256SUMS.txt", (HexFormat.of().formatHex(hash) + "  " + NAME + "\n").getBytes(UTF_8));
  }
}
