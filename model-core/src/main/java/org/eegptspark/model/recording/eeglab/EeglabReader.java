package org.eegptspark.model.recording.eeglab;

import static org.eegptspark.model.BadInputException.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.RecordingReader;

/**
 * Reads EEGLAB recordings: a .set file of any MATLAB version from 5 to 7.3, with the samples inside
 * or in an .fdt or .dat file beside it.
 *
 * <p>Samples are microvolts. Events become annotations as in MNE-Python; a "boundary", where
 * samples were cut out, begins a run. Of a recording in epochs each is a run of its own, and the
 * event that it was cut around an annotation that lasts the epoch.
 */
public final class EeglabReader implements RecordingReader {
  private static final int HEADER_BYTES = 128;

  @Override
  public List<String> endings() {
    return List.of(".set");
  }

  @Override
  public Recording open(RecordingFile file) throws IOException {
    EegStruct eeg = read(file);
    try {
      return EeglabRecording.of(file, eeg);
    } catch (IOException e) {
      eeg.close();
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      eeg.close();
      throw BadInput.unreadable(e, file.name());
    }
  }

  private static EegStruct read(RecordingFile file) throws IOException {
    try (ByteSource source = new ByteSource(file)) {
      int length = (int) Math.min(HEADER_BYTES, source.size());
      String start = new String(source.read(0, length), StandardCharsets.ISO_8859_1);
      if (start.startsWith("MATLAB 7.3") || start.startsWith("\u0089HDF")) {
        return Hdf5Eeg.open(file);
      }
      check(
          start.startsWith("MATLAB 5.0"),
          "%s: is not a MATLAB file of version 5 to 7.3: it starts with '%s'; save it again with"
              + " EEGLAB",
          file.name(),
          start.substring(0, Math.min(20, length)).replaceAll("[^\\x20-\\x7E]", "?"));
      return Mat5Eeg.read(source);
    }
  }
}
