package org.eegptspark.udf.catalyst;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ImplicitCastInputTypes;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import org.apache.spark.sql.catalyst.expressions.UserDefinedExpression;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.eegptspark.model.BadInputException;
import org.eegptspark.udf.Signature;
import org.eegptspark.udf.VectorizedUdf;
import scala.Option;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * A call of a vectorized UDF in an expression. It has no value where it stands: {@link LiftCalls}
 * puts a column in its place.
 */
public final class VectorizedCall extends Expression
    implements Unevaluable, ImplicitCastInputTypes, UserDefinedExpression, Serializable {
  private static final long serialVersionUID = 1L;
  private final VectorizedUdf udf;
  private final Seq<Expression> arguments;
  private final Seq<Expression> keys;
  private final Seq<String> keyNames;
  private final Option<ExprId> callId;

  /**
   * A call.
   *
   * @param keys what tells rows apart; not given to the function
   * @param keyNames the keys' names, which Catalyst takes from columns that it computes in place
   * @param callId tells calls of a UDF apart that is not deterministic; none for others
   */
  public VectorizedCall(
      VectorizedUdf udf,
      Seq<Expression> arguments,
      Seq<Expression> keys,
      Seq<String> keyNames,
      Option<ExprId> callId) {
    this.udf = udf;
    this.arguments = arguments;
    this.keys = keys;
    this.keyNames = keyNames;
    this.callId = callId;
  }

  /** A new call, with no keys yet. */
  static VectorizedCall of(VectorizedUdf udf, Seq<Expression> arguments) {
    Option<ExprId> id =
        udf.deterministic() ? Option.empty() : Option.apply(NamedExpression.newExprId());
    return new VectorizedCall(udf, arguments, ScalaSeq.of(), ScalaSeq.of(), id);
  }

  VectorizedCall withKeys(List<Attribute> columns) {
    List<String> names = columns.stream().map(Attribute::name).toList();
    return new VectorizedCall(udf, arguments, ScalaSeq.of(columns), ScalaSeq.of(names), callId);
  }

  VectorizedUdf udf() {
    return udf;
  }

  List<Expression> arguments() {
    return ScalaSeq.list(arguments);
  }

  List<Expression> keys() {
    return ScalaSeq.list(keys);
  }

  List<String> keyNames() {
    return ScalaSeq.list(keyNames);
  }

  Signature signature() {
    List<DataType> given = arguments().stream().map(Expression::dataType).toList();
    Signature signature = udf.bind(given);
    BadInputException.check(
        signature.arguments().size() == given.size(),
        "is bound to %s arguments, but was given %s",
        signature.arguments().size(),
        given.size());
    return signature;
  }

  @Override
  public String name() {
    return udf.name();
  }

  @Override
  public boolean deterministic() {
    return callId.isEmpty() && children().forall(Expression::deterministic);
  }

  @Override
  public boolean foldable() {
    return false;
  }

  @Override
  public boolean nullable() {
    return true;
  }

  @Override
  public DataType dataType() {
    return signature().result();
  }

  @Override
  public Seq<AbstractDataType> inputTypes() {
    List<AbstractDataType> types = new ArrayList<>();
    try {
      types.addAll(signature().arguments());
    } catch (BadInputException e) {
      return ScalaSeq.of(); // checkInputDataTypes says so
    }
    keys().forEach(key -> types.add(key.dataType()));
    return ScalaSeq.of(types);
  }

  @Override
  public TypeCheckResult checkInputDataTypes() {
    try {
      signature();
    } catch (BadInputException e) {
      return new TypeCheckResult.TypeCheckFailure(name() + " " + e.getMessage());
    }
    return ImplicitCastInputTypes.super.checkInputDataTypes();
  }

  @Override
  public Seq<Expression> children() {
    return arguments.appendedAll(keys).toSeq();
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    int count = arguments.size();
    return new VectorizedCall(
        udf, children.take(count).toSeq(), children.drop(count).toSeq(), keyNames, callId);
  }

  @Override
  public Object eval(InternalRow row) {
    throw new UnsupportedOperationException(
        "%s cannot be computed here, a row at a time; does the session know its rules?"
            .formatted(this));
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    throw new UnsupportedOperationException("%s has no code".formatted(this));
  }

  @Override
  public String prettyName() {
    return udf.name();
  }

  @Override
  public String toString() {
    return udf.name() + arguments.mkString("(", ", ", ")");
  }

  @Override
  public String sql() {
    return udf.name() + arguments.map(Expression::sql).mkString("(", ", ", ")");
  }

  @Override
  public int productArity() {
    return 5;
  }

  @Override
  public Object productElement(int index) {
    return switch (index) {
      case 0 -> udf;
      case 1 -> arguments;
      case 2 -> keys;
      case 3 -> keyNames;
      default -> callId;
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof VectorizedCall;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VectorizedCall that
        && udf.equals(that.udf)
        && arguments.equals(that.arguments)
        && keys.equals(that.keys)
        && keyNames.equals(that.keyNames)
        && callId.equals(that.callId);
  }

  @Override
  public int hashCode() {
    return Objects.hash(udf, arguments, keys, keyNames, callId);
  }
}
