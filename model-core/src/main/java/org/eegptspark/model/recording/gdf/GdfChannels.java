package org.eegptspark.model.recording.gdf;

import static org.eegptspark.model.BadInputException.check;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.FileText;
import org.eegptspark.model.recording.StoredType;

/** Reads the channels' parts of a GDF header: each field of all channels stands together. */
final class GdfChannels {
  /** Where each field begins, in bytes a channel before it. */
  private static final int UNIT = 96;

  private static final int UNIT_CODE = 102;
  private static final int PHYSICAL_MIN = 104;
  private static final int PHYSICAL_MAX = 112;
  private static final int DIGITAL_MIN = 120;
  private static final int DIGITAL_MAX = 128;
  private static final int SAMPLES = 216;
  private static final int TYPE = 220;

  /** Units of voltage: the code of the volt, and a power of ten in the lowest five bits. */
  private static final int VOLT = 4256;

  private GdfChannels() {}

  /**
   * Reads them.
   *
   * @param name of the file, for messages
   * @param parts the bytes after the fixed part, little-endian
   * @param second whether the file is of version 2
   */
  static List<GdfChannel> read(String name, ByteBuffer parts, int count, boolean second) {
    List<GdfChannel> channels = new ArrayList<>();
    long offset = 0;
    for (int c = 0; c < count; c++) {
      String label = text(parts, c * 16, 16);
      long samples = parts.getInt(SAMPLES * count + 4 * c) & 0xffffffffL;
      check(
          samples <= Integer.MAX_VALUE,
          "%s: the header gives channel '%s' %s samples a data record: the file is damaged or not"
              + " GDF",
          name,
          label,
          samples);
      GdfChannel channel =
          new GdfChannel(
              label,
              second
                  ? unit(parts.getShort(UNIT_CODE * count + 2 * c) & 0xffff)
                  : text(parts, UNIT * count + 8 * c, 8),
              parts.getDouble(PHYSICAL_MIN * count + 8 * c),
              parts.getDouble(PHYSICAL_MAX * count + 8 * c),
              digital(parts, DIGITAL_MIN * count + 8 * c, second),
              digital(parts, DIGITAL_MAX * count + 8 * c, second),
              (int) samples,
              type(name, label, parts.getInt(TYPE * count + 4 * c)),
              offset);
      channels.add(channel);
      offset += channel.bytes();
    }
    return channels;
  }

  private static double digital(ByteBuffer parts, int at, boolean second) {
    return second ? parts.getDouble(at) : parts.getLong(at);
  }

  private static String text(ByteBuffer parts, int at, int length) {
    String text = FileText.decode(parts.array(), at, at + length);
    int end = text.indexOf('\0');
    return (end < 0 ? text : text.substring(0, end)).strip();
  }

  private static String unit(int code) {
    return switch (code) {
      case VOLT -> "V";
      case VOLT + 18 -> "mV";
      case VOLT + 19 -> "uV";
      case VOLT + 20 -> "nV";
      case 0, 512 -> "";
      default -> "unit " + code;
    };
  }

  private static StoredType type(String name, String label, int code) {
    return switch (code) {
      case 1 -> StoredType.INT8;
      case 2 -> StoredType.UINT8;
      case 3 -> StoredType.INT16;
      case 4 -> StoredType.UINT16;
      case 5 -> StoredType.INT32;
      case 6 -> StoredType.UINT32;
      case 7 -> StoredType.INT64;
      case 8 -> StoredType.UINT64;
      case 16 -> StoredType.FLOAT32;
      case 17 -> StoredType.FLOAT64;
      case 255 + 24 -> StoredType.INT24;
      case 511 + 24 -> StoredType.UINT24;
      default ->
          throw new BadInputException(
              "%s: channel '%s' has samples of type %s, which is not read: export the recording with"
                  + " 16- or 32-bit samples",
              name, label, code);
    };
  }
}
