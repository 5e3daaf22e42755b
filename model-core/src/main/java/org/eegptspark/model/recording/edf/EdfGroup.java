package org.eegptspark.model.recording.edf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.SignalGroup;

/** The signals of one rate, and how their samples are found in the file. */
final class EdfGroup {
  /** Stays in the processor's cache until it is copied from. */
  private static final int BLOCK_BYTES = 1 << 18;

  /** Larger data records are read signal by signal. */
  private static final int MAX_RECORD_BYTES = 1 << 22;

  private final EdfHeader header;
  private final List<EdfSignal> signals;
  private final EdfTimeline timeline;

  EdfGroup(String name, EdfHeader header, List<EdfSignal> signals, int maxRuns) {
    this.header = header;
    this.signals = signals;
    int samples = signals.get(0).samplesPerRecord();
    this.timeline = new EdfTimeline(name, samples, samples / header.recordSeconds(), maxRuns);
  }

  EdfTimeline timeline() {
    return timeline;
  }

  /** The group as readers see it, once its timeline has ended. */
  SignalGroup signalGroup() {
    return new SignalGroup(
        timeline.samplingRateHz(),
        header.encoding(),
        signals.stream().map(EdfSignal::signal).toList(),
        timeline.runs());
  }

  /** A buffer for {@link #read}: some whole data records, or empty where one is too large. */
  static byte[] block(EdfHeader header, long records) {
    int one = header.recordBytes() <= MAX_RECORD_BYTES ? 1 : 0;
    long fitting = Math.min(records, Math.max(one, BLOCK_BYTES / header.recordBytes()));
    return new byte[(int) (fitting * header.recordBytes())];
  }

  /**
   * Reads a stretch, channel-major.
   *
   * @param before samples of each signal that stand in the file before the stretch
   * @param block whole data records' worth of buffer, or an empty one: then only the wanted bytes
   *     are read, signal by signal
   */
  void read(ByteSource file, long before, int samples, byte[] target, byte[] block)
      throws IOException {
    int perRecord = timeline.samplesPerRecord();
    int recordsAtOnce = (int) (block.length / header.recordBytes());
    long record = before / perRecord;
    int from = (int) (before % perRecord);
    int done = 0;
    while (done < samples) {
      long position = header.dataStart() + record * header.recordBytes();
      if (recordsAtOnce == 0) {
        int count = Math.min(perRecord - from, samples - done);
        readSignals(file, position, from, count, done, samples, target);
        done += count;
        from = 0;
        record++;
        continue;
      }
      long touched = (from + (long) samples - done + perRecord - 1) / perRecord;
      int records = (int) Math.min(recordsAtOnce, touched);
      int recordBytes = (int) header.recordBytes();
      file.read(position, ByteBuffer.wrap(block, 0, records * recordBytes));
      for (int i = 0; i < records; i++) {
        int count = Math.min(perRecord - from, samples - done);
        copySignals(block, i * recordBytes, from, count, done, samples, target);
        done += count;
        from = 0;
      }
      record += records;
    }
  }

  private void copySignals(
      byte[] block, int record, int from, int count, int done, int samples, byte[] target) {
    int width = header.encoding().bytes();
    for (int s = 0; s < signals.size(); s++) {
      int start = record + (int) signals.get(s).offset() + from * width;
      System.arraycopy(block, start, target, (s * samples + done) * width, count * width);
    }
  }

  private void readSignals(
      ByteSource file, long record, int from, int count, int done, int samples, byte[] target)
      throws IOException {
    int width = header.encoding().bytes();
    for (int s = 0; s < signals.size(); s++) {
      long start = record + signals.get(s).offset() + (long) from * width;
      file.read(start, ByteBuffer.wrap(target, (s * samples + done) * width, count * width));
    }
  }
}
