package org.eegptspark.model.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
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
    ChannelSurvey survey = new ChannelSurvey(SampleEncoding.FLOAT64, rateHz, x.length);
    survey.add(bytes(x), 0, x.length);
    return survey.result(gain, offset);
  }

  private static byte[] bytes(double... x) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * x.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(x).forEach(bytes::putDouble);
    return bytes.array();
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
    ChannelSurvey survey = new ChannelSurvey(SampleEncoding.FLOAT64, 100, 160);
    double[] half = new double[80];
    Arrays.fill(half, 5);
    survey.add(bytes(half), 0, 80);
    survey.gap();
    survey.add(bytes(half), 0, 80);
    assertThat(survey.result(1, 0).flat()).isZero();
  }

  @Test
  void whatIsNoNumberIsFlat() {
    double[] x = noise(1000);
    Arrays.fill(x, 100, 300, Double.NaN);
    Arrays.fill(x, 300, 400, Double.POSITIVE_INFINITY);
    ChannelStatistics found = survey(100, 1, 0, x);
    assertThat(found.flat()).isEqualTo(0.3);
    assertThat(found.sd()).isFinite();
  }

  /** Samples of few values, so that runs and plateaus of all lengths occur, in odd pieces. */
  @Property(tries = 200)
  void flatAndClippedAreThoseOfLookingAtEachSample(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20_000) int samples,
      @ForAll @IntRange(min = 1, max = 300) int rateHz) {
    Random random = new Random(seed);
    double[] x = new double[samples];
    int values = 2 + random.nextInt(40);
    for (int i = 0; i < samples; i++) {
      boolean same = i > 0 && random.nextInt(1000) < 998;
      x[i] = same ? x[i - 1] : random.nextInt(values);
    }
    byte[] bytes = bytes(x);
    ChannelSurvey survey = new ChannelSurvey(SampleEncoding.FLOAT64, rateHz, samples);
    for (int done = 0, n; done < samples; done += n) {
      n = Math.min(samples - done, 1 + random.nextInt(5000));
      survey.add(bytes, 8 * done, n);
    }
    ChannelStatistics found = survey.result(1, 0);
    assertThat(found).isEqualTo(survey(rateHz, 1, 0, x));
    double highest = Arrays.stream(x).max().orElseThrow();
    double lowest = Arrays.stream(x).min().orElseThrow();
    long clipped = inRuns(x, 3, highest) + inRuns(x, 3, lowest);
    assertThat(found.clipped()).isEqualTo(highest == lowest ? 0 : (double) clipped / samples);
    long flat = inRuns(x, Math.max(2, rateHz), Double.NaN);
    assertThat(found.flat()).isEqualTo((double) flat / samples);
  }

  /** Samples in runs of a length at least; of one value, unless that is no number. */
  private static long inRuns(double[] x, int shortest, double value) {
    long count = 0;
    for (int at = 0, end; at < x.length; at = end) {
      end = at;
      while (end < x.length && x[end] == x[at]) {
        end++;
      }
      boolean counts = Double.isNaN(value) || x[at] == value;
      count += counts && end - at >= shortest ? end - at : 0;
    }
    return count;
  }
}
