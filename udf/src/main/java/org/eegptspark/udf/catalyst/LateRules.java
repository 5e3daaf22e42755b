package org.eegptspark.udf.catalyst;

import java.util.List;
import org.apache.spark.sql.ExperimentalMethods;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.SparkStrategy;

/**
 * Sees to it that {@link LiftCalls} is also the last rule of a session's optimizer: some subqueries
 * become joins after all places that extensions may add rules to. The plan is left as it is.
 */
final class LateRules extends Rule<LogicalPlan> {
  private final SparkSession session;

  LateRules(SparkSession session) {
    this.session = session;
  }

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    lift(session);
    return plan;
  }

  /** Adds the rule to a session that does not have it. */
  static synchronized void lift(SparkSession session) {
    ExperimentalMethods methods = session.experimental();
    List<Rule<LogicalPlan>> rules = ScalaSeq.list(methods.extraOptimizations());
    if (rules.stream().noneMatch(LiftCalls.class::isInstance)) {
      rules.add(new LiftCalls());
      methods.extraOptimizations_$eq(ScalaSeq.of(rules));
    }
  }

  /** Adds the strategy to a session that does not have it. */
  static synchronized void plan(SparkSession session) {
    ExperimentalMethods methods = session.experimental();
    List<SparkStrategy> strategies = ScalaSeq.list(methods.extraStrategies());
    if (strategies.stream().noneMatch(VectorizedEvalStrategy.class::isInstance)) {
      strategies.add(new VectorizedEvalStrategy());
      methods.extraStrategies_$eq(ScalaSeq.of(strategies));
    }
  }
}
