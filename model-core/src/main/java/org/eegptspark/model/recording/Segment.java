package org.eegptspark.model.recording;

import static org.eegptspark.model.BadInputException.check;

import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eegptspark.model.recording.SignalGroup.Run;

/**
 * A stretch of a recording as the recordings table holds it: a core that belongs to it alone, and
 * on both sides the halo that the signal steps and the last windows of the core need.
 *
 * @param recordingId hash of the recording's content
 * @param source path or URI of the file
 * @param subject the subject's code, or null
 * @param session the session's code, or null
 * @param startedAt local wall-clock time of the recording's first sample, or null
 * @param samplingRateHz samples a second
 * @param channels labels as in the file
 * @param segment index of the segment in the recording, at this rate
 * @param firstSample first sample of the core, on the recording's timeline
 * @param samplesInCore number of samples of the core
 * @param haloBefore samples held before the core
 * @param haloAfter samples held after the core
 * @param run the uninterrupted stretch of the recording that this one is cut from
 * @param encoding of the samples
 * @param gain microvolts a digital unit, one a channel
 * @param offset microvolts at digital zero, one a channel
 * @param samples halo, core, halo: channel-major, little-endian, the file's own digital values
 * @param annotations those that overlap the core
 * @param facts of the whole recording
 */
public record Segment(
    String recordingId,
    String source,
    String subject,
    String session,
    LocalDateTime startedAt,
    double samplingRateHz,
    List<String> channels,
    int segment,
    long firstSample,
    int samplesInCore,
    int haloBefore,
    int haloAfter,
    Run run,
    SampleEncoding encoding,
    double[] gain,
    double[] offset,
    byte[] samples,
    List<Annotation> annotations,
    RecordingFacts facts) {
  /** Checks the sizes against each other. */
  public Segment {
    channels = List.copyOf(channels);
    annotations = List.copyOf(annotations);
    long expected =
        (long) channels.size() * (haloBefore + samplesInCore + haloAfter) * encoding.bytes();
    check(
        samples.length == expected,
        "Segment %s of %s holds %s bytes of samples, but %s channels x (%s + %s + %s) samples of %s"
            + " take %s: the row is damaged",
        segment,
        source,
        samples.length,
        channels.size(),
        haloBefore,
        samplesInCore,
        haloAfter,
        encoding.key(),
        expected);
    check(
        gain.length == channels.size() && offset.length == channels.size(),
        "Segment %s of %s has %s channels, but %s gains and %s offsets: the row is damaged",
        segment,
        source,
        channels.size(),
        gain.length,
        offset.length);
    int statistics = facts.statistics().size();
    check(
        statistics == 0 || statistics == channels.size(),
        "Segment %s of %s has %s channels, but statistics of %s: the row is damaged",
        segment,
        source,
        channels.size(),
        statistics);
  }

  /** The samples that belong to this segment alone. */
  public Run core() {
    return new Run(firstSample, samplesInCore);
  }

  /** The samples of each channel that are held: the core and its halos. */
  public Run held() {
    return new Run(firstSample - haloBefore, (long) haloBefore + samplesInCore + haloAfter);
  }

  /**
   * The text of the annotation that covers an instant: of several, the one that began last.
   *
   * @param seconds from the recording's start
   */
  public Optional<String> labelAt(double seconds) {
    return annotations.stream()
        .filter(a -> a.onsetS() <= seconds && seconds < a.onsetS() + a.durationS())
        .max(Comparator.comparingDouble(Annotation::onsetS))
        .map(Annotation::text);
  }

  /**
   * Samples of a channel, in microvolts.
   *
   * @param channel index into {@link #channels}
   * @param stretch within {@link #held}
   */
  public double[] microvolts(int channel, Run stretch) {
    Run held = held();
    double[] decoded = new double[Math.toIntExact(stretch.samples())];
    long first = channel * held.samples() + stretch.firstSample() - held.firstSample();
    encoding.decode(
        samples,
        Math.toIntExact(first * encoding.bytes()),
        decoded.length,
        gain[channel],
        offset[channel],
        decoded);
    return decoded;
  }
}
