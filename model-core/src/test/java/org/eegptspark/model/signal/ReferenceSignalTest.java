package org.eegptspark.model.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.SignalGroup;
import org.eegptspark.model.recording.SignalGroup.Run;
import org.eegptspark.model.recording.edf.EdfReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The steps on a real recording, against SciPy's answers (reference/signal.safetensors). */
class ReferenceSignalTest {
  private static final String RECORDING = "data/eegmmidb/S001R03.edf";
  private static final int KEPT_STRIDE = 16;
  private static final MontageChoice FOUR =
      MontageChoice.parse("FC5,FC3,C3,CZ", MissingChannels.FAIL);

  @Test
  void referencingEqualsScipy() throws IOException {
    SignalBlock raw = read(RECORDING);

    SignalBlock out = new AverageReference().apply(raw);

    assertThat(error(out.select(FOUR.select(raw.channels())), "referenced")).isLessThan(1e-12);
  }

  @Test
  void resamplingEqualsScipy() throws IOException {
    assertThat(error(new Resample(256).apply(four()), "resampled")).isLessThan(1e-12);
  }

  @Test
  void theBandPassEqualsScipy() throws IOException {
    assertThat(error(new BandPass(0.5, 38, 4).apply(four()), "bandpassed")).isLessThan(1e-9);
  }

  @Test
  void theNotchEqualsScipy() throws IOException {
    assertThat(error(new Notch(60, 30).apply(four()), "notched")).isLessThan(1e-9);
  }

  @ParameterizedTest
  @CsvSource({
    "data/eegmmidb/S001R03.edf, pipeline_S001R03.safetensors, 1024",
    "data/eegmmidb/S001R04.edf, pipeline_S001R04_hop256.safetensors, 256"
  })
  void theDefaultProfileGivesTheWindowsOfThePythonPipeline(
      String recording, String reference, int hop) throws IOException {
    SignalBlock raw = read(recording);
    WindowGrid grid = new WindowGrid(1024, hop);

    double[] sums = windowSums(raw, grid, raw.length());

    double[] expected = new ReferenceTensors(reference).rows("windows_sum")[0];
    assertThat(sums).hasSize(expected.length);
    // The average reference leaves of a sum over channels only what rounding to single precision
    // did, some 5e-7: a fingerprint of the samples' bits. One sample rounded otherwise is 7e-9.
    assertThat(largestDifference(expected, new double[expected.length])).isBetween(1e-7, 1e-6);
    assertThat(largestDifference(sums, expected)).isLessThan(1e-8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1601, 7000})
  void segmentsGiveTheSameWindowsAsTheWholeRecording(int segmentSamples) throws IOException {
    SignalBlock raw = read(RECORDING);
    WindowGrid grid = new WindowGrid(1024, 256);

    assertThat(windowSums(raw, grid, segmentSamples))
        .isEqualTo(windowSums(raw, grid, raw.length()));
  }

  /**
   * Sums over channels and time of every window, rounded to single precision as a model sees it.
   */
  private static double[] windowSums(SignalBlock raw, WindowGrid grid, int segmentSamples) {
    SignalProfile profile = SignalProfile.DEFAULT;
    MontageChoice.Selection selection = profile.montage().select(raw.channels());
    Run run = new Run(0, raw.length());
    double[] sums = new double[0];
    for (long at = 0; at < run.end(); at += segmentSamples) {
      Run core = new Run(at, Math.min(segmentSamples, run.end() - at));
      SegmentPlan plan = SegmentPlan.of(profile, grid, raw.samplingRateHz(), run, core, run);
      if (plan.windows() == 0) {
        continue;
      }
      sums = Arrays.copyOf(sums, (int) plan.endWindow());
      Run needed = plan.needed();
      SignalBlock ready =
          profile.apply(Noise.slice(raw, needed.firstSample(), needed.end()), selection);
      for (long k = plan.firstWindow(); k < plan.endWindow(); k++) {
        int from = (int) (grid.startOf(k) - ready.firstSample());
        for (double[] row : ready.samples()) {
          for (int i = from; i < from + grid.windowSamples(); i++) {
            sums[(int) k] += (float) row[i];
          }
        }
      }
    }
    return sums;
  }

  private static SignalBlock four() throws IOException {
    SignalBlock raw = read(RECORDING);
    return raw.select(FOUR.select(raw.channels()));
  }

  /** Largest error of the kept samples over the largest value of SciPy's answer. */
  private static double error(SignalBlock actual, String tensor) throws IOException {
    double[][] expected = new ReferenceTensors("signal.safetensors").rows(tensor);
    assertThat(actual.samples()).hasDimensions(expected.length, expected[0].length * KEPT_STRIDE);
    double error = 0;
    double largest = 0;
    for (int c = 0; c < expected.length; c++) {
      double[] row = actual.samples()[c];
      double[] kept = new double[expected[c].length];
      Arrays.setAll(kept, i -> row[i * KEPT_STRIDE]);
      error = Math.max(error, largestDifference(kept, expected[c]));
      largest = Math.max(largest, largestDifference(expected[c], new double[kept.length]));
    }
    return error / largest;
  }

  private static double largestDifference(double[] a, double[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  private static SignalBlock read(String path) throws IOException {
    try (Recording recording = new EdfReader().open(RecordingFile.of(TestData.file(path)))) {
      SignalGroup group = recording.header().groups().get(0);
      int samples = Math.toIntExact(group.runs().get(0).samples());
      int bytesARow = samples * group.encoding().bytes();
      byte[] bytes = new byte[group.signals().size() * bytesARow];
      recording.read(group, 0, samples, bytes);
      double[][] rows = new double[group.signals().size()][samples];
      for (int c = 0; c < rows.length; c++) {
        SignalGroup.Signal signal = group.signals().get(c);
        group
            .encoding()
            .decode(bytes, c * bytesARow, samples, signal.gain(), signal.offset(), rows[c]);
      }
      List<String> labels = group.signals().stream().map(SignalGroup.Signal::label).toList();
      return new SignalBlock(labels, group.samplingRateHz(), 0, rows);
    }
  }
}
