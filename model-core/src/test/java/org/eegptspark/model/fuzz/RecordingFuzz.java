package org.eegptspark.model.fuzz;

import java.util.Map;
import org.eegptspark.fixtures.RecordingCheck;

/**
 * Fuzz targets of the recording readers: whatever the bytes, a reader tells in a line what is wrong
 * with them, or what it says and reads hangs together.
 */
public final class RecordingFuzz {
  private RecordingFuzz() {}

  /** EDF, BDF and their successors. */
  public static final class Edf {
    private Edf() {}

    /** Reads a file. */
    public static void fuzzerTestOneInput(byte[] bytes) {
      RecordingCheck.read("x.edf", Map.of("x.edf", bytes));
    }
  }

  /** GDF 1 and 2. */
  public static final class Gdf {
    private Gdf() {}

    /** Reads a file. */
    public static void fuzzerTestOneInput(byte[] bytes) {
      RecordingCheck.read("x.gdf", Map.of("x.gdf", bytes));
    }
  }

  /** BrainVision: header, markers, samples. */
  public static final class BrainVision {
    private BrainVision() {}

    /** Reads three files. */
    public static void fuzzerTestOneInput(byte[] bytes) {
      RecordingCheck.read("x.vhdr", RecordingCheck.files(bytes, "x.vhdr", "x.vmrk", "x.eeg"));
    }
  }

  /** EEGLAB of MATLAB 5 and 7.3, with a file of samples beside it. */
  public static final class Eeglab {
    private Eeglab() {}

    /** Reads two files. */
    public static void fuzzerTestOneInput(byte[] bytes) {
      RecordingCheck.read("x.set", RecordingCheck.files(bytes, "x.set", "x.fdt"));
    }
  }

  /** NumPy: description, array. */
  public static final class Numpy {
    private Numpy() {}

    /** Reads two files. */
    public static void fuzzerTestOneInput(byte[] bytes) {
      RecordingCheck.read("x.npy", RecordingCheck.files(bytes, "x.json", "x.npy"));
    }
  }

  /** NumPy: description, archive. */
  public static final class Npz {
    private Npz() {}

    /** Reads two files. */
    public static void fuzzerTestOneInput(byte[] bytes) {
      RecordingCheck.read("x.npz", RecordingCheck.files(bytes, "x.json", "x.npz"));
    }
  }

  /** Arrow: description, file or stream. */
  public static final class Arrow {
    private Arrow() {}

    /** Reads two files. */
    public static void fuzzerTestOneInput(byte[] bytes) {
      RecordingCheck.read("x.arrow", RecordingCheck.files(bytes, "x.json", "x.arrow"));
    }
  }

  /** A file packed by gzip, or Zstandard, whichever the first byte says. */
  public static final class Compressed {
    private Compressed() {}

    /** Reads a file. */
    public static void fuzzerTestOneInput(byte[] bytes) {
      boolean gzip = bytes.length > 0 && bytes[0] == 0x1f;
      String name = gzip ? "x.edf.gz" : "x.edf.zst";
      RecordingCheck.read(name, Map.of(name, bytes));
    }
  }
}
