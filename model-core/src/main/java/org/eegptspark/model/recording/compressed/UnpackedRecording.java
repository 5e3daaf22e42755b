package org.eegptspark.model.recording.compressed;

import java.io.IOException;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingHeader;
import org.eegptspark.model.recording.SignalGroup;
import org.eegptspark.model.recording.TemporaryFile;

/** A recording in a temporary file, which goes with it. */
record UnpackedRecording(Recording content, TemporaryFile file) implements Recording {
  @Override
  public RecordingHeader header() {
    return content.header();
  }

  @Override
  public String contentHash() throws IOException {
    return content.contentHash();
  }

  @Override
  public void read(SignalGroup group, long firstSample, int samples, byte[] target)
      throws IOException {
    content.read(group, firstSample, samples, target);
  }

  @Override
  public void close() throws IOException {
    try (file) {
      content.close();
    }
  }
}
