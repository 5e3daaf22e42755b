package org.eegptspark.model.recording;

/**
 * What a packed channel's samples are predicted by. The residual is what differs, modulo 2^W for
 * samples of W bits, as a signed number folded to an unsigned one: 0, -1, 1, -2, 2, … become 0, 1,
 * 2, 3, 4, …
 *
 * <p>The order is the format's: a channel's byte in packed samples is its prediction's ordinal.
 */
enum Prediction {
  /** Zero. */
  NOTHING,
  /** The sample before. */
  TIME,
  /** The sample before, and how the channel above has changed since. */
  TIME_AND_CHANNEL;

  /** So many samples of a channel, at even distances, tell which prediction is best. */
  private static final int JUDGED = 512;

  /**
   * The prediction that leaves the fewest bits.
   *
   * @param row a channel's samples
   * @param above those of the channel before it; zeros for the first
   * @param bits of a sample
   */
  static Prediction best(int[] row, int[] above, int bits) {
    int unused = Integer.SIZE - bits;
    long nothing = 0;
    long time = 0;
    long both = 0;
    int step = 1 + row.length / JUDGED;
    for (int t = 1; t < row.length; t += step) {
      int change = row[t] - row[t - 1];
      nothing += bitsOf(row[t], unused);
      time += bitsOf(change, unused);
      both += bitsOf(change - above[t] + above[t - 1], unused);
    }
    if (nothing <= time && nothing <= both) {
      return NOTHING;
    }
    return time <= both ? TIME : TIME_AND_CHANNEL;
  }

  /** Bits that a number takes, its sign and its unused upper bits aside. */
  private static int bitsOf(int number, int unused) {
    int signed = number << unused >> unused;
    return Integer.SIZE - Integer.numberOfLeadingZeros(signed ^ signed >> 31);
  }

  /**
   * The residuals of a channel.
   *
   * @param above samples of the channel before it; zeros for the first
   * @param bits of a sample
   * @param residuals receives them
   */
  void subtract(int[] row, int[] above, int bits, int[] residuals) {
    int samples = row.length;
    if (this == NOTHING || samples == 0) {
      System.arraycopy(row, 0, residuals, 0, samples);
    } else if (this == TIME) {
      residuals[0] = row[0];
      for (int t = 1; t < samples; t++) {
        residuals[t] = row[t] - row[t - 1];
      }
    } else {
      residuals[0] = row[0] - above[0];
      for (int t = 1; t < samples; t++) {
        residuals[t] = row[t] - row[t - 1] - above[t] + above[t - 1];
      }
    }
    int unused = Integer.SIZE - bits;
    for (int t = 0; t < samples; t++) {
      int signed = residuals[t] << unused >> unused;
      residuals[t] = signed << 1 ^ signed >> 31;
    }
  }

  /**
   * The inverse of {@link #subtract}, in the lower bits of each sample.
   *
   * @param row the samples of the channel before; receives this channel's
   */
  void add(int[] residuals, int[] row) {
    int sum = 0;
    switch (this) {
      case NOTHING -> {
        for (int t = 0; t < row.length; t++) {
          row[t] = unfold(residuals[t]);
        }
      }
      case TIME -> {
        for (int t = 0; t < row.length; t++) {
          sum += unfold(residuals[t]);
          row[t] = sum;
        }
      }
      case TIME_AND_CHANNEL -> {
        for (int t = 0; t < row.length; t++) {
          sum += unfold(residuals[t]);
          row[t] += sum;
        }
      }
    }
  }

  private static int unfold(int residual) {
    return residual >>> 1 ^ -(residual & 1);
  }
}
