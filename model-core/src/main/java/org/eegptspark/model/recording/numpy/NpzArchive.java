package org.eegptspark.model.recording.numpy;

import static org.eegptspark.model.BadInputException.check;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.TemporaryFile;

/** Takes an array out of a .npz file, a ZIP archive of .npy files. */
final class NpzArchive {
  private NpzArchive() {}

  /**
   * Unpacks the array of a name, or the only one.
   *
   * @return the array, a file that the caller closes
   * @throws BadInputException where there is no such array, or the archive is damaged
   */
  static TemporaryFile extract(RecordingFile file, Optional<String> array) throws IOException {
    if (file.localPath().isPresent()) {
      return extractLocal(file, array);
    }
    try (ByteSource source = new ByteSource(file);
        TemporaryFile copy = new TemporaryFile(file.name(), source.size())) {
      copy.fill(source.stream(0, source.size()));
      return extractLocal(copy.inPlaceOf(file), array);
    }
  }

  private static TemporaryFile extractLocal(RecordingFile file, Optional<String> array)
      throws IOException {
    try (ZipFile archive = new ZipFile(file.localPath().orElseThrow().toFile());
        ByteSource source = new ByteSource(file)) {
      ZipEntry entry = entry(file.name(), archive, array);
      TemporaryFile extracted = new TemporaryFile(file.name(), source.size());
      try (InputStream content = archive.getInputStream(entry)) {
        extracted.fill(content);
        return extracted;
      } catch (IOException | RuntimeException e) {
        extracted.close();
        throw e;
      }
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw new BadInputException(
          e,
          "%s: is no archive that can be unpacked (%s): save it again",
          file.name(),
          e.getMessage() == null ? "it ends early" : e.getMessage());
    }
  }

  private static ZipEntry entry(String name, ZipFile archive, Optional<String> array) {
    List<String> arrays =
        archive.stream().map(ZipEntry::getName).filter(entry -> entry.endsWith(".npy")).toList();
    check(
        array.isPresent() || arrays.size() == 1,
        "%s: holds %s arrays: name one of them as 'array' in its JSON file",
        name,
        arrays.size());
    ZipEntry entry =
        archive.getEntry(array.map(one -> one + ".npy").orElseGet(() -> arrays.get(0)));
    check(entry != null, "%s: holds no array '%s'", name, array.orElse(""));
    return entry;
  }
}
