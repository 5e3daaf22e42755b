package org.eegptspark.model.recording.arrow;

import static org.eegptspark.model.BadInputException.check;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FixedSizeList;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.ArrayDescription;
import org.eegptspark.model.recording.SampleEncoding;
import org.eegptspark.model.recording.SignalGroup.Signal;
import org.eegptspark.model.recording.StoredType;

/**
 * Where in a record batch the channels are.
 *
 * @param columns one a channel; a single one where a column of lists holds all
 * @param channels number of channels
 * @param order of a number's bytes
 * @param encoding the narrowest that holds every channel's numbers
 */
record ArrowColumns(List<Column> columns, int channels, ByteOrder order, SampleEncoding encoding) {

  /**
   * A column of numbers.
   *
   * @param name its own, for messages
   * @param type of its numbers
   * @param width numbers a row
   * @param node index of its nodes' first
   * @param buffer index of the buffer that holds its numbers
   */
  record Column(String name, StoredType type, int width, int node, int buffer) {
    /** Nodes that it has in a batch: that of a list, that of its numbers. */
    int nodes() {
      return width == 1 ? 1 : 2;
    }

    /** Bytes a row. */
    int rowBytes() {
      return width * type.bytes();
    }
  }

  /** Where a field's nodes and buffers begin, in the order in which a batch has them. */
  private record Place(Field field, int node, int buffer) {}

  /**
   * Finds the described channels among the columns; others are passed over.
   *
   * @throws BadInputException where one is missing, twice there, or not of numbers
   */
  static ArrowColumns find(String name, Schema schema, ArrayDescription description) {
    Map<String, Place> places = places(name, schema);
    int channels = description.signals().size();
    List<Column> columns = new ArrayList<>();
    if (description.array().isPresent()) {
      columns.add(list(name, place(name, places, description.array().get()), channels));
    } else {
      for (Signal signal : description.signals()) {
        Place place = place(name, places, signal.label());
        StoredType type = type(name, place.field());
        columns.add(new Column(signal.label(), type, 1, place.node(), place.buffer() + 1));
      }
    }
    return new ArrowColumns(
        columns,
        channels,
        schema.endianness() == Endianness.Big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        columns.stream()
            .map(column -> column.type().encoding())
            .reduce(SampleEncoding::and)
            .orElseThrow());
  }

  private static Map<String, Place> places(String name, Schema schema) {
    Map<String, Place> places = new LinkedHashMap<>();
    FieldShape before = FieldShape.NONE;
    for (int i = 0; i < schema.fieldsLength(); i++) {
      Field field = schema.fields(i);
      Place place = new Place(field, before.nodes(), before.buffers());
      check(
          places.put(String.valueOf(field.name()), place) == null,
          "%s: has two columns %s: name each once",
          name,
          field.name());
      before = before.and(name, FieldShape.of(name, field));
    }
    return places;
  }

  private static Place place(String name, Map<String, Place> places, String column) {
    Place place = places.get(column);
    check(
        place != null,
        "%s: has no column %s, which its JSON file names: it has %s",
        name,
        column,
        places.keySet().stream().limit(100).toList());
    return place;
  }

  private static Column list(String name, Place place, int channels) {
    Field field = place.field();
    check(
        field.typeType() == Type.FixedSizeList && field.childrenLength() == 1,
        "%s: column %s holds %s: expected lists of fixed size (pyarrow: cast to pa.list_(type,"
            + " %s))",
        name,
        field.name(),
        typeName(field),
        channels);
    int size = ((FixedSizeList) field.type(new FixedSizeList())).listSize();
    check(
        size == channels,
        "%s: column %s holds lists of %s numbers, but its JSON file names %s channels",
        name,
        field.name(),
        size,
        channels);
    StoredType type = type(name, field.children(0));
    // The list has a buffer of its own, then its numbers have theirs: validity, values.
    return new Column(field.name(), type, channels, place.node(), place.buffer() + 2);
  }

  private static StoredType type(String name, Field field) {
    if (field.dictionary() == null && field.typeType() == Type.Int) {
      Int type = (Int) field.type(new Int());
      switch (type.bitWidth()) {
        case 8:
          return type.isSigned() ? StoredType.INT8 : StoredType.UINT8;
        case 16:
          return type.isSigned() ? StoredType.INT16 : StoredType.UINT16;
        case 32:
          return type.isSigned() ? StoredType.INT32 : StoredType.UINT32;
        case 64:
          return type.isSigned() ? StoredType.INT64 : StoredType.UINT64;
        default:
          throw new BadInputException("%s: has integers of %s bits", name, type.bitWidth());
      }
    }
    if (field.dictionary() == null && field.typeType() == Type.FloatingPoint) {
      return switch (((FloatingPoint) field.type(new FloatingPoint())).precision()) {
        case Precision.HALF -> StoredType.FLOAT16;
        case Precision.SINGLE -> StoredType.FLOAT32;
        default -> StoredType.FLOAT64;
      };
    }
    throw new BadInputException(
        "%s: column %s holds %s: expected integers or floating-point numbers",
        name, field.name(), field.dictionary() == null ? typeName(field) : "a dictionary's keys");
  }

  private static String typeName(Field field) {
    int type = field.typeType();
    return type > 0 && type < Type.names.length ? Type.name(type) : "an unknown type";
  }
}
