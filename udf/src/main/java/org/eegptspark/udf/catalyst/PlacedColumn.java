package org.eegptspark.udf.catalyst;

import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/** A column whose rows have their values at other places of another column, or are null. */
final class PlacedColumn extends ColumnVector {
  private final ColumnVector values;
  private final int[] places;
  private final int rows;

  /**
   * A view of a column.
   *
   * @param places of the values of its rows; negative for null
   */
  PlacedColumn(ColumnVector values, int[] places, int rows) {
    super(values.dataType());
    this.values = values;
    this.places = places;
    this.rows = rows;
  }

  @Override
  public void close() {}

  @Override
  public boolean hasNull() {
    return true;
  }

  @Override
  public int numNulls() {
    int nulls = 0;
    for (int row = 0; row < rows; row++) {
      nulls += isNullAt(row) ? 1 : 0;
    }
    return nulls;
  }

  @Override
  public boolean isNullAt(int row) {
    return places[row] < 0 || values.isNullAt(places[row]);
  }

  @Override
  public boolean getBoolean(int row) {
    return values.getBoolean(places[row]);
  }

  @Override
  public byte getByte(int row) {
    return values.getByte(places[row]);
  }

  @Override
  public short getShort(int row) {
    return values.getShort(places[row]);
  }

  @Override
  public int getInt(int row) {
    return values.getInt(places[row]);
  }

  @Override
  public long getLong(int row) {
    return values.getLong(places[row]);
  }

  @Override
  public float getFloat(int row) {
    return values.getFloat(places[row]);
  }

  @Override
  public double getDouble(int row) {
    return values.getDouble(places[row]);
  }

  @Override
  public ColumnarArray getArray(int row) {
    return values.getArray(places[row]);
  }

  @Override
  public ColumnarMap getMap(int row) {
    return values.getMap(places[row]);
  }

  @Override
  public Decimal getDecimal(int row, int precision, int scale) {
    return values.getDecimal(places[row], precision, scale);
  }

  @Override
  public UTF8String getUTF8String(int row) {
    return values.getUTF8String(places[row]);
  }

  @Override
  public byte[] getBinary(int row) {
    return values.getBinary(places[row]);
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    return new PlacedColumn(values.getChild(ordinal), places, rows);
  }
}
