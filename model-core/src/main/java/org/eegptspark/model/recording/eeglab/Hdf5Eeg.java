package org.eegptspark.model.recording.eeglab;

import static org.eegptspark.model.BadInputException.check;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.TemporaryFile;

/**
 * The EEG structure of a MATLAB 7.3 file, which is an HDF5 file: a structure is a group, an array
 * of structures a group of arrays of references.
 */
final class Hdf5Eeg implements EegStruct {
  /** Texts, numbers and references are small. */
  private static final int MAX_FIELD_NUMBERS = 1 << 22;

  private final ByteSource bytes;
  private final HdfFile hdf;
  private final Group eeg;
  private final Map<Long, Node> referenced = new HashMap<>();
  private final Map<String, long[]> references = new HashMap<>();
  private final Closeable copy;

  private Hdf5Eeg(ByteSource bytes, HdfFile hdf, Closeable copy) {
    this.bytes = bytes;
    this.hdf = hdf;
    this.copy = copy;
    this.eeg = hdf.getChildren().get("EEG") instanceof Group group ? group : hdf;
    if (hdf.getChildren().get("#refs#") instanceof Group group) {
      group.getChildren().values().forEach(node -> referenced.put(node.getAddress(), node));
    }
  }

  /**
   * Opens a file: in place where it is local, else as a copy.
   *
   * @throws org.eegptspark.model.BadInputException where it is no such file, or damaged
   */
  static Hdf5Eeg open(RecordingFile file) throws IOException {
    ByteSource bytes = new ByteSource(file);
    TemporaryFile copy = null;
    HdfFile hdf = null;
    try {
      Path path = file.localPath().orElse(null);
      if (path == null) {
        copy = new TemporaryFile(file.name(), bytes.size());
        copy.fill(bytes.stream(0, bytes.size()));
        path = copy.path();
      }
      hdf = open(path, bytes.size());
      Closeable opened = copy == null ? () -> {} : copy;
      return new Hdf5Eeg(bytes, hdf, opened);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      if (hdf != null) {
        hdf.close();
      }
      if (copy != null) {
        copy.close();
      }
      bytes.close();
      throw BadInput.unreadable(e, file.name());
    }
  }

  /** Over mapped memory the library takes none of its own for what a damaged file promises. */
  private static HdfFile open(Path path, long size) throws IOException {
    if (size > Integer.MAX_VALUE) {
      return new HdfFile(path);
    }
    try (FileChannel channel = FileChannel.open(path)) {
      return HdfFile.fromByteBuffer(channel.map(MapMode.READ_ONLY, 0, size));
    }
  }

  @Override
  public double number(String field, double otherwise) {
    double number = first(numbers(child(eeg, field)));
    return Double.isNaN(number) ? otherwise : number;
  }

  @Override
  public String text(String field) {
    return text(child(eeg, field));
  }

  @Override
  public int count(String structures) {
    Node node = child(eeg, structures);
    if (!(node instanceof Group group) || group.getChildren().isEmpty()) {
      return 0;
    }
    Node any = group.getChildren().values().iterator().next();
    return any instanceof Dataset dataset && isReferences(dataset)
        ? (int) Math.min(MAX_FIELD_NUMBERS, dataset.getSize())
        : 1;
  }

  @Override
  public double number(String structures, int index, String field) {
    return first(numbers(element(structures, index, field)));
  }

  @Override
  public String text(String structures, int index, String field) {
    Node node = element(structures, index, field);
    String text = text(node);
    return text.isEmpty() ? EegStruct.words(first(numbers(node))) : text;
  }

  @Override
  public Optional<Embedded> samples(Size size) throws IOException {
    if (!(child(eeg, "data") instanceof Dataset dataset) || isText(dataset) || isEmpty(dataset)) {
      return Optional.empty();
    }
    HdfRows rows = HdfRows.of(bytes, dataset, hdf.getUserBlockSize());
    check(
        rows.columns() == size.channels() && rows.rows() == size.samples(),
        "%s: EEG.data holds %s rows of %s numbers, but its %s channels, %s points and %s trials take"
            + " others: save it again with EEGLAB",
        bytes.name(),
        rows.rows(),
        rows.columns(),
        size.channels(),
        size.epochSamples(),
        size.epochs());
    return Optional.of(new Embedded(rows.type(), rows));
  }

  @Override
  public void close() throws IOException {
    hdf.close();
    bytes.close();
    copy.close();
  }

  private Node element(String structures, int index, String field) {
    Node node = child(eeg, structures) instanceof Group group ? child(group, field) : null;
    if (node instanceof Dataset dataset && isReferences(dataset)) {
      long[] addresses = references(dataset);
      return index < addresses.length ? referenced.get(addresses[index]) : null;
    }
    return index == 0 ? node : null;
  }

  private long[] references(Dataset dataset) {
    return references.computeIfAbsent(
        dataset.getPath(),
        path -> {
          byte[] raw = raw(dataset);
          long[] addresses = new long[raw.length / 8];
          ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(addresses);
          return addresses;
        });
  }

  private byte[] raw(Dataset dataset) {
    try {
      return HdfRows.bytes(bytes, dataset, hdf.getUserBlockSize(), MAX_FIELD_NUMBERS);
    } catch (IOException e) {
      throw BadInput.unreadable(e, bytes.name());
    }
  }

  private double[] numbers(Node node) {
    if (!(node instanceof Dataset dataset)
        || isText(dataset)
        || isEmpty(dataset)
        || isReferences(dataset)) {
      return new double[0];
    }
    return HdfRows.type(bytes.name(), dataset.getDataType())
        .decode(raw(dataset), HdfRows.order(dataset.getDataType()));
  }

  private String text(Node node) {
    if (!(node instanceof Dataset dataset) || !isText(dataset) || isEmpty(dataset)) {
      return "";
    }
    double[] codes =
        HdfRows.type(bytes.name(), dataset.getDataType())
            .decode(raw(dataset), HdfRows.order(dataset.getDataType()));
    StringBuilder text = new StringBuilder();
    Arrays.stream(codes).forEach(code -> text.append((char) code));
    return text.toString().strip();
  }

  private static Node child(Group group, String name) {
    return group.getChildren().get(name);
  }

  private static double first(double[] numbers) {
    return numbers.length == 0 ? Double.NaN : numbers[0];
  }

  private static boolean isReferences(Dataset dataset) {
    return dataset.getDataType() instanceof io.jhdf.object.datatype.Reference;
  }

  private static boolean isText(Dataset dataset) {
    return "char".equals(attribute(dataset, "MATLAB_class"));
  }

  private static boolean isEmpty(Dataset dataset) {
    return attribute(dataset, "MATLAB_empty") != null || dataset.getSize() == 0;
  }

  private static Object attribute(Dataset dataset, String name) {
    var attribute = dataset.getAttribute(name);
    return attribute == null ? null : attribute.getData();
  }
}
