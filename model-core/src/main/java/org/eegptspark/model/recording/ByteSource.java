package org.eegptspark.model.recording;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** An open file that is read at given positions, always whole stretches. For one thread. */
public final class ByteSource implements Closeable {
  private static final int HASH_BLOCK = 1 << 17;

  private final String name;
  private final SeekableByteChannel channel;
  private final long size;

  /**
   * Opens a file.
   *
   * @throws IOException where it cannot be opened
   */
  public ByteSource(RecordingFile file) throws IOException {
    this.name = file.name();
    this.channel = file.open();
    this.size = channel.size();
  }

  /** The file's name as the user knows it. */
  public String name() {
    return name;
  }

  /** Bytes in the file when it was opened. */
  public long size() {
    return size;
  }

  /**
   * Fills the rest of a buffer with the bytes from a position on.
   *
   * @throws EOFException where the file ends before the buffer is full
   */
  public void read(long position, ByteBuffer target) throws IOException {
    channel.position(position);
    while (target.hasRemaining()) {
      if (channel.read(target) < 0) {
        throw new EOFException(
            name + ": ended " + target.remaining() + " bytes early; was it cut while being read?");
      }
    }
  }

  /** The bytes of a stretch, as a new array. */
  public byte[] read(long position, int length) throws IOException {
    byte[] bytes = new byte[length];
    read(position, ByteBuffer.wrap(bytes));
    return bytes;
  }

  /**
   * The bytes of a stretch as a stream, in order.
   *
   * @return a stream that shares this source's position: nothing else may be read meanwhile
   */
  public InputStream stream(long position, long length) throws IOException {
    channel.position(position);
    return new Stretch(length);
  }

  /** SHA-256 of the bytes of files, one after the other, as lower-case hexadecimal digits. */
  public static String sha256(RecordingFile... files) throws IOException {
    MessageDigest digest = newSha256();
    ByteBuffer block = ByteBuffer.allocate(HASH_BLOCK);
    for (RecordingFile file : files) {
      try (SeekableByteChannel channel = file.open()) {
        while (channel.read(block.clear()) >= 0) {
          digest.update(block.flip());
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** Some of the bytes from the channel's position on; closing it closes nothing. */
  private final class Stretch extends InputStream {
    private long left;

    Stretch(long length) {
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = channel.read(ByteBuffer.wrap(target, offset, (int) Math.min(length, left)));
      left -= Math.max(0, read);
      return read;
    }
  }
}
