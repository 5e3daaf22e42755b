package org.eegptspark.udf.catalyst;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.PartitionEvaluator;
import org.apache.spark.PartitionEvaluatorFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BindReferences;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.package$;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.eegptspark.udf.BatchLimits;
import org.eegptspark.udf.Signature;
import org.eegptspark.udf.VectorizedUdf;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What a task needs to compute calls.
 *
 * @param calls in the order of their columns
 * @param held the input's columns held while a batch is computed: those kept, then keys that are
 *     not
 * @param kept how many of them are kept
 * @param keys what tells rows apart
 * @param settings of the session
 * @param metrics what is counted
 */
public record EvalTask(
    List<Call> calls,
    List<Expression> held,
    int kept,
    List<Key> keys,
    BatchLimits limits,
    HashMap<String, String> settings,
    EvalMetrics metrics)
    implements PartitionEvaluatorFactory<InternalRow, InternalRow> {

  /** A call, its arguments bound to the input's columns. */
  public record Call(VectorizedUdf udf, Signature signature, List<Expression> arguments)
      implements Serializable {}

  /** A column that tells rows apart; an index among those held, or else an argument of a call. */
  public record Key(String name, DataType type, int held, int call, int argument)
      implements Serializable {}

  static EvalTask of(
      SparkSession session,
      List<VectorizedCall> calls,
      List<Attribute> kept,
      Seq<Attribute> input,
      EvalMetrics metrics) {
    HashMap<String, String> settings =
        new HashMap<>(CollectionConverters.asJava(session.conf().getAll()));
    settings.keySet().removeIf(key -> !key.startsWith("spark."));
    List<Call> bound =
        calls.stream()
            .map(
                call ->
                    new Call(
                        call.udf().prepare(session),
                        call.signature(),
                        call.arguments().stream().map(a -> bind(a, input)).toList()))
            .toList();
    BatchLimits limits =
        calls.stream().map(call -> call.udf().limits()).reduce(BatchLimits::and).orElseThrow();
    List<Expression> held = new ArrayList<>(kept);
    for (VectorizedCall call : calls) {
      call.keys().stream().filter(key -> !held.contains(key)).forEach(held::add);
    }
    List<Expression> heldBound = held.stream().map(column -> bind(column, input)).toList();
    return new EvalTask(
        new ArrayList<>(bound),
        new ArrayList<>(heldBound),
        kept.size(),
        new ArrayList<>(keys(calls, held)),
        limits,
        settings,
        metrics);
  }

  private static Expression bind(Expression expression, Seq<Attribute> input) {
    return BindReferences.bindReference(expression, package$.MODULE$.AttributeSeq(input), false);
  }

  /** The keys that the user named, or else whatever short columns there are. */
  private static List<Key> keys(List<VectorizedCall> calls, List<Expression> held) {
    List<Key> named = new ArrayList<>();
    for (VectorizedCall call : calls) {
      for (int i = 0; i < call.keys().size(); i++) {
        Expression key = call.keys().get(i);
        named.add(new Key(call.keyNames().get(i), key.dataType(), held.indexOf(key), -1, -1));
      }
    }
    return named.isEmpty() ? shortColumns(calls, held) : List.copyOf(new LinkedHashSet<>(named));
  }

  private static List<Key> shortColumns(List<VectorizedCall> calls, List<Expression> held) {
    List<Key> keys = new ArrayList<>();
    Set<Expression> seen = new HashSet<>();
    for (int i = 0; i < held.size(); i++) {
      if (isShort(held.get(i)) && seen.add(held.get(i))) {
        Attribute column = (Attribute) held.get(i);
        keys.add(new Key(column.name(), column.dataType(), i, -1, -1));
      }
    }
    for (int c = 0; c < calls.size(); c++) {
      List<Expression> arguments = calls.get(c).arguments();
      for (int a = 0; a < arguments.size(); a++) {
        if (isShort(arguments.get(a)) && seen.add(arguments.get(a))) {
          Attribute column = (Attribute) arguments.get(a);
          keys.add(new Key(column.name(), column.dataType(), -1, c, a));
        }
      }
    }
    return keys;
  }

  private static boolean isShort(Expression expression) {
    return expression instanceof Attribute column
        && column.dataType() instanceof AtomicType
        && !(column.dataType() instanceof BinaryType);
  }

  /** Whether all arguments are numbers, so that generated code can write them. */
  static boolean takeNumbers(List<VectorizedCall> calls) {
    return calls.stream()
        .flatMap(call -> call.arguments().stream())
        .allMatch(argument -> VectorWriter.fixedWidth(argument.dataType()) > 0);
  }

  @Override
  public PartitionEvaluator<InternalRow, InternalRow> createEvaluator() {
    return (partition, inputs) -> {
      Iterator<InternalRow> rows = inputs.apply(0);
      return rows.hasNext() ? new BatchedRows(this, rows) : rows;
    };
  }
}
