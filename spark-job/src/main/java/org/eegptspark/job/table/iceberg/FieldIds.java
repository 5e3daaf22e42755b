package org.eegptspark.job.table.iceberg;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Gives a file's columns the ids by which Iceberg knows them, whatever they are called. */
final class FieldIds {
  private FieldIds() {}

  /** The same columns with the ids of a table's; columns that the table lacks stay without. */
  static MessageType of(Schema table, MessageType file) {
    return new MessageType(file.getName(), children(table.asStruct(), file));
  }

  private static List<Type> children(Types.StructType table, GroupType file) {
    List<Type> types = new ArrayList<>();
    for (Type column : file.getFields()) {
      Types.NestedField field = table.field(column.getName());
      types.add(field == null ? column : with(field.fieldId(), field.type(), column));
    }
    return types;
  }

  private static Type with(int id, org.apache.iceberg.types.Type type, Type column) {
    if (column.isPrimitive()) {
      return column.withId(id);
    }
    GroupType group = column.asGroupType();
    if (type.isListType()
        && group.getLogicalTypeAnnotation()
            instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation) {
      GroupType repeated = group.getType(0).asGroupType();
      Types.ListType list = type.asListType();
      Type element = with(list.elementId(), list.elementType(), repeated.getType(0));
      return group.withNewFields(repeated.withNewFields(element)).withId(id);
    }
    return group.withNewFields(children(type.asStructType(), group)).withId(id);
  }
}
