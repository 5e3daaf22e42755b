package org.eegptspark.model.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeStepTest {
  private static final int WIDTH = 6;
  private static final int PATCHES = 3;
  private static final int WINDOWS = 5;
  private static final float STEP = 1e-2f;

  /** Both losses are smooth in each parameter, so that a central difference tells the slope. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void gradientsAreTheSlopesOfTheLoss(int outputs) {
    SplittableRandom random = new SplittableRandom(3);
    ProbeParameters parameters = ProbeParameters.random(WIDTH, PATCHES, outputs, random);
    ProbeParameters gradients = ProbeParameters.zero(WIDTH, PATCHES, outputs);
    float[] tokens = new float[WINDOWS * PATCHES * WIDTH];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = (float) (2 * random.nextDouble() - 1);
    }
    double[] targets = {0, 1, 3, 1, 2};
    double[] weights = {1, 2, 0.5, 1, 3};
    for (int b = 0; b < WINDOWS && outputs > 1; b++) {
      targets[b] %= outputs;
    }
    ProbeStep step =
        new ProbeStep(outputs == 1 ? ProbeLoss.squaredError() : ProbeLoss.crossEntropy(0.1));
    step.compute(parameters, tokens, targets, weights, gradients);
    ProbeParameters unused = ProbeParameters.zero(WIDTH, PATCHES, outputs);
    float[][] values = {
      parameters.weight1(), parameters.bias1(), parameters.weight2(), parameters.bias2()
    };
    float[][] slopes = {
      gradients.weight1(), gradients.bias1(), gradients.weight2(), gradients.bias2()
    };
    for (int array = 0; array < values.length; array++) {
      for (int i = 0; i < values[array].length; i++) {
        float value = values[array][i];
        values[array][i] = value + STEP;
        double above = step.compute(parameters, tokens, targets, weights, unused);
        values[array][i] = value - STEP;
        double below = step.compute(parameters, tokens, targets, weights, unused);
        values[array][i] = value;
        assertThat((above - below) / (2 * STEP))
            .as("array %s, parameter %s", array, i)
            .isCloseTo(slopes[array][i], within(2e-4));
      }
    }
  }
}
