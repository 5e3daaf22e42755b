package org.eegptspark.udf.catalyst;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.catalyst.plans.physical.UnknownPartitioning;
import org.apache.spark.sql.execution.CodegenSupport;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.UnaryExecNode;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;
import scala.reflect.ClassTag$;

/** Computes calls of vectorized UDFs over its child's rows, a batch at a time. */
public final class VectorizedEvalExec extends SparkPlan implements UnaryExecNode, CodegenSupport {
  private static final long serialVersionUID = 1L;
  private final Seq<Alias> calls;
  private final Seq<Attribute> kept;
  private final SparkPlan child;
  private transient EvalMetrics evalMetrics;
  private transient EvalCode code;
  private CodegenSupport parent;

  /** As {@link VectorizedEval}. */
  public VectorizedEvalExec(Seq<Alias> calls, Seq<Attribute> kept, SparkPlan child) {
    this.calls = calls;
    this.kept = kept;
    this.child = child;
  }

  private List<VectorizedCall> vectorizedCalls() {
    return ScalaSeq.<Alias>list(calls).stream().map(a -> (VectorizedCall) a.child()).toList();
  }

  @Override
  public SparkPlan child() {
    return child;
  }

  @Override
  public Seq<SparkPlan> children() {
    return ScalaSeq.of(child);
  }

  @Override
  public Seq<Attribute> output() {
    List<Attribute> output = new ArrayList<>(ScalaSeq.list(kept));
    ScalaSeq.<Alias>list(calls).forEach(call -> output.add(call.toAttribute()));
    return ScalaSeq.of(output);
  }

  @Override
  public Partitioning outputPartitioning() {
    Partitioning partitioning = child.outputPartitioning();
    boolean lost = partitioning instanceof Expression e && !e.references().subsetOf(outputSet());
    return lost ? new UnknownPartitioning(partitioning.numPartitions()) : partitioning;
  }

  @Override
  public Seq<SortOrder> outputOrdering() {
    List<SortOrder> orders = ScalaSeq.list(child.outputOrdering());
    int lasting = 0;
    while (lasting < orders.size() && orders.get(lasting).references().subsetOf(outputSet())) {
      lasting++;
    }
    return ScalaSeq.of(orders.subList(0, lasting));
  }

  @Override
  public Map<String, SQLMetric> metrics() {
    return evalMetrics().all();
  }

  private synchronized EvalMetrics evalMetrics() {
    if (evalMetrics == null) {
      evalMetrics = EvalMetrics.of(sparkContext(), vectorizedCalls());
    }
    return evalMetrics;
  }

  private EvalTask task() {
    return EvalTask.of(
        session(), vectorizedCalls(), ScalaSeq.list(kept), child.output(), evalMetrics());
  }

  @Override
  public RDD<InternalRow> doExecute() {
    return child
        .execute()
        .mapPartitionsWithEvaluator(task(), ClassTag$.MODULE$.apply(InternalRow.class));
  }

  /** Where arguments are long, what generated code saves does not show. */
  @Override
  public boolean supportCodegen() {
    return EvalTask.takeNumbers(vectorizedCalls());
  }

  @Override
  public CodegenSupport parent() {
    return parent;
  }

  @Override
  public void parent_$eq(CodegenSupport above) {
    this.parent = above;
  }

  @Override
  public Seq<RDD<InternalRow>> inputRDDs() {
    return ((CodegenSupport) child).inputRDDs();
  }

  /** A child that gives several rows at once cannot be stopped between them. */
  @Override
  public boolean needCopyResult() {
    return ((CodegenSupport) child).needCopyResult();
  }

  @Override
  public String doProduce(CodegenContext context) {
    code = new EvalCode(context, task());
    String produced = code.produce(((CodegenSupport) child).produce(context, this));
    String consumed = consume(context, code.rowVariables(), null);
    code.addDrain(consumed, needCopyResult() ? "" : shouldStopCheckCode());
    return produced;
  }

  @Override
  public String doConsume(CodegenContext context, Seq<ExprCode> input, ExprCode row) {
    return code.consume();
  }

  @Override
  public String verboseStringWithOperatorId() {
    return UnaryExecNode.super.verboseStringWithOperatorId();
  }

  @Override
  public SparkPlan withNewChildInternal(SparkPlan newChild) {
    return new VectorizedEvalExec(calls, kept, newChild);
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> newChildren) {
    return withNewChildInternal(newChildren.apply(0));
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
    return other instanceof VectorizedEvalExec;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VectorizedEvalExec that
        && calls.equals(that.calls)
        && kept.equals(that.kept)
        && child.equals(that.child);
  }

  @Override
  public int hashCode() {
    return Objects.hash(calls, kept, child);
  }
}
