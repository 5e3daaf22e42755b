package org.eegptspark.job.action;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.eegptspark.job.table.Quarantine;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.signal.MissingChannels;
import org.eegptspark.model.signal.MontageChoice;
import org.eegptspark.model.signal.WindowGrid;

/**
 * What is left to do of a recordings table, found from its small columns alone.
 *
 * @param recordings to featurize, in order of their files
 * @param done recordings whose embeddings the output holds
 * @param refused recordings that lack channels of the montage
 */
record FeaturizePlan(List<Item> recordings, int done, List<Quarantine.Entry> refused) {
  /**
   * A recording to featurize.
   *
   * @param samplingRateHz of the group of signals that the montage is found in
   * @param files that hold its segments
   * @param windows about how many it has
   */
  record Item(
      String recordingId, String source, double samplingRateHz, Set<String> files, long windows) {}

  /** Some recordings, done and committed together. */
  record Unit(List<Item> recordings) {
    String[] files() {
      Set<String> files = new TreeSet<>();
      recordings.forEach(item -> files.addAll(item.files()));
      return files.toArray(new String[0]);
    }

    long windows() {
      return recordings.stream().mapToLong(Item::windows).sum();
    }
  }

  /**
   * Plans a table.
   *
   * @param segments the recordings table with the column {@code file}
   * @param done ids of recordings to pass over
   */
  static FeaturizePlan of(
      Dataset<Row> segments, Set<String> done, MontageChoice montage, WindowGrid grid) {
    List<Row> groups =
        segments
            .groupBy("recording_id", "source", "sampling_rate_hz", "channels", "file")
            .agg(sum(col("n_samples")))
            .collectAsList();
    Map<String, List<Row>> byRecording = new LinkedHashMap<>();
    groups.stream()
        .sorted(Comparator.<Row, String>comparing(row -> row.getString(4)))
        .forEach(
            row -> byRecording.computeIfAbsent(row.getString(0), id -> new ArrayList<>()).add(row));
    List<Item> items = new ArrayList<>();
    List<Quarantine.Entry> refused = new ArrayList<>();
    int passedOver = 0;
    for (Map.Entry<String, List<Row>> recording : byRecording.entrySet()) {
      if (done.contains(recording.getKey())) {
        passedOver++;
      } else {
        Row best = best(recording.getValue(), montage);
        try {
          montage.select(best.getList(3));
          items.add(item(best, recording.getValue(), grid));
        } catch (BadInputException missing) {
          refused.add(
              new Quarantine.Entry(
                  best.getString(1), recording.getKey(), null, "featurize", missing.getMessage()));
        }
      }
    }
    return new FeaturizePlan(items, passedOver, refused);
  }

  /** The group of signals that holds most of the montage; of equals, the one of higher rate. */
  private static Row best(List<Row> groups, MontageChoice montage) {
    return groups.stream()
        .max(
            Comparator.<Row>comparingInt(row -> electrodes(row.getList(3), montage))
                .thenComparingDouble(row -> row.getDouble(2)))
        .orElseThrow();
  }

  private static Item item(Row best, List<Row> groups, WindowGrid grid) {
    double rate = best.getDouble(2);
    Set<String> files = new TreeSet<>();
    long samples = 0;
    for (Row group : groups) {
      if (group.getDouble(2) == rate) {
        files.add(group.getString(4));
        samples += group.getLong(5);
      }
    }
    long modelSamples = (long) Math.ceil(samples * (EegptConfig.SAMPLING_RATE_HZ / rate));
    long beyondFirst = modelSamples - grid.windowSamples();
    long windows = beyondFirst < 0 ? 0 : beyondFirst / grid.hopSamples() + 1;
    return new Item(best.getString(0), best.getString(1), rate, files, windows);
  }

  private static int electrodes(List<String> channels, MontageChoice montage) {
    try {
      return new MontageChoice(montage.option(), MissingChannels.SKIP)
          .select(channels)
          .indices()
          .length;
    } catch (BadInputException missing) {
      return 0;
    }
  }

  /** The recordings in units of about so many windows, each recording whole. */
  List<Unit> units(long windowsAUnit) {
    List<Unit> units = new ArrayList<>();
    List<Item> open = new ArrayList<>();
    long windows = 0;
    for (Item item : recordings) {
      open.add(item);
      windows += item.windows();
      if (windows >= windowsAUnit) {
        units.add(new Unit(List.copyOf(open)));
        open.clear();
        windows = 0;
      }
    }
    if (!open.isEmpty()) {
      units.add(new Unit(List.copyOf(open)));
    }
    return units;
  }

  long windows() {
    return recordings.stream().mapToLong(Item::windows).sum();
  }
}
