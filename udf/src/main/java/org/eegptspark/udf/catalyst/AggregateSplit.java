package org.eegptspark.udf.catalyst;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import scala.Option;

/**
 * An aggregate parted in two where calls are made over its groups: below, the groups and what is
 * aggregated; above, a projection with the calls.
 */
final class AggregateSplit {
  private final Aggregate aggregate;
  private final List<NamedExpression> aggregated = new ArrayList<>();
  private final List<NamedExpression> projected = new ArrayList<>();
  private final Map<Expression, Attribute> named = new LinkedHashMap<>();
  private final boolean needed;

  AggregateSplit(Aggregate aggregate) {
    this.aggregate = aggregate;
    boolean over = false;
    for (NamedExpression output :
        ScalaSeq.<NamedExpression>list(aggregate.aggregateExpressions())) {
      if (callsOverGroups((Expression) output)) {
        over = true;
        projected.add((NamedExpression) overGroups((Expression) output));
      } else {
        aggregated.add(output);
        projected.add(output.toAttribute());
      }
    }
    this.needed = over;
  }

  boolean needed() {
    return needed;
  }

  LogicalPlan lower() {
    return aggregate.copy(
        aggregate.groupingExpressions(),
        ScalaSeq.of(aggregated),
        aggregate.child(),
        aggregate.hint());
  }

  Project upper(LogicalPlan lower) {
    return new Project(ScalaSeq.of(projected), lower);
  }

  private boolean callsOverGroups(Expression expression) {
    if (belongsBelow(expression)) {
      return false;
    }
    return expression instanceof VectorizedCall
        || expression.children().exists(this::callsOverGroups);
  }

  private boolean belongsBelow(Expression expression) {
    return expression instanceof AggregateExpression
        || aggregate.groupingExpressions().exists(expression::semanticEquals);
  }

  private Expression overGroups(Expression expression) {
    if (!belongsBelow(expression)) {
      return expression.mapChildren(this::overGroups);
    }
    return named.computeIfAbsent(expression.canonicalized(), e -> name(expression));
  }

  private Attribute name(Expression expression) {
    NamedExpression output =
        expression instanceof NamedExpression column
            ? column
            : new Alias(
                expression,
                "aggregated",
                NamedExpression.newExprId(),
                ScalaSeq.of(),
                Option.empty(),
                ScalaSeq.of());
    if (!aggregated.contains(output)) {
      aggregated.add(output);
    }
    return output.toAttribute();
  }
}
