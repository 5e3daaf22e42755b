package org.eegptspark.model.recording.brainvision;

import static org.eegptspark.model.BadInputException.check;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eegptspark.model.recording.ArrayLayout;
import org.eegptspark.model.recording.ArrayRecording;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.FileSamples;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.RecordingHeader;
import org.eegptspark.model.recording.SignalGroup;
import org.eegptspark.model.recording.Stretches;
import org.eegptspark.model.recording.TemporaryFile;

/** Puts a BrainVision header, and markers, over an open file of samples. */
final class BrainVisionSamples {
  private BrainVisionSamples() {}

  /** A recording of binary samples; it owns their file. */
  static Recording ofNumbers(
      List<RecordingFile> files,
      ByteSource source,
      BrainVisionHeader layout,
      BrainVisionMarkers markers) {
    return recording(files, source, source, layout, markers);
  }

  /** A recording of samples in words, which are read once, into a temporary file. */
  static Recording ofText(
      List<RecordingFile> files,
      ByteSource source,
      BrainVisionHeader layout,
      BrainVisionMarkers markers)
      throws IOException {
    TemporaryFile binary = new TemporaryFile(source.name(), source.size());
    try (source) {
      TextSamples.toBinary(source, layout, binary);
      ByteSource numbers = new ByteSource(binary.inPlaceOf(files.get(files.size() - 1)));
      Closeable both =
          () -> {
            numbers.close();
            binary.close();
          };
      return recording(files, numbers, both, layout, markers);
    } catch (IOException | RuntimeException e) {
      binary.close();
      throw e;
    }
  }

  private static Recording recording(
      List<RecordingFile> files,
      ByteSource source,
      Closeable resources,
      BrainVisionHeader layout,
      BrainVisionMarkers markers) {
    List<String> losses = new ArrayList<>(markers.losses());
    long samples = samples(source, layout, losses);
    int channels = layout.signals().size();
    SignalGroup group =
        new SignalGroup(
            layout.samplingRateHz(),
            layout.type().encoding(),
            layout.signals(),
            Stretches.between(source.name(), samples, markers.interruptions()));
    RecordingHeader header =
        new RecordingHeader(
            "BrainVision",
            Optional.empty(),
            markers.startedAt(),
            List.of(group),
            markers.annotations(),
            losses);
    ArrayLayout array =
        layout.vectorized()
            ? ArrayLayout.vectorized(channels, 1, samples)
            : ArrayLayout.multiplexed(channels, 1, samples);
    FileSamples numbers = new FileSamples(source, 0, layout.type(), layout.order(), array);
    return new ArrayRecording(files, header, List.of(numbers), resources);
  }

  /** The whole samples of each channel; what differs from the promise goes into the losses. */
  private static long samples(ByteSource source, BrainVisionHeader layout, List<String> losses) {
    long held = source.size() / layout.frameBytes();
    check(held > 0, "%s: holds no samples: copy or download it again", source.name());
    long promised = layout.promisedSamples().orElse(held);
    if (held < promised) {
      // Cut, a vectorized file has lost its last channels, and nobody knows how many of their
      // samples are left in a file that is shorter for another reason.
      check(
          !layout.vectorized(),
          "%s: is cut: it holds %s bytes, and %s vectorized samples of %s channels take %s; copy or"
              + " download it again",
          source.name(),
          source.size(),
          promised,
          layout.signals().size(),
          promised * layout.frameBytes());
      losses.add("holds " + held + " of " + promised + " promised samples of each channel");
    }
    long samples = layout.vectorized() ? promised : held;
    long rest = source.size() - samples * layout.frameBytes();
    if (rest > 0) {
      losses.add(rest + " bytes after the last whole sample of all channels were left out");
    }
    check(samples > 0, "%s: the header promises no samples", source.name());
    return samples;
  }
}
