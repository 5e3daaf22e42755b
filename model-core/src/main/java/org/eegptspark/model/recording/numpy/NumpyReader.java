package org.eegptspark.model.recording.numpy;

import static org.eegptspark.model.BadInputException.check;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.eegptspark.model.recording.ArrayDescription;
import org.eegptspark.model.recording.ArrayLayout;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.FileSamples;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.RecordingReader;
import org.eegptspark.model.recording.Stretches;
import org.eegptspark.model.recording.TemporaryFile;

/**
 * Reads NumPy arrays, .npy or one of a .npz, beside which a JSON file of the same name tells the
 * channels, rate and unit ({@link ArrayDescription}).
 *
 * <p>An array is channels by samples, or samples by channels, whichever has as many channels as the
 * JSON file; of three dimensions, the first is epochs.
 */
public final class NumpyReader implements RecordingReader {
  @Override
  public List<String> endings() {
    return List.of(".npy", ".npz");
  }

  @Override
  public Recording open(RecordingFile file) throws IOException {
    ArrayDescription description = ArrayDescription.of(file);
    boolean archive = file.name().toLowerCase(Locale.ROOT).matches(".*\\.npz(\\.gz|\\.zst)?");
    Closeable unpacked = () -> {};
    RecordingFile array = file;
    if (archive) {
      TemporaryFile extracted = NpzArchive.extract(file, description.array());
      unpacked = extracted;
      array = extracted.inPlaceOf(file);
    }
    ByteSource source = null;
    try {
      source = new ByteSource(array);
      return recording(file, description, source, closing(source, unpacked));
    } catch (IOException | RuntimeException e) {
      if (source != null) {
        source.close();
      }
      unpacked.close();
      throw e;
    }
  }

  private static Closeable closing(ByteSource source, Closeable unpacked) {
    return () -> {
      source.close();
      unpacked.close();
    };
  }

  private static Recording recording(
      RecordingFile file, ArrayDescription description, ByteSource source, Closeable resources)
      throws IOException {
    NpyArray array = NpyArray.read(source);
    ArrayLayout layout = layout(source.name(), array, description.signals().size());
    return description.recording(
        "NumPy",
        file,
        array.type().encoding(),
        Stretches.ofEpochs(
            source.name(), layout.epochs(), layout.epochSamples(), description.samplingRateHz()),
        new FileSamples(source, array.dataStart(), array.type(), array.order(), layout),
        resources);
  }

  private static ArrayLayout layout(String name, NpyArray array, int channels) {
    long[] shape = array.shape();
    int rank = shape.length;
    check(
        rank == 2 || (rank == 3 && !array.fortranOrder()),
        "%s: has the shape %s in %s order: expected channels by samples, or epochs by channels by"
            + " samples in C order",
        name,
        Arrays.toString(shape),
        array.fortranOrder() ? "Fortran" : "C");
    boolean channelsFirst = shape[rank - 2] == channels;
    long samples = channelsFirst ? shape[rank - 1] : shape[rank - 2];
    long epochs = rank == 3 ? shape[0] : 1;
    check(
        channelsFirst || shape[rank - 1] == channels,
        "%s: has the shape %s, but its JSON file names %s channels",
        name,
        Arrays.toString(shape),
        channels);
    check(samples > 0 && epochs > 0, "%s: holds no samples", name);
    return channelsFirst != array.fortranOrder()
        ? ArrayLayout.vectorized(channels, epochs, samples)
        : ArrayLayout.multiplexed(channels, epochs, samples);
  }
}
