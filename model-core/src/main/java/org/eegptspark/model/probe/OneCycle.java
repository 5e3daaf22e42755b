package org.eegptspark.model.probe;

/**
 * One cycle of learning rate and momentum (Smith and Topin, 2018), as PyTorch's {@code OneCycleLR}
 * has it with {@code pct_start=0.2}: along half a cosine the rate rises from a 25th of the highest
 * and falls to a 10,000th of that; momentum (AdamW's beta1) goes from 0.95 to 0.85 and back.
 *
 * @param highest learning rate
 * @param steps of the whole training
 */
record OneCycle(double highest, long steps) {
  private static final double RISING = 0.2;
  private static final double FIRST = 1 / 25.0;
  private static final double LAST = FIRST * 1e-4;
  private static final double MOST_MOMENTUM = 0.95;
  private static final double LEAST_MOMENTUM = 0.85;

  /** The rate at a step, from 0 on. */
  double learningRate(long step) {
    return at(step, FIRST * highest, highest, LAST * highest);
  }

  /** The momentum at a step, from 0 on. */
  double momentum(long step) {
    return at(step, MOST_MOMENTUM, LEAST_MOMENTUM, MOST_MOMENTUM);
  }

  private double at(long step, double first, double top, double last) {
    double topStep = RISING * steps - 1;
    if (step <= topStep) {
      return between(first, top, step / topStep);
    }
    // A training of a few steps begins on its way down.
    double from = Math.max(0, topStep);
    double way = Math.max(1, steps - 1 - from);
    return between(top, last, (step - from) / way);
  }

  private static double between(double start, double end, double part) {
    return end + (start - end) / 2 * (1 + Math.cos(Math.PI * part));
  }
}
