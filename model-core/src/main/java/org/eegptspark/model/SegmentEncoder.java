package org.eegptspark.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.WindowEncoder;
import org.eegptspark.model.recording.Segment;
import org.eegptspark.model.recording.SignalGroup.Run;
import org.eegptspark.model.signal.ArtifactThreshold;
import org.eegptspark.model.signal.SegmentPlan;
import org.eegptspark.model.signal.SignalBlock;
import org.eegptspark.model.signal.SignalInput;
import org.eegptspark.model.signal.SignalProfile;
import org.eegptspark.model.signal.WindowGrid;

/**
 * From a segment's digital samples to the summary tokens of its windows: decode, montage, signal
 * steps, patches, encoder.
 *
 * <p>For one thread at a time; the model may be shared.
 */
public final class SegmentEncoder {
  private static final int STRETCH_SAMPLES = 60 * EegptConfig.SAMPLING_RATE_HZ;
  private static final double LONG_MARGIN_SECONDS = 1;

  private final SignalProfile profile;
  private final WindowGrid grid;
  private final Optional<ArtifactThreshold> artifacts;
  private final WindowEncoder windows;

  /**
   * @param model encodes; stays the caller's
   * @param profile the signal steps
   * @param grid where windows lie
   * @param artifacts what marks windows; empty for no marks
   * @param pooled whether a window's tokens are the mean over its patches
   */
  public SegmentEncoder(
      EegptModel model,
      SignalProfile profile,
      WindowGrid grid,
      Optional<ArtifactThreshold> artifacts,
      boolean pooled) {
    this.profile = profile;
    this.grid = grid;
    this.artifacts = artifacts;
    this.windows = new WindowEncoder(model, grid, pooled);
  }

  /** The encoded windows of a segment. */
  public static final class Windows {
    private final long[] indices;
    private final boolean[] artifacts;
    private final WindowEncoder.Result result;

    private Windows(long[] indices, boolean[] artifacts, WindowEncoder.Result result) {
      this.indices = indices;
      this.artifacts = artifacts;
      this.result = result;
    }

    /** Number of windows. */
    public int count() {
      return indices.length;
    }

    /** The i-th window's index on the grid. */
    public long index(int i) {
      return indices[i];
    }

    /** Whether the i-th window is an artifact; empty where no threshold was given. */
    public Optional<Boolean> artifact(int i) {
      return artifacts.length == 0 ? Optional.empty() : Optional.of(artifacts[i]);
    }

    /** The i-th window's tokens [N, S, D], or [S, D] pooled, row-major. */
    public float[] tokens(int i) {
      return result.tokens(i);
    }

    /** Patches that the windows have between them, each counted once. */
    public int patchesEncoded() {
      return result.patchesEncoded();
    }

    /** Nanoseconds in the engine's call, waiting for it included. */
    public long engineNanos() {
      return result.engineNanos();
    }
  }

  /**
   * Encodes the windows that start in a segment's core.
   *
   * @throws BadInputException where the montage's channels are missing, or the halo is too short
   *     for the window or the steps
   */
  public Windows encode(Segment segment) {
    return encode(segment, 0, Integer.MAX_VALUE);
  }

  /**
   * As {@link #encode(Segment)}, of some of the windows: a segment of very many can be done in
   * parts, which hold less at once.
   *
   * @param from the first, counted from the segment's first
   * @param most of them, where there are as many
   */
  public Windows encode(Segment segment, long from, int most) {
    SignalInput input = profile.input(segment.channels(), segment.facts());
    double rate = segment.samplingRateHz();
    SegmentPlan plan =
        SegmentPlan.of(profile, grid, rate, segment.run(), segment.core(), segment.held());
    long start = Math.min(plan.endWindow(), plan.firstWindow() + from);
    long[] indices = LongStream.range(start, Math.min(plan.endWindow(), start + most)).toArray();
    if (indices.length == 0) {
      return new Windows(indices, new boolean[0], WindowEncoder.Result.NONE);
    }
    long first = grid.startOf(indices[0]);
    long end = grid.endOf(indices[indices.length - 1]);
    long began = System.nanoTime();
    float[][] signal = prepare(segment, input, first, end);
    ProcessCounter.SIGNAL_NANOS.add(System.nanoTime() - began);
    List<String> channels = input.montage().electrodes();
    return new Windows(
        indices, marks(signal, first, indices), windows.encode(channels, signal, first, indices));
  }

  private boolean[] marks(float[][] signal, long first, long[] indices) {
    if (artifacts.isEmpty()) {
      return new boolean[0];
    }
    boolean[] marks = new boolean[indices.length];
    for (int i = 0; i < marks.length; i++) {
      int from = Math.toIntExact(grid.startOf(indices[i]) - first);
      marks[i] = artifacts.get().isExceeded(signal, from, grid.windowSamples(), profile);
    }
    return marks;
  }

  /**
   * Decodes and prepares a stretch of a segment, a minute at a time so that the steps' doubles take
   * little memory. Filters that ring for long are given all of it at once.
   *
   * @return [C][end - first] millivolts at the model's rate, rounded to float
   */
  private float[][] prepare(Segment segment, SignalInput input, long first, long end) {
    List<String> electrodes = input.montage().electrodes();
    float[][] signal = new float[electrodes.size()][Math.toIntExact(end - first)];
    double rate = segment.samplingRateHz();
    boolean rings = profile.marginSeconds(rate) > LONG_MARGIN_SECONDS;
    long step = rings ? end - first : STRETCH_SAMPLES;
    for (long from = first; from < end; from += step) {
      long to = Math.min(end, from + step);
      Run needed = profile.inputOf(rate, segment.run(), from, to);
      double[][] rows = input.read(channel -> segment.microvolts(channel, needed));
      SignalBlock prepared =
          profile.apply(new SignalBlock(electrodes, rate, needed.firstSample(), rows));
      int skipped = Math.toIntExact(from - prepared.firstSample());
      int target = Math.toIntExact(from - first);
      int length = Math.toIntExact(to - from);
      for (int c = 0; c < signal.length; c++) {
        round(prepared.samples()[c], skipped, signal[c], target, length);
      }
    }
    return signal;
  }

  private static void round(double[] from, int at, float[] target, int to, int length) {
    for (int t = 0; t < length; t++) {
      target[to + t] = (float) from[at + t];
    }
  }
}
