package org.eegptspark.job.probe.grid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.probe.Nullable;

/**
 * What a cell left in its folder, as {@link org.eegptspark.job.action.ProbeOutput} writes it.
 *
 * @param report its account
 * @param classes names of the classes, in the order of outputs; empty of a regression
 * @param windows tested ones, in order of recording and time
 */
public record StoredCell(JsonNode report, List<String> classes, List<Window> windows) {
  private static final String REPORT = "report.json";
  private static final String PREDICTIONS = "predictions.parquet";

  /**
   * A tested window.
   *
   * @param recording the recording's file, or its id
   * @param startS start in the recording, in seconds; NaN where the table has none
   * @param durationS length in seconds; NaN likewise
   * @param truth its class, or the true value as text
   * @param predicted likewise
   * @param outputs probabilities of the classes, or the predicted value
   */
  public record Window(
      String recording,
      double startS,
      double durationS,
      String truth,
      String predicted,
      double[] outputs) {}

  /**
   * Whether a folder has what {@link #read} needs.
   *
   * @throws IOException where its file system cannot tell
   */
  public static boolean isIn(Path folder, Configuration hadoop) throws IOException {
    FileSystem files = folder.getFileSystem(hadoop);
    return files.exists(new Path(folder, REPORT)) && files.exists(new Path(folder, PREDICTIONS));
  }

  /**
   * Reads a folder.
   *
   * @throws IOException where it cannot be read
   */
  public static StoredCell read(SparkSession spark, Path folder) throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Path file = new Path(folder, REPORT);
    JsonNode report;
    try (InputStream in = file.getFileSystem(hadoop).open(file)) {
      report = new ObjectMapper().readTree(in);
    }
    List<String> classes = new ArrayList<>();
    report.get("classes").forEach(name -> classes.add(name.asText()));
    List<Window> windows =
        spark
            .read()
            .parquet(new Path(folder, PREDICTIONS).toString())
            .orderBy("recording_id", "window")
            .collectAsList()
            .stream()
            .map(StoredCell::window)
            .toList();
    return new StoredCell(report, List.copyOf(classes), windows);
  }

  private static Window window(Row row) {
    String source = row.getAs("source");
    return new Window(
        source == null ? row.getAs("recording_id") : source,
        Nullable.number(row.getAs("start_s")),
        Nullable.number(row.getAs("duration_s")),
        row.getAs("truth"),
        row.getAs("predicted"),
        row.<Double>getList(row.fieldIndex("outputs")).stream().mapToDouble(x -> x).toArray());
  }

  /** Units of a true class (first index) that were predicted as a class (second), at a level. */
  public long[][] confusion(String level) {
    for (JsonNode one : report.get("levels")) {
      if (one.get("level").asText().equals(level) && one.has("confusion")) {
        return new ObjectMapper().convertValue(one.get("confusion"), long[][].class);
      }
    }
    return new long[0][];
  }
}
