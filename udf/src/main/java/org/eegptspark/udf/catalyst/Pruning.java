package org.eegptspark.udf.catalyst;

import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import scala.Option;

/**
 * Column pruning through {@link VectorizedEval}: a column that only a call reads, as samples often
 * are, neither is kept beside the call's result nor makes its source read another.
 */
final class Pruning {
  private Pruning() {}

  static LogicalPlan prune(LogicalPlan plan) {
    return prune(plan, Option.empty());
  }

  /**
   * Prunes a plan.
   *
   * @param required of its output; none where all is
   */
  private static LogicalPlan prune(LogicalPlan plan, Option<AttributeSet> required) {
    if (plan instanceof VectorizedEval eval) {
      return prune(eval, required);
    } else if (plan instanceof Project project && required.isDefined()) {
      List<NamedExpression> columns =
          ScalaSeq.<NamedExpression>list(project.projectList()).stream()
              .filter(column -> required.get().contains(column))
              .toList();
      Project narrowed =
          columns.size() == project.projectList().size()
              ? project
              : new Project(ScalaSeq.of(columns), project.child());
      return narrowed.mapChildren(child -> prune(child, Option.apply(narrowed.references())));
    }
    return plan.mapChildren(child -> prune(child, requiredOfChildren(plan, required)));
  }

  private static Option<AttributeSet> requiredOfChildren(
      LogicalPlan plan, Option<AttributeSet> required) {
    if (plan instanceof Project || plan instanceof Aggregate) {
      return Option.apply(plan.references());
    } else if (plan instanceof Filter
        || plan instanceof Sort
        || plan instanceof GlobalLimit
        || plan instanceof LocalLimit
        || plan instanceof Window
        || plan instanceof Join) {
      return required.map(set -> set.$plus$plus(plan.references()));
    }
    return Option.empty();
  }

  private static LogicalPlan prune(VectorizedEval eval, Option<AttributeSet> required) {
    Predicate<Attribute> needed = a -> required.isEmpty() || required.get().contains(a);
    List<Alias> calls =
        eval.calls().stream().filter(call -> needed.test(call.toAttribute())).toList();
    if (calls.isEmpty()) {
      return prune(eval.child(), required);
    }
    List<Attribute> kept = eval.kept().stream().filter(needed).toList();
    VectorizedEval pruned = new VectorizedEval(ScalaSeq.of(calls), ScalaSeq.of(kept), eval.child());
    AttributeSet input = pruned.references();
    LogicalPlan child = prune(eval.child(), Option.apply(input));
    List<Attribute> read =
        ScalaSeq.<Attribute>list(child.output()).stream().filter(input::contains).toList();
    return pruned.over(
        read.size() == child.output().size()
            ? child
            : new Project(ScalaSeq.<NamedExpression>of(read), child));
  }
}
