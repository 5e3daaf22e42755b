package org.eegptspark.model.recording;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import java.util.stream.Stream;
import org.eegptspark.model.recording.arrow.ArrowReader;
import org.eegptspark.model.recording.brainvision.BrainVisionReader;
import org.eegptspark.model.recording.compressed.CompressedReader;
import org.eegptspark.model.recording.edf.EdfReader;
import org.eegptspark.model.recording.eeglab.EeglabReader;
import org.eegptspark.model.recording.gdf.GdfReader;
import org.eegptspark.model.recording.numpy.NumpyReader;

/**
 * The readers there are: those of this module, and those that others offer as services, whose
 * formats take libraries that this module does without.
 */
public final class RecordingReaders {
  private static final List<RecordingReader> OF_ONE_FILE =
      List.of(new EdfReader(), new GdfReader(), new EeglabReader(), new NumpyReader());

  private static final List<RecordingReader> PLAIN =
      Stream.of(
              OF_ONE_FILE.stream(),
              Stream.of(new BrainVisionReader(), new ArrowReader()),
              ServiceLoader.load(RecordingReader.class, RecordingReaders.class.getClassLoader())
                  .stream()
                  .map(Provider::get))
          .flatMap(readers -> readers)
          .toList();

  private static final CompressedReader COMPRESSED = new CompressedReader(OF_ONE_FILE);

  private RecordingReaders() {}

  /**
   * The reader for a file of this name, judged by its ending; empty where none reads such files.
   */
  public static Optional<RecordingReader> forFile(String name) {
    return Stream.concat(PLAIN.stream(), Stream.of(COMPRESSED))
        .filter(reader -> reader.reads(name))
        .findFirst();
  }

  /** The endings of the files that are opened, for messages; of packed ones those of EDF alone. */
  public static List<String> endings() {
    return Stream.concat(
            PLAIN.stream().flatMap(reader -> reader.endings().stream()),
            COMPRESSED.endings().stream().limit(2))
        .toList();
  }
}
