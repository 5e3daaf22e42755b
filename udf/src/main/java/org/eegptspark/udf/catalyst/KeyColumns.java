package org.eegptspark.udf.catalyst;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.eegptspark.udf.VectorizedUdfs;

/**
 * Gives calls in projections and filters the columns that {@link VectorizedUdfs#KEY_COLUMNS} names,
 * where their input has them, so that these are still there when a call is computed.
 */
public final class KeyColumns extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    String named = conf().getConfString(VectorizedUdfs.KEY_COLUMNS, "");
    return named.isBlank() ? plan : give(plan, Set.of(named.trim().split("\\s*,\\s*")));
  }

  private LogicalPlan give(LogicalPlan plan, Set<String> names) {
    LogicalPlan given = plan.mapChildren(child -> give(child, names));
    if (!(given instanceof Project || given instanceof Filter) || !given.childrenResolved()) {
      return given;
    }
    Set<Attribute> keys = new LinkedHashSet<>();
    for (Attribute column : ScalaSeq.<Attribute>list(given.inputSet().toSeq())) {
      if (names.stream().anyMatch(name -> (Boolean) conf().resolver().apply(name, column.name()))) {
        keys.add(column);
      }
    }
    return keys.isEmpty()
        ? given
        : given.mapExpressions(expression -> give(expression, new ArrayList<>(keys)));
  }

  private static Expression give(Expression expression, List<Attribute> keys) {
    Expression given = expression.mapChildren(child -> give(child, keys));
    return given instanceof VectorizedCall call && call.keys().isEmpty()
        ? call.withKeys(keys)
        : given;
  }
}
