package org.eegptspark.model.recording.compressed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.eegptspark.fixtures.ExpectedRecording;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.RecordingReaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressedReaderTest {
  private static final Path PLAIN =
      TestData.project().resolve("model-core/src/test/resources/recordings/gdf-2.2-int16.gdf");

  @TempDir Path folder;

  @Test
  void readsAPackedRecordingAsTheSameRecording() throws IOException {
    byte[] content = Files.readAllBytes(PLAIN);
    Path gzip = folder.resolve("x.gdf.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
      out.write(content);
    }
    Path zstd = Files.write(folder.resolve("x.GDF.zst"), Zstd.compress(content));
    try (Recording plain = open(PLAIN)) {
      for (Path packed : new Path[] {gzip, zstd}) {
        Set<Path> before = temporaryFiles();
        try (Recording recording = open(packed)) {
          assertThat(recording.contentHash()).isEqualTo(plain.contentHash());
          assertThat(recording.header()).isEqualTo(plain.header());
          var group = recording.header().groups().get(0);
          assertThat(ExpectedRecording.digital(recording, group, 3))
              .isEqualTo(ExpectedRecording.digital(plain, group, 3));
        }
        assertThat(temporaryFiles()).isEqualTo(before);
      }
    }
  }

  @Test
  void readsAnArrayWhoseDescriptionIsBesideThePackedFile() throws IOException {
    Path npy = PLAIN.resolveSibling("np-float32.npy");
    Files.write(folder.resolve("x.npy.zst"), Zstd.compress(Files.readAllBytes(npy)));
    Files.copy(PLAIN.resolveSibling("np-float32.json"), folder.resolve("x.json"));
    try (Recording recording = open(folder.resolve("x.npy.zst"))) {
      assertThat(recording.header().subject()).contains("S07");
    }
  }

  @Test
  void refusesWhatUnfoldsBeyondAllRecordings() throws IOException {
    Path bomb = folder.resolve("bomb.edf.gz");
    byte[] silence = new byte[1 << 20];
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
      for (int i = 0; i < 200; i++) {
        out.write(silence);
      }
    }
    Set<Path> before = temporaryFiles();
    assertThatThrownBy(() -> open(bomb))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("bomb.edf.gz")
        .hasMessageContaining("unfold to more than 250 times as many");
    assertThat(temporaryFiles()).isEqualTo(before);
  }

  @Test
  void saysThatAPackedFileIsDamaged() throws IOException {
    byte[] packed = Zstd.compress(Files.readAllBytes(PLAIN));
    Path cut = Files.write(folder.resolve("x.gdf.zst"), Arrays.copyOf(packed, packed.length / 2));
    Path other = Files.write(folder.resolve("x.gdf.gz"), packed);
    for (Path damaged : new Path[] {cut, other}) {
      assertThatThrownBy(() -> open(damaged))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining(damaged + ": cannot be unpacked");
    }
  }

  @Test
  void leavesAloneWhatIsNoRecording() {
    assertThat(RecordingReaders.forFile("x.tsv.gz")).isEmpty();
    assertThat(RecordingReaders.forFile("x.vhdr.gz")).isEmpty();
    assertThat(RecordingReaders.forFile("x.gz")).isEmpty();
    assertThat(RecordingReaders.forFile("sub-01/x_eeg.EDF.GZ")).isPresent();
  }

  private static Recording open(Path path) throws IOException {
    return RecordingReaders.forFile(path.toString()).orElseThrow().open(RecordingFile.of(path));
  }

  private static Set<Path> temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("eegpt-recording-"))
          .collect(Collectors.toSet());
    }
  }
}
