package org.eegptspark.model.recording.arrow;

import static org.eegptspark.model.BadInputException.check;

import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Type;
import org.eegptspark.model.BadInputException;

/**
 * How many nodes and buffers a field has in a record batch, those of its children included: what
 * has to be passed over to get to the next column.
 *
 * @param nodes lengths and counts of nulls
 * @param buffers stretches of the batch's body
 * @see <a href="https://arrow.apache.org/docs/format/Columnar.html#buffer-listing-for-each-layout">
 *     Arrow's listing of buffers</a>
 */
record FieldShape(int nodes, int buffers) {
  static final FieldShape NONE = new FieldShape(0, 0);

  private static final int MAX_DEPTH = 32;

  /** Fields may share children, so that a small schema can unfold to any number of them. */
  private static final int MAX_NODES = 1_000_000;

  /** Counts a field's. */
  static FieldShape of(String name, Field field) {
    return of(name, field, 0);
  }

  private static FieldShape of(String name, Field field, int depth) {
    check(depth < MAX_DEPTH, "%s: column %s is nested too deep", name, field.name());
    if (field.dictionary() != null) {
      return new FieldShape(1, 2);
    }
    FieldShape all = new FieldShape(1, own(name, field));
    for (int i = 0; i < field.childrenLength(); i++) {
      all = all.and(name, of(name, field.children(i), depth + 1));
    }
    return all;
  }

  /** Of this and then another. */
  FieldShape and(String name, FieldShape other) {
    check(nodes + other.nodes <= MAX_NODES, "%s: has more than %s columns", name, MAX_NODES);
    return new FieldShape(nodes + other.nodes, buffers + other.buffers);
  }

  private static int own(String name, Field field) {
    return switch (field.typeType()) {
      case Type.Null, Type.RunEndEncoded -> 0;
      case Type.FixedSizeList, Type.Struct_ -> 1;
      case Type.Int,
          Type.FloatingPoint,
          Type.Bool,
          Type.Decimal,
          Type.Date,
          Type.Time,
          Type.Timestamp,
          Type.Interval,
          Type.Duration,
          Type.FixedSizeBinary,
          Type.List,
          Type.LargeList,
          Type.Map ->
          2;
      case Type.Utf8, Type.LargeUtf8, Type.Binary, Type.LargeBinary -> 3;
      default ->
          throw new BadInputException(
              "%s: column %s is of a type that is not passed over: write the file without it",
              name, field.name());
    };
  }
}
