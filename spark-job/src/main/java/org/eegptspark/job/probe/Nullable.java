package org.eegptspark.job.probe;

/** Numbers that are NaN here where they are not defined, and null in tables and reports. */
public final class Nullable {
  private Nullable() {}

  /** Null for NaN. */
  public static Double of(double value) {
    return Double.isNaN(value) ? null : value;
  }

  /** NaN for null. */
  public static double number(Double value) {
    return value == null ? Double.NaN : value;
  }
}
