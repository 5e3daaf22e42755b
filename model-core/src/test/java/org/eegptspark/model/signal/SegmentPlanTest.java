package org.eegptspark.model.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.SignalGroup.Run;
import org.junit.jupiter.api.Test;

class SegmentPlanTest {
  private static final SignalProfile PROFILE = SignalProfile.DEFAULT;
  private static final WindowGrid HOP_1S = new WindowGrid(1024, 256);

  @Provide
  Arbitrary<Double> rates() {
    return Arbitraries.of(100.0, 128.0, 160.0, 200.0, 250.0, 256.0, 500.0, 512.0, 1000.0, 12.8);
  }

  @Property(tries = 500)
  void everyWindowOfARunBelongsToExactlyOneSegment(
      @ForAll("rates") double rate,
      @ForAll @LongRange(max = 10_000_000_000L) long start,
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 3000) Integer> segments,
      @ForAll @IntRange(min = 1, max = 1500) int window,
      @ForAll @IntRange(min = 1, max = 1500) int hop) {
    WindowGrid grid = new WindowGrid(window, hop);
    Run run = new Run(start, segments.stream().mapToLong(n -> n).sum());

    List<Long> planned = new ArrayList<>();
    long at = start;
    for (int n : segments) {
      Run core = new Run(at, n);
      SegmentPlan plan =
          SegmentPlan.of(PROFILE, grid, rate, run, core, withHalo(core, run, rate, grid));
      LongStream.range(plan.firstWindow(), plan.endWindow()).forEach(planned::add);
      at += n;
    }

    // Output sample m lies at m * rate / 256: compared in tenths of a Hz, without rounding.
    long tenths = Math.round(rate * 10);
    List<Long> expected = new ArrayList<>();
    for (long k = start * 2560 / tenths / hop; k * hop * tenths < run.end() * 2560; k++) {
      boolean startsWithin = k * hop * tenths >= start * 2560;
      boolean endsWithin = (k * hop + window - 1) * tenths < run.end() * 2560;
      if (startsWithin && endsWithin) {
        expected.add(k);
      }
    }
    assertThat(planned).isEqualTo(expected);
  }

  @Property(tries = 200)
  void whatASegmentNeedsIsEnoughForTheBitsOfTheWhole(
      @ForAll("rates") double rate,
      @ForAll @IntRange(max = 5000) int start,
      @ForAll @IntRange(min = 1, max = 3000) int length,
      @ForAll @IntRange(max = 2000) int coreFrom,
      @ForAll @IntRange(min = 1, max = 1000) int coreLength,
      @ForAll @IntRange(min = 1, max = 300) int window,
      @ForAll @IntRange(min = 1, max = 300) int hop) {
    WindowGrid grid = new WindowGrid(window, hop);
    SignalBlock noise = Noise.block(3, length, rate);
    SignalBlock recording = new SignalBlock(noise.channels(), rate, start, noise.samples());
    Run run = new Run(start, length);
    long from = Math.min(start + coreFrom, run.end() - 1);
    Run core = new Run(from, Math.min(coreLength, run.end() - from));
    SegmentPlan plan =
        SegmentPlan.of(PROFILE, grid, rate, run, core, withHalo(core, run, rate, grid));
    if (plan.windows() == 0) {
      return;
    }

    SignalBlock part =
        PROFILE.apply(Noise.slice(recording, plan.needed().firstSample(), plan.needed().end()));
    SignalBlock whole = PROFILE.apply(recording);

    long first = grid.startOf(plan.firstWindow());
    long end = grid.endOf(plan.endWindow() - 1);
    for (int c = 0; c < 3; c++) {
      assertThat(Noise.slice(part, first, end).samples()[c])
          .isEqualTo(Noise.slice(whole, first, end).samples()[c]);
    }
  }

  @Test
  void aRecordingInOneSegmentYieldsItsWindowsAndDropsTheTail() {
    Run run = new Run(0, 20_000);

    SegmentPlan plan = SegmentPlan.of(PROFILE, WindowGrid.DEFAULT, 160, run, run, run);

    // 125 s are 31 windows of 4 s and a second.
    assertThat(plan).isEqualTo(new SegmentPlan(0, 31, new Run(0, 31 * 640 + 10)));
    assertThat(plan.windows()).isEqualTo(31);
  }

  @Test
  void aSegmentYieldsTheWindowsThatStartInIt() {
    Run run = new Run(0, 512 * 60);
    Run core = new Run(512 * 10, 512 * 10);

    SegmentPlan plan = SegmentPlan.of(PROFILE, HOP_1S, 512, run, core, run);

    assertThat(plan.firstWindow()).isEqualTo(10);
    assertThat(plan.endWindow()).isEqualTo(20);
    // The filter reaches 20 samples; the last window's last sample lies at 19 s + 1023 / 256 s.
    assertThat(plan.needed()).isEqualTo(new Run(5120 - 20, 20 + (9 + 4) * 512 - 2 + 20 + 1));
  }

  @Test
  void aRunTooShortForAWindowYieldsNoneAndNeedsNothing() {
    Run run = new Run(1000, 500);

    SegmentPlan plan = SegmentPlan.of(PROFILE, HOP_1S, 160, run, run, new Run(1000, 0));

    assertThat(plan.windows()).isZero();
    assertThat(plan.needed().samples()).isZero();
  }

  @Test
  void saysHowMuchHaloIsMissingAndHowToGetIt() {
    Run run = new Run(0, 512 * 60);
    Run core = new Run(512 * 10, 512 * 10);

    assertThatThrownBy(
            () -> SegmentPlan.of(PROFILE, HOP_1S, 512, run, core, new Run(512 * 10, 512 * 12)))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "Windows of 4s every 1s need 0.04s of signal before and 3.038s after the segment of"
                + " samples [5120, 10240), which has 0s and 2s: ingest again with --halo-before"
                + " 0.04s --halo-after 4.04s");
  }

  @Test
  void aSampleLessThanNeededIsTooLittle() {
    Run run = new Run(0, 512 * 60);
    Run core = new Run(512 * 10, 512 * 10);
    Run needed = SegmentPlan.of(PROFILE, HOP_1S, 512, run, core, run).needed();

    assertThat(SegmentPlan.of(PROFILE, HOP_1S, 512, run, core, needed).windows()).isEqualTo(10);
    for (Run less :
        List.of(
            new Run(needed.firstSample() + 1, needed.samples() - 1),
            new Run(needed.firstSample(), needed.samples() - 1))) {
      assertThatThrownBy(() -> SegmentPlan.of(PROFILE, HOP_1S, 512, run, core, less))
          .isInstanceOf(BadInputException.class);
    }
  }

  @Test
  void filtersWidenTheHaloAndSegmentsStillGiveTheWholesSignal() {
    SignalProfile filtered =
        PROFILE.withNotch(new Notch(60, 30)).withBandPass(new BandPass(0.5, 38, 4));
    SignalBlock recording = Noise.block(3, 30_000, 160);
    Run run = new Run(0, 30_000);
    Run core = new Run(12_000, 3_200);
    assertThatThrownBy(
            () ->
                SegmentPlan.of(filtered, HOP_1S, 160, run, core, withHalo(core, run, 160, HOP_1S)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--halo-before");

    SegmentPlan plan = SegmentPlan.of(filtered, HOP_1S, 160, run, core, run);
    Run needed = plan.needed();
    assertThat(core.firstSample() - needed.firstSample())
        .isLessThanOrEqualTo(filtered.haloBefore(160));
    assertThat(needed.end() - core.end()).isLessThanOrEqualTo(filtered.haloAfter(160, HOP_1S));
    SignalBlock part = filtered.apply(Noise.slice(recording, needed.firstSample(), needed.end()));
    SignalBlock whole = filtered.apply(recording);
    long first = HOP_1S.startOf(plan.firstWindow());
    long end = HOP_1S.endOf(plan.endWindow() - 1);
    for (int c = 0; c < 3; c++) {
      double[] expected = Noise.slice(whole, first, end).samples()[c];
      double[] actual = Noise.slice(part, first, end).samples()[c];
      double worst = 0;
      for (int i = 0; i < expected.length; i++) {
        worst = Math.max(worst, Math.abs(expected[i] - actual[i]));
      }
      assertThat(worst).isLessThan(1e-8 * Arrays.stream(expected).map(Math::abs).max().orElse(0));
    }
  }

  @Test
  void refusesASegmentOutsideItsRun() {
    assertThatThrownBy(
            () ->
                SegmentPlan.of(
                    PROFILE, HOP_1S, 512, new Run(100, 50), new Run(90, 20), new Run(90, 20)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("[90, 110) does not lie in its run [100, 150)");
  }

  private static Run withHalo(Run core, Run run, double rate, WindowGrid grid) {
    long from = Math.max(run.firstSample(), core.firstSample() - PROFILE.haloBefore(rate));
    long to = Math.min(run.end(), core.end() + PROFILE.haloAfter(rate, grid));
    return new Run(from, to - from);
  }
}
