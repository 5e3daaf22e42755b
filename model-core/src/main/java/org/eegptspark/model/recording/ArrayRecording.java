package org.eegptspark.model.recording;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.eegptspark.model.recording.SignalGroup.Run;

/** An open recording: a header over an array of samples a group of channels. */
public final class ArrayRecording implements Recording {
  private final List<RecordingFile> files;
  private final RecordingHeader header;
  private final List<SampleArray> arrays;
  private final Closeable resources;

  /**
   * @param files whose bytes make up the recording, for its hash
   * @param header whose groups' runs are the arrays' samples in order
   * @param arrays one a group
   * @param resources closed with the recording
   */
  public ArrayRecording(
      List<RecordingFile> files,
      RecordingHeader header,
      List<? extends SampleArray> arrays,
      Closeable resources) {
    this.files = List.copyOf(files);
    this.header = header;
    this.arrays = List.copyOf(arrays);
    this.resources = resources;
  }

  @Override
  public RecordingHeader header() {
    return header;
  }

  @Override
  public String contentHash() throws IOException {
    return ByteSource.sha256(files.toArray(RecordingFile[]::new));
  }

  @Override
  public void read(SignalGroup group, long firstSample, int samples, byte[] target)
      throws IOException {
    int index = header.groups().indexOf(group);
    long stored = index < 0 ? -1 : stored(group, firstSample, samples);
    if (stored < 0) {
      throw new IllegalArgumentException(
          String.format(
              "%s: samples %d to %d lie in no run of its signals",
              files.get(0).name(), firstSample, firstSample + samples));
    }
    long bytes = (long) samples * group.signals().size() * group.encoding().bytes();
    if (bytes > target.length) {
      throw new IllegalArgumentException(
          "The stretch takes " + bytes + " bytes, but the target has " + target.length);
    }
    arrays.get(index).read(stored, samples, target);
  }

  @Override
  public void close() throws IOException {
    resources.close();
  }

  /** The samples that are stored before a stretch; negative where it lies in no run. */
  private static long stored(SignalGroup group, long firstSample, int samples) {
    long before = 0;
    for (Run run : group.runs()) {
      if (firstSample >= run.firstSample()
          && firstSample <= run.end()
          && samples >= 0
          && firstSample + samples <= run.end()) {
        return before + firstSample - run.firstSample();
      }
      before += run.samples();
    }
    return -1;
  }
}
