package org.eegptspark.job.report;

/** This application's version. */
public final class Version {
  /** As the command line and reports give it. */
  public static final String TEXT = "0.1.0";

  private Version() {}
}
