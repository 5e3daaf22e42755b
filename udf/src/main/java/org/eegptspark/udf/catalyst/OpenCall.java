package org.eegptspark.udf.catalyst;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.util.ArrowUtils;
import org.apache.spark.sql.vectorized.ArrowColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.eegptspark.udf.NullArguments;
import org.eegptspark.udf.VectorizedBatch;
import org.eegptspark.udf.VectorizedFunction;

/**
 * A call at work in a task: the batch of its arguments that is being filled, and its function.
 * Public for the code that Spark generates.
 */
public final class OpenCall implements AutoCloseable {
  private static final int SKIPPED = -1;

  private final EvalTask.Call call;
  private final DataType type;
  private final boolean nullsPassed;
  private final ArgumentRows arguments;
  private final List<FieldVector> vectors = new ArrayList<>();
  private final VectorWriter[] writers;
  private final VectorizedFunction function;
  private FieldVector result;

  /** Rows given to the function, of those written. */
  private int given;

  private int written;

  /** Where the function sees each row, from the first that it does not see on. */
  private int[] positions = new int[0];

  private boolean skipping;

  OpenCall(EvalTask.Call call, TaskState state) throws Exception {
    this.call = call;
    this.type = call.signature().result();
    this.nullsPassed = call.udf().nullArguments() == NullArguments.ARE_PASSED;
    int count = call.arguments().size();
    this.arguments = new ArgumentRows(call.arguments());
    this.writers = new VectorWriter[count];
    try {
      for (int i = 0; i < count; i++) {
        DataType taken = call.arguments().get(i).dataType();
        FieldVector vector = state.newVector("argument" + i, taken);
        vectors.add(vector);
        writers[i] = VectorWriter.of(vector, taken);
      }
      this.function = call.udf().open(state);
    } catch (Throwable e) {
      vectors.forEach(FieldVector::close);
      throw e;
    }
  }

  String name() {
    return call.udf().name();
  }

  /** Forgets the batch, and frees its result. */
  void begin() {
    release();
    given = 0;
    written = 0;
    skipping = false;
    for (VectorWriter writer : writers) {
      writer.begin();
    }
  }

  private void release() {
    if (result != null) {
      result.close();
      result = null;
    }
  }

  void write(InternalRow row) {
    arguments.of(row);
    if (!nullsPassed && arguments.anyNull()) {
      skip();
      return;
    }
    for (int i = 0; i < writers.length; i++) {
      UnsafeRow holder = arguments.holder(i);
      int ordinal = arguments.ordinal(i);
      if (nullsPassed && holder.isNullAt(ordinal)) {
        writers[i].writeNull();
      } else {
        writers[i].write(holder, ordinal);
      }
    }
    given();
  }

  /** Writer of an argument of a fixed number of bytes. */
  public FixedWriter numbers(int argument) {
    return (FixedWriter) writers[argument];
  }

  /** Counts a row in whose arguments were written. */
  public void given() {
    if (skipping) {
      place(given);
    }
    given++;
    written++;
  }

  /** Counts a row in that the function is not to see; nothing was written of it. */
  public void skip() {
    if (!skipping) {
      skipping = true;
      for (int i = 0; i < written; i++) {
        place(i, i);
      }
    }
    place(SKIPPED);
    written++;
  }

  private void place(int position) {
    place(written, position);
  }

  private void place(int row, int position) {
    if (row >= positions.length) {
      positions = Arrays.copyOf(positions, Math.max(1024, 2 * row));
    }
    positions[row] = position;
  }

  /** Writers of the arguments. */
  List<VectorWriter> writers() {
    return List.of(writers);
  }

  /** Computes the batch: a column of as many values as rows were written, valid until the next. */
  ColumnVector compute(long batch) throws Exception {
    if (given == 0) {
      ConstantColumnVector nulls = new ConstantColumnVector(written, type);
      nulls.setNull();
      return nulls;
    }
    for (VectorWriter writer : writers) {
      writer.finish();
    }
    result = function.apply(new VectorizedBatch(batch, given, vectors));
    check(result);
    ColumnVector column =
        result instanceof BaseFixedWidthVector numbers && VectorWriter.fixedWidth(type) > 0
            ? new FixedColumn(numbers, type)
            : new ArrowColumnVector(result);
    return skipping ? new PlacedColumn(column, positions, written) : column;
  }

  private void check(FieldVector vector) {
    if (vector == null) {
      throw new IllegalStateException("its result is null, for %s rows".formatted(given));
    } else if (vector.getValueCount() != given) {
      throw new IllegalStateException(
          "its result has %s values, for %s rows".formatted(vector.getValueCount(), given));
    }
    DataType found = ArrowUtils.fromArrowField(vector.getField());
    if (!DataType.equalsStructurally(found, type, true)) {
      throw new IllegalStateException(
          "its result is of type %s, but it is declared to give %s"
              .formatted(found.sql(), type.sql()));
    }
  }

  /** Bytes of the result of the batch computed last. */
  long resultBytes() {
    return result == null ? 0 : result.getBufferSize();
  }

  /** The row of the batch that the function sees at a position. */
  int rowAt(int position) {
    if (skipping) {
      for (int row = 0; row < written; row++) {
        if (positions[row] == position) {
          return row;
        }
      }
    }
    return position;
  }

  /** The value of an argument in a row of the batch being computed. */
  Object argument(int index, int row) {
    int position = skipping ? positions[row] : row;
    DataType taken = call.arguments().get(index).dataType();
    ColumnVector column = new ArrowColumnVector(vectors.get(index));
    return position == SKIPPED || column.isNullAt(position)
        ? null
        : new ColumnarBatch(new ColumnVector[] {column}, given).getRow(position).get(0, taken);
  }

  @Override
  public void close() {
    release();
    vectors.forEach(FieldVector::close);
    function.close();
  }
}
