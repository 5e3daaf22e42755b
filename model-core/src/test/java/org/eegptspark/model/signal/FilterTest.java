package org.eegptspark.model.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.Stream;
import org.eegptspark.model.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FilterTest {
  static Stream<JsonNode> notches() {
    return ScipyGoldens.cases("notch");
  }

  static Stream<JsonNode> bands() {
    return ScipyGoldens.cases("band");
  }

  @ParameterizedTest
  @MethodSource("notches")
  void theNotchEqualsScipyAtOtherRates(JsonNode golden) {
    SignalBlock in = Noise.block(golden.get("fs").asDouble(), Noise.of(golden.get("n").asInt()));

    SignalBlock out =
        new Notch(golden.get("notch").asDouble(), golden.get("quality").asDouble()).apply(in);

    assertThat(ScipyGoldens.error(out.samples()[0], golden)).isLessThan(1e-10);
  }

  @ParameterizedTest
  @MethodSource("bands")
  void theBandPassEqualsScipyAtOtherRatesAndOrders(JsonNode golden) {
    SignalBlock in = Noise.block(golden.get("fs").asDouble(), Noise.of(golden.get("n").asInt()));
    double high = golden.get("high").asDouble();

    SignalBlock out =
        new BandPass(
                golden.get("low").asDouble(),
                high == 0 ? Double.POSITIVE_INFINITY : high,
                golden.get("order").asInt())
            .apply(in);

    assertThat(ScipyGoldens.error(out.samples()[0], golden)).isLessThan(1e-7);
  }

  static Stream<JsonNode> harmonics() {
    return ScipyGoldens.ofMne("harmonics");
  }

  static Stream<JsonNode> firs() {
    return ScipyGoldens.ofMne("fir");
  }

  @ParameterizedTest
  @MethodSource("harmonics")
  void theNotchTakesOutWhatHarmonicsTheRateCanHold(JsonNode golden) {
    SignalBlock in = Noise.block(golden.get("fs").asDouble(), Noise.of(golden.get("n").asInt()));

    SignalBlock out =
        new Notch(golden.get("notch").asDouble(), golden.get("quality").asDouble(), true).apply(in);

    assertThat(ScipyGoldens.error(out.samples()[0], golden)).isLessThan(1e-9);
  }

  @ParameterizedTest
  @MethodSource("firs")
  void theFiniteBandPassEqualsMne(JsonNode golden) {
    double rate = golden.get("fs").asDouble();
    double high = golden.get("high").asDouble();
    FirBandPass band =
        new FirBandPass(golden.get("low").asDouble(), high == 0 ? Double.POSITIVE_INFINITY : high);
    double[] h = band.coefficients(rate);
    SignalBlock in = Noise.block(rate, Noise.of(golden.get("n").asInt()));

    SignalBlock out = band.apply(in);

    assertThat(h).hasSize(golden.get("taps").asInt());
    assertThat(h[h.length / 2]).isCloseTo(golden.get("middle").asDouble(), within(1e-12));
    assertThat(band.marginSeconds(rate)).isEqualTo(h.length / 2 / rate);
    assertThat(ScipyGoldens.error(out.samples()[0], golden)).isLessThan(1e-10);
  }

  static Stream<SignalStep> filters() {
    return Stream.of(
        new Notch(50, 30, true),
        new FirBandPass(0.5, 38),
        new FirBandPass(0, 30),
        new FirBandPass(1, Double.POSITIVE_INFINITY),
        new Notch(60, 30),
        new Notch(50, 5),
        new BandPass(0.5, 38, 4),
        new BandPass(1, 40, 2),
        new BandPass(0, 30, 5),
        new BandPass(0.3, Double.POSITIVE_INFINITY, 3));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void aStretchWithItsMarginGivesTheWholeRecordingsSignal(SignalStep filter) {
    SignalBlock recording = Noise.block(2, 60_000, 160);
    for (double[] row : recording.samples()) {
      Arrays.setAll(row, i -> row[i] + 200 * Math.sin(i / 3000.0));
    }
    long margin = (long) Math.ceil(filter.marginSeconds(160) * 160);

    SignalBlock part = filter.apply(Noise.slice(recording, 30_000 - margin, 31_000 + margin));
    SignalBlock whole = filter.apply(recording);

    for (int c = 0; c < 2; c++) {
      double[] expected = Noise.slice(whole, 30_000, 31_000).samples()[c];
      double[] actual = Noise.slice(part, 30_000, 31_000).samples()[c];
      for (int i = 0; i < expected.length; i++) {
        assertThat(Math.abs(actual[i] - expected[i])).isLessThan(250 * 1e-8);
      }
    }
  }

  @Test
  void aConstantPassesTheNotchAndNotTheBand() {
    double[] level = new double[500];
    Arrays.fill(level, 1e4);

    assertThat(new Notch(60, 30).apply(Noise.block(160, level)).samples()[0])
        .usingComparatorWithPrecision(1e-8)
        .containsOnly(1e4);
    assertThat(new BandPass(0.5, 38, 4).apply(Noise.block(160, level)).samples()[0])
        .usingComparatorWithPrecision(1e-6)
        .containsOnly(0);
  }

  @Test
  void refusesAStretchThatIsTooShortToExtend() {
    assertThatThrownBy(() -> new Notch(60, 30).apply(Noise.block(160, Noise.of(9))))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "Cannot apply the notch at 60 Hz to a stretch of 9 samples at 160.0 Hz: it needs more"
                + " than 9");
    assertThatThrownBy(() -> new BandPass(0.5, 38, 4).apply(Noise.block(160, Noise.of(27))))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("27 samples at 160.0 Hz: it needs more than 27");
  }

  @Test
  void refusesFrequenciesThatTheRateCannotHold() {
    assertThatThrownBy(() -> new Notch(60, 30).apply(Noise.block(100, Noise.of(100))))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("Cannot take 60.0 Hz out of a signal sampled at 100.0 Hz");
    assertThatThrownBy(() -> new BandPass(0.5, 80, 4).apply(Noise.block(160, Noise.of(100))))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("Cannot filter at 80.0 Hz a signal sampled at 160.0 Hz");
    assertThatThrownBy(() -> new BandPass(40, 1, 4)).isInstanceOf(BadInputException.class);
    assertThatThrownBy(() -> new BandPass(0, Double.POSITIVE_INFINITY, 4))
        .isInstanceOf(BadInputException.class);
    assertThatThrownBy(() -> new Notch(0, 30)).isInstanceOf(BadInputException.class);
  }
}
