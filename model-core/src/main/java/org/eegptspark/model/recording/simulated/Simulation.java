package org.eegptspark.model.recording.simulated;

import static org.eegptspark.model.BadInputException.check;

/**
 * What to simulate; equal simulations give equal recordings, to the bit, on every machine.
 *
 * @param seed of everything random
 * @param subject number of the subject, from 1; a subject's anatomy and rhythms are the same in all
 *     runs
 * @param run number of the run, from 1; another run has another course of events and noise
 * @param durationSeconds whole seconds
 * @param samplingRateHz samples a second, at least 64 so that the rhythms fit
 * @param lineNoiseHz frequency of the mains: 50 or 60
 * @param lineNoiseMicrovolts its amplitude on an average electrode; 0 for none
 */
public record Simulation(
    long seed,
    int subject,
    int run,
    int durationSeconds,
    int samplingRateHz,
    double lineNoiseHz,
    double lineNoiseMicrovolts) {

  /** Checks the numbers. */
  public Simulation {
    check(subject >= 1, "A simulated subject's number is at least 1, but was %s", subject);
    check(run >= 1, "A simulated run's number is at least 1, but was %s", run);
    check(durationSeconds >= 1, "A simulation lasts at least 1 s, but was %s s", durationSeconds);
    check(
        samplingRateHz >= 64 && samplingRateHz <= 100_000,
        "A simulation samples at 64 to 100000 Hz, but was asked for %s Hz",
        samplingRateHz);
    check(
        lineNoiseHz > 0 && lineNoiseMicrovolts >= 0,
        "Line noise has a frequency and no negative amplitude, but was %s Hz of %s uV",
        lineNoiseHz,
        lineNoiseMicrovolts);
  }

  /** A run as EEGMMIDB has them: 125 s at 160 Hz, with mains of 60 Hz. */
  public static Simulation of(int subject, int run) {
    return new Simulation(1, subject, run, 125, 160, 60, 2);
  }

  /** This simulation with another seed. */
  public Simulation withSeed(long other) {
    return new Simulation(
        other, subject, run, durationSeconds, samplingRateHz, lineNoiseHz, lineNoiseMicrovolts);
  }

  /** This simulation with another duration. */
  public Simulation withDurationSeconds(int seconds) {
    return new Simulation(
        seed, subject, run, seconds, samplingRateHz, lineNoiseHz, lineNoiseMicrovolts);
  }

  /** This simulation at another sampling rate. */
  public Simulation withSamplingRateHz(int rateHz) {
    return new Simulation(
        seed, subject, run, durationSeconds, rateHz, lineNoiseHz, lineNoiseMicrovolts);
  }

  /** This simulation with other line noise. */
  public Simulation withLineNoise(double hz, double microvolts) {
    return new Simulation(seed, subject, run, durationSeconds, samplingRateHz, hz, microvolts);
  }

  /** The file's name in the manner of EEGMMIDB: {@code S001R03.edf}. */
  public String fileName() {
    return String.format("S%03dR%02d.edf", subject, run);
  }

  /** Samples of each electrode. */
  public long samples() {
    return (long) durationSeconds * samplingRateHz;
  }
}
