package org.eegptspark.job.probe;

import java.util.Map;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.probe.FeatureKind;
import org.eegptspark.model.probe.WindowProbe;

/**
 * The nearest training windows by Euclidean distance of standardized features: classes by their
 * share among them, values by their mean. There is nothing to train; all training windows' features
 * are in the memory of the driver and of each executor.
 *
 * @param neighbours how many are asked
 */
public record KnnHead(int neighbours) implements ProbeHead {
  private static final double MEMORY_SHARE = 0.25;

  /** Checks the number. */
  public KnnHead {
    BadInputException.check(
        neighbours > 0, "--neighbours must be positive, but was %s", neighbours);
  }

  @Override
  public String name() {
    return "knn";
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("neighbours", neighbours);
  }

  @Override
  public void check(FeatureKind features, boolean isNumber) {}

  @Override
  public boolean isKept() {
    return false;
  }

  @Override
  public WindowProbe fit(TrainingRows rows) {
    long bytes = (long) rows.count() * rows.width() * Float.BYTES;
    long room = (long) (Runtime.getRuntime().maxMemory() * MEMORY_SHARE);
    BadInputException.check(
        bytes <= room,
        "--head knn keeps all %s training windows in memory, %s MB, but a quarter of the heap is"
            + " %s MB; take --features mean, fewer windows by --where, a larger heap, or another head",
        rows.count(),
        bytes >> 20,
        room >> 20);
    BadInputException.check(
        rows.count() >= neighbours,
        "--neighbours %s are more than the %s windows to train on",
        neighbours,
        rows.count());
    float[][] features = new float[rows.count()][rows.width()];
    double[] targets = new double[rows.count()];
    double[] weights = new double[rows.count()];
    for (int i = 0; i < features.length; i++) {
      rows.readTokens(i, features[i]);
      targets[i] = rows.target(i);
      weights[i] = rows.weight(i);
    }
    return NearestWindows.of(features, targets, weights, rows.classes(), neighbours);
  }
}
