package org.eegptspark.job.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongToIntFunction;
import org.eegptspark.model.recording.SampleEncoding;
import org.eegptspark.model.recording.edf.EdfWriter;
import org.eegptspark.model.recording.edf.EdfWriterHeader;

/** Writes small EDF files of chosen signals, a digital unit being a tenth of their unit. */
public final class HandmadeEdf {
  private final int rateHz;
  private final List<EdfWriterHeader.Signal> signals = new ArrayList<>();
  private final List<LongToIntFunction> values = new ArrayList<>();

  /** A file of one rate, without start time. */
  public HandmadeEdf(int rateHz) {
    this.rateHz = rateHz;
  }

  /** Adds a signal. */
  public HandmadeEdf with(String label, String unit, LongToIntFunction digital) {
    signals.add(new EdfWriterHeader.Signal(label, unit, -3276.7, 3276.7, -32767, 32767, rateHz));
    values.add(digital);
    return this;
  }

  /** Noise of 20 units with a sine of 60 Hz on it. */
  public LongToIntFunction wave(int seed) {
    return i -> {
      long hash = (i * 0x9E3779B97F4A7C15L + seed) * 0xBF58476D1CE4E5B9L;
      return (int) ((hash >>> 40) % 400)
          - 200
          + (int) (60 * Math.sin(2 * Math.PI * 60 * i / rateHz));
    };
  }

  /** Writes the file. */
  public Path write(Path file, int seconds) throws IOException {
    Files.createDirectories(file.getParent());
    EdfWriterHeader header =
        new EdfWriterHeader(
            SampleEncoding.INT16, Optional.empty(), Optional.empty(), 1, 60, signals);
    try (EdfWriter writer = new EdfWriter(file, header)) {
      for (int second = 0; second < seconds; second++) {
        int[][] digital = new int[signals.size()][rateHz];
        for (int c = 0; c < digital.length; c++) {
          for (int i = 0; i < rateHz; i++) {
            digital[c][i] = values.get(c).applyAsInt((long) second * rateHz + i);
          }
        }
        writer.write(digital);
      }
    }
    return file;
  }
}
