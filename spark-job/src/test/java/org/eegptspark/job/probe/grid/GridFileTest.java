package org.eegptspark.job.probe.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.eegptspark.job.probe.Level;
import org.eegptspark.job.probe.LogisticHead;
import org.eegptspark.job.probe.SplitChoice;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.probe.FeatureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Grids from YAML, and what a user hears of one that does not do. */
class GridFileTest {
  private static final String GOOD =
      """
      corpora:
        - {input: /data/a/, label: stage, classes: {deep: [N3, N4], light: N1}}
        - {input: b, where: not artifact}
      models:
        - {weights: demo}
      heads:
        - {head: logistic, c: 0.5}
        - {head: linear, epochs: 3}
      splits:
        - {by: subject, folds: 5}
        - {by: recording, test: "S00*"}
      levels: [window, trial]
      """;

  @TempDir Path folder;

  private Grid read(String yaml) throws Exception {
    Path file = folder.resolve("grid.yaml");
    Files.writeString(file, yaml);
    return GridFile.read(file.toString(), new Configuration());
  }

  @Test
  void everyHeadGoesWithEverySplitModelAndCorpus() throws Exception {
    List<GridCell> cells = read(GOOD).cells();
    assertThat(cells).extracting(GridCell::title).hasSize(8).doesNotHaveDuplicates();
    GridCell first = cells.get(0);
    assertThat(first.title()).isEqualTo("a / demo / 5 folds by subject / logistic");
    assertThat(first.settings().head()).isEqualTo(new LogisticHead(0.5, 0, 200));
    assertThat(first.settings().features()).isEqualTo(FeatureKind.MEAN_SD);
    assertThat(first.settings().split()).isEqualTo(SplitChoice.folds("subject", 5));
    assertThat(first.settings().label().classes().get(0).labels()).containsExactly("N3", "N4");
    assertThat(first.settings().scoring().levels()).containsExactly(Level.window, Level.trial);
    assertThat(cells.get(7).settings().features()).isEqualTo(FeatureKind.TOKENS);
    assertThat(cells.get(7).settings().rows().where())
        .contains("(not artifact) AND (contains(weights, 'demo'))");
  }

  @Test
  void whatIsSetOrReadTellsCellsApart() throws Exception {
    GridCell cell = read(GOOD).cells().get(0);
    assertThat(cell.key("state")).isEqualTo(read(GOOD).cells().get(0).key("state"));
    assertThat(cell.key("other")).isNotEqualTo(cell.key("state"));
    GridCell stricter = read(GOOD.replace("c: 0.5", "c: 0.25")).cells().get(0);
    assertThat(stricter.key("state")).isNotEqualTo(cell.key("state"));
    assertThat(stricter.mapKey("state")).isEqualTo(cell.mapKey("state"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epochs: 3|epoch: 3|line 8, heads[1].epoch: there is no such key; take one of batch,",
        "head: linear, epochs: 3|head: tree|head takes logistic, linear, knn or ridge, but was 'tree'",
        "head: linear, epochs: 3|c: 1|head is missing: logistic, linear, knn or ridge",
        "folds: 5|folds: five|line 10, splits[0].folds: 'five' is not a whole number",
        "folds: 5|folds: 1|--folds must be 2 or more, but was 1",
        "by: subject, folds|folds|by is missing: subject, session, recording or a column",
        "trial]|night]|levels[1]: 'night' is not one of window, trial, recording",
        "c: 0.5|c: -1|heads[0]: --c must be positive, but was -1.0",
        "input: b|label: b|corpora[1]: input is missing",
        "head: linear, epochs: 3|head: logistic|heads has two entries called 'logistic'",
        "levels:|level:|level: there is no such key; take one of bootstrap, class_weights, corpora,",
        "heads:|heaps:|grid.yaml: heads is missing or empty: name at least one entry",
        "levels: [|levels: [[|line 12, levels[0]: what stands there is not one of window, trial, rec",
        "input: b|input: b, input: c|line 3, corpora[1]: Duplicate field",
        "trial]|trial|line 12, levels",
      })
  void aBadKeyOrValueIsALineThatSaysWhereAndWhatToDo(String good, String bad, String line) {
    assertThat(GOOD).contains(good);
    assertThatThrownBy(() -> read(GOOD.replace(good, bad)))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(folder.resolve("grid.yaml").toString())
        .hasMessageContaining(line);
  }

  @Test
  void anEmptyFileAndNoFile() {
    assertThatThrownBy(() -> read("# nothing\n"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("conf/evaluate.yaml");
    assertThatThrownBy(() -> GridFile.read(folder + "/none.yaml", new Configuration()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--config takes a grid such as conf/evaluate.yaml");
  }
}
