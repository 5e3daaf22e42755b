package org.eegptspark.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.action.Featurize;
import org.eegptspark.job.action.Ingest;
import org.eegptspark.job.action.TokenOutput;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.encoder.EncoderEngine;
import org.eegptspark.model.encoder.EncoderEngines;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.PatchBatch;
import org.eegptspark.model.encoder.Precision;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Real recordings through Spark and one engine after another, their tables compared row by row, and
 * how fast simulated recordings go through the last: {@code GpuFeaturize RECORDINGS WORK WINDOWS
 * REFERENCE OTHER…}, where REFERENCE and OTHER are as {@code onednn:fp32} and WINDOWS are
 * simulated. {@code scripts/gpu-test.sh} starts it. Ends with 1 where a table differs by more than
 * its precision may.
 */
final class GpuFeaturize {
  private static final String WEIGHTS = "synthetic:large";
  private static final int WINDOW_SECONDS = 4;
  private static final int WINDOWS_A_RECORDING = 625;
  private static final int CHANNELS = 58;
  private static final int PATCHES_A_WINDOW = 16;
  private static final int WINDOWS_A_CALL = 1024; // of the engine alone

  private final SparkSession spark;
  private final Path work;

  /** An engine and what it computes in. */
  private record Choice(String engine, Precision precision) {
    static Choice parse(String text) {
      String[] parts = text.split(":");
      return new Choice(parts[0], Precision.of(parts[1]));
    }

    /** What tokens may be off by, which are around 1. */
    double tolerance() {
      return switch (precision) {
        case FP32 -> 1e-5;
        case TF32 -> 1e-2;
        case BF16 -> 1e-1;
      };
    }

    @Override
    public String toString() {
      return engine + " " + precision.key();
    }
  }

  /** A row of the embeddings table. */
  private record Embedding(String source, long window, String label, float[] tokens) {
    boolean isOfTheSameWindow(Embedding other) {
      return source.equals(other.source)
          && window == other.window
          && Objects.equals(label, other.label)
          && tokens.length == other.tokens.length;
    }

    double differs(Embedding other) {
      return IntStream.range(0, tokens.length)
          .mapToDouble(i -> Math.abs(tokens[i] - other.tokens[i]))
          .max()
          .orElse(0);
    }
  }

  private GpuFeaturize(SparkSession spark, Path work) {
    this.spark = spark;
    this.work = work;
  }

  public static void main(String[] arguments) throws Exception {
    SparkSession spark =
        SparkSession.builder()
            .master("local[*]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1") // there may be no network
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate();
    List<Choice> choices = Arrays.stream(arguments).skip(3).map(Choice::parse).toList();
    GpuFeaturize run = new GpuFeaturize(spark, Path.of(arguments[1]));
    boolean same = run.compare(arguments[0], choices);
    run.rate(choices.get(choices.size() - 1), Integer.parseInt(arguments[2]));
    spark.stop();
    System.exit(same ? 0 : 1);
  }

  /** Whether all tables are the first within their tolerance. */
  private boolean compare(String recordings, List<Choice> choices) {
    Ingest.Result ingested = ingest(recordings, "recordings");
    System.out.printf(
        "%d recordings in %d segments of %s%n",
        ingested.recordings(), ingested.segments(), recordings);
    List<Embedding> reference = null;
    boolean same = true;
    for (Choice choice : choices) {
      long began = System.nanoTime();
      Featurize.Result result = featurize("recordings", choice, TokenOutput.ALL);
      double seconds = (System.nanoTime() - began) / 1e9;
      List<Embedding> rows = rows();
      reference = reference == null ? rows : reference;
      String difference = difference(rows, reference, choice.tolerance());
      same &= !difference.startsWith("WRONG") && result.quarantined().isEmpty();
      System.out.printf(
          Locale.ROOT,
          "%-12s %d windows of %d recordings in %.1f s, %d in quarantine; to %s: %s%n",
          choice,
          result.windows(),
          result.recordings(),
          seconds,
          result.quarantined().size(),
          choices.get(0),
          difference);
    }
    return same;
  }

  private static String difference(List<Embedding> rows, List<Embedding> from, double tolerance) {
    if (rows.isEmpty() || rows.size() != from.size()) {
      return "WRONG: " + rows.size() + " rows, not " + from.size();
    }
    double largest = 0;
    for (int i = 0; i < rows.size(); i++) {
      if (!rows.get(i).isOfTheSameWindow(from.get(i))) {
        return "WRONG: row " + i + " is of another window";
      }
      largest = Math.max(largest, rows.get(i).differs(from.get(i)));
    }
    return String.format(
        Locale.ROOT,
        "%s%d rows, largest difference %.2e",
        largest <= tolerance ? "" : "WRONG: ",
        rows.size(),
        largest);
  }

  /** Windows a second of the job, tokens pooled, and of the engine alone. */
  private void rate(Choice choice, int windows) throws IOException {
    int recordings = Math.max(1, windows / WINDOWS_A_RECORDING);
    int each = Math.min(windows, WINDOWS_A_RECORDING);
    Main.run(
        "simulate",
        "--output",
        work.resolve("simulated").toString(),
        "--subjects",
        "1",
        "--runs",
        String.valueOf(recordings),
        "--duration",
        each * WINDOW_SECONDS + "s");
    long began = System.nanoTime();
    ingest(work.resolve("simulated").toString(), "many");
    System.out.printf(Locale.ROOT, "ingest: %.1f s%n", (System.nanoTime() - began) / 1e9);
    for (String run : new String[] {"first", "second"}) {
      began = System.nanoTime();
      Featurize.Result result = featurize("many", choice, TokenOutput.parse("patches", "float32"));
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%s, pooled, %s run: %d windows in %.2f s: %.0f windows/s%n",
          choice,
          run,
          result.windows(),
          seconds,
          result.windows() / seconds);
    }
    System.out.printf(
        Locale.ROOT,
        "%s, the engine alone, host to host: %.0f windows/s%n",
        choice,
        alone(choice, each));
  }

  private static double alone(Choice choice, int windows) throws IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    int some = Math.min(windows, WINDOWS_A_CALL);
    INDArray patches = Nd4j.rand(some * PATCHES_A_WINDOW, CHANNELS, 64).subi(0.5f);
    PatchBatch batch = new PatchBatch(patches, IntStream.range(0, CHANNELS).toArray());
    try (Checkpoint checkpoint = Checkpoints.load(WEIGHTS);
        EncoderEngine engine =
            EncoderEngines.create(
                checkpoint, new EngineOptions(choice.engine(), choice.precision(), threads))) {
      List<Double> seconds = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        long began = System.nanoTime();
        engine.encode(batch).close();
        seconds.add((System.nanoTime() - began) / 1e9);
      }
      List<Double> warm = new ArrayList<>(seconds.subList(1, seconds.size()));
      warm.sort(null);
      return some / warm.get(warm.size() / 2);
    }
  }

  private Ingest.Result ingest(String from, String to) {
    return new Ingest(spark).input(List.of(from)).output(table(to)).execute();
  }

  private Featurize.Result featurize(String input, Choice choice, TokenOutput tokens) {
    try (Checkpoint checkpoint = Checkpoints.load(WEIGHTS)) {
      return new Featurize(spark)
          .input(table(input))
          .output(table("embeddings"))
          .overwrite(true)
          .checkpoint(checkpoint)
          .engine(choice.engine(), choice.precision())
          .tokens(tokens)
          .execute();
    }
  }

  private List<Embedding> rows() {
    List<Row> rows =
        spark
            .read()
            .parquet(table("embeddings"))
            .orderBy("source", "window")
            .select("source", "window", "label", "tokens")
            .collectAsList();
    List<Embedding> embeddings = new ArrayList<>();
    for (Row row : rows) {
      List<Float> tokens = row.getList(3);
      float[] values = new float[tokens.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = tokens.get(i);
      }
      embeddings.add(new Embedding(row.getString(0), row.getLong(1), row.getString(2), values));
    }
    return embeddings;
  }

  private String table(String name) {
    return work.resolve(name).toString();
  }
}
