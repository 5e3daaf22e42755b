package org.eegptspark.job.probe;

import java.io.Serializable;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;

/**
 * The features of a window.
 *
 * @param row its row among the labelled windows
 * @param features of one kind and width for all rows; not to be written to
 */
record FeatureRow(int row, float[] features) implements Serializable {
  /** The features as MLlib takes them. */
  Vector vector() {
    double[] values = new double[features.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = features[i];
    }
    return Vectors.dense(values);
  }
}
