package org.eegptspark.model.recording;

import java.util.List;
import java.util.Optional;
import org.eegptspark.model.recording.brainvision.BrainVisionReader;
import org.eegptspark.model.recording.compressed.CompressedReader;
import org.eegptspark.model.recording.edf.EdfReader;
import org.eegptspark.model.recording.eeglab.EeglabReader;
import org.eegptspark.model.recording.gdf.GdfReader;
import org.eegptspark.model.recording.numpy.NumpyReader;

/** The readers there are. */
public final class RecordingReaders {
  private static final List<RecordingReader> OF_ONE_FILE =
      List.of(new EdfReader(), new GdfReader(), new EeglabReader(), new NumpyReader());

  private static final List<RecordingReader> OTHERS =
      List.of(new BrainVisionReader(), new CompressedReader(OF_ONE_FILE));

  private RecordingReaders() {}

  /**
   * The reader for a file of this name, judged by its ending; empty where none reads such files.
   */
  public static Optional<RecordingReader> forFile(String name) {
    return OF_ONE_FILE.stream()
        .filter(reader -> reader.reads(name))
        .findFirst()
        .or(() -> OTHERS.stream().filter(reader -> reader.reads(name)).findFirst());
  }

  /** The endings of the files that are opened, for messages; all but .vhdr may be compressed. */
  public static List<String> endings() {
    return List.of(".edf", ".bdf", ".vhdr", ".gdf", ".set", ".npy", ".npz", ".edf.gz", ".edf.zst");
  }
}
