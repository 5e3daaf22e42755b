package org.eegptspark.model.recording.numpy;

import static org.eegptspark.model.BadInputException.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.StoredType;

/**
 * The header of a .npy file (NumPy's format 1.0 to 3.0).
 *
 * @param type of its numbers
 * @param order of a number's bytes
 * @param fortranOrder whether the first index varies fastest; else the last
 * @param shape its dimensions
 * @param dataStart bytes before the first number
 */
record NpyArray(
    StoredType type, ByteOrder order, boolean fortranOrder, long[] shape, long dataStart) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER_BYTES = 1 << 16;

  private static final Pattern TYPE =
      Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([a-zA-Z])(\\d+)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile(
          "'shape'\\s*:\\s*\\(((?:\\s*\\d{1,15}L?\\s*,){0,7}\\s*(?:\\d{1,15}L?)?\\s*)\\)");

  /**
   * Reads a file's header.
   *
   * @throws BadInputException where it is no array of numbers, or is cut
   */
  static NpyArray read(ByteSource file) throws IOException {
    String name = file.name();
    byte[] start = file.read(0, (int) Math.min(12, file.size()));
    check(
        start.length == 12 && Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length),
        "%s: is not a NumPy array: it does not start with NumPy's mark",
        name);
    ByteBuffer lengths = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    boolean first = start[6] == 1;
    long headerBytes = first ? lengths.getShort(8) & 0xffff : lengths.getInt(8) & 0xffffffffL;
    int headerStart = first ? 10 : 12;
    check(
        headerBytes <= MAX_HEADER_BYTES && headerStart + headerBytes <= file.size(),
        "%s: promises a header of %s bytes: it is damaged; save the array again",
        name,
        headerBytes);
    String header =
        new String(file.read(headerStart, (int) headerBytes), StandardCharsets.ISO_8859_1);
    Matcher type = find(TYPE, header, name, "a type of plain numbers");
    NpyArray array =
        new NpyArray(
            type(name, type.group(2) + type.group(3)),
            type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
            find(ORDER, header, name, "an order").group(1).equals("True"),
            shape(find(SHAPE, header, name, "a shape").group(1)),
            headerStart + headerBytes);
    double bytes = array.type.bytes();
    for (long length : array.shape) {
      bytes *= length;
    }
    check(
        bytes <= file.size() - array.dataStart,
        "%s: is cut: an array of %s takes %.0f bytes, and %s are there; copy it again",
        name,
        Arrays.toString(array.shape),
        bytes,
        file.size() - array.dataStart);
    return array;
  }

  private static Matcher find(Pattern pattern, String header, String name, String wanted) {
    Matcher matcher = pattern.matcher(header);
    check(
        matcher.find(),
        "%s: its header does not give %s: '%s'",
        name,
        wanted,
        header.substring(0, Math.min(100, header.length())).strip());
    return matcher;
  }

  private static StoredType type(String name, String key) {
    return switch (key) {
      case "i1" -> StoredType.INT8;
      case "u1" -> StoredType.UINT8;
      case "i2" -> StoredType.INT16;
      case "u2" -> StoredType.UINT16;
      case "i4" -> StoredType.INT32;
      case "u4" -> StoredType.UINT32;
      case "i8" -> StoredType.INT64;
      case "u8" -> StoredType.UINT64;
      case "f2" -> StoredType.FLOAT16;
      case "f4" -> StoredType.FLOAT32;
      case "f8" -> StoredType.FLOAT64;
      default ->
          throw new BadInputException(
              "%s: holds numbers of NumPy's type '%s', which is not read: save them as float32",
              name, key);
    };
  }

  private static long[] shape(String lengths) {
    return Arrays.stream(lengths.split(","))
        .map(length -> length.replace("L", "").strip())
        .filter(length -> !length.isEmpty())
        .mapToLong(Long::parseLong)
        .toArray();
  }
}
