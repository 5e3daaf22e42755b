package org.eegptspark.job.corpus;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eegptspark.model.config.Electrodes;
import org.eegptspark.model.recording.Annotation;
import org.eegptspark.model.recording.ChannelStatistics;
import org.eegptspark.model.recording.Segment;
import org.eegptspark.model.signal.ChannelNames;
import org.eegptspark.model.signal.LinePower;

/**
 * What a corpus is told of by: a segment without its samples. Small, and merged in the driver.
 *
 * @param recordingId of its recording
 * @param subject null where unknown
 * @param rateHz of its signals
 * @param channels labels as in the file
 * @param encoding of its samples
 * @param seconds that it covers alone
 * @param labels those that start in it: how many, and their seconds
 * @param line power at the mains' frequencies, in its electrodes
 * @param flat share of samples, over its recording's electrodes; NaN where not gathered
 * @param clipped likewise
 */
public record SegmentSummary(
    String recordingId,
    String subject,
    double rateHz,
    List<String> channels,
    String encoding,
    double seconds,
    Map<String, Label> labels,
    LinePower line,
    double flat,
    double clipped)
    implements Serializable {
  private static final int MOST_CHANNELS = 16;
  private static final ChannelStatistics UNKNOWN =
      new ChannelStatistics(0, 0, 0, 0, Double.NaN, Double.NaN);

  /**
   * Annotations of a text.
   *
   * @param count how many
   * @param seconds that they last, where they say so
   */
  public record Label(long count, double seconds) implements Serializable {
    /** The sum of both. */
    public Label plus(Label other) {
      return new Label(count + other.count, seconds + other.seconds);
    }
  }

  /** Of a segment; reads its samples. */
  public static SegmentSummary of(Segment segment) {
    List<Integer> electrodes = electrodes(segment.channels());
    double[][] rows =
        electrodes.stream()
            .limit(MOST_CHANNELS)
            .map(channel -> segment.microvolts(channel, segment.core()))
            .toArray(double[][]::new);
    List<ChannelStatistics> statistics =
        segment.facts().statistics().isEmpty()
            ? Collections.nCopies(segment.channels().size(), UNKNOWN)
            : segment.facts().statistics();
    return new SegmentSummary(
        segment.recordingId(),
        segment.subject(),
        segment.samplingRateHz(),
        new ArrayList<>(segment.channels()),
        segment.encoding().key(),
        segment.samplesInCore() / segment.samplingRateHz(),
        labels(segment),
        LinePower.of(rows, segment.samplingRateHz()),
        electrodes.stream().mapToDouble(c -> statistics.get(c).flat()).average().orElse(0),
        electrodes.stream().mapToDouble(c -> statistics.get(c).clipped()).average().orElse(0));
  }

  private static List<Integer> electrodes(List<String> labels) {
    List<Integer> electrodes = new ArrayList<>();
    for (int c = 0; c < labels.size(); c++) {
      if (Electrodes.row(ChannelNames.normalize(labels.get(c))).isPresent()) {
        electrodes.add(c);
      }
    }
    return electrodes;
  }

  /** An annotation that several segments hold is told by the one that it starts in. */
  private static Map<String, Label> labels(Segment segment) {
    double from = segment.firstSample() / segment.samplingRateHz();
    Map<String, Label> labels = new HashMap<>();
    for (Annotation annotation : segment.annotations()) {
      if (segment.segment() == 0 || annotation.onsetS() >= from) {
        labels.merge(
            annotation.text(), new Label(1, Math.max(0, annotation.durationS())), Label::plus);
      }
    }
    return labels;
  }
}
