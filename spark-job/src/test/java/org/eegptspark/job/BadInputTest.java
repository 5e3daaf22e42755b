package org.eegptspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.eegptspark.fixtures.References;
import org.eegptspark.job.table.Quarantine;
import org.eegptspark.model.checkpoint.NamedTensors;
import org.eegptspark.model.checkpoint.Safetensors;
import org.eegptspark.model.recording.simulated.EegSimulator;
import org.eegptspark.model.recording.simulated.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

/** What a user hears of bad input: one clear line, and an exit status that scripts can use. */
class BadInputTest {
  @TempDir Path folder;

  @Test
  void aWrongPath() {
    CommandLineRun run =
        CommandLineRun.of("ingest", "--input", path("nowhere"), "--output", path("table"));
    assertThat(run.status()).isEqualTo(Main.FAILED);
    assertThat(run.complaints())
        .containsExactly(
            "eegpt: No such file or folder: "
                + path("nowhere")
                + "; check the path given with --input");
  }

  @Test
  void anEmptyFolder() throws Exception {
    Files.createDirectory(folder.resolve("empty"));
    CommandLineRun run =
        CommandLineRun.of("ingest", "--input", path("empty"), "--output", path("table"));
    assertThat(run.status()).isEqualTo(Main.FAILED);
    assertThat(run.complaints()).hasSize(1);
    assertThat(run.complaints().get(0))
        .startsWith("eegpt: No recordings in " + path("empty") + ": expected files ending in")
        .contains(".edf", ".bdf", ".vhdr");
  }

  @Test
  void anUnknownChannelInTheMontage() throws Exception {
    ingestOneGoodRecording();
    CommandLineRun run =
        featurize("--weights", "synthetic:tiny1", "--montage", "C3,XYZ7", "--output", path("e"));
    assertThat(run.status()).isEqualTo(Main.FAILED);
    assertThat(run.complaints()).hasSize(1);
    assertThat(run.complaints().get(0)).contains("XYZ7").contains("montage");
  }

  @Test
  void aCorruptHeaderIsQuarantinedAndTheRestIsIngested() throws Exception {
    Path corpus = simulateOne();
    byte[] bytes = Files.readAllBytes(corpus.resolve("S001R03.edf"));
    Arrays.fill(bytes, 184, 192, (byte) '?'); // the header's own length
    Arrays.fill(bytes, 252, 256, (byte) '?'); // the number of signals
    Files.write(corpus.resolve("S001R04.edf"), bytes);
    CommandLineRun run =
        CommandLineRun.of("ingest", "--input", corpus.toString(), "--output", path("recordings"));
    assertThat(run.status()).isEqualTo(Main.SOME_QUARANTINED);
    assertThat(run.complaints()).hasSize(1);
    assertThat(run.complaints().get(0)).startsWith("quarantined: ").contains("S001R04.edf");
    assertThat(run.out()).contains("Ingested 1 recordings");
    var quarantine =
        SharedSpark.session()
            .read()
            .parquet(Quarantine.nameOf(SharedSpark.session(), path("recordings")))
            .collectAsList();
    assertThat(quarantine).hasSize(1);
    assertThat(quarantine.get(0).getString(0)).endsWith("S001R04.edf");
    assertThat(folder.resolve("recordings/_staging")).isEmptyDirectory();
  }

  @Test
  void weightsOfAnotherModel() throws Exception {
    Path other = folder.resolve("other.safetensors");
    Safetensors.write(new NamedTensors(Map.of("bert.embeddings.weight", Nd4j.ones(2, 2))), other);
    assertOneLine(info(other), "other.safetensors", "target_encoder");
  }

  @Test
  void weightsThatDoNotExist() {
    assertOneLine(info(folder.resolve("none.safetensors")), "none.safetensors");
  }

  @Test
  void aTruncatedSafetensorsFile() throws Exception {
    Path whole = References.folder().resolve("checkpoints/tiny1-hub/model.safetensors");
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut.safetensors");
    Files.write(cut, Arrays.copyOf(bytes, bytes.length - 1000));
    assertOneLine(info(cut), "cut.safetensors");
  }

  @Test
  void aPickleThatCallsTheSystemIsRefusedAndNotRun() throws Exception {
    Path canary = folder.resolve("canary");
    String pickle = "cos\nsystem\n(S'touch " + canary + "'\ntR.";
    Path checkpoint = folder.resolve("evil.ckpt");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(checkpoint))) {
      byte[] bytes = pickle.getBytes(StandardCharsets.US_ASCII);
      CRC32 sum = new CRC32();
      sum.update(bytes);
      ZipEntry entry = new ZipEntry("evil/data.pkl");
      entry.setMethod(ZipEntry.STORED); // as torch.save writes
      entry.setSize(bytes.length);
      entry.setCrc(sum.getValue());
      zip.putNextEntry(entry);
      zip.write(bytes);
      zip.closeEntry();
    }
    assertOneLine(info(checkpoint), "evil.ckpt", "os.system");
    assertThat(Files.exists(canary)).isFalse();
  }

  @Test
  void anInputTableThatIsNone() {
    CommandLineRun run = featurize("--weights", "synthetic:tiny1", "--output", path("e"));
    assertOneLine(run, path("recordings"), "eegpt ingest");
  }

  @Test
  void aDamagedTableIsAnErrorAndNotOtherNumbers() throws Exception {
    ingestOneGoodRecording();
    try (Stream<Path> files = Files.list(folder.resolve("recordings"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.toString().endsWith(".parquet")) {
          byte[] bytes = Files.readAllBytes(file);
          bytes[bytes.length / 2] ^= 1; // among the samples, which are most of it
          Files.write(file, bytes);
        } else {
          Files.delete(file); // checksums of Hadoop's, which files copied from elsewhere lack
        }
      }
    }
    CommandLineRun run =
        featurize("--output", path("embeddings"), "--weights", "synthetic:tiny2", "--window", "1s");
    assertThat(run.status()).isEqualTo(Main.SOME_QUARANTINED);
    assertThat(run.complaints()).hasSize(1);
    assertThat(run.complaints().get(0)).contains("S001R03.edf", "reading file", ".parquet");
    assertThat(run.out()).contains("Featurized 1 recordings into 0 windows");
  }

  @Test
  void anUnknownOption() {
    CommandLineRun run = CommandLineRun.of("featurize", "--weihgts", "demo");
    assertThat(run.status()).isEqualTo(Main.FAILED);
    assertThat(run.err()).contains("eegpt featurize --help").doesNotContain("\tat ");
  }

  private static void assertOneLine(CommandLineRun run, String... parts) {
    assertThat(run.status()).isEqualTo(Main.FAILED);
    assertThat(run.complaints()).hasSize(1);
    assertThat(run.complaints().get(0)).contains(parts);
    assertThat(run.err()).doesNotContain("\tat ");
  }

  private static CommandLineRun info(Path weights) {
    return CommandLineRun.of("info", "--weights", weights.toString());
  }

  private CommandLineRun featurize(String... more) {
    List<String> args = new ArrayList<>(List.of("featurize", "--input", path("recordings")));
    args.addAll(List.of(more));
    return CommandLineRun.of(args.toArray(String[]::new));
  }

  private void ingestOneGoodRecording() throws IOException {
    CommandLineRun run =
        CommandLineRun.of(
            "ingest", "--input", simulateOne().toString(), "--output", path("recordings"));
    assertThat(run.status()).isEqualTo(Main.DONE);
  }

  private Path simulateOne() throws IOException {
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    new EegSimulator(Simulation.of(1, 3).withDurationSeconds(8))
        .writeEdf(corpus.resolve("S001R03.edf"));
    return corpus;
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }
}
