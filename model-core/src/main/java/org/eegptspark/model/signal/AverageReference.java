package org.eegptspark.model.signal;

/**
 * Subtracts from every sample the mean over the block's channels at that instant. Overwrites the
 * block.
 */
public record AverageReference() implements SignalStep {
  private static final long serialVersionUID = 1L;

  /** Instants worked on at a time: their means stay in the first-level cache. */
  private static final int STRETCH = 1024;

  @Override
  public SignalBlock apply(SignalBlock in) {
    double[][] samples = in.samples();
    double[] mean = new double[STRETCH];
    for (int from = 0; from < in.length(); from += STRETCH) {
      int n = Math.min(STRETCH, in.length() - from);
      System.arraycopy(samples[0], from, mean, 0, n);
      for (int c = 1; c < samples.length; c++) {
        for (int i = 0; i < n; i++) {
          mean[i] += samples[c][from + i];
        }
      }
      for (int i = 0; i < n; i++) {
        mean[i] /= samples.length;
      }
      for (double[] row : samples) {
        for (int i = 0; i < n; i++) {
          row[from + i] -= mean[i];
        }
      }
    }
    return in;
  }

  @Override
  public double marginSeconds(double samplingRateHz) {
    return 0;
  }

  @Override
  public String describe() {
    return "average-reference";
  }
}
