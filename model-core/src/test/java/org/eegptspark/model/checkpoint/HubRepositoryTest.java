package org.eegptspark.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.eegptspark.model.download.StubServer.file;
import static org.eegptspark.model.download.StubServer.half;
import static org.eegptspark.model.download.StubServer.redirect;
import static org.eegptspark.model.download.StubServer.status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.config.Montage;
import org.eegptspark.model.config.NamedConfigs;
import org.eegptspark.model.download.Download;
import org.eegptspark.model.download.StubServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubRepositoryTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final String FILES = "/braindecode/eegpt/resolve/main/";

  @TempDir Path cache;
  private StubServer hub;
  private StubServer storage;
  private byte[] config;
  private byte[] weights;

  @BeforeEach
  void startServers() throws IOException {
    hub = new StubServer();
    storage = new StubServer();
    config = Files.readAllBytes(References.checkpoint("tiny1-hub/config.json"));
    weights = Files.readAllBytes(References.checkpoint("tiny1-hub/model.safetensors"));
    System.setProperty("eegpt.hf.endpoint", hub.uri("/").toString());
    System.setProperty("eegpt.cache", cache.toString());
  }

  @AfterEach
  void stopServers() {
    System.clearProperty("eegpt.hf.endpoint");
    System.clearProperty("eegpt.cache");
    hub.close();
    storage.close();
  }

  @Test
  void loadsAModelFromItsHubOnceAndThenOffline() throws Exception {
    serve("main", sha256(weights));

    Checkpoint fetched = Checkpoints.load("hf://braindecode/eegpt");
    List<String> asked = hub.paths();
    hub.close();
    storage.close();
    Checkpoint cached = Checkpoints.load("hf://braindecode/eegpt");

    assertThat(fetched.config()).isEqualTo(NamedConfigs.get("tiny1"));
    assertThat(fetched.channels()).isEqualTo(Montage.TEN_TWENTY_19.electrodes());
    assertThat(fetched.tensors()).isEqualTo(Checkpoints.load("synthetic:tiny1").tensors());
    assertThat(fetched.description()).isEqualTo("hf://braindecode/eegpt (commit " + COMMIT + ")");
    assertThat(asked).containsExactly(FILES + "config.json", FILES + "model.safetensors");
    assertThat(cached).isEqualTo(fetched);
    assertThat(cached("snapshots")).containsExactly(COMMIT);
  }

  @Test
  void fetchesANamedRevision() throws Exception {
    serve("v1.0", sha256(weights));

    assertThat(Checkpoints.load("hf://braindecode/eegpt@v1.0").config().embedDim()).isEqualTo(64);
    assertThat(hub.paths()).allMatch(path -> path.contains("/resolve/v1.0/"));
  }

  @Test
  void fetchesThePickleWhereThereAreNoSafetensors() throws Exception {
    byte[] pickle = Files.readAllBytes(References.checkpoint("tiny1-hub/pytorch_model.bin"));
    hub.on(FILES + "config.json", file(config));
    hub.on(FILES + "pytorch_model.bin", file(pickle, "ETag", "\"" + sha256(pickle) + "\""));

    Checkpoint fetched = Checkpoints.load("hf://braindecode/eegpt");

    assertThat(fetched.tensors()).isEqualTo(Checkpoints.load("synthetic:tiny1").tensors());
    assertThat(fetched.description()).contains("(commit main)");
  }

  @Test
  void sendsTheTokenToTheHubAlone() throws Exception {
    serve("main", sha256(weights));
    HubRepository repository =
        new HubRepository(
            "braindecode", "eegpt", "main", hub.uri(""), cache, Optional.of("secret"));

    repository.snapshot(Download.Progress.NONE);

    assertThat(hub.requests())
        .hasSize(2)
        .allMatch(request -> "Bearer secret".equals(request.authorization()));
    assertThat(storage.requests()).hasSize(1).allMatch(request -> request.authorization() == null);
  }

  @Test
  void keepsNothingOfWeightsWithAnotherHash() throws Exception {
    serve("main", "0".repeat(64));

    assertRefused("hf://braindecode/eegpt", "SHA-256", "expected " + "0".repeat(64));
    assertThat(cached("snapshots")).isEmpty();
    assertThat(cache.resolve("hub/braindecode/eegpt/refs")).doesNotExist();
    assertThat(cached("")).containsExactly("snapshots");
  }

  @Test
  void keepsNothingOfADownloadThatWasCutOff() throws Exception {
    serve("main", sha256(weights));
    storage.on("/lfs", half(weights, 0));

    assertRefused("hf://braindecode/eegpt", "Cannot fetch hf://braindecode/eegpt@main");
    assertThat(cached("snapshots")).isEmpty();

    storage.on("/lfs", file(weights));
    assertThat(Checkpoints.load("hf://braindecode/eegpt").config().depth()).isEqualTo(2);
  }

  @Test
  void refusesFilesOfTwoCommits() throws Exception {
    serve("main", sha256(weights));
    hub.on(FILES + "config.json", file(config, "X-Repo-Commit", "f".repeat(40)));

    assertRefused("hf://braindecode/eegpt", "changed main while it was fetched");
  }

  @Test
  void saysHowToFetchByHandWhereTheHubRefuses() {
    for (int status : new int[] {401, 403}) {
      hub.on(FILES + "config.json", status(status));

      assertRefused(
          "hf://braindecode/eegpt",
          "HTTP " + status,
          "HF_TOKEN",
          "put config.json and model.safetensors (or pytorch_model.bin) of "
              + hub.uri("/braindecode/eegpt/tree/main")
              + " into a folder",
          "--weights FOLDER");
    }
  }

  @Test
  void saysHowToFetchByHandWhereThereIsNoSuchFileOrNoNetwork() {
    assertRefused("hf://braindecode/eegpt", "HTTP 404 for each of", "--weights FOLDER");
    hub.close();
    assertRefused("hf://braindecode/eegpt", "no answer from http://127.0.0.1", "--weights FOLDER");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hf://braindecode",
        "hf://braindecode/",
        "hf:///eegpt",
        "hf://braindecode/eegpt/model.safetensors",
        "hf://../eegpt",
        "hf://braindecode/..",
        "hf://braindecode/eegpt@../../x",
        "hf://braindecode/eegpt@",
        "hf://brain decode/eegpt",
        "hf://braindecode/eegpt?x=1",
        "hf://braindecode/eegpt\n",
        "hf://braindecode/.hidden",
        "hf://user@host/eegpt"
      })
  void refusesAddressesThatAreNoRepository(String address) {
    assertRefused(address, "Cannot take weights from hf://", "expected hf://owner/repo");
    assertThat(hub.requests()).isEmpty();
  }

  private void serve(String revision, String hash) {
    String files = "/braindecode/eegpt/resolve/" + revision + "/";
    hub.on(files + "config.json", file(config, "X-Repo-Commit", COMMIT, "ETag", "\"abc\""));
    hub.on(
        files + "model.safetensors",
        redirect(
            storage.uri("/lfs"), "X-Repo-Commit", COMMIT, "X-Linked-Etag", "\"" + hash + "\""));
    storage.on("/lfs", file(weights, "ETag", "\"of-the-storage\""));
  }

  private List<String> cached(String folder) throws IOException {
    try (Stream<Path> files = Files.list(cache.resolve("hub/braindecode/eegpt").resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static void assertRefused(String address, String... parts) {
    assertThatThrownBy(() -> Checkpoints.load(address))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
