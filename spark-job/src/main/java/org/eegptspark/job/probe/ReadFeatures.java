package org.eegptspark.job.probe;

import static org.eegptspark.model.BadInputException.check;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.eegptspark.model.probe.FeatureKind;

/**
 * From rows of recording, window and tokens, as Spark has them in memory, to features: a row's
 * floats are copied at once and never become objects.
 */
record ReadFeatures(
    Broadcast<RowIndex> index, FeatureKind kind, EmbeddingRows.Shape shape, String table)
    implements FlatMapFunction<Iterator<InternalRow>, FeatureRow> {
  @Override
  public Iterator<FeatureRow> call(Iterator<InternalRow> rows) {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED), false)
        .map(this::features)
        .filter(row -> row.row() >= 0)
        .iterator();
  }

  private FeatureRow features(InternalRow row) {
    String recording = row.getString(0);
    long window = row.getLong(1);
    int number = index.value().find(recording, window);
    if (number < 0) {
      return new FeatureRow(number, null);
    }
    check(
        !row.isNullAt(2), "%s: window %s of recording %s has no tokens", table, window, recording);
    float[] tokens = row.getArray(2).toFloatArray();
    check(
        tokens.length == shape.patches() * shape.patchWidth(),
        "%s: window %s of recording %s has %s tokens, but others have %s",
        table,
        window,
        recording,
        tokens.length,
        shape.patches() * shape.patchWidth());
    float[] features = kind.of(tokens, shape.patches());
    for (float feature : features) {
      check(
          Float.isFinite(feature),
          "%s: window %s of recording %s holds %s",
          table,
          window,
          recording,
          feature);
    }
    return new FeatureRow(number, features);
  }
}
