package org.eegptspark.model.recording;

import java.util.List;
import java.util.Optional;
import org.eegptspark.model.recording.brainvision.BrainVisionReader;
import org.eegptspark.model.recording.edf.EdfReader;
import org.eegptspark.model.recording.eeglab.EeglabReader;
import org.eegptspark.model.recording.gdf.GdfReader;

/** The readers there are. */
public final class RecordingReaders {
  private static final List<RecordingReader> ALL =
      List.of(new EdfReader(), new BrainVisionReader(), new GdfReader(), new EeglabReader());

  private RecordingReaders() {}

  /**
   * The reader for a file of this name, judged by its ending; empty where none reads such files.
   */
  public static Optional<RecordingReader> forFile(String name) {
    return ALL.stream().filter(reader -> reader.reads(name)).findFirst();
  }

  /** The endings of the files that are opened, for messages. */
  public static List<String> endings() {
    return List.of(".edf", ".bdf", ".vhdr", ".gdf", ".set");
  }
}
