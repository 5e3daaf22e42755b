package org.eegptspark.udf;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.eegptspark.udf.catalyst.VectorizedEvalExec;

/** Finds the operator in a query's plan. */
final class OperatorOf {
  private OperatorOf() {}

  static VectorizedEvalExec in(Dataset<Row> query) {
    VectorizedEvalExec found = in(query.queryExecution().executedPlan());
    if (found == null) {
      throw new AssertionError("No operator in " + query.queryExecution().executedPlan());
    }
    return found;
  }

  private static VectorizedEvalExec in(SparkPlan plan) {
    if (plan instanceof VectorizedEvalExec eval) {
      return eval;
    } else if (plan instanceof AdaptiveSparkPlanExec adaptive) {
      return in(adaptive.executedPlan());
    }
    for (int i = 0; i < plan.children().size(); i++) {
      VectorizedEvalExec found = in(plan.children().apply(i));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** The value of one of its metrics. */
  static long metric(Dataset<Row> query, String name) {
    return in(query).metrics().apply(name).value();
  }
}
