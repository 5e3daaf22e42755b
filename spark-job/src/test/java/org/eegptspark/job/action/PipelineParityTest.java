package org.eegptspark.job.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.fixtures.References;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.job.SharedSpark;
import org.eegptspark.job.corpus.RecordingSegments.SegmentLayout;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.checkpoint.Safetensors;
import org.eegptspark.model.signal.WindowGrid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A real recording to its summary tokens, against braindecode and SciPy step by step. */
class PipelineParityTest {
  private static final double TOKEN_ERROR = 1e-5;

  private final SparkSession spark = SharedSpark.session();

  @TempDir Path folder;

  @Test
  void aWholeRecordingGivesTheReferencesTokens() throws Exception {
    List<Row> rows = featurize("S001R03", SegmentLayout.DEFAULT, WindowGrid.DEFAULT);
    assertTokens(rows, "pipeline_S001R03");
    assertThat(rows.get(2).getString(3)).isEqualTo("T2"); // second window after 4.2 s of rest
  }

  @Test
  void overlappingWindowsGiveTheReferencesTokens() throws Exception {
    List<Row> rows = featurize("S001R04", SegmentLayout.DEFAULT, WindowGrid.parse("4s", "1s"));
    assertTokens(rows, "pipeline_S001R04_hop256");
  }

  @Test
  void segmentsOfTwentySecondsGiveTheSameRowsToTheBit() throws Exception {
    WindowGrid grid = WindowGrid.parse("4s", "1s");
    List<Row> whole = featurize("S001R04", SegmentLayout.DEFAULT, grid);
    List<Row> cut = featurize("S001R04", new SegmentLayout(20, 1, 5), grid);
    assertThat(cut).isEqualTo(whole);
  }

  private List<Row> featurize(String recording, SegmentLayout layout, WindowGrid grid) {
    String edf = TestData.file("data/eegmmidb/" + recording + ".edf").toString();
    String name = recording + "-" + layout.segmentSeconds();
    String recordings = folder.resolve(name + "-recordings").toString();
    String embeddings = folder.resolve(name + "-embeddings").toString();
    new Ingest(spark).input(List.of(edf)).output(recordings).layout(layout).execute();
    Featurize.Result result =
        new Featurize(spark)
            .input(recordings)
            .output(embeddings)
            .checkpoint(Checkpoints.load("synthetic:tiny3"))
            .grid(grid)
            .execute();
    assertThat(result.quarantined()).isEmpty();
    return spark
        .read()
        .parquet(embeddings)
        .orderBy("window")
        .select("window", "first_sample", "start_s", "label", "tokens", "n_patches")
        .collectAsList();
  }

  private static void assertTokens(List<Row> rows, String reference) throws Exception {
    INDArray expected =
        Safetensors.read(References.folder().resolve(reference + ".safetensors"))
            .tensors()
            .get("tokens_f64"); // [W, 16, 4, 64], rounded to float32
    assertThat(rows).hasSize((int) expected.size(0));
    float[] flat = expected.data().asFloat();
    int floats = flat.length / rows.size();
    double largest = 0;
    for (int w = 0; w < rows.size(); w++) {
      assertThat(rows.get(w).getLong(0)).isEqualTo(w);
      List<Float> tokens = rows.get(w).getList(4);
      assertThat(tokens).hasSize(floats);
      for (int i = 0; i < floats; i++) {
        largest = Math.max(largest, Math.abs(tokens.get(i) - flat[w * floats + i]));
      }
    }
    assertThat(largest).isLessThanOrEqualTo(TOKEN_ERROR);
  }
}
