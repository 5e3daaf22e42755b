package org.eegptspark.job.probe;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.eegptspark.model.probe.WindowProbe;

/**
 * Asks the training windows that are nearest. Outputs are logarithms of the classes' shares, so
 * that the shares are their softmax.
 *
 * @param features [training window][feature], standardized
 * @param mean of each feature, and
 * @param sd its deviation, that features are standardized by
 * @param targets classes or values of the training windows
 * @param weights how much each counts
 * @param classes how many; 0 for values
 * @param neighbours how many are asked; of those as far away, the first in the table
 */
record NearestWindows(
    float[][] features,
    double[] mean,
    double[] sd,
    double[] targets,
    double[] weights,
    int classes,
    int neighbours)
    implements WindowProbe {
  private static final long serialVersionUID = 1L;

  /** A training window and how far it is. */
  private record Neighbour(int window, double distance) {}

  private static final Comparator<Neighbour> FARTHEST_FIRST =
      Comparator.comparingDouble(Neighbour::distance)
          .thenComparingInt(Neighbour::window)
          .reversed();

  /** Of windows whose features are standardized here, in place. */
  static NearestWindows of(
      float[][] features, double[] targets, double[] weights, int classes, int neighbours) {
    int width = features[0].length;
    double[] mean = new double[width];
    double[] sd = new double[width];
    for (float[] window : features) {
      for (int i = 0; i < width; i++) {
        mean[i] += window[i] / (double) features.length;
      }
    }
    for (float[] window : features) {
      for (int i = 0; i < width; i++) {
        sd[i] += (window[i] - mean[i]) * (window[i] - mean[i]) / features.length;
      }
    }
    for (int i = 0; i < width; i++) {
      sd[i] = sd[i] == 0 ? 1 : Math.sqrt(sd[i]);
    }
    NearestWindows nearest =
        new NearestWindows(features, mean, sd, targets, weights, classes, neighbours);
    for (int w = 0; w < features.length; w++) {
      features[w] = nearest.standardized(features[w]);
    }
    return nearest;
  }

  private float[] standardized(float[] window) {
    float[] standard = new float[window.length];
    for (int i = 0; i < standard.length; i++) {
      standard[i] = (float) ((window[i] - mean[i]) / sd[i]);
    }
    return standard;
  }

  @Override
  public double[] outputs(float[] window) {
    float[] asked = standardized(window);
    PriorityQueue<Neighbour> nearest = new PriorityQueue<>(FARTHEST_FIRST);
    for (int w = 0; w < features.length; w++) {
      Neighbour neighbour = new Neighbour(w, distance(asked, features[w]));
      if (nearest.size() < neighbours) {
        nearest.add(neighbour);
      } else if (FARTHEST_FIRST.compare(neighbour, nearest.peek()) > 0) {
        nearest.poll();
        nearest.add(neighbour);
      }
    }
    double weightSum = nearest.stream().mapToDouble(n -> weights[n.window()]).sum();
    double[] outputs = new double[Math.max(1, classes)];
    for (Neighbour neighbour : nearest) {
      double share = weights[neighbour.window()] / weightSum;
      double target = targets[neighbour.window()];
      outputs[classes > 0 ? (int) target : 0] += classes > 0 ? share : share * target;
    }
    for (int k = 0; k < classes; k++) {
      outputs[k] = Math.log(outputs[k]);
    }
    return outputs;
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = a[i] - b[i];
      sum += difference * difference;
    }
    return sum;
  }
}
