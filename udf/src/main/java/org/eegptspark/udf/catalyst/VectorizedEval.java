package org.eegptspark.udf.catalyst;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.UnaryNode;
import scala.Option;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * Computes calls of vectorized UDFs over its child's rows, and adds their columns to those kept.
 */
public final class VectorizedEval extends LogicalPlan implements UnaryNode, Serializable {
  private static final long serialVersionUID = 1L;
  private final Seq<Alias> calls;
  private final Seq<Attribute> kept;
  private final LogicalPlan child;

  /**
   * A node.
   *
   * @param calls a {@link VectorizedCall} each, whose arguments hold no other
   * @param kept the child's columns that go on; others end here
   */
  public VectorizedEval(Seq<Alias> calls, Seq<Attribute> kept, LogicalPlan child) {
    this.calls = calls;
    this.kept = kept;
    this.child = child;
  }

  List<Alias> calls() {
    return ScalaSeq.list(calls);
  }

  List<Attribute> kept() {
    return ScalaSeq.list(kept);
  }

  VectorizedEval over(LogicalPlan other) {
    return new VectorizedEval(calls, kept, other);
  }

  @Override
  public LogicalPlan child() {
    return child;
  }

  @Override
  public Seq<LogicalPlan> children() {
    return ScalaSeq.of(child);
  }

  @Override
  public Seq<Attribute> output() {
    List<Attribute> output = new ArrayList<>(kept());
    calls().forEach(call -> output.add(call.toAttribute()));
    return ScalaSeq.of(output);
  }

  @Override
  public Option<Object> maxRows() {
    return child.maxRows();
  }

  @Override
  public Option<Object> maxRowsPerPartition() {
    return child.maxRowsPerPartition();
  }

  @Override
  public LogicalPlan withNewChildInternal(LogicalPlan newChild) {
    return over(newChild);
  }

  @Override
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> newChildren) {
    return over(newChildren.apply(0));
  }

  @Override
  public int productArity() {
    return 3;
  }

  @Override
  public Object productElement(int index) {
    return switch (index) {
      case 0 -> calls;
      case 1 -> kept;
      default -> child;
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof VectorizedEval;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VectorizedEval that
        && calls.equals(that.calls)
        && kept.equals(that.kept)
        && child.equals(that.child);
  }

  @Override
  public int hashCode() {
    return Objects.hash(calls, kept, child);
  }
}
