package org.eegptspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eegptspark.fixtures.TestData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notebooks run from top to bottom, and are kept with what such a run put out. */
class NotebooksIT {
  @TempDir Path folder;

  @Test
  void everyNotebookRunsFromTopToBottom() throws Exception {
    Subprocess run =
        PythonScript.run(
            PythonScript.packages(), TestData.project().resolve("notebooks/run.py"), folder);
    assertThat(run.status()).as(run.output()).isZero();
    if (!run.output().contains("SKIPPED")) {
      assertThat(run.output().lines().filter(line -> line.startsWith("RAN ")))
          .as(run.output())
          .hasSize(notebooks().size());
      for (Path notebook : notebooks()) {
        assertHasOutputs(folder.resolve(notebook.getFileName()));
      }
    }
  }

  @Test
  void everyNotebookIsKeptWithItsOutputs() throws Exception {
    assertThat(notebooks()).hasSize(4);
    for (Path notebook : notebooks()) {
      assertHasOutputs(notebook);
      assertThat(notebook).content().doesNotContain("/home/", "/root/", "/tmp/", "/Users/");
    }
  }

  /** All cells were run, in order, without an error or a warning, and there is a plot. */
  private static void assertHasOutputs(Path notebook) throws IOException {
    List<JsonNode> cells =
        elements(new ObjectMapper().readTree(notebook.toFile()).get("cells"))
            .filter(cell -> cell.get("cell_type").asText().equals("code"))
            .toList();
    for (int i = 0; i < cells.size(); i++) {
      assertThat(cells.get(i).get("execution_count").asInt())
          .as("%s, code cell %s", notebook, i + 1)
          .isEqualTo(i + 1);
    }
    List<JsonNode> outputs = cells.stream().flatMap(cell -> elements(cell.get("outputs"))).toList();
    assertThat(outputs)
        .as("%s", notebook)
        .noneMatch(output -> output.get("output_type").asText().equals("error"))
        .noneMatch(output -> output.path("name").asText().equals("stderr"))
        .anyMatch(output -> output.path("data").has("image/png"));
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static List<Path> notebooks() throws IOException {
    try (Stream<Path> files = Files.list(TestData.project().resolve("notebooks"))) {
      return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList();
    }
  }
}
