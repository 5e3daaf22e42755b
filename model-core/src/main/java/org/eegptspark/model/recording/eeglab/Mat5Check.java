package org.eegptspark.model.recording.eeglab;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.TemporaryFile;

/**
 * Walks a MATLAB 5 file's elements before they are read: that each lies within the one around it,
 * and that no name, size or number of elements is more than the file's bytes can stand for. The
 * library that reads them believes what they say, and takes memory accordingly.
 */
final class Mat5Check {
  private static final int HEADER_BYTES = 128;
  private static final int COMPRESSED = 15;
  private static final int MATRIX = 14;
  private static final int CHARACTERS = 4;
  private static final int MAX_DEPTH = 16;

  /** Flags, sizes and names, which stand before an array's values. */
  private static final int MAX_HEAD_BYTES = 1 << 16;

  private static final int MAX_CHARACTERS = 1 << 24;
  private static final long MAX_ARRAYS = 8_000_000;

  private final String name;
  private final TemporaryFile unfolded;
  private final ByteOrder order;
  private long arrays;
  private long unfoldedBytes;

  private Mat5Check(String name, TemporaryFile unfolded, ByteOrder order) {
    this.name = name;
    this.unfolded = unfolded;
    this.order = order;
  }

  /**
   * Checks a file.
   *
   * @param unfolded asked how much compressed elements may grow
   * @throws org.eegptspark.model.BadInputException where something does not add up
   */
  static void check(ByteSource file, TemporaryFile unfolded) throws IOException {
    BadInput.require(file.size() > HEADER_BYTES, file.name(), "ends in its header");
    byte[] header = file.read(0, HEADER_BYTES);
    ByteOrder order = header[126] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    new Mat5Check(file.name(), unfolded, order).elements(file);
  }

  private void elements(ByteSource file) throws IOException {
    long position = HEADER_BYTES;
    while (position + 8 <= file.size()) {
      ByteBuffer tag = ByteBuffer.wrap(file.read(position, 8)).order(order);
      int type = tag.getInt();
      long length = tag.getInt() & 0xffffffffL;
      position += 8;
      require(
          length <= file.size() - position && (type == MATRIX || type == COMPRESSED),
          "holds an element that does not end in it");
      InputStream in = new BufferedInputStream(file.stream(position, length), 1 << 16);
      if (type == COMPRESSED) {
        compressed(in);
      } else {
        matrix(in, length, 0);
      }
      position += length;
    }
  }

  private void compressed(InputStream in) throws IOException {
    try (InputStream inflated = new BufferedInputStream(new InflaterInputStream(in), 1 << 16)) {
      ByteBuffer tag = read(inflated, 8);
      require(tag.getInt() == MATRIX, "holds a compressed element that is no array");
      long length = tag.getInt() & 0xffffffffL;
      unfoldedBytes += length;
      unfolded.allow(unfoldedBytes);
      matrix(inflated, length, 0);
    } catch (ZipException e) {
      throw BadInput.of(e, name, "holds a compressed element that is damaged");
    }
  }

  private void matrix(InputStream in, long length, int depth) throws IOException {
    if (length == 0) {
      return;
    }
    require(depth < MAX_DEPTH, "holds structures in structures, deeper than any EEGLAB writes");
    require(++arrays < MAX_ARRAYS, "holds more arrays than memory");
    long left = length;
    int kind = -1;
    for (int part = 0; left > 0; part++) {
      require(left >= 8, "holds an array that ends in a tag");
      ByteBuffer tag = read(in, 8);
      int first = tag.getInt();
      boolean small = first >>> 16 != 0;
      long bytes = small ? first >>> 16 : tag.getInt() & 0xffffffffL;
      int type = small ? first & 0xffff : first;
      long padded = small || type == MATRIX ? bytes : (bytes + 7) / 8 * 8;
      left -= small ? 8 : 8 + padded;
      require(
          left >= 0 && (!small || bytes <= 4), "holds an array that is larger than its element");
      if (type == MATRIX) {
        matrix(in, bytes, depth + 1);
      } else if (part < 3) {
        require(bytes <= MAX_HEAD_BYTES, "holds an array whose name or size takes too many bytes");
        byte[] value = small ? tag.array() : read(in, (int) padded).array();
        ByteBuffer words = ByteBuffer.wrap(value).order(order).position(small ? 4 : 0);
        if (part == 0 && bytes >= 4) {
          kind = words.getInt() & 0xff;
        } else if (part == 1) {
          dimensions(words, (int) bytes / 4, kind, left);
        }
      } else if (!small) {
        skip(in, padded);
      }
    }
  }

  /** Cells, structures and characters are made room for before they are read. */
  private void dimensions(ByteBuffer words, int count, int kind, long left) {
    double elements = 1;
    for (int i = 0; i < count; i++) {
      elements *= words.getInt();
    }
    boolean nested = kind >= 1 && kind <= 3;
    require(
        elements >= 0
            && (!nested || elements <= left / 8.0 + 4096)
            && (kind != CHARACTERS || elements <= MAX_CHARACTERS)
            && elements <= Integer.MAX_VALUE,
        "holds an array of more elements than it has bytes for");
  }

  private ByteBuffer read(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException(name + ": ends in an array");
    }
    return ByteBuffer.wrap(bytes).order(order);
  }

  private void skip(InputStream in, long count) throws IOException {
    try {
      in.skipNBytes(count);
    } catch (EOFException e) {
      throw new EOFException(name + ": ends in an array");
    }
  }

  private void require(boolean condition, String problem) {
    BadInput.require(condition, name, problem);
  }
}
