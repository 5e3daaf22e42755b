package org.eegptspark.model.signal;

import static org.eegptspark.model.BadInputException.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.eegptspark.model.config.Montage;
import org.eegptspark.model.recording.ChannelStatistics;
import org.eegptspark.model.recording.RecordingFacts;

/**
 * Which channels of a recording go into the steps, and what is done to each as it is read.
 *
 * @param montage the channels' electrodes, in the order that the model is given them
 * @param indices where each stands among the recording's labels
 * @param leftOut electrodes that the montage has and the recording too, but that are bad
 * @param reference channels whose mean is subtracted as channels are read; none for none
 * @param standardization of each channel
 * @param statistics one a channel of the recording, where a standardization needs them
 */
public record SignalInput(
    Montage montage,
    int[] indices,
    List<String> leftOut,
    int[] reference,
    Standardization standardization,
    List<ChannelStatistics> statistics) {
  /** As {@link SignalProfile#input}. */
  static SignalInput of(SignalProfile profile, List<String> fileLabels, RecordingFacts facts) {
    MontageChoice.Selection found = profile.montage().select(fileLabels);
    int[] reference = profile.reference().channels(fileLabels);
    check(
        profile.standardization() == Standardization.NONE || !facts.statistics().isEmpty(),
        "Scaling by recording needs its channels' statistics, which this table was made without:"
            + " ingest again");
    boolean leaving = profile.badChannels() == BadChannels.LEAVE_OUT;
    boolean[] bad = BadChannels.among(fileLabels, facts);
    List<String> kept = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    List<Integer> indices = new ArrayList<>();
    for (int c = 0; c < found.indices().length; c++) {
      String electrode = found.montage().electrodes().get(c);
      if (leaving && bad[found.indices()[c]]) {
        leftOut.add(electrode);
      } else {
        kept.add(electrode);
        indices.add(found.indices()[c]);
      }
    }
    check(
        !kept.isEmpty(),
        "All of the recording's channels are bad: %s; use --bad-channels keep to take them anyway",
        String.join(" ", leftOut));
    return new SignalInput(
        new Montage(kept),
        indices.stream().mapToInt(Integer::intValue).toArray(),
        leftOut,
        reference,
        profile.standardization(),
        facts.statistics());
  }

  /**
   * Reads the channels of a stretch.
   *
   * @param microvolts gives the stretch of the recording's channel of an index, as a new array
   * @return {@code [C, T]}, microvolts or what the standardization makes of them
   */
  public double[][] read(IntFunction<double[]> microvolts) {
    double[] mean = mean(microvolts);
    double[][] rows = new double[indices.length][];
    for (int c = 0; c < rows.length; c++) {
      rows[c] = microvolts.apply(indices[c]);
      if (standardization != Standardization.NONE) {
        standardization.apply(rows[c], statistics.get(indices[c]));
      }
      for (int i = 0; i < mean.length; i++) {
        rows[c][i] -= mean[i];
      }
    }
    return rows;
  }

  private double[] mean(IntFunction<double[]> microvolts) {
    double[] mean = new double[0];
    for (int channel : reference) {
      double[] row = microvolts.apply(channel);
      if (mean.length == 0) {
        mean = new double[row.length];
      }
      for (int i = 0; i < row.length; i++) {
        mean[i] += row[i] / reference.length;
      }
    }
    return mean;
  }
}
