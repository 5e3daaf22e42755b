package org.eegptspark.model.recording;

import static org.eegptspark.model.BadInputException.check;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a recording's file unfolds to, as a file in the system's temporary folder ({@code
 * java.io.tmpdir}), for as long as the recording is open.
 */
public final class TemporaryFile implements Closeable {
  /** EEG shrinks to a half or a tenth, silence to a hundredth; what grows more is no recording. */
  private static final long MAX_EXPANSION = 250;

  /** Small files may grow by more: a header alone compresses well. */
  private static final long ALWAYS_ALLOWED = 64L << 20;

  /** Room that is left to others on the disk. */
  private static final long SPARED_BYTES = 256L << 20;

  private static final int BLOCK_BYTES = 1 << 16;

  private final String name;
  private final long sourceBytes;
  private final Path path;
  private long nextSpaceCheck = ALWAYS_ALLOWED;

  /**
   * Creates the file, empty.
   *
   * @param name of the recording's file, for messages
   * @param sourceBytes its size, which limits how much it may unfold to
   */
  public TemporaryFile(String name, long sourceBytes) throws IOException {
    this.name = name;
    this.sourceBytes = sourceBytes;
    this.path = Files.createTempFile("eegpt-recording-", ".tmp");
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /**
   * Fills the file.
   *
   * @param unfolded stays the caller's; read to its end
   * @throws org.eegptspark.model.BadInputException where it grows beyond all recordings, or beyond
   *     the room there is
   */
  public void fill(InputStream unfolded) throws IOException {
    byte[] block = new byte[BLOCK_BYTES];
    long written = 0;
    try (OutputStream out = Files.newOutputStream(path)) {
      for (int count; (count = unfolded.read(block)) >= 0; ) {
        written += count;
        allow(written);
        out.write(block, 0, count);
      }
    }
  }

  /**
   * Whether the file may grow to a size.
   *
   * @throws org.eegptspark.model.BadInputException where it may not: what to do
   */
  public void allow(long bytes) throws IOException {
    check(
        bytes <= ALWAYS_ALLOWED || bytes / MAX_EXPANSION <= sourceBytes,
        "%s: its %s bytes unfold to more than %s times as many, which no recording does: unpack it"
            + " yourself if you trust it",
        name,
        sourceBytes,
        MAX_EXPANSION);
    if (bytes > nextSpaceCheck) {
      nextSpaceCheck = bytes + ALWAYS_ALLOWED;
      check(
          Files.getFileStore(path).getUsableSpace() > SPARED_BYTES + ALWAYS_ALLOWED,
          "%s: unfolds to more than there is room for in %s: name a larger folder with"
              + " -Djava.io.tmpdir=FOLDER",
          name,
          path.getParent());
    }
  }

  /** The file in place of the one that it was unfolded from, whose name and siblings it has. */
  public RecordingFile inPlaceOf(RecordingFile source) {
    return new RecordingFile() {
      @Override
      public String name() {
        return source.name();
      }

      @Override
      public SeekableByteChannel open() throws IOException {
        return Files.newByteChannel(path);
      }

      @Override
      public RecordingFile sibling(String fileName) {
        return source.sibling(fileName);
      }

      @Override
      public Optional<Path> localPath() {
        return Optional.of(path);
      }
    };
  }

  /** Deletes the file. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(path);
  }
}
