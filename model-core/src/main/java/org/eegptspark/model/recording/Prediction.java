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
   * The residuals of a stretch of a channel.
   *
   * @param row the channel's samples
   * @param above those of the channel before it; zeros for the first
   * @param bits of a sample
   * @param from index of the stretch's first sample
   * @param samples of the stretch
   * @param residuals receives them from index 0
   */
  void subtract(int[] row, int[] above, int bits, int from, int samples, int[] residuals) {
    if (this == NOTHING) {
      System.arraycopy(row, from, residuals, 0, samples);
    } else if (from == 0) {
      residuals[0] = this == TIME ? row[0] : row[0] - above[0];
      change(row, above, 0, 1, samples, residuals);
    } else {
      change(row, above, from, 0, samples, residuals);
    }
    int unused = Integer.SIZE - bits;
    for (int i = 0; i < samples; i++) {
      int signed = residuals[i] << unused >> unused;
      residuals[i] = signed << 1 ^ signed >> 31;
    }
  }

  private void change(int[] row, int[] above, int from, int first, int samples, int[] residuals) {
    if (this == TIME) {
      for (int i = first; i < samples; i++) {
        residuals[i] = row[from + i] - row[from + i - 1];
      }
    } else {
      for (int i = first; i < samples; i++) {
        int t = from + i;
        residuals[i] = row[t] - row[t - 1] - above[t] + above[t - 1];
      }
    }
  }

  /**
   * The inverse of {@link #subtract}, in the lower bits of each sample.
   *
   * @param residuals of the stretch
   * @param from index of its first sample
   * @param samples of the stretch
   * @param before sum of the changes ahead of the stretch: 0, or what the call for the last one
   *     returned
   * @param row samples of the channel before; receives this channel's
   * @return the sum of the changes up to the stretch's end
   */
  int add(int[] residuals, int from, int samples, int before, int[] row) {
    int sum = before;
    switch (this) {
      case NOTHING -> {
        for (int i = 0; i < samples; i++) {
          row[from + i] = unfold(residuals[i]);
        }
      }
      case TIME -> {
        for (int i = 0; i < samples; i++) {
          sum += unfold(residuals[i]);
          row[from + i] = sum;
        }
      }
      case TIME_AND_CHANNEL -> {
        for (int i = 0; i < samples; i++) {
          sum += unfold(residuals[i]);
          row[from + i] += sum;
        }
      }
    }
    return sum;
  }

  private static int unfold(int residual) {
    return residual >>> 1 ^ -(residual & 1);
  }
}
