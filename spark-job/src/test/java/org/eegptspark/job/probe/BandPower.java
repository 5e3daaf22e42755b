package org.eegptspark.job.probe;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.table.SegmentRows;
import org.eegptspark.model.recording.Segment;
import org.eegptspark.model.recording.SignalGroup.Run;
import org.jtransforms.fft.DoubleFFT_1D;

/** Features that everyone knows the content of: log power of seven bands by channel. */
final class BandPower {
  private static final double[] EDGES_HZ = {1, 4, 8, 10, 13, 20, 30, 45};

  private final Map<String, Segment> segments = new HashMap<>();

  /** Of recordings of one segment each. */
  BandPower(SparkSession spark, String recordings) {
    SegmentRows.select(spark.read().parquet(recordings), recordings).collectAsList().stream()
        .map(SegmentRows::of)
        .forEach(segment -> segments.put(segment.recordingId(), segment));
  }

  /** A table of the same windows, with their classes' names as labels. */
  WindowsTable table(LabelledWindows windows) {
    WindowsTable table = new WindowsTable();
    for (int i = 0; i < windows.rows().size(); i++) {
      WindowRow row = windows.rows().get(i);
      String name = windows.classes().get((int) windows.targets()[i]);
      table.add(
          new WindowRow(
              row.recordingId(),
              row.window(),
              row.source(),
              row.subject(),
              row.session(),
              row.startS(),
              row.durationS(),
              name,
              null,
              row.group()),
          of(segments.get(row.recordingId()), row.startS(), row.durationS()));
    }
    return table;
  }

  private static float[] of(Segment segment, double startS, double durationS) {
    double rate = segment.samplingRateHz();
    int samples = (int) Math.round(durationS * rate);
    Run run = new Run(Math.round(startS * rate), samples);
    List<String> channels = segment.channels();
    int bands = EDGES_HZ.length - 1;
    float[] features = new float[channels.size() * bands];
    DoubleFFT_1D fft = new DoubleFFT_1D(samples);
    for (int c = 0; c < channels.size(); c++) {
      double[] signal = segment.microvolts(c, run);
      double mean = Arrays.stream(signal).average().orElseThrow();
      for (int i = 0; i < samples; i++) {
        signal[i] -= mean;
      }
      fft.realForward(signal);
      for (int band = 0; band < bands; band++) {
        double power = 0;
        for (int bin = bin(EDGES_HZ[band], durationS);
            bin < bin(EDGES_HZ[band + 1], durationS);
            bin++) {
          power += signal[2 * bin] * signal[2 * bin] + signal[2 * bin + 1] * signal[2 * bin + 1];
        }
        features[c * bands + band] = (float) Math.log(power + 1e-9);
      }
    }
    return features;
  }

  private static int bin(double hz, double durationS) {
    return (int) Math.round(hz * durationS);
  }
}
