package org.eegptspark.job.corpus.parquet;

import org.eegptspark.fixtures.RecordingCheck;

/** The fuzz target of Parquet recordings: description, file. */
public final class ParquetFuzz {
  private ParquetFuzz() {}

  /** Parquet. */
  public static final class Parquet {
    private Parquet() {}

    /** Reads two files. */
    public static void fuzzerTestOneInput(byte[] bytes) {
      RecordingCheck.read("x.parquet", RecordingCheck.files(bytes, "x.json", "x.parquet"));
    }
  }
}
