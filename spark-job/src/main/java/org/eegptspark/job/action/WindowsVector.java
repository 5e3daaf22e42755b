package org.eegptspark.job.action;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The windows of segments as a vector: an array a segment, of {@code window} (its index), {@code
 * label}, {@code artifact}, {@code logits}, {@code prediction} and {@code tokens}.
 */
final class WindowsVector {
  static final DataType TYPE =
      DataTypes.createArrayType(
          new StructType()
              .add("window", DataTypes.LongType, false)
              .add("label", DataTypes.StringType)
              .add("artifact", DataTypes.BooleanType)
              .add("logits", DataTypes.createArrayType(DataTypes.FloatType, false))
              .add("prediction", DataTypes.StringType)
              .add("tokens", DataTypes.createArrayType(DataTypes.FloatType, false), false),
          false);

  private final ListVector segments;
  private final StructVector windows;
  private final BigIntVector indices;
  private final VarCharVector labels;
  private final BitVector artifacts;
  private final ListVector logits;
  private final Float4Vector logitValues;
  private final VarCharVector predictions;
  private final ListVector tokens;
  private final Float4Vector values;
  private int segmentCount;
  private int windowCount;
  private int valueCount;
  private int logitCount;

  /** What a probe gives for a window, and what that means. */
  record Prediction(double[] logits, String text) {}

  /** Writes to an empty vector of {@link #TYPE}, which stays the caller's. */
  WindowsVector(FieldVector vector) {
    segments = (ListVector) vector;
    segments.allocateNew();
    windows = (StructVector) segments.getDataVector();
    indices = windows.getChild("window", BigIntVector.class);
    labels = windows.getChild("label", VarCharVector.class);
    artifacts = windows.getChild("artifact", BitVector.class);
    logits = windows.getChild("logits", ListVector.class);
    logitValues = (Float4Vector) logits.getDataVector();
    predictions = windows.getChild("prediction", VarCharVector.class);
    tokens = windows.getChild("tokens", ListVector.class);
    values = (Float4Vector) tokens.getDataVector();
  }

  /** Adds a window to the segment that is being written. */
  void add(
      long index,
      String label,
      Optional<Boolean> artifact,
      Optional<Prediction> prediction,
      float[] floats) {
    windows.setIndexDefined(windowCount);
    indices.setSafe(windowCount, index);
    if (label == null) {
      labels.setNull(windowCount);
    } else {
      labels.setSafe(windowCount, label.getBytes(StandardCharsets.UTF_8));
    }
    if (artifact.isPresent()) {
      artifacts.setSafe(windowCount, artifact.get() ? 1 : 0);
    } else {
      artifacts.setNull(windowCount);
    }
    if (prediction.isPresent()) {
      add(prediction.get());
    } else {
      logits.setNull(windowCount);
      predictions.setNull(windowCount);
    }
    tokens.startNewValue(windowCount);
    while (values.getValueCapacity() < valueCount + floats.length) {
      values.reAlloc();
    }
    for (float value : floats) {
      values.set(valueCount++, value);
    }
    tokens.endValue(windowCount, floats.length);
    windowCount++;
  }

  private void add(Prediction prediction) {
    logits.startNewValue(windowCount);
    for (double logit : prediction.logits()) {
      logitValues.setSafe(logitCount++, (float) logit);
    }
    logits.endValue(windowCount, prediction.logits().length);
    predictions.setSafe(windowCount, prediction.text().getBytes(StandardCharsets.UTF_8));
  }

  /** Ends a segment of so many windows. */
  void end(int count) {
    segments.startNewValue(segmentCount);
    segments.endValue(segmentCount, count);
    segmentCount++;
  }

  /** Makes the vector hold what was written. */
  void finish() {
    values.setValueCount(valueCount);
    logitValues.setValueCount(logitCount);
    segments.setValueCount(segmentCount);
  }
}
