package org.eegptspark.model.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.eegptspark.model.metrics.ClassEvaluation;
import org.junit.jupiter.api.Test;

/** The trainer beside PyTorch's training of the same head, by resources/probe/make_torch.py. */
class TorchTwinTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The script's generator of data. */
  private static final class Draws {
    private long state;

    Draws(long seed) {
      state = seed;
    }

    float[] draw(int count) {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        state = (1103515245 * state + 12345) % (1L << 31);
        values[i] = (float) (state / (double) (1 << 30) - 1);
      }
      return values;
    }
  }

  /** The script's windows, or some of them. */
  private record Windows(
      float[] tokens, int first, int count, int patches, int patchWidth, int classes, double[] by)
      implements TrainingWindows {
    static Windows of(int seed, int count, int patches, int width, int classes) {
      Draws draws = new Draws(seed);
      float[] pattern = draws.draw(classes * patches * width);
      float[] tokens = draws.draw(count * patches * width);
      int floats = patches * width;
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] += 0.16f * pattern[i / floats % classes * floats + i % floats];
      }
      return new Windows(tokens, 0, count, patches, width, classes, null);
    }

    Windows part(int from, int windows) {
      return new Windows(tokens, from, windows, patches, patchWidth, classes, by);
    }

    Windows weighted(double... weights) {
      return new Windows(tokens, first, count, patches, patchWidth, classes, weights);
    }

    @Override
    public void readTokens(int window, float[] target) {
      System.arraycopy(tokens, (first + window) * target.length, target, 0, target.length);
    }

    @Override
    public double target(int window) {
      return (first + window) % classes;
    }

    @Override
    public double weight(int window) {
      return by == null ? 1 : by[(int) target(window)];
    }
  }

  @Test
  void stepsWithoutChanceEndAtTheSameWeights() throws IOException {
    Windows windows = Windows.of(11, 22, 3, 8, 3).weighted(1, 2, 0.5);
    Draws draws = new Draws(12);
    ProbeParameters parameters =
        new ProbeParameters(
            8, 3, 3, draws.draw(16 * 8), draws.draw(16), draws.draw(3 * 48), draws.draw(3));
    TrainingSchedule schedule = new TrainingSchedule(5, 8, 0.02, 0.01, 0, 0.1);
    new LinearConstraintTrainer(schedule, 0)
        .train(windows, parameters, new SplittableRandom(0), false);
    JsonNode steps = golden().get("steps");
    assertClose(parameters.weight1(), steps.get("probe1.weight"));
    assertClose(parameters.bias1(), steps.get("probe1.bias"));
    assertClose(parameters.weight2(), steps.get("probe2.weight"));
    assertClose(parameters.bias2(), steps.get("probe2.bias"));
  }

  private static void assertClose(float[] actual, JsonNode expected) {
    assertThat(actual).hasSize(expected.size());
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo((float) expected.get(i).doubleValue(), within(1e-5f));
    }
  }

  @Test
  void tenSeedsReachTheSameBalancedAccuracyWithinAPoint() throws IOException {
    Windows all = Windows.of(21, 840, 4, 24, 3);
    TrainingSchedule schedule = new TrainingSchedule(60, 32, 4e-3, 0.01, 0.5, 0.1);
    double ours =
        IntStream.range(0, 10)
            .mapToDouble(
                seed ->
                    balancedAccuracy(
                        new LinearConstraintTrainer(schedule, seed).train(all.part(0, 240)),
                        all.part(240, 600)))
            .average()
            .orElseThrow();
    double[] theirs = JSON.convertValue(golden().get("seeds"), double[].class);
    double mean = Arrays.stream(theirs).average().orElseThrow();
    System.out.printf("balanced accuracy over ten seeds: %.4f, PyTorch's %.4f%n", ours, mean);
    assertThat(ours).isCloseTo(mean, within(0.01));
  }

  private static double balancedAccuracy(LinearConstraintProbe probe, Windows test) {
    int[] truth = new int[test.count()];
    double[][] scores = new double[test.count()][];
    float[] tokens = new float[test.patches() * test.patchWidth()];
    for (int i = 0; i < truth.length; i++) {
      test.readTokens(i, tokens);
      truth[i] = (int) test.target(i);
      scores[i] = probe.outputs(tokens);
    }
    return new ClassEvaluation(List.of("0", "1", "2"), truth, scores)
        .metrics()
        .get("balanced_accuracy");
  }

  @Test
  void theSameSeedGivesTheSameProbe() {
    Windows windows = Windows.of(31, 60, 2, 8, 2);
    TrainingSchedule schedule = new TrainingSchedule(3, 16, 4e-3, 0.01, 0.5, 0);
    LinearConstraintProbe once = new LinearConstraintTrainer(schedule, 4).train(windows);
    LinearConstraintProbe again = new LinearConstraintTrainer(schedule, 4).train(windows);
    LinearConstraintProbe other = new LinearConstraintTrainer(schedule, 5).train(windows);
    assertThat(again.weight1()).isDeepEqualTo(once.weight1());
    assertThat(again.weight2()).isDeepEqualTo(once.weight2());
    assertThat(other.weight1()[0]).isNotEqualTo(once.weight1()[0]);
  }

  private static JsonNode golden() throws IOException {
    try (InputStream in = TorchTwinTest.class.getResourceAsStream("/probe/torch.json")) {
      return JSON.readTree(in);
    }
  }
}
