package org.eegptspark.model.recording.brainvision;

import static org.eegptspark.model.BadInputException.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.RecordingHeader;
import org.eegptspark.model.recording.SignalGroup;
import org.eegptspark.model.recording.SignalGroup.Run;

/** An open BrainVision recording. */
final class BrainVisionRecording implements Recording {
  private static final int BLOCK_BYTES = 1 << 20;

  private final List<RecordingFile> files;
  private final ByteSource source;
  private final BrainVisionHeader layout;
  private final RecordingHeader header;
  private final SignalGroup group;
  private final byte[] block;

  private BrainVisionRecording(
      List<RecordingFile> files,
      ByteSource source,
      BrainVisionHeader layout,
      RecordingHeader header) {
    this.files = List.copyOf(files);
    this.source = source;
    this.layout = layout;
    this.header = header;
    this.group = header.groups().get(0);
    long frames = Math.max(1, BLOCK_BYTES / layout.frameBytes());
    this.block = new byte[layout.vectorized() ? 0 : Math.toIntExact(frames * layout.frameBytes())];
  }

  /** A recording of a header, and markers, over an open file of samples. */
  static BrainVisionRecording of(
      List<RecordingFile> files,
      ByteSource source,
      BrainVisionHeader layout,
      BrainVisionMarkers markers) {
    long held = source.size() / layout.frameBytes();
    check(held > 0, "%s: holds no samples: copy or download it again", source.name());
    List<String> losses = new ArrayList<>(markers.losses());
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
    SignalGroup group =
        new SignalGroup(
            layout.samplingRateHz(),
            layout.encoding(),
            layout.signals(),
            List.of(new Run(0, samples)));
    RecordingHeader header =
        new RecordingHeader(
            "BrainVision",
            Optional.empty(),
            markers.startedAt(),
            List.of(group),
            markers.annotations(),
            losses);
    return new BrainVisionRecording(files, source, layout, header);
  }

  @Override
  public RecordingHeader header() {
    return header;
  }

  @Override
  public String contentHash() throws IOException {
    return ByteSource.sha256(files.toArray(RecordingFile[]::new));
  }

  @Override
  public void read(SignalGroup asked, long firstSample, int samples, byte[] target)
      throws IOException {
    long held = group.runs().get(0).samples();
    if (!asked.equals(group) || firstSample < 0 || samples < 0 || firstSample + samples > held) {
      throw new IllegalArgumentException(
          String.format(
              "%s: samples %d to %d are not among its %d",
              source.name(), firstSample, firstSample + samples, held));
    }
    if (samples * layout.frameBytes() > target.length) {
      throw new IllegalArgumentException(
          "The stretch takes "
              + samples * layout.frameBytes()
              + " bytes, but the target has "
              + target.length);
    }
    if (layout.vectorized()) {
      readVectorized(firstSample, samples, target);
    } else {
      readMultiplexed(firstSample, samples, target);
    }
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private void readVectorized(long firstSample, int samples, byte[] target) throws IOException {
    int width = layout.encoding().bytes();
    long held = group.runs().get(0).samples();
    for (int c = 0; c < layout.signals().size(); c++) {
      ByteBuffer channel = ByteBuffer.wrap(target, c * samples * width, samples * width);
      source.read((c * held + firstSample) * width, channel);
    }
  }

  private void readMultiplexed(long firstSample, int samples, byte[] target) throws IOException {
    int frameBytes = (int) layout.frameBytes();
    int framesAtOnce = block.length / frameBytes;
    for (int done = 0; done < samples; done += framesAtOnce) {
      int frames = Math.min(framesAtOnce, samples - done);
      long position = (firstSample + done) * frameBytes;
      source.read(position, ByteBuffer.wrap(block, 0, frames * frameBytes));
      transpose(frames, done, samples, target);
    }
  }

  /**
   * [frames, channels] of the block to [channels, samples] of the target, from sample {@code at}.
   */
  private void transpose(int frames, int at, int samples, byte[] target) {
    int width = layout.encoding().bytes();
    int frameBytes = (int) layout.frameBytes();
    for (int c = 0; c < layout.signals().size(); c++) {
      int to = (c * samples + at) * width;
      for (int from = c * width; from < frames * frameBytes; from += frameBytes) {
        for (int b = 0; b < width; b++) {
          target[to++] = block[from + b];
        }
      }
    }
  }
}
