package org.eegptspark.model.probe;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.eegptspark.model.BadInputException;

/**
 * Trains the paper's head as its authors do: AdamW in one cycle of the learning rate, dropout on
 * the tokens, rows of both layers limited in norm before each step.
 *
 * <p>Values to predict are standardized for training, and the probe gives them in their own unit.
 *
 * @param schedule how long and how fast
 * @param seed of the first weights, the order of windows and dropout
 */
public record LinearConstraintTrainer(TrainingSchedule schedule, long seed) {
  /**
   * Trains a probe.
   *
   * @throws BadInputException where there is no window
   */
  public LinearConstraintProbe train(TrainingWindows windows) {
    BadInputException.check(windows.count() > 0, "There is no window to train a probe on");
    SplittableRandom random = new SplittableRandom(seed);
    ProbeParameters parameters =
        ProbeParameters.random(
            windows.patchWidth(), windows.patches(), Math.max(1, windows.classes()), random);
    train(windows, parameters, random, true);
    return parameters.probe();
  }

  /**
   * Trains parameters from what they are.
   *
   * @param shuffle whether windows come in another order each epoch, and not as they are
   */
  void train(
      TrainingWindows windows,
      ProbeParameters parameters,
      SplittableRandom random,
      boolean shuffle) {
    Standard standard = windows.classes() > 0 ? Standard.NONE : Standard.of(windows);
    int n = windows.count();
    long stepsAnEpoch = (n + schedule.batch() - 1) / schedule.batch();
    OneCycle cycle = new OneCycle(schedule.learningRate(), stepsAnEpoch * schedule.epochs());
    ProbeParameters gradients =
        ProbeParameters.zero(parameters.width(), parameters.patches(), parameters.outputs());
    AdamW[] optimizers = {
      new AdamW(parameters.weight1().length, schedule.weightDecay()),
      new AdamW(parameters.bias1().length, schedule.weightDecay()),
      new AdamW(parameters.weight2().length, schedule.weightDecay()),
      new AdamW(parameters.bias2().length, schedule.weightDecay())
    };
    ProbeStep step =
        new ProbeStep(
            windows.classes() > 0
                ? ProbeLoss.crossEntropy(schedule.labelSmoothing())
                : ProbeLoss.squaredError());
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    long done = 0;
    for (int epoch = 0; epoch < schedule.epochs(); epoch++) {
      if (shuffle) {
        shuffle(order, random);
      }
      for (int first = 0; first < n; first += schedule.batch()) {
        parameters.limitNorms();
        Batch batch = Batch.read(windows, order, first, Math.min(n, first + schedule.batch()));
        standard.apply(batch.targets);
        dropOut(batch.tokens, random);
        step.compute(parameters, batch.tokens, batch.targets, batch.weights, gradients);
        double rate = cycle.learningRate(done);
        double momentum = cycle.momentum(done);
        optimizers[0].step(parameters.weight1(), gradients.weight1(), rate, momentum);
        optimizers[1].step(parameters.bias1(), gradients.bias1(), rate, momentum);
        optimizers[2].step(parameters.weight2(), gradients.weight2(), rate, momentum);
        optimizers[3].step(parameters.bias2(), gradients.bias2(), rate, momentum);
        done++;
      }
    }
    parameters.limitNorms();
    standard.undo(parameters);
  }

  /** A step's windows. */
  private record Batch(float[] tokens, double[] targets, double[] weights) {
    static Batch read(TrainingWindows windows, int[] order, int first, int end) {
      int floats = windows.patches() * windows.patchWidth();
      float[] tokens = new float[(end - first) * floats];
      float[] window = new float[floats];
      double[] targets = new double[end - first];
      double[] weights = new double[end - first];
      for (int b = 0; b < end - first; b++) {
        windows.readTokens(order[first + b], window);
        System.arraycopy(window, 0, tokens, b * floats, floats);
        targets[b] = windows.target(order[first + b]);
        weights[b] = windows.weight(order[first + b]);
      }
      return new Batch(tokens, targets, weights);
    }
  }

  /** Leaves values out and makes up for them with the others; 16 random bits decide on each. */
  private void dropOut(float[] tokens, SplittableRandom random) {
    if (schedule.dropout() == 0) {
      return;
    }
    int threshold = (int) Math.round(schedule.dropout() * 0x10000);
    float scale = (float) (1 / (1 - schedule.dropout()));
    long bits = 0;
    for (int i = 0; i < tokens.length; i++) {
      bits = i % 4 == 0 ? random.nextLong() : bits >>> 16;
      tokens[i] = (bits & 0xffff) < threshold ? 0 : tokens[i] * scale;
    }
  }

  private static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int moved = order[i];
      order[i] = order[j];
      order[j] = moved;
    }
  }

  /** Mean and deviation of the values to predict. */
  private record Standard(double mean, double sd) {
    static final Standard NONE = new Standard(0, 1);

    static Standard of(TrainingWindows windows) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < windows.count(); i++) {
        sum += windows.target(i);
      }
      double mean = sum / windows.count();
      for (int i = 0; i < windows.count(); i++) {
        squares += (windows.target(i) - mean) * (windows.target(i) - mean);
      }
      double sd = Math.sqrt(squares / windows.count());
      return new Standard(mean, sd == 0 ? 1 : sd);
    }

    void apply(double[] targets) {
      for (int i = 0; i < targets.length && this != NONE; i++) {
        targets[i] = (targets[i] - mean) / sd;
      }
    }

    /** Has the last layer give values in their own unit. */
    void undo(ProbeParameters parameters) {
      for (int i = 0; i < parameters.weight2().length && this != NONE; i++) {
        parameters.weight2()[i] *= (float) sd;
      }
      for (int k = 0; k < parameters.bias2().length && this != NONE; k++) {
        parameters.bias2()[k] = (float) (parameters.bias2()[k] * sd + mean);
      }
    }
  }
}
