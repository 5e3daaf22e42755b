package org.eegptspark.model.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ChannelSurveyTest {
  /** The noise of resources/signal/make_mne.py, as digital values. */
  private static double[] noise(int samples) {
    double[] x = new double[samples];
    long state = 1;
    for (int i = 0; i < samples; i++) {
      state = (state * 1103515245 + 12345) % (1L << 31);
      x[i] = Math.rint(100 * (100 * ((double) state / (1L << 31) - 0.5)));
    }
    return x;
  }

  private static ChannelStatistics survey(double rateHz, double gain, double offset, double... x) {
    ChannelSurvey survey = new ChannelSurvey(rateHz, x.length);
    Arrays.stream(x).forEach(survey::add);
    return survey.result(gain, offset);
  }

  @Test
  void meanSpreadAndQuartilesEqualNumpy() throws Exception {
    JsonNode cases;
    try (InputStream in = getClass().getResourceAsStream("/signal/mne.json")) {
      cases = new ObjectMapper().readTree(in).get("statistics");
    }
    for (JsonNode golden : cases) {
      ChannelStatistics found = survey(100, -0.5, 7, noise(golden.get("n").asInt()));
      assertThat(found.mean()).isCloseTo(7 - golden.get("mean").asDouble() / 2, within(1e-9));
      assertThat(found.sd()).isCloseTo(golden.get("sd").asDouble() / 2, within(1e-9));
      assertThat(found.median()).isEqualTo(7 - golden.get("median").asDouble() / 2);
      assertThat(found.iqr()).isEqualTo(golden.get("iqr").asDouble() / 2);
    }
  }

  @Test
  void quartilesOfALongRecordingAreThoseOfEvenlySpacedSamples() {
    ChannelStatistics found = survey(100, 1, 0, noise(1_000_000));
    assertThat(found.median()).isCloseTo(0, within(100.0));
    assertThat(found.iqr()).isCloseTo(5000, within(100.0));
  }

  @Test
  void aSecondWithoutChangeIsFlatAndLessIsNot() {
    double[] x = noise(1000);
    Arrays.fill(x, 100, 199, 5);
    assertThat(survey(100, 1, 0, x).flat()).isZero();
    Arrays.fill(x, 100, 250, 5);
    assertThat(survey(100, 1, 0, x).flat()).isEqualTo(0.15);
    assertThat(survey(100, 1, 0, x).isFlat()).isTrue();
  }

  @Test
  void plateausAtEitherExtremeAreClippedAndTipsAreNot() {
    double[] x = noise(1000);
    Arrays.fill(x, 10, 12, 9000);
    Arrays.fill(x, 20, 22, -9000);
    assertThat(survey(100, 1, 0, x).clipped()).isZero();
    Arrays.fill(x, 300, 306, 9000);
    Arrays.fill(x, 400, 404, -9000);
    assertThat(survey(100, 1, 0, x).clipped()).isEqualTo(0.01);
    assertThat(survey(100, 1, 0, x).isClipped()).isTrue();
  }

  @Test
  void aConstantChannelIsFlatAndNotClipped() {
    double[] x = new double[500];
    Arrays.fill(x, 3);
    ChannelStatistics found = survey(100, 2, 1, x);
    assertThat(found).isEqualTo(new ChannelStatistics(7, 0, 7, 0, 1, 0));
  }

  @Test
  void aGapEndsPlateausAndFlatStretches() {
    ChannelSurvey survey = new ChannelSurvey(100, 160);
    for (int i = 0; i < 160; i++) {
      if (i == 80) {
        survey.gap();
      }
      survey.add(5);
    }
    assertThat(survey.result(1, 0).flat()).isZero();
  }
}
