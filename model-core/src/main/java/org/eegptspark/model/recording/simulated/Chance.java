package org.eegptspark.model.recording.simulated;

/**
 * Random numbers that are the same on every Java: SplitMix64 (Steele, Lea and Flood 2014, "Fast
 * splittable pseudorandom number generators").
 */
final class Chance {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final double SQRT_3 = 1.7320508075688772;

  private long state;

  /** A stream of its own for each list of keys. */
  Chance(long... keys) {
    for (long key : keys) {
      state = mix(state + GOLDEN_GAMMA + key);
    }
  }

  /** 64 random bits. */
  long bits() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** Uniform from 0 to below 1. */
  double uniform() {
    return (bits() >>> 11) * 0x1p-53;
  }

  /** Uniform between two numbers. */
  double between(double low, double high) {
    return low + (high - low) * uniform();
  }

  /**
   * About normal, with mean 0 and variance 1: the sum of four uniform numbers of 16 bits, which is
   * all that filtered noise needs, at the price of one draw.
   */
  double normal() {
    long bits = bits();
    int sum = (short) bits + (short) (bits >> 16) + (short) (bits >> 32) + (short) (bits >> 48);
    return (sum + 2) * (SQRT_3 * 0x1p-16);
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
