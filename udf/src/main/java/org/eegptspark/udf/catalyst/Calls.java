package org.eegptspark.udf.catalyst;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.NamedLambdaVariable;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.eegptspark.model.BadInputException;

/**
 * The calls of vectorized UDFs in expressions. Those of a correlated subquery's conditions wait
 * until it has become a join.
 */
final class Calls {
  private Calls() {}

  static boolean in(LogicalPlan plan) {
    return plan.expressions().exists(Calls::in);
  }

  static boolean in(Expression expression) {
    return !(expression instanceof SubqueryExpression)
        && (expression instanceof VectorizedCall || expression.children().exists(Calls::in));
  }

  static VectorizedCall first(Expression expression) {
    return (VectorizedCall) expression.find(VectorizedCall.class::isInstance).get();
  }

  /** Calls whose arguments hold no other. */
  static List<VectorizedCall> innermost(Expression expression) {
    List<VectorizedCall> calls = new ArrayList<>();
    collectInnermost(expression, false, calls);
    return calls;
  }

  /** Whether there was one. */
  private static boolean collectInnermost(
      Expression expression, boolean inLambda, List<VectorizedCall> calls) {
    if (expression instanceof SubqueryExpression) {
      return false;
    }
    boolean below = false;
    for (Expression child : ScalaSeq.<Expression>list(expression.children())) {
      below |= collectInnermost(child, inLambda || expression instanceof LambdaFunction, calls);
    }
    if (!below && expression instanceof VectorizedCall call) {
      BadInputException.check(
          !inLambda || !call.exists(NamedLambdaVariable.class::isInstance),
          "%s takes a variable of a lambda function; it can only be computed for whole rows",
          call);
      calls.add(call);
      return true;
    }
    return below || expression instanceof VectorizedCall;
  }

  /** Equal for calls that are to be computed once. */
  static Expression identity(VectorizedCall call) {
    return call.deterministic() ? call.canonicalized() : call;
  }

  /** Whether the arguments of every call, and of those in it, come from one side of a join. */
  static boolean oneSided(Expression expression, Join join) {
    return !expression.exists(
        e ->
            e instanceof VectorizedCall call
                && !call.references().subsetOf(join.left().outputSet())
                && !call.references().subsetOf(join.right().outputSet()));
  }

  static Expression replace(Expression expression, Map<Expression, Attribute> columns) {
    if (expression instanceof VectorizedCall call) {
      Attribute column = columns.get(identity(call));
      if (column != null) {
        return column;
      }
    }
    return expression.mapChildren(child -> replace(child, columns));
  }
}
