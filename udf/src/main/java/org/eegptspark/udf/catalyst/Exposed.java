package org.eegptspark.udf.catalyst;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.UnaryNode;
import scala.Option;

/**
 * A plan that already computes a call further down, changed so that the call's column comes out of
 * it. A filter on a projected call is such: Catalyst pushes the filter below the projection with a
 * copy of the call.
 */
record Exposed(LogicalPlan plan, Attribute column) {
  static Option<Exposed> in(LogicalPlan plan, VectorizedCall call) {
    if (!call.deterministic() || !call.references().subsetOf(plan.outputSet())) {
      return Option.empty();
    }
    if (plan instanceof VectorizedEval eval) {
      return in(eval, call);
    } else if (plan instanceof Project project) {
      return in(project.child(), call).map(below -> through(project, below));
    } else if (plan instanceof Filter
        || plan instanceof Sort
        || plan instanceof GlobalLimit
        || plan instanceof LocalLimit) {
      return in(((UnaryNode) plan).child(), call)
          .map(
              below ->
                  new Exposed(plan.withNewChildren(ScalaSeq.of(below.plan())), below.column()));
    }
    return Option.empty();
  }

  private static Option<Exposed> in(VectorizedEval eval, VectorizedCall call) {
    for (Alias computed : eval.calls()) {
      if (computed.child().semanticEquals(call)) {
        return Option.apply(new Exposed(eval, computed.toAttribute()));
      }
    }
    return in(eval.child(), call)
        .map(
            below -> {
              List<Attribute> kept = new ArrayList<>(eval.kept());
              if (!eval.child().outputSet().contains(below.column())) {
                kept.add(below.column());
              }
              return new Exposed(
                  new VectorizedEval(ScalaSeq.of(eval.calls()), ScalaSeq.of(kept), below.plan()),
                  below.column());
            });
  }

  private static Exposed through(Project project, Exposed below) {
    if (project.outputSet().contains(below.column())) {
      return new Exposed(project, below.column());
    }
    List<NamedExpression> columns = new ArrayList<>(ScalaSeq.list(project.projectList()));
    columns.add(below.column());
    return new Exposed(new Project(ScalaSeq.of(columns), below.plan()), below.column());
  }
}
