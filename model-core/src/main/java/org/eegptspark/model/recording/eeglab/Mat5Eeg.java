package org.eegptspark.model.recording.eeglab;

import static org.eegptspark.model.BadInputException.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.SampleArray;
import org.eegptspark.model.recording.StoredType;
import org.eegptspark.model.recording.TemporaryFile;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Char;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sources;
import us.hebi.matlab.mat.types.Struct;

/** The EEG structure of a MATLAB 5 file (MATLAB's -v6 and -v7). */
final class Mat5Eeg implements EegStruct {
  private final String name;
  private final Map<String, Array> fields;
  private final SpillingAllocator memory;

  private Mat5Eeg(String name, Map<String, Array> fields, SpillingAllocator memory) {
    this.name = name;
    this.fields = fields;
    this.memory = memory;
  }

  /**
   * Reads a file.
   *
   * @param file stays the caller's, and may be closed at once
   * @throws BadInputException where it is no such file, or damaged
   */
  static Mat5Eeg read(ByteSource file) throws IOException {
    SpillingAllocator memory = new SpillingAllocator(new TemporaryFile(file.name(), file.size()));
    try {
      return new Mat5Eeg(file.name(), fields(file, memory), memory);
    } catch (IOException | RuntimeException e) {
      memory.close();
      throw e;
    }
  }

  private static Map<String, Array> fields(ByteSource file, SpillingAllocator memory)
      throws IOException {
    Mat5Check.check(file, memory.file());
    MatFile content;
    try {
      content =
          Mat5.newReader(Sources.wrapInputStream(file.stream(0, file.size()), 1 << 16))
              .setBufferAllocator(memory)
              .disableSubsystemProcessing()
              .readMat();
    } catch (IOException | RuntimeException e) {
      throw BadInput.unreadable(e, file.name());
    }
    Map<String, Array> fields = new LinkedHashMap<>();
    for (MatFile.Entry entry : content.getEntries()) {
      fields.put(entry.getName(), entry.getValue());
    }
    if (fields.get("EEG") instanceof Struct eeg && eeg.getNumElements() == 1) {
      eeg.getFieldNames().forEach(field -> fields.put(field, eeg.get(field)));
    }
    return fields;
  }

  @Override
  public double number(String field, double otherwise) {
    double number = number(fields.get(field));
    return Double.isNaN(number) ? otherwise : number;
  }

  @Override
  public String text(String field) {
    return text(fields.get(field));
  }

  @Override
  public int count(String structures) {
    return fields.get(structures) instanceof Struct struct ? struct.getNumElements() : 0;
  }

  @Override
  public double number(String structures, int index, String field) {
    return number(element(structures, index, field));
  }

  @Override
  public String text(String structures, int index, String field) {
    Array value = element(structures, index, field);
    return value instanceof Matrix ? EegStruct.words(number(value)) : text(value);
  }

  private Array element(String structures, int index, String field) {
    return fields.get(structures) instanceof Struct struct && struct.getFieldNames().contains(field)
        ? struct.get(field, index)
        : null;
  }

  private static double number(Array value) {
    return value instanceof Matrix matrix && matrix.getNumElements() > 0
        ? matrix.getDouble(0)
        : Double.NaN;
  }

  private static String text(Array value) {
    return value instanceof Char text && text.getNumDimensions() == 2 && text.getNumRows() == 1
        ? text.getString().strip()
        : "";
  }

  @Override
  public Optional<Embedded> samples(Size size) {
    if (!(fields.get("data") instanceof Matrix matrix) || matrix.getNumElements() == 0) {
      return Optional.empty();
    }
    check(
        matrix.getNumElements() == size.numbers() && matrix.getNumRows() == size.channels(),
        "%s: EEG.data holds %s numbers in %s rows, but its %s channels, %s points and %s trials take"
            + " %s: save it again with EEGLAB",
        name,
        matrix.getNumElements(),
        matrix.getNumRows(),
        size.channels(),
        size.epochSamples(),
        size.epochs(),
        size.numbers());
    check(!matrix.isComplex(), "%s: EEG.data is complex: save the recording itself", name);
    StoredType type = type(matrix);
    return Optional.of(new Embedded(type, new MatrixSamples(matrix, type, size.channels())));
  }

  private StoredType type(Matrix matrix) {
    return switch (matrix.getType()) {
      case Int8 -> StoredType.INT8;
      case UInt8 -> StoredType.UINT8;
      case Int16 -> StoredType.INT16;
      case UInt16 -> StoredType.UINT16;
      case Int32 -> StoredType.INT32;
      case UInt32 -> StoredType.UINT32;
      case Single -> StoredType.FLOAT32;
      case Double -> StoredType.FLOAT64;
      default ->
          throw new BadInputException(
              "%s: EEG.data is of type %s, which is not read: save it as single",
              name, matrix.getType());
    };
  }

  @Override
  public void close() throws IOException {
    memory.close();
  }

  /** Samples of a matrix: all channels of a moment stand together. */
  private record MatrixSamples(Matrix matrix, StoredType type, int channels)
      implements SampleArray {
    @Override
    public void read(long first, int samples, byte[] target) {
      int width = type.encoding().bytes();
      ByteBuffer out = ByteBuffer.wrap(target).order(ByteOrder.LITTLE_ENDIAN);
      for (int c = 0; c < channels; c++) {
        int from = Math.toIntExact(first * channels) + c;
        for (int i = 0; i < samples; i++, from += channels) {
          int at = (c * samples + i) * width;
          switch (type.encoding()) {
            case FLOAT64 -> out.putDouble(at, matrix.getDouble(from));
            case FLOAT32 -> out.putFloat(at, matrix.getFloat(from));
            case INT32 -> out.putInt(at, matrix.getInt(from));
            case INT16 -> out.putShort(at, (short) matrix.getInt(from));
            case INT24 -> {
              int value = matrix.getInt(from);
              out.putShort(at, (short) value).put(at + 2, (byte) (value >> 16));
            }
          }
        }
      }
    }
  }
}
