package org.eegptspark.model.encoder.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LtCacheTest {
  private static final LtAlgorithms ALGORITHMS =
      new LtAlgorithms(
          new LtAlgorithm(List.of(1L, 2L, -3L, 0L, 0L, 0L, 0L, Long.MIN_VALUE)),
          new LtAlgorithm(List.of(5L, 0L, 0L, 0L, 0L, 0L, 0L, 7L)));

  @TempDir Path folder;

  @Test
  void givesBackWhatWasKept() {
    Path file = folder.resolve("new/folder/shape");
    LtCache.write(file, ALGORITHMS);
    assertThat(LtCache.read(file)).isEqualTo(ALGORITHMS);
  }

  @Test
  void replacesWhatWasKept() {
    Path file = folder.resolve("shape");
    LtCache.write(file, new LtAlgorithms(ALGORITHMS.many(), ALGORITHMS.many()));
    LtCache.write(file, ALGORITHMS);
    assertThat(LtCache.read(file)).isEqualTo(ALGORITHMS);
    assertThat(folder)
        .isDirectoryContaining("glob:**shape")
        .isDirectoryNotContaining("glob:**part*");
  }

  @Test
  void knowsNothingOfDamagedFiles() throws IOException {
    Path file = folder.resolve("shape");
    assertThat(LtCache.read(file)).as("missing").isNull();
    LtCache.write(file, ALGORITHMS);
    String kept = Files.readString(file);
    for (int length = 0; length < kept.length() - 1; length++) { // the last is the line's end
      Files.writeString(file, kept.substring(0, length));
      assertThat(LtCache.read(file)).as("cut at %s", length).isNull();
    }
    Files.writeString(file, kept.replaceFirst("2", "4"));
    assertThat(LtCache.read(file)).as("changed").isNull();
    Files.writeString(file, "no numbers");
    assertThat(LtCache.read(file)).as("no numbers").isNull();
  }

  @Test
  void goesOnWhereTheFolderCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "").resolve("shape");
    assertThatCode(() -> LtCache.write(file, ALGORITHMS)).doesNotThrowAnyException();
    assertThat(LtCache.read(file)).isNull();
  }
}
