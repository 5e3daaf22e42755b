package org.eegptspark.model.recording.simulated;

import java.util.ArrayList;
import java.util.List;

/**
 * The sources of a subject's EEG in a run, each with what it is worth, in microvolts, at each of
 * EEGMMIDB's electrodes. What belongs to the subject is drawn from the subject's number, what
 * belongs to the moment from the run's too.
 */
final class SimulatedHead {
  private static final int PINK_SOURCES = 24;
  private static final int DRIFT_SOURCES = 3;

  /** A source and its topography: microvolts at each electrode for a value of 1. */
  record Spread(Source source, float[] microvolts) {}

  private final Simulation simulation;
  private final double rateHz;
  private final Chance anatomy;
  private final List<ScalpPosition> electrodes;
  private final List<Spread> spreads = new ArrayList<>();

  private SimulatedHead(Simulation simulation) {
    this.simulation = simulation;
    this.rateHz = simulation.samplingRateHz();
    this.anatomy = new Chance(simulation.seed(), simulation.subject());
    this.electrodes = ScalpPosition.EEGMMIDB.stream().map(ScalpPosition::of).toList();
  }

  /** The sources of a simulation, at their start. */
  static List<Spread> sources(Simulation simulation) {
    SimulatedHead head = new SimulatedHead(simulation);
    head.addBackground();
    head.addDrift();
    head.addOccipitalAlpha();
    head.addMotorRhythms();
    head.addArtifacts();
    return head.spreads;
  }

  /** The run's events; every call goes through them from the start. */
  static FistTrials trials(Simulation simulation) {
    Chance chance = new Chance(simulation.seed(), simulation.subject(), simulation.run(), -1);
    return new FistTrials(chance, simulation.durationSeconds());
  }

  /**
   * Pink noise in patches all over the head: near electrodes share patches and so correlate. Every
   * electrode gets the same power, within a fifth.
   */
  private void addBackground() {
    double level = anatomy.between(9, 15);
    double[] power = new double[electrodes.size()];
    List<float[]> patches = new ArrayList<>();
    for (int k = 0; k < PINK_SOURCES; k++) {
      // Evenly spread centres: a Fibonacci lattice on the cap above the ears, turned at random.
      double inclination = StrictMath.acos(1 - 1.3 * (k + 0.5) / PINK_SOURCES);
      double azimuth = k * 2.399963229728653 + anatomy.between(-0.3, 0.3);
      float[] patch = around(ScalpPosition.spherical(inclination, azimuth), 0.5, 1);
      double sign = anatomy.uniform() < 0.5 ? -1 : 1;
      for (int e = 0; e < patch.length; e++) {
        patch[e] *= (float) sign;
        power[e] += patch[e] * patch[e];
      }
      patches.add(patch);
    }
    for (float[] patch : patches) {
      for (int e = 0; e < patch.length; e++) {
        patch[e] *= (float) (level / Math.sqrt(power[e]));
      }
      add(new PinkNoise(moment(), rateHz), patch);
    }
  }

  private void addDrift() {
    for (int k = 0; k < DRIFT_SOURCES; k++) {
      float[] microvolts = new float[electrodes.size()];
      for (int e = 0; e < microvolts.length; e++) {
        microvolts[e] = (float) (4 * anatomy.normal());
      }
      add(new Drift(moment(), anatomy.between(5, 20), rateHz), microvolts);
    }
  }

  /** Two hemispheres of one individual frequency, not quite in step. */
  private void addOccipitalAlpha() {
    double frequency = anatomy.between(8.5, 11.5);
    double level = anatomy.between(8, 20);
    for (String centre : List.of("PO3", "PO4")) {
      ScalpPosition position = ScalpPosition.of(centre);
      add(new Rhythm(moment(), frequency, 0.8, rateHz), around(position, 0.45, level));
    }
  }

  private void addMotorRhythms() {
    double mu = anatomy.between(9, 11.5);
    double beta = anatomy.between(18, 23);
    double muLevel = anatomy.between(8, 14);
    double betaLevel = anatomy.between(3, 5);
    double contralateral = anatomy.between(0.25, 0.5);
    for (String centre : List.of("C3", "C4")) {
      ScalpPosition position = ScalpPosition.of(centre);
      String opposite = centre.equals("C3") ? "T2" : "T1";
      add(motor(mu, 1.0, opposite, contralateral), around(position, 0.22, muLevel));
      add(motor(beta, 3.0, opposite, contralateral), around(position, 0.22, betaLevel));
    }
  }

  private MotorRhythm motor(double hz, double bandwidthHz, String opposite, double gain) {
    Rhythm rhythm = new Rhythm(moment(), hz, bandwidthHz, rateHz);
    return new MotorRhythm(rhythm, trials(simulation), opposite, gain, 0.85, rateHz);
  }

  private void addArtifacts() {
    ScalpPosition eyes = ScalpPosition.spherical(StrictMath.toRadians(100), 0);
    double pause = anatomy.between(4, 10);
    double height = anatomy.between(150, 250);
    add(new Bursts.Blinks(moment(), pause, rateHz), around(eyes, 0.45, height));
    for (String centre : List.of("T9", "T10")) {
      ScalpPosition jaw = ScalpPosition.of(centre);
      add(new Bursts.Muscle(moment(), 20, rateHz), around(jaw, 0.35, anatomy.between(15, 40)));
    }
    if (simulation.lineNoiseMicrovolts() > 0) {
      float[] microvolts = new float[electrodes.size()];
      for (int e = 0; e < microvolts.length; e++) {
        microvolts[e] = (float) (simulation.lineNoiseMicrovolts() * anatomy.between(0.5, 1.5));
      }
      add(new LineNoise(moment(), simulation.lineNoiseHz(), rateHz), microvolts);
    }
  }

  private void add(Source source, float[] microvolts) {
    spreads.add(new Spread(source, microvolts));
  }

  private Chance moment() {
    return new Chance(simulation.seed(), simulation.subject(), simulation.run(), spreads.size());
  }

  /** A bell of some width, in radians, around a place; nothing where it would be below 1%. */
  private float[] around(ScalpPosition centre, double width, double height) {
    float[] values = new float[electrodes.size()];
    for (int e = 0; e < values.length; e++) {
      double distance = electrodes.get(e).angleTo(centre) / width;
      double bell = StrictMath.exp(-0.5 * distance * distance);
      values[e] = bell < 0.01 ? 0 : (float) (height * bell);
    }
    return values;
  }
}
