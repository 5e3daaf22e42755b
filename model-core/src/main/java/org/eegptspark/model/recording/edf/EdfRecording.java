package org.eegptspark.model.recording.edf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.RecordingHeader;
import org.eegptspark.model.recording.SignalGroup;

/** An open EDF or BDF file. */
final class EdfRecording implements Recording {
  /** More interruptions than any real recording has; keeps a hostile file from filling memory. */
  private static final int MAX_RUNS = 2_000_000;

  private final RecordingFile file;
  private final ByteSource source;
  private final RecordingHeader header;
  private final List<EdfGroup> groups;
  private final byte[] block;

  private EdfRecording(
      RecordingFile file,
      ByteSource source,
      RecordingHeader header,
      List<EdfGroup> groups,
      byte[] block) {
    this.file = file;
    this.source = source;
    this.header = header;
    this.groups = groups;
    this.block = block;
  }

  /** Reads the annotations and the data records' times of a file that has at least one record. */
  static EdfRecording scan(
      RecordingFile file, ByteSource source, EdfHeader header, long records, List<String> losses)
      throws IOException {
    List<EdfGroup> groups = groups(source.name(), header);
    EdfAnnotations annotations = new EdfAnnotations(source, header, records);
    RecordPlacement placement = new RecordPlacement(header, groups);
    if (header.annotationSignals().isEmpty()) {
      placement.continuous(records);
    } else {
      annotations.scan(placement);
    }
    placement.end();
    losses.addAll(annotations.losses());
    losses.addAll(placement.losses());
    RecordingHeader described =
        new RecordingHeader(
            header.format(),
            header.subject(),
            header.startedAt().map(start -> start.plusNanos(annotations.startNanos())),
            groups.stream().map(EdfGroup::signalGroup).toList(),
            annotations.annotations(),
            losses);
    return new EdfRecording(file, source, described, groups, EdfGroup.block(header, records));
  }

  @Override
  public RecordingHeader header() {
    return header;
  }

  @Override
  public String contentHash() throws IOException {
    return ByteSource.sha256(file);
  }

  @Override
  public void read(SignalGroup group, long firstSample, int samples, byte[] target)
      throws IOException {
    int index = header.groups().indexOf(group);
    if (index < 0) {
      throw new IllegalArgumentException("Not a group of " + file.name());
    }
    EdfTimeline timeline = groups.get(index).timeline();
    int run = timeline.runOf(firstSample, samples);
    if (samples < 0 || run < 0) {
      throw new IllegalArgumentException(
          String.format(
              "%s: samples %d to %d lie in none of the runs %s",
              file.name(), firstSample, firstSample + samples, firstRuns(group)));
    }
    long bytes = (long) samples * group.signals().size() * group.encoding().bytes();
    if (bytes > target.length) {
      throw new IllegalArgumentException(
          "The stretch takes " + bytes + " bytes, but the target has " + target.length);
    }
    long before = timeline.samplesBefore(run, firstSample);
    groups.get(index).read(source, before, samples, target, block);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private static List<SignalGroup.Run> firstRuns(SignalGroup group) {
    return group.runs().subList(0, Math.min(3, group.runs().size()));
  }

  private static List<EdfGroup> groups(String name, EdfHeader header) {
    Map<Integer, List<EdfSignal>> byRate = new LinkedHashMap<>();
    for (EdfSignal signal : header.ordinarySignals()) {
      byRate.computeIfAbsent(signal.samplesPerRecord(), samples -> new ArrayList<>()).add(signal);
    }
    int maxRuns = MAX_RUNS / Math.max(1, byRate.size());
    return byRate.values().stream()
        .map(signals -> new EdfGroup(name, header, signals, maxRuns))
        .toList();
  }

  /** Places data records on the groups' timelines, as they come. */
  private static final class RecordPlacement implements EdfAnnotations.RecordTimes {
    /** Less is the rounding of records' times; more is a gap in a file that says it has none. */
    private static final double TOLERANCE_S = 0.1;

    private final EdfHeader header;
    private final List<EdfGroup> groups;
    private long timeless;
    private long overlapping;
    private long contradicting;
    private double expectedS;

    RecordPlacement(EdfHeader header, List<EdfGroup> groups) {
      this.header = header;
      this.groups = groups;
    }

    @Override
    public void record(OptionalLong nanos) {
      if (!header.isDiscontinuous()) {
        if (nanos.isPresent()) {
          contradicting += Math.abs(nanos.getAsLong() * 1e-9 - expectedS) > TOLERANCE_S ? 1 : 0;
          expectedS = nanos.getAsLong() * 1e-9;
        }
        expectedS += header.recordSeconds();
        continuous(1);
      } else if (nanos.isEmpty()) {
        timeless++;
        continuous(1);
      } else {
        long overlap = 0;
        for (EdfGroup group : groups) {
          overlap = Math.max(overlap, group.timeline().add(nanos.getAsLong()));
        }
        overlapping += overlap > 1 ? 1 : 0;
      }
    }

    void continuous(long count) {
      groups.forEach(group -> group.timeline().addContinuous(count));
    }

    void end() {
      groups.forEach(group -> group.timeline().end());
    }

    List<String> losses() {
      List<String> losses = new ArrayList<>();
      if (contradicting > 0) {
        losses.add(
            contradicting
                + " data records' own times leave gaps in a recording that says it has none; read as"
                + " continuous");
      }
      if (timeless > 0) {
        losses.add(timeless + " data records tell no time; placed right behind those before them");
      }
      if (overlapping > 0) {
        losses.add(
            overlapping
                + " data records start before the one ahead of them ends; placed right behind it");
      }
      return losses;
    }
  }
}
