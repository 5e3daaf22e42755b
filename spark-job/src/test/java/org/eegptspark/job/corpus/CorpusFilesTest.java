package org.eegptspark.job.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.eegptspark.job.corpus.layout.LayoutChoice;
import org.eegptspark.model.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusFilesTest {
  @TempDir Path folder;

  @Test
  void takesTablesThatAJsonFileDescribesAndPassesOverOthers() throws IOException {
    write("a.parquet", "a.json", "part-0.parquet", "b.feather", "B.json", "c.arrow", "d.edf");
    assertThat(found(folder.toString())).containsExactly("a.parquet", "d.edf");
    assertThat(found(folder + "/*.parquet")).containsExactly("a.parquet");
    assertThat(found(folder + "/a.parquet")).containsExactly("a.parquet");
  }

  @Test
  void saysWhatATableThatIsNamedLacks() throws IOException {
    write("part-0.parquet");
    assertThatThrownBy(() -> found(folder + "/part-0.parquet"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("put a file part-0.json beside it that tells channels");
  }

  @Test
  void saysWhyAFolderOfTablesHoldsNoRecordings() throws IOException {
    write("part-0.parquet", "part-1.parquet");
    assertThatThrownBy(() -> found(folder.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("No recordings in " + folder + ": 2 files such as")
        .hasMessageContaining("have no JSON file of the same name beside them");
  }

  private void write(String... names) throws IOException {
    for (String name : names) {
      Files.createFile(folder.resolve(name));
    }
  }

  private static List<String> found(String input) {
    Stream<String> uris =
        CorpusFiles.list(List.of(input), LayoutChoice.AUTO, new Configuration()).stream()
            .map(CorpusFiles.Found::uri);
    return uris.map(uri -> uri.substring(uri.lastIndexOf('/') + 1)).toList();
  }
}
