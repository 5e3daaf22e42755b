package org.eegptspark.job.action;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.eegptspark.job.table.Table;
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
 * @param passedOver recordings that are in quarantine
 * @param refused recordings that lack channels of the montage
 */
record FeaturizePlan(List<Item> recordings, int done, int passedOver, List<Refusal> refused) {
  /**
   * A recording to featurize.
   *
   * @param samplingRateHz of the group of signals that the montage is found in
   * @param files that hold its segments
   * @param windows about how many it has
   */
  record Item(
      String recordingId, String source, double samplingRateHz, Set<String> files, long windows) {}

  /** A recording that cannot be featurized as asked. */
  record Refusal(String source, String recordingId, String reason) {}

  /**
   * Which recordings are not to be done.
   *
   * @param selection those that the user named
   * @param done ids of those that the output holds
   * @param quarantined ids of those that cannot be done
   */
  record Known(Selection selection, Set<String> done, Set<String> quarantined) {}

  /** Some recordings, done and committed together. */
  record Unit(List<Item> recordings) {
    Set<String> files() {
      Set<String> files = new TreeSet<>();
      recordings.forEach(item -> files.addAll(item.files()));
      return files;
    }

    long windows() {
      return recordings.stream().mapToLong(Item::windows).sum();
    }

    List<String> ids() {
      return recordings.stream().map(Item::recordingId).toList();
    }

    /** The unit without recordings that are done. */
    Unit without(Set<String> done) {
      return new Unit(
          recordings.stream().filter(item -> !done.contains(item.recordingId())).toList());
    }

    /** The recordings in two parts. */
    List<Unit> halves() {
      int half = recordings.size() / 2;
      return List.of(
          new Unit(recordings.subList(0, half)),
          new Unit(recordings.subList(half, recordings.size())));
    }
  }

  /**
   * Plans a table.
   *
   * @param segments the recordings table with the column {@link Table.Snapshot#FILE}
   */
  static FeaturizePlan of(
      Dataset<Row> segments, Known known, MontageChoice montage, WindowGrid grid) {
    // Corpora have few lists of channels: rows that carry them would not fit in the driver.
    Dataset<Row> small = segments.withColumn("labels", sha2(to_json(col("channels")), 256));
    Map<String, List<String>> channels =
        small.select("labels", "channels").distinct().collectAsList().stream()
            .collect(Collectors.toMap(row -> row.getString(0), row -> row.getList(1)));
    Map<String, List<Group>> byRecording = new LinkedHashMap<>();
    small
        .groupBy("recording_id", "source", "sampling_rate_hz", "labels", Table.Snapshot.FILE)
        .agg(sum(col("n_samples")))
        .collectAsList()
        .stream()
        .map(row -> Group.of(row, channels))
        .sorted(Comparator.comparing(Group::file).thenComparing(Group::recordingId))
        .forEach(
            group ->
                byRecording.computeIfAbsent(group.recordingId, id -> new ArrayList<>()).add(group));
    List<Item> items = new ArrayList<>();
    List<Refusal> refused = new ArrayList<>();
    int done = 0;
    int passedOver = 0;
    for (Map.Entry<String, List<Group>> recording : byRecording.entrySet()) {
      String id = recording.getKey();
      String source = recording.getValue().get(0).source;
      if (!known.selection.matches(id, source)) {
        continue;
      }
      if (known.done.contains(id)) {
        done++;
      } else if (known.quarantined.contains(id)) {
        passedOver++;
      } else {
        Group best = best(recording.getValue(), montage);
        try {
          montage.select(best.channels);
          items.add(item(best, recording.getValue(), grid));
        } catch (BadInputException missing) {
          refused.add(new Refusal(source, id, missing.getMessage()));
        }
      }
    }
    return new FeaturizePlan(items, done, passedOver, refused);
  }

  /** A recording's signals of one rate, in one file of the table. */
  private record Group(
      String recordingId,
      String source,
      double rateHz,
      List<String> channels,
      String file,
      long samples) {
    static Group of(Row row, Map<String, List<String>> channels) {
      return new Group(
          row.getString(0),
          row.getString(1),
          row.getDouble(2),
          channels.get(row.getString(3)),
          row.getString(4),
          row.getLong(5));
    }
  }

  /** The group of signals that holds most of the montage; of equals, the one of higher rate. */
  private static Group best(List<Group> groups, MontageChoice montage) {
    return groups.size() == 1
        ? groups.get(0)
        : groups.stream()
            .max(
                Comparator.<Group>comparingInt(group -> electrodes(group.channels, montage))
                    .thenComparingDouble(Group::rateHz))
            .orElseThrow();
  }

  private static Item item(Group best, List<Group> groups, WindowGrid grid) {
    double rate = best.rateHz;
    Set<String> files = new TreeSet<>();
    long samples = 0;
    for (Group group : groups) {
      if (group.rateHz == rate) {
        files.add(group.file);
        samples += group.samples;
      }
    }
    long modelSamples = (long) Math.ceil(samples * (EegptConfig.SAMPLING_RATE_HZ / rate));
    long beyondFirst = modelSamples - grid.windowSamples();
    long windows = beyondFirst < 0 ? 0 : beyondFirst / grid.hopSamples() + 1;
    return new Item(best.recordingId, best.source, rate, files, windows);
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
      if (item.windows() == 0) {
        continue; // shorter than a window
      }
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
