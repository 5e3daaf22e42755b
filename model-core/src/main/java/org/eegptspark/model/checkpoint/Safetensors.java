package org.eegptspark.model.checkpoint;

import static org.eegptspark.model.BadInputException.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bytedeco.javacpp.BytePointer;
import org.eegptspark.model.BadInputException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The safetensors format: an 8-byte length, a JSON header, the tensors' bytes, little-endian.
 *
 * <p>Files are taken for hostile: each promise of the header is checked against the bytes that are
 * there before anything is allocated for it. As in the reference implementation the header is at
 * most 100 MB, and the tensors cover the rest of the file without overlap, hole or remainder.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public final class Safetensors {
  static final long MAX_HEADER_BYTES = 100_000_000;
  private static final int MAX_RANK = 32;
  private static final String METADATA = "__metadata__";
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Safetensors() {}

  /** Where bytes come from: fills {@code target} from {@code position} on. */
  private interface Source {
    void read(long position, ByteBuffer target) throws IOException;
  }

  /** One entry of the header; {@code start} and {@code end} count from the end of the header. */
  private record Entry(String name, ElementType type, long[] shape, long start, long end) {}

  /**
   * Reads a file.
   *
   * @return tensors in the header's order, and the header's {@code __metadata__}
   * @throws BadInputException where there is no such file, or it is not sound safetensors
   * @throws IOException where the bytes cannot be had
   */
  public static NamedTensors read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(
          (position, target) -> {
            while (target.hasRemaining()) {
              int read = channel.read(target, position);
              if (read < 0) {
                throw new EOFException(file + " became shorter while it was read");
              }
              position += read;
            }
          },
          channel.size(),
          file.toString());
    } catch (NoSuchFileException e) {
      throw new BadInputException(e, "No file %s", file);
    }
  }

  /**
   * Reads a stream to its end; the caller closes it.
   *
   * @param name what messages call it
   * @throws BadInputException where it is not sound safetensors
   * @throws IOException where the bytes cannot be had
   */
  public static NamedTensors read(InputStream stream, String name) throws IOException {
    return read(ByteBuffer.wrap(stream.readAllBytes()), name);
  }

  /**
   * Reads the bytes from position to limit, which stay the caller's.
   *
   * @param name what messages call them
   * @throws BadInputException where they are not sound safetensors
   */
  public static NamedTensors read(ByteBuffer bytes, String name) {
    ByteBuffer all = bytes.slice();
    try {
      return read(
          (position, target) ->
              target.put(
                  all.duplicate()
                      .position((int) position)
                      .limit((int) position + target.remaining())),
          all.remaining(),
          name);
    } catch (IOException e) {
      throw new BadInputException(e, "%s: cannot be read: %s", name, e.getMessage());
    }
  }

  private static NamedTensors read(Source source, long size, String file) throws IOException {
    check(
        size >= 8,
        "%s: is cut short: a safetensors file starts with 8 bytes of length, this holds %s; download it again",
        file,
        size);
    long headerBytes = allocateAndRead(source, 0, 8).getLong();
    check(
        headerBytes >= 2 && headerBytes <= MAX_HEADER_BYTES,
        "%s: is not a safetensors file: its first 8 bytes promise a header of %s bytes, expected 2 to %s",
        file,
        Long.toUnsignedString(headerBytes),
        MAX_HEADER_BYTES);
    long dataStart = 8 + headerBytes;
    check(
        dataStart <= size,
        "%s: is cut short: promises a header of %s bytes, holds %s; download it again",
        file,
        headerBytes,
        size - 8);
    byte[] header = allocateAndRead(source, 8, (int) headerBytes).array();
    check(header[0] == '{', "%s: is not a safetensors file: its header is not a JSON object", file);

    Map<String, String> metadata = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>();
    try {
      parse(header, file, entries, metadata);
    } catch (JsonProcessingException e) {
      throw new BadInputException(
          e, "%s: has an unreadable safetensors header: %s", file, e.getOriginalMessage());
    }
    checkCoverage(entries, size - dataStart, file);

    Map<String, INDArray> tensors = new LinkedHashMap<>();
    for (Entry entry : entries) {
      tensors.put(entry.name, read(source, dataStart + entry.start, entry));
    }
    return new NamedTensors(tensors, metadata);
  }

  private static INDArray read(Source source, long position, Entry entry) throws IOException {
    int length = (int) (entry.end - entry.start);
    if (entry.type == ElementType.F32
        && length > 0
        && entry.shape.length > 0
        && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      // As they lie in memory: no copies of a large model on the heap.
      INDArray floats = Nd4j.createUninitialized(DataType.FLOAT, entry.shape);
      source.read(
          position,
          new BytePointer(floats.data().addressPointer()).capacity(length).asByteBuffer());
      return floats;
    }
    return entry.type.decode(allocateAndRead(source, position, length), entry.shape);
  }

  private static ByteBuffer allocateAndRead(Source source, long position, int length)
      throws IOException {
    ByteBuffer target = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    source.read(position, target);
    return target.flip();
  }

  private static void parse(
      byte[] header, String file, List<Entry> entries, Map<String, String> metadata)
      throws IOException {
    try (JsonParser parser = JSON.createParser(header)) {
      parser.nextToken();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        check(
            parser.nextToken() == JsonToken.START_OBJECT,
            "%s: has an unreadable safetensors header: '%s' is not an object",
            file,
            name);
        if (name.equals(METADATA)) {
          parseMetadata(parser, file, metadata);
        } else {
          entries.add(parseEntry(parser, file, name));
        }
      }
      check(
          parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null,
          "%s: has an unreadable safetensors header: more follows its JSON object",
          file);
    }
  }

  private static void parseMetadata(JsonParser parser, String file, Map<String, String> metadata)
      throws IOException {
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      check(
          parser.nextToken() == JsonToken.VALUE_STRING,
          "%s: has metadata '%s' that is not text",
          file,
          key);
      metadata.put(key, parser.getText());
    }
  }

  private static Entry parseEntry(JsonParser parser, String file, String name) throws IOException {
    String dtype = null;
    long[] shape = null;
    long[] offsets = null;
    for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
      parser.nextToken();
      switch (field) {
        case "dtype" -> {
          dtype = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
          parser.skipChildren();
        }
        case "shape" -> shape = parseNumbers(parser, MAX_RANK, file, name, field);
        case "data_offsets" -> offsets = parseNumbers(parser, 2, file, name, field);
        default -> parser.skipChildren();
      }
    }
    check(
        dtype != null && shape != null && offsets != null && offsets.length == 2,
        "%s: has a tensor '%s' without dtype, shape or data_offsets",
        file,
        name);
    String stored = dtype;
    ElementType type =
        ElementType.of(dtype)
            .orElseThrow(
                () ->
                    new BadInputException(
                        "%s: stores '%s' as %s; expected one of %s",
                        file, name, stored, Arrays.toString(ElementType.values())));
    checkSize(file, name, type, shape, offsets);
    return new Entry(name, type, shape, offsets[0], offsets[1]);
  }

  private static long[] parseNumbers(
      JsonParser parser, int most, String file, String name, String field) throws IOException {
    long[] numbers = new long[most];
    int count = 0;
    boolean sound = parser.currentToken() == JsonToken.START_ARRAY;
    while (sound && parser.nextToken() != JsonToken.END_ARRAY) {
      sound =
          count < most
              && parser.currentToken() == JsonToken.VALUE_NUMBER_INT
              && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
              && parser.getLongValue() >= 0;
      if (sound) {
        numbers[count++] = parser.getLongValue();
      }
    }
    check(
        sound,
        "%s: has a tensor '%s' whose %s is not a list of at most %s whole numbers",
        file,
        name,
        field,
        most);
    return Arrays.copyOf(numbers, count);
  }

  private static void checkSize(
      String file, String name, ElementType type, long[] shape, long[] offsets) {
    long promised = type.bytes();
    try {
      for (long length : shape) {
        promised = Math.multiplyExact(promised, length);
      }
    } catch (ArithmeticException e) {
      throw new BadInputException(
          e, "%s: has a tensor '%s' of impossible shape %s", file, name, Arrays.toString(shape));
    }
    long held = offsets[1] - offsets[0];
    check(
        promised == held,
        "%s: has a tensor '%s' of %s %s, %s bytes, but gives it bytes %s to %s",
        file,
        name,
        type,
        Arrays.toString(shape),
        promised,
        offsets[0],
        offsets[1]);
    check(
        held <= Integer.MAX_VALUE - 8,
        "%s: has a tensor '%s' of %s bytes; tensors of up to 2 GiB are read",
        file,
        name,
        held);
  }

  /** Checks that the tensors lie one after the other from the header's end to the file's end. */
  private static void checkCoverage(List<Entry> entries, long dataBytes, String file) {
    List<Entry> byPlace = new ArrayList<>(entries);
    byPlace.sort(Comparator.comparingLong(Entry::start).thenComparingLong(Entry::end));
    long end = 0;
    for (Entry entry : byPlace) {
      check(
          entry.start == end,
          "%s: has a tensor '%s' at byte %s, which %s; expected it at byte %s",
          file,
          entry.name,
          entry.start,
          entry.start < end ? "overlaps another" : "leaves a hole",
          end);
      end = entry.end;
    }
    check(
        end <= dataBytes,
        "%s: is cut short: promises %s bytes of tensors, holds %s; download it again",
        file,
        end,
        dataBytes);
    check(
        end == dataBytes,
        "%s: holds %s bytes beyond its last tensor; download it again",
        file,
        dataBytes - end);
  }

  /**
   * Writes a file: to a temporary one beside it first, which then takes its name in one step, so
   * that no reader finds half a file. Its bytes depend on the tensors and metadata alone.
   *
   * @throws IllegalArgumentException for an array that is not FLOAT, DOUBLE or LONG
   * @throws IOException where it cannot be written; the temporary file is gone then
   */
  public static void write(NamedTensors stored, Path file) throws IOException {
    List<String> names = new ArrayList<>(stored.tensors().keySet());
    // Wide elements first, so that each tensor lies at a multiple of its elements' size.
    names.sort(
        Comparator.comparing((String name) -> -ElementType.of(stored.tensors().get(name)).bytes())
            .thenComparing(Comparator.naturalOrder()));
    Path folder = file.toAbsolutePath().getParent();
    // Not createTempFile, whose files only their owner may read.
    Path temporary = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      try (FileChannel out =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        byte[] header = header(stored, names);
        ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        writeFully(out, length.putLong(header.length).flip());
        writeFully(out, ByteBuffer.wrap(header));
        for (String name : names) {
          writeFully(out, ElementType.encode(stored.tensors().get(name)));
        }
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private static byte[] header(NamedTensors stored, List<String> names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (!stored.metadata().isEmpty()) {
        json.writeObjectFieldStart(METADATA);
        for (Map.Entry<String, String> item : stored.metadata().entrySet()) {
          json.writeStringField(item.getKey(), item.getValue());
        }
        json.writeEndObject();
      }
      long start = 0;
      for (String name : names) {
        INDArray array = stored.tensors().get(name);
        ElementType type = ElementType.of(array);
        long end = start + array.length() * type.bytes();
        json.writeObjectFieldStart(name);
        json.writeStringField("dtype", type.name());
        json.writeFieldName("shape");
        json.writeArray(array.shape(), 0, array.rank());
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {start, end}, 0, 2);
        json.writeEndObject();
        start = end;
      }
      json.writeEndObject();
    }
    while (bytes.size() % 8 != 0) {
      bytes.write(' ');
    }
    return bytes.toByteArray();
  }
}
