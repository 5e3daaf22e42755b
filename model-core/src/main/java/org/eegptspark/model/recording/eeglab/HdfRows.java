package org.eegptspark.model.recording.eeglab;

import static org.eegptspark.model.BadInputException.check;

import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.dataset.DatasetBase;
import io.jhdf.filter.PipelineFilterWithData;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.SampleArray;
import org.eegptspark.model.recording.StoredType;

/**
 * The numbers of an HDF5 dataset as rows of its last dimension: moments of all channels, for MATLAB
 * keeps its dimensions in reverse. Chunks are decompressed here, into no more memory than their
 * shape takes.
 */
final class HdfRows implements SampleArray {
  private static final long MAX_CHUNK_BYTES = 256L << 20;
  private static final int BLOCK_BYTES = 1 << 22;

  private final ByteSource file;
  private final Dataset dataset;
  private final long userBlock;
  private final StoredType type;
  private final ByteOrder order;
  private final int[] shape;
  private final int width;

  private HdfRows(ByteSource file, Dataset dataset, long userBlock, StoredType type) {
    this.file = file;
    this.dataset = dataset;
    this.userBlock = userBlock;
    this.type = type;
    this.order = order(dataset.getDataType());
    this.shape = shape(file.name(), dataset.getDimensions());
    this.width = dataset.getDataType().getSize();
  }

  /** The rows of a dataset of numbers. */
  static HdfRows of(ByteSource file, Dataset dataset, long userBlock) {
    return new HdfRows(file, dataset, userBlock, type(file.name(), dataset.getDataType()));
  }

  /** All bytes of a small dataset, of numbers or references. */
  static byte[] bytes(ByteSource file, Dataset dataset, long userBlock, int maxNumbers)
      throws IOException {
    HdfRows rows = new HdfRows(file, dataset, userBlock, null);
    check(
        rows.width <= 8 && rows.rows() * rows.columns() <= maxNumbers,
        "%s: %s holds %s numbers, more than a field of EEG has",
        file.name(),
        dataset.getPath(),
        rows.rows() * rows.columns());
    return rows.raw(0, (int) rows.rows());
  }

  /** The type of a dataset's numbers. */
  static StoredType type(String name, DataType type) {
    String key = "unknown";
    if (type instanceof FixedPoint integer) {
      key = (integer.isSigned() ? "INT" : "UINT") + 8 * integer.getSize();
    } else if (type instanceof FloatingPoint real) {
      key = "FLOAT" + 8 * real.getSize();
    }
    try {
      return StoredType.valueOf(key);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          "%s: holds numbers of type %s, which are not read: save it again with EEGLAB",
          name, type.getClass().getSimpleName());
    }
  }

  /** The order of a number's bytes. */
  static ByteOrder order(DataType type) {
    if (type instanceof FixedPoint integer) {
      return integer.getByteOrder();
    }
    return type instanceof FloatingPoint real ? real.getByteOrder() : ByteOrder.LITTLE_ENDIAN;
  }

  StoredType type() {
    return type;
  }

  long rows() {
    return (long) shape[0] * shape[1];
  }

  int columns() {
    return shape[2];
  }

  @Override
  public void read(long first, int samples, byte[] target) throws IOException {
    int rowBytes = columns() * width;
    int atOnce = Math.max(1, BLOCK_BYTES / rowBytes);
    for (int done = 0; done < samples; done += atOnce) {
      int count = Math.min(atOnce, samples - done);
      byte[] raw = rawOrBadInput(first + done, count);
      for (int c = 0; c < columns(); c++) {
        int to = (c * samples + done) * type.encoding().bytes();
        type.encode(raw, c * width, rowBytes, order, count, type.encoding(), target, to);
      }
    }
  }

  private byte[] rawOrBadInput(long firstRow, int rows) throws IOException {
    try {
      return raw(firstRow, rows);
    } catch (RuntimeException | StackOverflowError e) {
      throw BadInput.unreadable(e, file.name());
    }
  }

  /** Dimensions as three, the last ones the dataset's own. */
  private static int[] shape(String name, int[] dimensions) {
    check(dimensions.length <= 3, "%s: holds an array of %s dimensions", name, dimensions.length);
    int[] shape = {1, 1, 1};
    System.arraycopy(dimensions, 0, shape, 3 - dimensions.length, dimensions.length);
    return shape;
  }

  private byte[] raw(long firstRow, int rows) throws IOException {
    int rowBytes = Math.multiplyExact(columns(), width);
    if (dataset instanceof ContiguousDataset contiguous) {
      long position = userBlock + contiguous.getDataAddress() + firstRow * rowBytes;
      check(
          position >= 0 && position + (long) rows * rowBytes <= file.size(),
          "%s: %s lies beyond its end",
          file.name(),
          dataset.getPath());
      return file.read(position, Math.multiplyExact(rows, rowBytes));
    }
    byte[] raw = new byte[Math.multiplyExact(rows, rowBytes)];
    if (dataset instanceof ChunkedDataset chunked) {
      copyChunks(chunked, firstRow, rows, raw);
    } else {
      ByteBuffer all = ((DatasetBase) dataset).getDataBuffer();
      all.get(Math.toIntExact(firstRow * rowBytes), raw);
    }
    return raw;
  }

  private void copyChunks(ChunkedDataset chunked, long firstRow, int rows, byte[] raw) {
    int[] chunk = shape(file.name(), chunked.getChunkDimensions());
    long chunkBytes = (long) chunk[0] * chunk[1] * chunk[2] * width;
    check(
        chunk[0] > 0 && chunk[1] > 0 && chunk[2] > 0 && chunkBytes <= MAX_CHUNK_BYTES,
        "%s: %s is in chunks of %s bytes: save it again with EEGLAB",
        file.name(),
        dataset.getPath(),
        chunkBytes);
    long lastRow = firstRow + rows - 1;
    int firstPlane = (int) (firstRow / shape[1]) / chunk[0] * chunk[0];
    for (int plane = firstPlane; plane <= lastRow / shape[1]; plane += chunk[0]) {
      boolean onePlane = firstRow / shape[1] == lastRow / shape[1];
      int from = onePlane ? (int) (firstRow % shape[1]) / chunk[1] * chunk[1] : 0;
      int to = onePlane ? (int) (lastRow % shape[1]) : shape[1] - 1;
      for (int row = from; row <= to; row += chunk[1]) {
        for (int column = 0; column < shape[2]; column += chunk[2]) {
          byte[] values = values(chunked, new int[] {plane, row, column}, (int) chunkBytes);
          copy(values, chunk, new int[] {plane, row, column}, firstRow, rows, raw);
        }
      }
    }
  }

  private void copy(byte[] values, int[] chunk, int[] at, long firstRow, int rows, byte[] raw) {
    int columns = Math.min(chunk[2], shape[2] - at[2]);
    for (int p = 0; p < Math.min(chunk[0], shape[0] - at[0]); p++) {
      for (int r = 0; r < Math.min(chunk[1], shape[1] - at[1]); r++) {
        long row = (long) (at[0] + p) * shape[1] + at[1] + r - firstRow;
        if (row >= 0 && row < rows) {
          int from = ((p * chunk[1] + r) * chunk[2]) * width;
          System.arraycopy(
              values, from, raw, ((int) row * shape[2] + at[2]) * width, columns * width);
        }
      }
    }
  }

  private byte[] values(ChunkedDataset chunked, int[] at, int chunkBytes) {
    int rank = chunked.getDimensions().length;
    int[] offset = new int[rank];
    System.arraycopy(at, 3 - rank, offset, 0, rank);
    ByteBuffer stored = chunked.getRawChunkBuffer(offset);
    byte[] values = new byte[stored.remaining()];
    stored.get(values);
    List<PipelineFilterWithData> filters = chunked.getFilters();
    for (int i = filters.size() - 1; i >= 0; i--) {
      values = undo(filters.get(i), values, chunkBytes);
    }
    check(
        values.length >= chunkBytes,
        "%s: a chunk of %s holds %s bytes instead of %s",
        file.name(),
        dataset.getPath(),
        values.length,
        chunkBytes);
    return values;
  }

  private byte[] undo(PipelineFilterWithData filter, byte[] values, int chunkBytes) {
    return switch (filter.getName()) {
      case "deflate" -> inflate(values, chunkBytes);
      case "shuffle" -> unshuffle(values, width);
      default ->
          throw new BadInputException(
              "%s: is compressed by %s, and only deflate is read: save it again with MATLAB",
              file.name(), filter.getName());
    };
  }

  private byte[] inflate(byte[] compressed, int bytes) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(compressed);
      byte[] values = new byte[bytes];
      int done = 0;
      for (int count = 1; done < bytes && count > 0; done += count) {
        count = inflater.inflate(values, done, bytes - done);
      }
      check(done == bytes, "%s: a chunk of %s is cut", file.name(), dataset.getPath());
      return values;
    } catch (DataFormatException e) {
      throw BadInput.of(e, file.name(), "holds a compressed chunk that is damaged");
    } finally {
      inflater.end();
    }
  }

  /** First bytes of all numbers stand together, then all second ones, and so on. */
  private static byte[] unshuffle(byte[] shuffled, int width) {
    byte[] values = shuffled.clone();
    int numbers = shuffled.length / width;
    for (int b = 0; b < width; b++) {
      for (int i = 0; i < numbers; i++) {
        values[i * width + b] = shuffled[b * numbers + i];
      }
    }
    return values;
  }
}
