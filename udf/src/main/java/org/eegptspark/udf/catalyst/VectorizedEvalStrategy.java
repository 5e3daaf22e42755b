package org.eegptspark.udf.catalyst;

import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.immutable.Seq;

/** Plans {@link VectorizedEval}. */
public final class VectorizedEvalStrategy extends SparkStrategy {
  @Override
  public Seq<SparkPlan> apply(LogicalPlan plan) {
    if (plan instanceof VectorizedEval eval) {
      return ScalaSeq.<SparkPlan>of(
          new VectorizedEvalExec(
              ScalaSeq.of(eval.calls()), ScalaSeq.of(eval.kept()), planLater(eval.child())));
    }
    return ScalaSeq.of();
  }
}
