package org.eegptspark.model.checkpoint;

import static org.eegptspark.model.BadInputException.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.eegptspark.model.BadInputException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The files of {@code torch.save}: a zip of a pickle and of the storages that its tensors view.
 *
 * <p>Files are taken for hostile. Nothing of the pickle is run: it may name tensors, plain
 * containers and a short list of things that Lightning leaves beside them, of which nothing is
 * kept; any other name refuses the file. Sizes are checked against the file before anything is
 * allocated.
 *
 * @see <a href="https://pytorch.org/docs/stable/notes/serialization.html">PyTorch's notes</a>
 */
public final class TorchPickle {
  static final String ADVICE =
      "If you trust it, open it in PyTorch and save its state_dict alone, as safetensors";

  /** A pickle of a hundred thousand tensors is about this long; weights lie beside it. */
  private static final long MAX_PICKLE_BYTES = 16L << 20;

  /** How often the file's bytes may be used over, by tensors that share storages. */
  private static final int MAX_SHARING = 4;

  private final ZipFile zip;
  private final String file;
  private final long fileBytes;
  private final String folder;

  private TorchPickle(ZipFile zip, String file, long fileBytes, String folder) {
    this.zip = zip;
    this.file = file;
    this.fileBytes = fileBytes;
    this.folder = folder;
  }

  /**
   * Reads the tensors of a file's {@code state_dict}, or of its dictionary where it has none.
   *
   * @throws BadInputException where there is no such file, it is not one of {@code torch.save}, or
   *     it holds what is not allowed
   * @throws IOException where the bytes cannot be had
   */
  public static NamedTensors read(Path file) throws IOException {
    return read(file, key -> true);
  }

  /**
   * As {@link #read(Path)}, but of those keys alone: the bytes of others are not read.
   *
   * @param wanted which keys to read
   */
  public static NamedTensors read(Path file, Predicate<String> wanted) throws IOException {
    checkMagic(file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      String folder = folder(zip, file.toString());
      return new TorchPickle(zip, file.toString(), Files.size(file), folder).read(wanted);
    } catch (ZipException e) {
      throw new BadInputException(
          e, "%s: is cut short or damaged (%s); download it again", file, e.getMessage());
    }
  }

  private static void checkMagic(Path file) throws IOException {
    byte[] magic;
    try (InputStream in = Files.newInputStream(file)) {
      magic = in.readNBytes(2);
    } catch (NoSuchFileException e) {
      throw new BadInputException(e, "No file %s", file);
    }
    boolean zip = magic.length == 2 && magic[0] == 'P' && magic[1] == 'K';
    boolean pickle = magic.length == 2 && magic[0] == (byte) 0x80;
    check(
        zip,
        pickle
            ? "%s: was written by a torch.save from before PyTorch 1.6, or is a bare pickle; load it"
                + " in PyTorch and save it again, best its state_dict as safetensors"
            : "%s: is not a file that torch.save wrote (it is no zip); download it again",
        file);
  }

  /** The one folder in the zip that holds everything. */
  private static String folder(ZipFile zip, String file) {
    List<String> pickles =
        zip.stream()
            .map(ZipEntry::getName)
            .filter(name -> name.matches("[^/]*/data\\.pkl"))
            .toList();
    check(
        pickles.size() == 1,
        "%s: is a zip, but not one that torch.save wrote: it has %s entries */data.pkl, expected one",
        file,
        pickles.size());
    return pickles.get(0).substring(0, pickles.get(0).length() - "data.pkl".length());
  }

  private NamedTensors read(Predicate<String> wanted) throws IOException {
    checkByteOrder();
    byte[] pickle = bytes(folder + "data.pkl", MAX_PICKLE_BYTES);
    Map<String, PickledTensor> described = stateDict(new TensorUnpickler(file).loads(pickle));
    described.keySet().removeIf(wanted.negate());

    Map<String, Integer> counts = new LinkedHashMap<>();
    long total = 0;
    for (Map.Entry<String, PickledTensor> tensor : described.entrySet()) {
      checkStorage(tensor.getValue().storage(), tensor.getKey());
      int count = tensor.getValue().checkedCount(file, tensor.getKey());
      counts.put(tensor.getKey(), count);
      total += (long) count * tensor.getValue().storage().type().bytes();
    }
    check(
        total <= MAX_SHARING * fileBytes,
        "%s: its tensors promise %s bytes out of a file of %s; refused",
        file,
        total,
        fileBytes);

    Map<String, INDArray> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, PickledTensor> tensor : described.entrySet()) {
      byte[] stored = bytes(name(tensor.getValue().storage()), Integer.MAX_VALUE - 8);
      INDArray decoded =
          tensor.getValue().decode(ByteBuffer.wrap(stored), counts.get(tensor.getKey()));
      tensors.put(tensor.getKey(), decoded);
    }
    return new NamedTensors(tensors);
  }

  private void checkByteOrder() throws IOException {
    if (zip.getEntry(folder + "byteorder") != null) {
      String order = new String(bytes(folder + "byteorder", 16), StandardCharsets.US_ASCII);
      check(
          order.equals("little"),
          "%s: stores numbers in byte order '%s', expected little; save it again on a"
              + " little-endian machine",
          file,
          order);
    }
  }

  private Map<String, PickledTensor> stateDict(Object root) {
    Object dict =
        root instanceof Map<?, ?> map && map.containsKey("state_dict")
            ? map.get("state_dict")
            : root;
    check(
        dict instanceof Map,
        "%s: holds no dictionary of tensors; save the model's state_dict in PyTorch",
        file);
    Map<String, PickledTensor> tensors = new LinkedHashMap<>();
    ((Map<?, ?>) dict)
        .forEach(
            (key, value) -> {
              if (key instanceof String name && value instanceof PickledTensor tensor) {
                tensors.put(name, tensor);
              }
            });
    check(
        !tensors.isEmpty(),
        "%s: its dictionary holds no tensors; save the model's state_dict in PyTorch",
        file);
    return tensors;
  }

  /** Checks that a storage is in the file as long as the pickle says. */
  private void checkStorage(PickledTensor.Storage storage, String name) {
    long bytes = entry(name(storage), Integer.MAX_VALUE - 8).getSize();
    check(
        storage.length() <= bytes / storage.type().bytes(),
        "%s: is cut short: '%s' promises %s numbers of %s, its storage holds %s bytes; download it"
            + " again",
        file,
        name,
        storage.length(),
        storage.type(),
        bytes);
  }

  private String name(PickledTensor.Storage storage) {
    return folder + "data/" + storage.key();
  }

  /** An entry that is stored as it is, so that it cannot be longer than the file. */
  private ZipEntry entry(String name, long most) {
    ZipEntry entry = zip.getEntry(name);
    check(entry != null, "%s: lacks its entry '%s'; download it again", file, name);
    check(
        entry.getMethod() == ZipEntry.STORED,
        "%s: has a compressed entry '%s', which torch.save does not write; unpack the zip and pack"
            + " it again without compression (zip -0)",
        file,
        name);
    long size = entry.getSize();
    check(
        size >= 0 && size <= fileBytes && size <= most,
        "%s: has an entry '%s' of %s bytes; up to %s are read",
        file,
        name,
        size,
        Math.min(most, fileBytes));
    return entry;
  }

  private byte[] bytes(String name, long most) throws IOException {
    ZipEntry entry = entry(name, most);
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes((int) entry.getSize());
      check(
          bytes.length == entry.getSize(),
          "%s: is cut short: its entry '%s' promises %s bytes, holds %s; download it again",
          file,
          name,
          entry.getSize(),
          bytes.length);
      return bytes;
    }
  }
}
