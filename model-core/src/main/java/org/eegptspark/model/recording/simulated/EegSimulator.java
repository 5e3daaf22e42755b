package org.eegptspark.model.recording.simulated;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.eegptspark.model.recording.Annotation;
import org.eegptspark.model.recording.SampleEncoding;
import org.eegptspark.model.recording.edf.EdfWriter;
import org.eegptspark.model.recording.edf.EdfWriterHeader;

/**
 * Simulates EEG of 64 electrodes in the manner of the EEG Motor Movement/Imagery Dataset
 * (EEGMMIDB): for tests, demonstrations and benchmarks of any length, without anyone's recordings.
 *
 * <p>The signals are plausible, not real: pink background that correlates in space, alpha over the
 * occiput, mu and beta rhythms over the motor cortex that weaken opposite to the moving fist (T1
 * left, T2 right, in every run), blinks, muscle, mains, drift. Memory does not grow with duration.
 *
 * <p>For one thread at a time.
 */
public final class EegSimulator {
  private static final double MICROVOLTS_A_DIGIT = 0.1;
  private static final int LARGEST_DIGIT = 32767;
  private static final int ANNOTATION_BYTES = 160;
  private static final int BLOCK_SAMPLES = 512;
  private static final float SENSOR_NOISE_MICROVOLTS = 1;
  private static final LocalDateTime START = LocalDateTime.of(2009, 8, 12, 16, 15);

  private final Simulation simulation;
  private final List<SimulatedHead.Spread> sources;
  private final Chance[] sensors;
  private final float[] sourceBlock = new float[BLOCK_SAMPLES];

  /** A simulator at the start of its recording. */
  public EegSimulator(Simulation simulation) {
    this.simulation = simulation;
    this.sources = SimulatedHead.sources(simulation);
    this.sensors = new Chance[electrodes().size()];
    for (int e = 0; e < sensors.length; e++) {
      sensors[e] = new Chance(simulation.seed(), simulation.subject(), simulation.run(), 1000 + e);
    }
  }

  /** Names of the electrodes, as EEGMMIDB's files spell and order them. */
  public static List<String> electrodes() {
    return ScalpPosition.EEGMMIDB;
  }

  /** The events of the recording, in order of time; each call starts over. */
  public Iterator<Annotation> events() {
    return SimulatedHead.trials(simulation);
  }

  /**
   * Generates the next stretch; the signal does not depend on how it is cut into stretches.
   *
   * @param microvolts [64][samples], filled to its length
   */
  public void next(float[][] microvolts) {
    int samples = microvolts[0].length;
    for (int from = 0; from < samples; from += BLOCK_SAMPLES) {
      int count = Math.min(BLOCK_SAMPLES, samples - from);
      for (int e = 0; e < sensors.length; e++) {
        addSensorNoise(sensors[e], microvolts[e], from, count);
      }
      for (SimulatedHead.Spread spread : sources) {
        spread.source().next(sourceBlock, count);
        for (int e = 0; e < sensors.length; e++) {
          if (spread.microvolts()[e] != 0) {
            add(spread.microvolts()[e], sourceBlock, microvolts[e], from, count);
          }
        }
      }
    }
  }

  /**
   * Writes the whole recording as EDF+C with data records of a second, from the start whatever was
   * generated before.
   *
   * @param file created or replaced; {@link Simulation#fileName()} has a name for it
   */
  public void writeEdf(Path file) throws IOException {
    EegSimulator fresh = new EegSimulator(simulation);
    Iterator<Annotation> events = fresh.events();
    Annotation event = events.hasNext() ? events.next() : null;
    float[][] microvolts = new float[sensors.length][simulation.samplingRateHz()];
    int[][] digital = new int[sensors.length][simulation.samplingRateHz()];
    try (EdfWriter writer = new EdfWriter(file, header())) {
      for (int second = 0; second < simulation.durationSeconds(); second++) {
        while (event != null && event.onsetS() < second + 1) {
          writer.annotate(event);
          event = events.hasNext() ? events.next() : null;
        }
        fresh.next(microvolts);
        for (int e = 0; e < digital.length; e++) {
          digitize(microvolts[e], digital[e]);
        }
        writer.write(digital);
      }
    }
  }

  private EdfWriterHeader header() {
    double limit = MICROVOLTS_A_DIGIT * LARGEST_DIGIT;
    double physical = Math.round(limit * 10) / 10.0;
    return new EdfWriterHeader(
        SampleEncoding.INT16,
        Optional.of(String.format("S%03d", simulation.subject())),
        Optional.of(START),
        1,
        ANNOTATION_BYTES,
        electrodes().stream()
            .map(
                name ->
                    new EdfWriterHeader.Signal(
                        name,
                        "uV",
                        -physical,
                        physical,
                        -LARGEST_DIGIT,
                        LARGEST_DIGIT,
                        simulation.samplingRateHz()))
            .toList());
  }

  private static void addSensorNoise(Chance chance, float[] target, int from, int count) {
    for (int i = from; i < from + count; i++) {
      target[i] = SENSOR_NOISE_MICROVOLTS * (float) chance.normal();
    }
  }

  private static void add(float weight, float[] source, float[] target, int from, int count) {
    for (int i = 0; i < count; i++) {
      target[from + i] += weight * source[i];
    }
  }

  private static void digitize(float[] microvolts, int[] digital) {
    float digits = (float) (1 / MICROVOLTS_A_DIGIT);
    for (int i = 0; i < microvolts.length; i++) {
      float scaled = Math.max(-LARGEST_DIGIT, Math.min(LARGEST_DIGIT, microvolts[i] * digits));
      // Rounds to the nearest by cutting off a positive number.
      digital[i] = (int) (scaled + (LARGEST_DIGIT + 1.5f)) - (LARGEST_DIGIT + 1);
    }
  }
}
