package org.eegptspark.model.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingReaders;
import org.eegptspark.model.recording.SignalGroup;
import org.eegptspark.model.recording.SignalGroup.Run;
import org.eegptspark.model.recording.SignalGroup.Signal;

/**
 * Fuzz targets of the recording readers: whatever the bytes, a reader tells in a line what is wrong
 * with them, or what it says and reads hangs together.
 */
public final class RecordingFuzz {
  /** Stands between the files of a recording of several. */
  public static final String NEXT_FILE = "\n--8<--\n";

  private static final long MAX_READ_BYTES = 1 << 20;

  private RecordingFuzz() {}

  /** EDF, BDF and their successors. */
  public static final class Edf {
    private Edf() {}

    /** Reads a file. */
    public static void fuzzerTestOneInput(byte[] bytes) {
      read(Map.of("x.edf", bytes));
    }
  }

  /** GDF 1 and 2. */
  public static final class Gdf {
    private Gdf() {}

    /** Reads a file. */
    public static void fuzzerTestOneInput(byte[] bytes) {
      read(Map.of("x.gdf", bytes));
    }
  }

  /** BrainVision: header, markers, samples. */
  public static final class BrainVision {
    private BrainVision() {}

    /** Reads three files. */
    public static void fuzzerTestOneInput(byte[] bytes) {
      read(files(bytes, "x.vhdr", "x.vmrk", "x.eeg"));
    }
  }

  /** EEGLAB of MATLAB 5 and 7.3, with a file of samples beside it. */
  public static final class Eeglab {
    private Eeglab() {}

    /** Reads two files. */
    public static void fuzzerTestOneInput(byte[] bytes) {
      read(files(bytes, "x.set", "x.fdt"));
    }
  }

  /** NumPy: description, array. */
  public static final class Numpy {
    private Numpy() {}

    /** Reads two files. */
    public static void fuzzerTestOneInput(byte[] bytes) {
      Map<String, byte[]> files = files(bytes, "x.json", "x.npy");
      read("x.npy", files);
    }
  }

  /** NumPy: description, archive. */
  public static final class Npz {
    private Npz() {}

    /** Reads two files. */
    public static void fuzzerTestOneInput(byte[] bytes) {
      Map<String, byte[]> files = files(bytes, "x.json", "x.npz");
      read("x.npz", files);
    }
  }

  /** A file packed by gzip, or Zstandard, whichever the first byte says. */
  public static final class Compressed {
    private Compressed() {}

    /** Reads a file. */
    public static void fuzzerTestOneInput(byte[] bytes) {
      boolean gzip = bytes.length > 0 && bytes[0] == 0x1f;
      read(Map.of(gzip ? "x.edf.gz" : "x.edf.zst", bytes));
    }
  }

  private static Map<String, byte[]> files(byte[] bytes, String... names) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String[] parts = text.split(NEXT_FILE, names.length);
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < parts.length; i++) {
      files.put(names[i], parts[i].getBytes(StandardCharsets.ISO_8859_1));
    }
    return files;
  }

  private static void read(Map<String, byte[]> files) {
    read(files.keySet().iterator().next(), files);
  }

  private static void read(String name, Map<String, byte[]> files) {
    try (Recording recording =
        RecordingReaders.forFile(name).orElseThrow().open(new MemoryFile(name, files))) {
      for (SignalGroup group : recording.header().groups()) {
        check(group);
        readEnds(recording, group);
      }
    } catch (BadInputException | IOException e) {
      require(e.getMessage() != null && !e.getMessage().isBlank(), "an error without a message");
    }
  }

  private static void check(SignalGroup group) {
    require(
        group.samplingRateHz() > 0 && Double.isFinite(group.samplingRateHz()),
        "a rate of " + group.samplingRateHz());
    for (Signal signal : group.signals()) {
      require(
          Double.isFinite(signal.gain()) && Double.isFinite(signal.offset()) && signal.gain() != 0,
          "a scale of " + signal);
    }
    long end = 0;
    for (Run run : group.runs()) {
      require(run.firstSample() >= end && run.samples() > 0, "runs that overlap: " + run);
      end = run.end();
    }
  }

  private static void readEnds(Recording recording, SignalGroup group) throws IOException {
    long frame = (long) group.signals().size() * group.encoding().bytes();
    if (group.runs().isEmpty() || frame > MAX_READ_BYTES) {
      return;
    }
    byte[] target = new byte[(int) MAX_READ_BYTES];
    long most = Math.min(5000, MAX_READ_BYTES / frame);
    Run first = group.runs().get(0);
    Run last = group.runs().get(group.runs().size() - 1);
    int count = (int) Math.min(most, first.samples());
    recording.read(group, first.firstSample(), count, target);
    int tail = (int) Math.min(most, last.samples());
    recording.read(group, last.end() - tail, tail, target);
  }

  private static void require(boolean condition, String found) {
    if (!condition) {
      throw new AssertionError("A recording was read with " + found);
    }
  }
}
