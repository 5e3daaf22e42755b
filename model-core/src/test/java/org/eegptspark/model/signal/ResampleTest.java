package org.eegptspark.model.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.eegptspark.model.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResampleTest {
  private static final Resample TO_256 = new Resample(256);

  static Stream<JsonNode> scipyCases() {
    return Stream.concat(ScipyGoldens.cases("resample"), ScipyGoldens.ofMne("resample"));
  }

  @ParameterizedTest
  @MethodSource("scipyCases")
  void equalsScipyAtTheUsualRates(JsonNode golden) {
    SignalBlock in = Noise.block(golden.get("from").asDouble(), Noise.of(golden.get("n").asInt()));

    SignalBlock out = new Resample(golden.get("to").asDouble()).apply(in);

    assertThat(out.samplingRateHz()).isEqualTo(golden.get("to").asDouble());
    assertThat(out.firstSample()).isZero();
    assertThat(ScipyGoldens.error(out.samples()[0], golden)).isLessThan(1e-13);
  }

  @Provide
  Arbitrary<Double> rates() {
    return Arbitraries.of(100.0, 128.0, 160.0, 200.0, 250.0, 500.0, 512.0, 1000.0, 1024.0, 12.8);
  }

  @Property(tries = 300)
  void aStretchWithItsHaloGivesTheBitsOfTheWhole(
      @ForAll("rates") double rate,
      @ForAll @IntRange(max = 100_000) int start,
      @ForAll @IntRange(min = 1, max = 900) int length,
      @ForAll @IntRange(max = 899) int coreFrom,
      @ForAll @IntRange(min = 1, max = 400) int coreLength) {
    SignalBlock atZero = Noise.block(2, length, rate);
    SignalBlock run = new SignalBlock(atZero.channels(), rate, start, atZero.samples());
    long from = Math.min(start + coreFrom, run.endSample());
    long to = Math.min(from + coreLength, run.endSample());
    long halo = (long) Math.ceil(TO_256.marginSeconds(rate) * rate);

    SignalBlock whole = TO_256.apply(run);
    SignalBlock part =
        TO_256.apply(
            Noise.slice(run, Math.max(start, from - halo), Math.min(run.endSample(), to + halo)));

    ResampleRatio ratio = ResampleRatio.of(rate, 256);
    long first = ratio.firstOutputAtOrAfter(from);
    long end = ratio.firstOutputAtOrAfter(to);
    for (int c = 0; c < 2; c++) {
      assertThat(Noise.slice(part, first, end).samples()[c])
          .isEqualTo(Noise.slice(whole, first, end).samples()[c]);
    }
  }

  @Test
  void aRunThatStartsLateKeepsItsPlaceOnTheTimeline() {
    double[] x = Noise.of(1000);
    SignalBlock late = new SignalBlock(Noise.block(160, x).channels(), 160, 7, new double[][] {x});

    SignalBlock out = TO_256.apply(late);

    // 7 * 8 / 5 = 11.2 and 1007 * 8 / 5 = 1611.2
    assertThat(out.firstSample()).isEqualTo(12);
    assertThat(out.endSample()).isEqualTo(1612);
    double[] fromZero = new double[1007];
    System.arraycopy(x, 0, fromZero, 7, 1000);
    assertThat(out.samples()[0])
        .isEqualTo(
            Arrays.copyOfRange(TO_256.apply(Noise.block(160, fromZero)).samples()[0], 12, 1612));
  }

  @Test
  void aSineKeepsItsShapeAndItsTime() {
    double[] sine = new double[5000];
    Arrays.setAll(sine, i -> Math.sin(2 * Math.PI * 10 * i / 500));

    double[] out = TO_256.apply(Noise.block(500, sine)).samples()[0];

    for (int m = 100; m < out.length - 100; m++) {
      assertThat(out[m]).isCloseTo(Math.sin(2 * Math.PI * 10 * m / 256), within(2e-3));
    }
  }

  @Test
  void aStretchWithoutSamplesGivesNone() {
    SignalBlock out =
        TO_256.apply(new SignalBlock(Noise.block(1, 1, 1).channels(), 512, 9, new double[1][0]));

    assertThat(out.firstSample()).isEqualTo(5);
    assertThat(out.length()).isZero();
  }

  @Test
  void equalRatesPassTheSamplesThrough() {
    SignalBlock in = Noise.block(256, 1, 2, 3);

    assertThat(TO_256.apply(in).samples()).isSameAs(in.samples());
    assertThat(TO_256.marginSeconds(256)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "100, 64, 25",
    "128, 2, 1",
    "160, 8, 5",
    "200, 32, 25",
    "250, 128, 125",
    "256, 1, 1",
    "500, 64, 125",
    "512, 1, 2",
    "1000, 32, 125",
    "1024, 1, 4",
    "2048, 1, 8",
    "5000, 32, 625",
    "12.8, 20, 1",
    "199.8, 1280, 999",
    "333.3333333333333, 96, 125",
    "25000, 32, 3125",
    // 250 samples in 0.999424 s, 255 in 0.996094 s (for 0.99609375), and single precision's 250.
    // s.
    "250.14408299180328, 2623, 2563",
    "255.99993574903573, 1, 1",
    "249.99998, 128, 125"
  })
  void findsTheRatioOfTwoRates(double from, int up, int down) {
    assertThat(ResampleRatio.of(from, 256)).isEqualTo(new ResampleRatio(up, down));
  }

  @Property
  void everyRatioIsWithinTheStatedTolerance(
      @ForAll @IntRange(min = 8_000, max = 20_000_000) int millihertz) {
    double rate = millihertz / 1000.0;

    ResampleRatio ratio = ResampleRatio.of(rate, 256);

    assertThat((double) ratio.up() / ratio.down() * rate / 256)
        .isCloseTo(1, within(ResampleRatio.WORST));
    assertThat(Math.max(ratio.up(), ratio.down())).isLessThanOrEqualTo(ResampleRatio.LIMIT);
  }

  @ParameterizedTest
  @CsvSource({"1e-3", "1e9", "NaN", "0", "-256", "Infinity", "1e300", "1e-300"})
  void refusesAbsurdRates(double rate) {
    assertThatThrownBy(() -> ResampleRatio.of(rate, 256))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("256.0");
  }
}
