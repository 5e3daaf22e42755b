package org.eegptspark.model.recording.eeglab;

import static org.eegptspark.model.BadInputException.check;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.ArrayLayout;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.FileSamples;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.SampleArray;
import org.eegptspark.model.recording.StoredType;
import org.eegptspark.model.recording.eeglab.EegStruct.Size;

/**
 * The file of samples beside a .set file: single precision, little-endian; in an .fdt file all
 * channels of a moment stand together, in the older .dat all samples of a channel.
 *
 * @param file where it is
 * @param source open
 * @param transposed whether it is a .dat file
 * @param size what it holds of what was promised
 * @param losses what it does not, a sentence each
 */
record DataFile(
    RecordingFile file, ByteSource source, boolean transposed, Size size, List<String> losses)
    implements Closeable {

  /** Opens the file that EEG.data names, or, where that was renamed, the one named like the set. */
  static DataFile open(RecordingFile set, String named, Size promised) throws IOException {
    check(
        !named.isEmpty(),
        "%s: holds no samples and names no file of them: is this an EEGLAB dataset?",
        set.name());
    String plain = lastPart(named);
    String own = lastPart(set.name()).replaceFirst("\\.[^.]*$", "");
    String ending = plain.substring(Math.max(0, plain.lastIndexOf('.')));
    RecordingFile file = set.sibling(plain);
    ByteSource source = openIfThere(file);
    if (source == null && !plain.equals(own + ending)) {
      file = set.sibling(own + ending);
      source = openIfThere(file);
    }
    if (source == null) {
      throw new BadInputException(
          "%s: names the file '%s', which is not beside it: copy it there", set.name(), plain);
    }
    boolean transposed = ending.toLowerCase(Locale.ROOT).equals(".dat");
    try {
      return of(file, source, transposed, promised);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private static DataFile of(
      RecordingFile file, ByteSource source, boolean transposed, Size promised) {
    long frame = (long) promised.channels() * StoredType.FLOAT32.bytes();
    long held = source.size() / frame;
    if (source.size() == promised.samples() * frame) {
      return new DataFile(file, source, transposed, promised, List.of());
    }
    check(
        held > 0 && (held > promised.samples() || (!transposed && promised.epochs() == 1)),
        "%s: is cut: it holds %s bytes, and the samples of its dataset take %s; copy or download it"
            + " again",
        source.name(),
        source.size(),
        promised.samples() * frame);
    if (held >= promised.samples()) {
      long rest = source.size() - promised.samples() * frame;
      return new DataFile(
          file,
          source,
          transposed,
          promised,
          List.of(rest + " bytes after the last sample of all channels were left out"));
    }
    return new DataFile(
        file,
        source,
        false,
        new Size(promised.channels(), held, 1),
        List.of(
            "holds " + held + " of " + promised.samples() + " promised samples of each channel"));
  }

  /** The samples, for as long as the file is open. */
  SampleArray samples() {
    ArrayLayout layout =
        transposed
            ? new ArrayLayout(
                size.channels(),
                size.epochs(),
                size.epochSamples(),
                size.epochSamples(),
                size.samples(),
                1)
            : ArrayLayout.multiplexed(size.channels(), size.epochs(), size.epochSamples());
    return new FileSamples(source, 0, StoredType.FLOAT32, ByteOrder.LITTLE_ENDIAN, layout);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private static ByteSource openIfThere(RecordingFile file) throws IOException {
    try {
      return new ByteSource(file);
    } catch (NoSuchFileException | FileNotFoundException e) {
      return null;
    }
  }

  private static String lastPart(String path) {
    return path.substring(1 + Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')));
  }
}
