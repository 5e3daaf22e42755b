package org.eegptspark.job.corpus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eegptspark.model.config.Montage;
import org.eegptspark.model.signal.ChannelNames;
import org.eegptspark.model.signal.LinePower;

/**
 * A corpus in numbers.
 *
 * @param recordings how many there are
 * @param subjects of those recordings whose subject is known
 * @param groups signals by rate, number and encoding
 * @param labels by text, each with count and seconds
 * @param montages coverage of the 58 and 19 electrodes
 * @param lineNoise number of recordings by likely frequency of the mains: 50, 60 or none
 * @param flat share of samples of electrodes, over time; NaN where a table was made without
 * @param clipped likewise
 */
public record CorpusSummary(
    long recordings,
    long subjects,
    List<Group> groups,
    Map<String, SegmentSummary.Label> labels,
    List<Coverage> montages,
    Map<String, Long> lineNoise,
    double flat,
    double clipped) {
  /**
   * Signals of one kind.
   *
   * @param channels how many there are side by side
   * @param hours of signal
   */
  public record Group(
      double rateHz, int channels, String encoding, long recordings, double hours) {}

  /**
   * How far a montage's electrodes are there.
   *
   * @param electrodes of the montage
   * @param whole recordings that have them all
   * @param fewest that a recording has
   * @param most that a recording has
   * @param missing from at least one recording that has any
   */
  public record Coverage(
      String montage, int electrodes, long whole, int fewest, int most, List<String> missing) {}

  /** Of a corpus's segments, in any order. */
  public static CorpusSummary of(Collection<SegmentSummary> segments) {
    Map<String, List<SegmentSummary>> byRecording =
        segments.stream()
            .collect(
                Collectors.groupingBy(
                    SegmentSummary::recordingId, TreeMap::new, Collectors.toList()));
    return new CorpusSummary(
        byRecording.size(),
        segments.stream()
            .map(SegmentSummary::subject)
            .filter(subject -> subject != null)
            .distinct()
            .count(),
        groups(segments),
        labels(byRecording.values()),
        List.of(
            coverage("pretraining", Montage.PRETRAINING_58, byRecording.values()),
            coverage("ten-twenty", Montage.TEN_TWENTY_19, byRecording.values())),
        lineNoise(byRecording.values()),
        share(segments, true),
        share(segments, false));
  }

  private record GroupKey(double rateHz, int channels, String encoding) {}

  private static List<Group> groups(Collection<SegmentSummary> segments) {
    Map<GroupKey, List<SegmentSummary>> byKey = new LinkedHashMap<>();
    segments.forEach(
        s ->
            byKey
                .computeIfAbsent(
                    new GroupKey(s.rateHz(), s.channels().size(), s.encoding()),
                    key -> new ArrayList<>())
                .add(s));
    return byKey.entrySet().stream()
        .map(
            group ->
                new Group(
                    group.getKey().rateHz,
                    group.getKey().channels,
                    group.getKey().encoding,
                    group.getValue().stream().map(SegmentSummary::recordingId).distinct().count(),
                    group.getValue().stream().mapToDouble(SegmentSummary::seconds).sum() / 3600))
        .sorted(
            Comparator.comparingDouble(Group::rateHz)
                .thenComparingInt(Group::channels)
                .thenComparing(Group::encoding))
        .toList();
  }

  /** Of a recording of several rates each segment has all labels: those of one rate count. */
  private static Map<String, SegmentSummary.Label> labels(
      Collection<List<SegmentSummary>> recordings) {
    Map<String, SegmentSummary.Label> sums = new TreeMap<>();
    for (List<SegmentSummary> recording : recordings) {
      double first = recording.stream().mapToDouble(SegmentSummary::rateHz).max().orElseThrow();
      recording.stream()
          .filter(s -> s.rateHz() == first)
          .forEach(
              s ->
                  s.labels().forEach((text, l) -> sums.merge(text, l, SegmentSummary.Label::plus)));
    }
    return sums;
  }

  private static Coverage coverage(
      String name, Montage montage, Collection<List<SegmentSummary>> recordings) {
    long whole = 0;
    int fewest = montage.size();
    int most = 0;
    Set<String> missing = new HashSet<>();
    for (List<SegmentSummary> recording : recordings) {
      Set<String> present =
          recording.stream()
              .flatMap(s -> s.channels().stream())
              .map(ChannelNames::normalize)
              .filter(montage.electrodes()::contains)
              .collect(Collectors.toSet());
      whole += present.size() == montage.size() ? 1 : 0;
      fewest = Math.min(fewest, present.size());
      most = Math.max(most, present.size());
      if (!present.isEmpty()) {
        montage.electrodes().stream().filter(e -> !present.contains(e)).forEach(missing::add);
      }
    }
    return new Coverage(
        name,
        montage.size(),
        whole,
        fewest,
        most,
        montage.electrodes().stream().filter(missing::contains).toList());
  }

  private static Map<String, Long> lineNoise(Collection<List<SegmentSummary>> recordings) {
    Map<String, Long> counts = new TreeMap<>();
    for (List<SegmentSummary> recording : recordings) {
      LinePower sum =
          recording.stream().map(SegmentSummary::line).reduce(LinePower.NONE, LinePower::plus);
      String likely = sum.likelyHz().isPresent() ? sum.likelyHz().getAsInt() + " Hz" : "none";
      counts.merge(likely, 1L, Long::sum);
    }
    return counts;
  }

  private static double share(Collection<SegmentSummary> segments, boolean flat) {
    double seconds = segments.stream().mapToDouble(SegmentSummary::seconds).sum();
    return segments.stream().mapToDouble(s -> (flat ? s.flat() : s.clipped()) * s.seconds()).sum()
        / seconds;
  }
}
