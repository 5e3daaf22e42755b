package org.eegptspark.model.recording.compressed;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.RecordingReader;
import org.eegptspark.model.recording.TemporaryFile;

/**
 * Reads recordings of one file that were compressed as a whole, by gzip (.gz) or Zstandard (.zst):
 * unpacked into a temporary file for as long as they are open. Their hash is that of what was
 * compressed, so that a recording is one recording, packed or not.
 */
public final class CompressedReader implements RecordingReader {
  private final List<RecordingReader> readers;

  /**
   * @param readers of what was compressed
   */
  public CompressedReader(List<RecordingReader> readers) {
    this.readers = List.copyOf(readers);
  }

  @Override
  public List<String> endings() {
    return readers.stream()
        .flatMap(reader -> reader.endings().stream())
        .flatMap(ending -> Stream.of(ending + ".gz", ending + ".zst"))
        .toList();
  }

  @Override
  public Recording open(RecordingFile file) throws IOException {
    String unpackedName = unpackedName(file.name());
    RecordingReader reader =
        readers.stream()
            .filter(candidate -> candidate.reads(unpackedName))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(file.name()));
    TemporaryFile unpacked = unpack(file);
    try {
      return new UnpackedRecording(reader.open(unpacked.inPlaceOf(file)), unpacked);
    } catch (IOException | RuntimeException e) {
      unpacked.close();
      throw e;
    }
  }

  private static TemporaryFile unpack(RecordingFile file) throws IOException {
    try (ByteSource source = new ByteSource(file)) {
      TemporaryFile unpacked = new TemporaryFile(file.name(), source.size());
      try (InputStream packed = new BufferedInputStream(source.stream(0, source.size()), 1 << 16);
          InputStream content = decompressed(file.name(), packed)) {
        unpacked.fill(content);
        return unpacked;
      } catch (ZipException | EOFException | com.github.luben.zstd.ZstdIOException e) {
        unpacked.close();
        throw new BadInputException(
            e,
            "%s: cannot be unpacked (%s): copy or download it again",
            file.name(),
            e.getMessage() == null ? "it ends early" : e.getMessage());
      } catch (IOException | RuntimeException e) {
        unpacked.close();
        throw e;
      }
    }
  }

  private static InputStream decompressed(String name, InputStream packed) throws IOException {
    return name.toLowerCase(Locale.ROOT).endsWith(".gz")
        ? new GZIPInputStream(packed, 1 << 16)
        : new ZstdInputStream(packed);
  }

  private static String unpackedName(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }
}
