package org.eegptspark.job.corpus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eegptspark.model.recording.ChannelStatistics;
import org.eegptspark.model.recording.ChannelSurvey;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.SignalGroup;
import org.eegptspark.model.recording.SignalGroup.Run;

/** Reads all samples of a group of signals once, a stretch at a time. */
final class GroupSurvey {
  private static final int STRETCH_BYTES = 8 << 20;

  private GroupSurvey() {}

  /** Statistics of a group's signals, in their order. */
  static List<ChannelStatistics> of(Recording recording, SignalGroup group) throws IOException {
    List<SignalGroup.Signal> signals = group.signals();
    long samples = group.runs().stream().mapToLong(Run::samples).sum();
    List<ChannelSurvey> surveys = new ArrayList<>();
    signals.forEach(signal -> surveys.add(new ChannelSurvey(group.samplingRateHz(), samples)));
    int bytesASample = signals.size() * group.encoding().bytes();
    int most = bytesASample == 0 ? 1 : Math.max(1, STRETCH_BYTES / bytesASample);
    byte[] bytes = new byte[(int) Math.min(most, samples) * bytesASample];
    for (Run run : group.runs()) {
      surveys.forEach(ChannelSurvey::gap);
      for (long first = run.firstSample(); first < run.end(); first += most) {
        int n = (int) Math.min(most, run.end() - first);
        recording.read(group, first, n, bytes);
        for (int c = 0; c < surveys.size(); c++) {
          surveys.get(c).add(group.encoding(), bytes, c * n * group.encoding().bytes(), n);
        }
      }
    }
    List<ChannelStatistics> statistics = new ArrayList<>();
    for (int c = 0; c < signals.size(); c++) {
      statistics.add(surveys.get(c).result(signals.get(c).gain(), signals.get(c).offset()));
    }
    return statistics;
  }
}
