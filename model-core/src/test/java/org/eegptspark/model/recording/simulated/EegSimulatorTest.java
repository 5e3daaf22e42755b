package org.eegptspark.model.recording.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.Annotation;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.RecordingHeader;
import org.eegptspark.model.recording.SignalGroup;
import org.eegptspark.model.recording.SignalGroup.Run;
import org.eegptspark.model.recording.SignalGroup.Signal;
import org.eegptspark.model.recording.edf.EdfReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EegSimulatorTest {
  private static final Simulation FIVE_MINUTES = Simulation.of(1, 3).withDurationSeconds(300);

  @TempDir Path folder;

  @Test
  void writesAFileAsEegmmidbHasThem() throws IOException {
    Path file = folder.resolve(Simulation.of(1, 3).fileName());
    new EegSimulator(Simulation.of(1, 3)).writeEdf(file);
    try (Recording simulated = new EdfReader().open(RecordingFile.of(file))) {
      RecordingHeader header = simulated.header();
      assertThat(file).hasFileName("S001R03.edf");
      assertThat(header.losses()).isEmpty();
      assertThat(header.format()).isEqualTo("EDF+C");
      assertThat(header.subject()).contains("S001");
      SignalGroup group = header.groups().get(0);
      assertThat(group.samplingRateHz()).isEqualTo(160);
      assertThat(group.runs()).containsExactly(new Run(0, 20000));
      assertThat(group.signals()).allSatisfy(signal -> assertThat(signal.unit()).isEqualTo("uV"));
      assertThat(header.annotations()).hasSize(30);
      assertThat(header.annotations().get(0)).isEqualTo(new Annotation(0, 4.2, "T0"));
      assertThat(header.annotations().get(29).onsetS()).isEqualTo(120.4);
    }
  }

  @Test
  void namesElectrodesAndTimesEventsAsARealFileDoes() throws IOException {
    Path real = TestData.file("data/eegmmidb/S001R03.edf");
    try (Recording recording = new EdfReader().open(RecordingFile.of(real))) {
      assertThat(EegSimulator.electrodes())
          .isEqualTo(
              recording.header().groups().get(0).signals().stream().map(Signal::label).toList());
      List<Annotation> events = new ArrayList<>();
      new EegSimulator(Simulation.of(1, 3)).events().forEachRemaining(events::add);
      assertThat(events)
          .extracting(Annotation::onsetS)
          .isEqualTo(recording.header().annotations().stream().map(Annotation::onsetS).toList());
      assertThat(events).extracting(Annotation::text).contains("T0", "T1", "T2");
    }
  }

  @Test
  void writesTheSameBytesForTheSameSimulation() throws IOException {
    Simulation simulation = Simulation.of(7, 4).withDurationSeconds(20).withSamplingRateHz(500);
    Path first = folder.resolve("first.edf");
    Path second = folder.resolve("second.edf");
    EegSimulator simulator = new EegSimulator(simulation);
    simulator.next(new float[64][77]);
    simulator.writeEdf(first);
    new EegSimulator(simulation).writeEdf(second);
    assertThat(first).hasSameBinaryContentAs(second);
    new EegSimulator(simulation.withSeed(2)).writeEdf(second);
    assertThat(Files.mismatch(first, second)).isPositive();
  }

  @Test
  void doesNotDependOnHowTheSignalIsCutIntoStretches() {
    float[][] whole = new float[64][1600];
    new EegSimulator(FIVE_MINUTES).next(whole);
    EegSimulator simulator = new EegSimulator(FIVE_MINUTES);
    for (int from = 0; from < 1600; from += 200) {
      float[][] part = new float[64][200];
      simulator.next(part);
      for (int e = 0; e < 64; e++) {
        assertThat(part[e]).isEqualTo(Arrays.copyOfRange(whole[e], from, from + 200));
      }
    }
  }

  @Test
  void givesSubjectsAndRunsSignalsOfTheirOwn() {
    assertThat(correlation(channel(1, 3, "Cz"), channel(2, 3, "Cz"))).isCloseTo(0, within(0.1));
    assertThat(correlation(channel(1, 3, "Cz"), channel(1, 4, "Cz"))).isCloseTo(0, within(0.1));
    double[] peaks =
        IntStream.rangeClosed(1, 6).mapToDouble(EegSimulatorTest::alphaPeakHz).toArray();
    Arrays.sort(peaks);
    assertThat(peaks[0]).isGreaterThan(7.5);
    assertThat(peaks[5]).isLessThan(12.5);
    assertThat(peaks[5] - peaks[0]).isGreaterThan(1.2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void staysWithinPlausibleMicrovolts(int subject) {
    float[][] microvolts = new float[64][60 * 160];
    new EegSimulator(Simulation.of(subject, 3)).next(microvolts);
    for (float[] channel : microvolts) {
      assertThat(rms(channel)).isBetween(9.0, 60.0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void hasMoreAlphaOverTheOcciputThanOverTheForehead(int subject) {
    double occipital = power(channel(subject, 3, "Oz"), 8, 12, 0, 300);
    double frontal = power(channel(subject, 3, "F3"), 8, 12, 0, 300);
    assertThat(occipital).isGreaterThan(2 * frontal);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void weakensTheMuRhythmOppositeToTheMovingFist(int subject) {
    float[] left = channel(subject, 3, "C3");
    float[] right = channel(subject, 3, "C4");
    double restLeft = eventPower(subject, left, "T0");
    double restRight = eventPower(subject, right, "T0");
    assertThat(eventPower(subject, left, "T2")).isLessThan(0.7 * restLeft);
    assertThat(eventPower(subject, right, "T1")).isLessThan(0.7 * restRight);
    double leftIndex = eventPower(subject, left, "T1") / eventPower(subject, right, "T1");
    double rightIndex = eventPower(subject, left, "T2") / eventPower(subject, right, "T2");
    assertThat(leftIndex).isGreaterThan(1.5 * rightIndex);
  }

  @Test
  void fallsInPowerAsOneOverTheFrequency() {
    float[] channel = channel(1, 3, "Cz");
    double low = power(channel, 1, 2, 0, 300);
    double high = power(channel, 30, 31, 0, 300);
    // Pink: 31 / 1.5 = 20 times the density at 20 times lower frequencies, within a factor of 2.
    assertThat(low / high).isBetween(10.0, 45.0);
  }

  @Test
  void correlatesNearElectrodesMoreThanFarOnes() {
    double near = correlation(channel(1, 3, "C1"), channel(1, 3, "Cz"));
    double far = correlation(channel(1, 3, "C1"), channel(1, 3, "P8"));
    assertThat(near).isGreaterThan(0.5);
    assertThat(Math.abs(far)).isLessThan(near / 2);
  }

  @Test
  void blinksAtTheForeheadAlone() {
    assertThat(maximum(channel(1, 3, "Fp1"))).isGreaterThan(90);
    assertThat(maximum(channel(1, 3, "Oz"))).isLessThan(90);
  }

  @Test
  void humsWithTheMains() {
    Simulation loud = FIVE_MINUTES.withLineNoise(50, 5);
    double mains = power(channel(loud, "Cz"), 49.5, 50.5, 0, 300);
    double silence = power(channel(FIVE_MINUTES.withLineNoise(50, 0), "Cz"), 49.5, 50.5, 0, 300);
    assertThat(mains).isGreaterThan(10 * silence);
  }

  @Test
  void refusesAnImpossibleSimulation() {
    assertThatThrownBy(() -> Simulation.of(0, 3))
        .isInstanceOf(BadInputException.class)
        .hasMessage("A simulated subject's number is at least 1, but was 0");
    assertThatThrownBy(() -> Simulation.of(1, 3).withSamplingRateHz(20))
        .hasMessageContaining("asked for 20 Hz");
  }

  private static float[] channel(int subject, int run, String electrode) {
    return channel(Simulation.of(subject, run).withDurationSeconds(300), electrode);
  }

  private static float[] channel(Simulation simulation, String electrode) {
    float[][] microvolts = new float[64][(int) simulation.samples()];
    new EegSimulator(simulation).next(microvolts);
    for (int e = 0; e < 64; e++) {
      if (EegSimulator.electrodes().get(e).replace(".", "").equals(electrode)) {
        return microvolts[e];
      }
    }
    throw new AssertionError(electrode);
  }

  /** Mean power in 8 to 13 Hz over the events of a text, half a second after each begins. */
  private static double eventPower(int subject, float[] channel, String text) {
    List<Annotation> events = new ArrayList<>();
    Simulation simulation = Simulation.of(subject, 3).withDurationSeconds(300);
    new EegSimulator(simulation).events().forEachRemaining(events::add);
    return events.stream()
        .filter(event -> event.text().equals(text))
        .mapToDouble(event -> power(channel, 8, 13, event.onsetS() + 0.6, 3.4))
        .average()
        .orElseThrow();
  }

  private static double alphaPeakHz(int subject) {
    float[] channel = channel(subject, 3, "Oz");
    double best = 7;
    for (double hz = 7.25; hz < 13; hz += 0.25) {
      if (power(channel, hz, hz + 0.25, 0, 300) > power(channel, best, best + 0.25, 0, 300)) {
        best = hz;
      }
    }
    return best;
  }

  /** Mean squared amplitude of the components from one frequency to another, a direct transform. */
  private static double power(float[] channel, double low, double high, double startS, double s) {
    int from = (int) Math.round(startS * 160);
    int samples = (int) Math.min(channel.length - from, Math.round(s * 160));
    double sum = 0;
    int segment = Math.min(samples, 640);
    for (int at = from; at + segment <= from + samples; at += segment) {
      for (int k = (int) Math.ceil(low * segment / 160); k < high * segment / 160; k++) {
        double real = 0;
        double imaginary = 0;
        for (int i = 0; i < segment; i++) {
          double window = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / segment);
          real += window * channel[at + i] * Math.cos(2 * Math.PI * k * i / segment);
          imaginary += window * channel[at + i] * Math.sin(2 * Math.PI * k * i / segment);
        }
        sum += (real * real + imaginary * imaginary) / ((double) segment * segment);
      }
    }
    return sum / (samples / segment);
  }

  private static double rms(float[] channel) {
    double sum = 0;
    for (float value : channel) {
      sum += value * value;
    }
    return Math.sqrt(sum / channel.length);
  }

  private static double maximum(float[] channel) {
    double best = 0;
    for (float value : channel) {
      best = Math.max(best, value);
    }
    return best;
  }

  private static double correlation(float[] a, float[] b) {
    double cross = 0;
    double meanA = 0;
    double meanB = 0;
    for (int i = 0; i < a.length; i++) {
      meanA += (double) a[i] / a.length;
      meanB += (double) b[i] / b.length;
    }
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      cross += (a[i] - meanA) * (b[i] - meanB);
      squaresA += (a[i] - meanA) * (a[i] - meanA);
      squaresB += (b[i] - meanB) * (b[i] - meanB);
    }
    return cross / Math.sqrt(squaresA * squaresB);
  }
}
