package org.eegptspark.model.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Samples that stand in a file as an array of plain numbers. For one thread. */
public final class FileSamples implements SampleArray {
  private static final int BLOCK_BYTES = 1 << 20;

  private final ByteSource file;
  private final long position;
  private final StoredType type;
  private final ByteOrder order;
  private final ArrayLayout layout;
  private byte[] block = new byte[0];

  /**
   * @param file stays the caller's, who has checked that it holds the whole array
   * @param position of the array's first byte
   * @param type of its numbers
   * @param order of a number's bytes
   * @param layout where each sample stands
   */
  public FileSamples(
      ByteSource file, long position, StoredType type, ByteOrder order, ArrayLayout layout) {
    this.file = file;
    this.position = position;
    this.type = type;
    this.order = order;
    this.layout = layout;
  }

  @Override
  public void read(long first, int samples, byte[] target) throws IOException {
    long epoch = first / layout.epochSamples();
    long start = epoch * layout.epochStride();
    long sample = first % layout.epochSamples();
    if (layout.isMultiplexed()) {
      readMultiplexed(start, sample, samples, target);
    } else {
      readVectorized(start, sample, samples, target);
    }
  }

  private void readVectorized(long start, long sample, int samples, byte[] target)
      throws IOException {
    int atOnce = BLOCK_BYTES / type.bytes();
    for (int c = 0; c < layout.channels(); c++) {
      long channel = start + c * layout.channelStride() + sample;
      for (int done = 0; done < samples; done += atOnce) {
        int count = Math.min(atOnce, samples - done);
        fill(channel + done, count);
        encode(0, type.bytes(), count, c, done, samples, target);
      }
    }
  }

  private void readMultiplexed(long start, long sample, int samples, byte[] target)
      throws IOException {
    int frameBytes = Math.toIntExact(layout.sampleStride() * type.bytes());
    int atOnce = Math.max(1, BLOCK_BYTES / frameBytes);
    for (int done = 0; done < samples; done += atOnce) {
      int count = Math.min(atOnce, samples - done);
      long frame = start + (sample + done) * layout.sampleStride();
      fill(frame, (int) (count * layout.sampleStride()));
      for (int c = 0; c < layout.channels(); c++) {
        encode(c * type.bytes(), frameBytes, count, c, done, samples, target);
      }
    }
  }

  private void fill(long number, int count) throws IOException {
    int bytes = count * type.bytes();
    if (block.length < bytes) {
      block = new byte[bytes];
    }
    file.read(position + number * type.bytes(), ByteBuffer.wrap(block, 0, bytes));
  }

  private void encode(
      int from, int stride, int count, int channel, int done, int samples, byte[] target) {
    int to = (channel * samples + done) * type.encoding().bytes();
    type.encode(block, from, stride, order, count, type.encoding(), target, to);
  }
}
