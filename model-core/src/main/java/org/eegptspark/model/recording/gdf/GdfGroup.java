package org.eegptspark.model.recording.gdf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.SampleArray;
import org.eegptspark.model.recording.SampleEncoding;
import org.eegptspark.model.recording.SignalGroup;
import org.eegptspark.model.recording.Stretches;

/**
 * The channels of one rate, and how their samples are found in the file. Channels may differ in
 * type: all are encoded as the narrowest encoding that holds each.
 */
final class GdfGroup implements SampleArray {
  private static final int BLOCK_BYTES = 1 << 20;

  private final ByteSource file;
  private final GdfHeader header;
  private final List<GdfChannel> channels;
  private final int perRecord;
  private final SampleEncoding encoding;
  private byte[] block = new byte[0];

  /**
   * @param file stays the caller's
   * @param channels with one number of samples a data record
   */
  GdfGroup(ByteSource file, GdfHeader header, List<GdfChannel> channels) {
    this.file = file;
    this.header = header;
    this.channels = channels;
    this.perRecord = channels.get(0).samplesPerRecord();
    this.encoding =
        channels.stream()
            .map(channel -> channel.type().encoding())
            .reduce(SampleEncoding::and)
            .orElseThrow();
  }

  /** The group as readers see it. */
  SignalGroup signalGroup(long records, List<Double> interruptionsS) {
    double rate = header.rateHz(channels.get(0));
    SortedSet<Long> starts = new TreeSet<>();
    interruptionsS.forEach(second -> starts.add(Math.round(second * rate)));
    return new SignalGroup(
        rate,
        encoding,
        channels.stream().map(GdfChannel::signal).toList(),
        Stretches.between(file.name(), records * perRecord, starts));
  }

  @Override
  public void read(long first, int samples, byte[] target) throws IOException {
    int recordsAtOnce =
        (int) Math.max(1, Math.min(BLOCK_BYTES / header.recordBytes(), Integer.MAX_VALUE));
    long record = first / perRecord;
    int from = (int) (first % perRecord);
    for (int done = 0; done < samples; from = 0) {
      long touched = (from + (long) samples - done + perRecord - 1) / perRecord;
      int records = from > 0 ? 1 : (int) Math.min(recordsAtOnce, touched);
      int count = (int) Math.min((long) records * perRecord - from, samples - done);
      if (records == 1) {
        for (int c = 0; c < channels.size(); c++) {
          readPart(record, channels.get(c), from, count, target, c * samples + done);
        }
      } else {
        readRecords(record, records, count, done, samples, target);
      }
      done += count;
      record += records;
    }
  }

  /** Part of one data record's samples of one channel. */
  private void readPart(long record, GdfChannel channel, int from, int count, byte[] target, int at)
      throws IOException {
    int width = channel.type().bytes();
    int atOnce = BLOCK_BYTES / width;
    long position = header.dataStart() + record * header.recordBytes() + channel.offset();
    for (int done = 0; done < count; done += atOnce) {
      int part = Math.min(atOnce, count - done);
      fill(position + (from + (long) done) * width, part * width);
      encode(channel, 0, width, part, target, at + done);
    }
  }

  /** Whole data records, but for the end of the last. */
  private void readRecords(
      long record, int records, int count, int done, int samples, byte[] target)
      throws IOException {
    int recordBytes = (int) header.recordBytes();
    fill(header.dataStart() + record * header.recordBytes(), records * recordBytes);
    for (int c = 0; c < channels.size(); c++) {
      GdfChannel channel = channels.get(c);
      int at = c * samples + done;
      int start = (int) channel.offset();
      if (perRecord == 1) {
        encode(channel, start, recordBytes, count, target, at);
        continue;
      }
      for (int i = 0; i < count; i += perRecord) {
        int part = Math.min(perRecord, count - i);
        int from = start + i / perRecord * recordBytes;
        encode(channel, from, channel.type().bytes(), part, target, at + i);
      }
    }
  }

  private void fill(long position, int bytes) throws IOException {
    if (block.length < bytes) {
      block = new byte[bytes];
    }
    file.read(position, ByteBuffer.wrap(block, 0, bytes));
  }

  private void encode(
      GdfChannel channel, int from, int stride, int count, byte[] target, int sample) {
    channel
        .type()
        .encode(
            block,
            from,
            stride,
            ByteOrder.LITTLE_ENDIAN,
            count,
            encoding,
            target,
            sample * encoding.bytes());
  }
}
