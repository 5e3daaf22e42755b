package org.eegptspark.job.corpus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eegptspark.model.recording.ChannelStatistics;
import org.eegptspark.model.recording.ChannelSurvey;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.SignalGroup;
import org.eegptspark.model.recording.SignalGroup.Run;

/** Gathers statistics of a group's signals from all of its samples, once, a stretch at a time. */
final class GroupSurvey {
  private static final int STRETCH_BYTES = 8 << 20;

  private final SignalGroup group;
  private final List<ChannelSurvey> surveys = new ArrayList<>();
  private final long samples;

  private GroupSurvey(SignalGroup group) {
    this.group = group;
    this.samples = group.runs().stream().mapToLong(Run::samples).sum();
    for (int c = 0; c < group.signals().size(); c++) {
      surveys.add(new ChannelSurvey(group.encoding(), group.samplingRateHz(), samples));
    }
  }

  /** Statistics of a group's signals, in their order. Reads all of its samples. */
  static List<ChannelStatistics> of(Recording recording, SignalGroup group) throws IOException {
    GroupSurvey survey = new GroupSurvey(group);
    survey.read(recording);
    return survey.result();
  }

  /**
   * Statistics of a group that is one run, which has been read.
   *
   * @param whole all of its samples, as {@link Recording#read} gives them
   */
  static List<ChannelStatistics> of(SignalGroup group, byte[] whole) {
    int samples = (int) group.runs().get(0).samples();
    List<ChannelStatistics> statistics = new ArrayList<>();
    ChannelSurvey survey = new ChannelSurvey(group.encoding(), group.samplingRateHz(), samples);
    for (SignalGroup.Signal signal : group.signals()) {
      int from = statistics.size() * samples * group.encoding().bytes();
      survey.add(whole, from, samples);
      statistics.add(survey.result(signal.gain(), signal.offset()));
      survey = survey.next();
    }
    return statistics;
  }

  private void read(Recording recording) throws IOException {
    int bytesASample = surveys.size() * group.encoding().bytes();
    int most = bytesASample == 0 ? 1 : Math.max(1, STRETCH_BYTES / bytesASample);
    byte[] bytes = new byte[(int) Math.min(most, samples) * bytesASample];
    for (Run run : group.runs()) {
      surveys.forEach(ChannelSurvey::gap);
      for (long first = run.firstSample(); first < run.end(); first += most) {
        int n = (int) Math.min(most, run.end() - first);
        recording.read(group, first, n, bytes);
        add(bytes, n);
      }
    }
  }

  private void add(byte[] bytes, int n) {
    for (int c = 0; c < surveys.size(); c++) {
      surveys.get(c).add(bytes, c * n * group.encoding().bytes(), n);
    }
  }

  private List<ChannelStatistics> result() {
    List<ChannelStatistics> statistics = new ArrayList<>();
    for (int c = 0; c < surveys.size(); c++) {
      SignalGroup.Signal signal = group.signals().get(c);
      statistics.add(surveys.get(c).result(signal.gain(), signal.offset()));
    }
    return statistics;
  }
}
