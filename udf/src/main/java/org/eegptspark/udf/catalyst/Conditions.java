package org.eegptspark.udf.catalyst;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.Inner$;
import org.apache.spark.sql.catalyst.plans.InnerLike;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.Option;

/** Conditions that have to hold together. */
record Conditions(List<Expression> all) {
  /** Conditions by whether they may be taken apart from the rest, in order. */
  record Parted(Conditions taken, Conditions rest) {}

  static Conditions of(Expression condition) {
    List<Expression> all = new ArrayList<>();
    collect(condition, all);
    return new Conditions(all);
  }

  private static void collect(Expression condition, List<Expression> all) {
    if (condition instanceof And and) {
      collect(and.left(), all);
      collect(and.right(), all);
    } else {
      all.add(condition);
    }
  }

  static boolean isInner(Join join) {
    return join.joinType() instanceof InnerLike;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** None is taken past one that is not deterministic, which has to see the same rows as before. */
  Parted part(Predicate<Expression> taken) {
    List<Expression> first = new ArrayList<>();
    List<Expression> rest = new ArrayList<>();
    boolean deterministic = true;
    for (Expression condition : all) {
      deterministic &= condition.deterministic();
      (deterministic && taken.test(condition) ? first : rest).add(condition);
    }
    return new Parted(new Conditions(first), new Conditions(rest));
  }

  LogicalPlan filtering(LogicalPlan plan) {
    return isEmpty() ? plan : new Filter(conjunction(), plan);
  }

  /** The join with these conditions beside its own. */
  Join joining(Join join) {
    List<Expression> both = new ArrayList<>();
    join.condition().foreach(both::add);
    both.addAll(all);
    return new Conditions(both).only(join);
  }

  /** The join with these conditions instead of its own; a cross join that has some is an inner. */
  Join only(Join join) {
    return join.copy(
        join.left(),
        join.right(),
        isInner(join) && !isEmpty() ? Inner$.MODULE$ : join.joinType(),
        isEmpty() ? Option.empty() : Option.apply(conjunction()),
        join.hint());
  }

  private Expression conjunction() {
    return all.stream().reduce(And::new).orElseThrow();
  }
}
