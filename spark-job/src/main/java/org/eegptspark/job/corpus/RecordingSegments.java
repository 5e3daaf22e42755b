package org.eegptspark.job.corpus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.Annotation;
import org.eegptspark.model.recording.RecordingFacts;
import org.eegptspark.model.recording.RecordingHeader;
import org.eegptspark.model.recording.Segment;
import org.eegptspark.model.recording.SignalGroup;
import org.eegptspark.model.recording.SignalGroup.Run;

/**
 * Cuts an open recording into segments, one at a time, so that its length does not matter to
 * memory.
 */
public final class RecordingSegments {
  /** The core of a segment takes at most this many bytes: long or wide ones are cut shorter. */
  private static final long MAX_CORE_BYTES = 24L << 20;

  private final CorpusRecording recording;
  private final String recordingId;
  private final String source;
  private final SegmentLayout layout;

  /**
   * @param recording stays the caller's
   * @param recordingId hash of its content
   * @param source its path or URI
   */
  public RecordingSegments(
      CorpusRecording recording, String recordingId, String source, SegmentLayout layout) {
    this.recording = recording;
    this.recordingId = recordingId;
    this.source = source;
    this.layout = layout;
  }

  /** What takes the segments. */
  public interface Sink {
    /**
     * Takes the next segment.
     *
     * @throws IOException where it cannot be written
     */
    void accept(Segment segment) throws IOException;
  }

  /** The recording could not be read to its end. */
  public static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param name the recording
     * @param cause what reading it ran into
     */
    public UnreadableException(String name, Exception cause) {
      super(
          cause instanceof BadInputException
              ? cause.getMessage()
              : name + " cannot be read: " + cause,
          cause);
    }
  }

  /**
   * Hands every segment of every group of signals to the sink, in order of group and time.
   *
   * @return number of segments
   * @throws UnreadableException where reading fails
   * @throws IOException where the sink fails
   */
  public int forEach(Sink sink) throws IOException, UnreadableException {
    int count = 0;
    for (SignalGroup group : recording.header().groups()) {
      int core = coreSamples(group);
      if (isOneSegment(group, core)) {
        sink.accept(whole(group));
        count++;
        continue;
      }
      RecordingFacts facts = survey(group);
      int segment = 0;
      for (Run run : group.runs()) {
        for (long first = run.firstSample(); first < run.end(); first += core) {
          int samples = (int) Math.min(core, run.end() - first);
          sink.accept(cut(group, facts, run, segment++, first, samples));
          count++;
        }
      }
    }
    return count;
  }

  private static boolean isOneSegment(SignalGroup group, int core) {
    Run first = group.runs().get(0);
    return group.runs().size() == 1 && first.samples() > 0 && first.samples() <= core;
  }

  /** The only segment of a group, read once for its statistics and for its row. */
  private Segment whole(SignalGroup group) throws UnreadableException {
    Run run = group.runs().get(0);
    int samples = (int) run.samples();
    byte[] bytes = read(group, run.firstSample(), samples);
    RecordingFacts facts = recording.facts(group, bytes);
    return segment(group, facts, run, 0, run.firstSample(), samples, 0, 0, bytes);
  }

  private RecordingFacts survey(SignalGroup group) throws UnreadableException {
    try {
      return recording.facts(group);
    } catch (IOException | RuntimeException e) {
      throw new UnreadableException(source, e);
    }
  }

  private int coreSamples(SignalGroup group) {
    long asked = Math.round(layout.segmentSeconds() * group.samplingRateHz());
    long bytesASample = (long) group.signals().size() * group.encoding().bytes();
    return (int) Math.max(1, Math.min(asked, MAX_CORE_BYTES / bytesASample));
  }

  private Segment cut(
      SignalGroup group, RecordingFacts facts, Run run, int index, long first, int samples)
      throws UnreadableException {
    double rate = group.samplingRateHz();
    int before =
        (int) Math.min(first - run.firstSample(), Math.round(layout.haloBeforeSeconds() * rate));
    int after =
        (int) Math.min(run.end() - first - samples, Math.round(layout.haloAfterSeconds() * rate));
    byte[] bytes = read(group, first - before, before + samples + after);
    return segment(group, facts, run, index, first, samples, before, after, bytes);
  }

  private byte[] read(SignalGroup group, long first, int samples) throws UnreadableException {
    int values = Math.multiplyExact(group.signals().size(), samples);
    byte[] bytes = new byte[Math.multiplyExact(values, group.encoding().bytes())];
    try {
      recording.read(group, first, samples, bytes);
      return bytes;
    } catch (IOException | RuntimeException e) {
      throw new UnreadableException(source, e);
    }
  }

  private Segment segment(
      SignalGroup group,
      RecordingFacts facts,
      Run run,
      int index,
      long first,
      int samples,
      int before,
      int after,
      byte[] bytes) {
    List<SignalGroup.Signal> signals = group.signals();
    RecordingHeader header = recording.header();
    return new Segment(
        recordingId,
        source,
        header.subject().orElse(null),
        recording.session().orElse(null),
        header.startedAt().orElse(null),
        group.samplingRateHz(),
        signals.stream().map(SignalGroup.Signal::label).toList(),
        index,
        first,
        samples,
        before,
        after,
        run,
        group.encoding(),
        signals.stream().mapToDouble(SignalGroup.Signal::gain).toArray(),
        signals.stream().mapToDouble(SignalGroup.Signal::offset).toArray(),
        bytes,
        annotations(group, first, samples),
        facts);
  }

  /**
   * The annotations that overlap a core; the recording's first and last cores also take those that
   * lie before and after all samples, so that none is lost.
   */
  private List<Annotation> annotations(SignalGroup group, long first, int samples) {
    double rate = group.samplingRateHz();
    boolean isFirst = first == group.runs().get(0).firstSample();
    boolean isLast = first + samples == group.runs().get(group.runs().size() - 1).end();
    double from = isFirst ? Double.NEGATIVE_INFINITY : first / rate;
    double to = isLast ? Double.POSITIVE_INFINITY : (first + samples) / rate;
    List<Annotation> overlapping = new ArrayList<>();
    for (Annotation annotation : recording.header().annotations()) {
      double end = annotation.onsetS() + Math.max(0, annotation.durationS());
      boolean starts = annotation.onsetS() >= from && annotation.onsetS() < to;
      boolean lasts = annotation.onsetS() < from && end > from;
      if (starts || lasts) {
        overlapping.add(annotation);
      }
    }
    return overlapping;
  }

  /** How recordings are cut. */
  public record SegmentLayout(
      double segmentSeconds, double haloBeforeSeconds, double haloAfterSeconds)
      implements java.io.Serializable {
    /** Segments of 10 minutes, and room for windows of up to 30 s and the filters' settling. */
    public static final SegmentLayout DEFAULT = new SegmentLayout(600, 10, 40);

    /** Checks the lengths. */
    public SegmentLayout {
      BadInputException.check(
          segmentSeconds > 0,
          "--segment must be longer than nothing, but was %s s",
          segmentSeconds);
      BadInputException.check(
          haloBeforeSeconds >= 0 && haloAfterSeconds >= 0,
          "A halo cannot be negative, but was %s s and %s s",
          haloBeforeSeconds,
          haloAfterSeconds);
    }
  }

  /** Unused signals aside: the recording has at least one ordinary signal. */
  public static Optional<String> whyEmpty(RecordingHeader header) {
    boolean any =
        header.groups().stream()
            .anyMatch(group -> !group.signals().isEmpty() && !group.runs().isEmpty());
    return any ? Optional.empty() : Optional.of("holds no samples of any ordinary signal");
  }
}
