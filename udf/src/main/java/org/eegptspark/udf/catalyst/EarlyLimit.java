package org.eegptspark.udf.catalyst;

import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/** Limits below calls as well as above, so that calls are not computed for rows that go nowhere. */
final class EarlyLimit {
  private EarlyLimit() {}

  static LogicalPlan below(LocalLimit limit) {
    LogicalPlan child = below(limit.child(), limit.limitExpr());
    return child == limit.child() ? limit : limit.withNewChildren(ScalaSeq.of(child));
  }

  private static LogicalPlan below(LogicalPlan plan, Expression limit) {
    if (plan instanceof Project project) {
      return project.mapChildren(child -> below(child, limit));
    } else if (plan instanceof VectorizedEval eval) {
      LogicalPlan child = below(eval.child(), limit);
      return child instanceof VectorizedEval || limited(child, limit)
          ? eval.over(child)
          : eval.over(new LocalLimit(limit, child));
    }
    return plan;
  }

  private static boolean limited(LogicalPlan plan, Expression limit) {
    return plan.maxRowsPerPartition().isDefined()
        && limit instanceof Literal most
        && ((Number) plan.maxRowsPerPartition().get()).longValue()
            <= ((Number) most.value()).longValue();
  }
}
