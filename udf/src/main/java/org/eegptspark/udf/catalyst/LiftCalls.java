package org.eegptspark.udf.catalyst;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Subquery;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.eegptspark.model.BadInputException;
import scala.Option;

/**
 * Lifts the calls of vectorized UDFs out of expressions into {@link VectorizedEval} nodes below the
 * operators that they stand in, so that each is computed once, in batches, before it is needed.
 *
 * <p>Runs when Catalyst has pushed filters down and pruned columns, for which a call is an
 * expression like any other. It may run again on its own result.
 */
public final class LiftCalls extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    // A correlated subquery becomes part of the outer plan, with its calls.
    if (plan instanceof Subquery subquery && subquery.correlated()) {
      return plan;
    }
    LogicalPlan lifted = lift(plan);
    return lifted == plan ? plan : Pruning.prune(lifted);
  }

  private static LogicalPlan lift(LogicalPlan plan) {
    LogicalPlan lifted = plan.mapChildren(LiftCalls::lift);
    if (lifted instanceof LocalLimit limit) {
      return EarlyLimit.below(limit);
    } else if (lifted instanceof VectorizedEval || !Calls.in(lifted)) {
      return lifted;
    } else if (lifted instanceof Filter filter) {
      return ofFilter(filter);
    } else if (lifted instanceof Join join) {
      return ofJoin(join);
    } else if (lifted instanceof Aggregate aggregate) {
      return ofAggregate(aggregate);
    }
    return below(lifted);
  }

  /** Conditions without calls go first, so that calls are not computed for rows that they drop. */
  private static LogicalPlan ofFilter(Filter filter) {
    Conditions conditions = Conditions.of(filter.condition());
    if (filter.child() instanceof Join join && Conditions.isInner(join)) {
      Conditions.Parted parted = conditions.part(c -> Calls.in(c) && Calls.oneSided(c, join));
      if (!parted.taken().isEmpty()) {
        LogicalPlan joined = ofJoin(parted.taken().joining(join));
        return parted.rest().isEmpty() ? joined : lift(parted.rest().filtering(joined));
      }
    }
    Conditions.Parted parted = conditions.part(c -> !Calls.in(c));
    return below(parted.rest().filtering(parted.taken().filtering(filter.child())));
  }

  /** Calls over both sides are computed above the join, which only an inner join allows. */
  private static LogicalPlan ofJoin(Join join) {
    Conditions.Parted parted =
        Conditions.of(join.condition().get()).part(c -> Calls.oneSided(c, join));
    if (parted.rest().isEmpty()) {
      return below(join);
    }
    BadInputException.check(
        Conditions.isInner(join),
        "%s takes columns of both sides of a %s join; only an inner join may have it in its"
            + " condition",
        Calls.first(parted.rest().all().get(0)),
        join.joinType().sql());
    LogicalPlan joined = lift(parted.taken().only(join));
    return below(parted.rest().filtering(joined));
  }

  /** Calls over what is aggregated are computed above, those that are aggregated over below. */
  private static LogicalPlan ofAggregate(Aggregate aggregate) {
    AggregateSplit split = new AggregateSplit(aggregate);
    if (!split.needed()) {
      return below(aggregate);
    }
    LogicalPlan lower = lift(split.lower());
    return below(split.upper(lower));
  }

  private static LogicalPlan below(LogicalPlan plan) {
    LogicalPlan current = plan;
    while (true) {
      LogicalPlan next = innermostBelow(current);
      if (next == current) {
        break;
      }
      current = next;
    }
    if (current == plan || current.output().equals(plan.output())) {
      return current;
    }
    return new Project(ScalaSeq.<NamedExpression>of(ScalaSeq.list(plan.output())), current);
  }

  /** Lifts those calls whose arguments hold no other. */
  private static LogicalPlan innermostBelow(LogicalPlan plan) {
    Map<Expression, VectorizedCall> calls = new LinkedHashMap<>();
    for (Expression expression : ScalaSeq.<Expression>list(plan.expressions())) {
      Calls.innermost(expression).forEach(call -> calls.putIfAbsent(Calls.identity(call), call));
    }
    Map<Expression, Attribute> columns = new HashMap<>();
    List<LogicalPlan> children = new ArrayList<>();
    for (LogicalPlan child : ScalaSeq.<LogicalPlan>list(plan.children())) {
      children.add(computing(calls, child, columns));
    }
    if (columns.isEmpty()) {
      return plan;
    }
    return plan.withNewChildren(ScalaSeq.of(children))
        .mapExpressions(expression -> Calls.replace(expression, columns));
  }

  /** A child with the columns of those calls that it has the arguments of. */
  private static LogicalPlan computing(
      Map<Expression, VectorizedCall> calls,
      LogicalPlan child,
      Map<Expression, Attribute> columns) {
    List<Alias> added = new ArrayList<>();
    LogicalPlan source = child;
    for (Map.Entry<Expression, VectorizedCall> entry : calls.entrySet()) {
      VectorizedCall call = entry.getValue();
      if (columns.containsKey(entry.getKey()) || !call.references().subsetOf(child.outputSet())) {
        continue;
      }
      Option<Exposed> computed = Exposed.in(source, call);
      if (computed.isDefined()) {
        source = computed.get().plan();
        columns.put(entry.getKey(), computed.get().column());
      } else {
        Alias alias =
            new Alias(
                call,
                call.name(),
                NamedExpression.newExprId(),
                ScalaSeq.of(),
                Option.empty(),
                ScalaSeq.of());
        added.add(alias);
        columns.put(entry.getKey(), alias.toAttribute());
      }
    }
    return added.isEmpty()
        ? source
        : new VectorizedEval(ScalaSeq.of(added), source.output(), source);
  }
}
