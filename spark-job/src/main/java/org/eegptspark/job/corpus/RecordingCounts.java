package org.eegptspark.job.corpus;

import java.util.HashSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.eegptspark.model.config.Electrodes;
import org.eegptspark.model.recording.ChannelStatistics;
import org.eegptspark.model.recording.RecordingFacts;
import org.eegptspark.model.recording.RecordingHeader;
import org.eegptspark.model.recording.SignalGroup;
import org.eegptspark.model.recording.VoltageUnit;
import org.eegptspark.model.signal.ChannelNames;

/** What of a recording is out of the ordinary, as numbers that add up over a corpus. */
final class RecordingCounts {
  private final Map<String, Long> counts = new TreeMap<>();

  private RecordingCounts() {}

  /**
   * Of a recording.
   *
   * @param facts of those of its groups that were surveyed
   */
  static Map<String, Long> of(
      RecordingHeader header, Map<SignalGroup, RecordingFacts> facts, String layout) {
    RecordingCounts all = new RecordingCounts();
    all.add("recordings_of_layout_" + layout, true);
    all.add("recordings_without_start_time", header.startedAt().isEmpty());
    all.add("recordings_without_labels", header.annotations().isEmpty());
    all.add("recordings_of_several_rates", header.groups().size() > 1);
    all.add(
        "recordings_with_gaps",
        header.groups().stream().anyMatch(group -> group.runs().size() > 1));
    Set<String> names = new HashSet<>();
    for (SignalGroup group : header.groups()) {
      group.signals().forEach(signal -> all.addSignal(signal, names));
      all.addFacts(facts.getOrDefault(group, RecordingFacts.NONE));
    }
    return all.counts;
  }

  private void addSignal(SignalGroup.Signal signal, Set<String> names) {
    String name = ChannelNames.normalize(signal.label());
    OptionalDouble microvolts = VoltageUnit.microvolts(signal.unit());
    boolean known = Electrodes.row(name).isPresent();
    add("channels", true);
    add("channels_of_electrodes", known);
    add("channels_bipolar", ChannelNames.isBipolar(name));
    add("channels_repeated", known && !names.add(name));
    add("channels_in_other_units", microvolts.isPresent() && microvolts.getAsDouble() != 1);
    add("electrodes_without_voltage_unit", known && microvolts.isEmpty());
  }

  private void addFacts(RecordingFacts facts) {
    add("channels_marked_bad", facts.badChannels().size());
    add("channels_flat", facts.statistics().stream().filter(ChannelStatistics::isFlat).count());
    add(
        "channels_clipped",
        facts.statistics().stream().filter(ChannelStatistics::isClipped).count());
  }

  private void add(String name, boolean one) {
    add(name, one ? 1 : 0);
  }

  private void add(String name, long count) {
    counts.merge(name, count, Long::sum);
  }
}
