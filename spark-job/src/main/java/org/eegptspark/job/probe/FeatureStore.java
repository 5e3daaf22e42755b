package org.eegptspark.job.probe;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.eegptspark.model.probe.WindowProbe;

/**
 * The features of all labelled windows: rows in Spark, and, for heads that are trained row by row,
 * a file on this machine, which is made when it is first asked for.
 */
final class FeatureStore implements AutoCloseable {
  private final JavaRDD<FeatureRow> rows;
  private final int count;
  private final int width;
  private final int patches;
  private FeatureFile file;

  /**
   * @param rows to be had again and again
   * @param count of them
   * @param width number of features
   * @param patches whose features a row holds one after the other
   * @param keep whether to keep the rows, in memory as far as they fit and else on disk: for those
   *     that are gone through many times
   */
  FeatureStore(JavaRDD<FeatureRow> rows, int count, int width, int patches, boolean keep) {
    this.rows = keep ? rows.persist(StorageLevel.MEMORY_AND_DISK()) : rows;
    this.count = count;
    this.width = width;
    this.patches = patches;
  }

  JavaRDD<FeatureRow> rows() {
    return rows;
  }

  int width() {
    return width;
  }

  int patches() {
    return patches;
  }

  /** The features in a file, by row. */
  FeatureFile file() {
    if (file == null) {
      try {
        file = new FeatureFile(count, width);
        Iterator<FeatureRow> all = rows.toLocalIterator();
        while (all.hasNext()) {
          FeatureRow row = all.next();
          file.write(row.row(), row.features());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return file;
  }

  /** What a probe gives for a row. */
  record Output(int row, double[] outputs) implements Serializable {}

  /** A probe's outputs for some rows, in no order. */
  List<Output> outputs(WindowProbe probe, int[] some) {
    BitSet wanted = new BitSet(count);
    for (int row : some) {
      wanted.set(row);
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(rows.context());
    Broadcast<BitSet> tested = context.broadcast(wanted);
    Broadcast<WindowProbe> trained = context.broadcast(probe);
    try {
      return rows.filter(row -> tested.value().get(row.row()))
          .map(row -> new Output(row.row(), trained.value().outputs(row.features())))
          .collect();
    } finally {
      tested.destroy();
      trained.destroy();
    }
  }

  @Override
  public void close() {
    rows.unpersist(false);
    if (file != null) {
      file.close();
    }
  }
}
