package org.eegptspark.udf.catalyst;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.classic.SparkSession;
import org.eegptspark.udf.VectorizedUdf;
import scala.Function1;
import scala.Tuple3;
import scala.collection.immutable.Seq;

/** Makes sessions know vectorized UDFs: their functions, and the rules that plan them. */
public final class SessionRules {
  private SessionRules() {}

  /** Has all sessions plan calls. */
  public static void inject(SparkSessionExtensions extensions) {
    extensions.injectPostHocResolutionRule(session -> new KeyColumns());
    extensions.injectPreCBORule(session -> new LiftCalls());
    extensions.injectPlannerStrategy(session -> new VectorizedEvalStrategy());
    // Subqueries become joins after the rule above; what calls they bring is lifted last of all.
    extensions.injectPostHocResolutionRule(session -> new LateRules((SparkSession) session));
  }

  /** Makes a UDF a built-in function of all sessions. */
  public static void inject(SparkSessionExtensions extensions, VectorizedUdf udf) {
    extensions.injectFunction(
        new Tuple3<>(new FunctionIdentifier(udf.name()), info(udf), builder(udf)));
  }

  /** A call of a UDF that no one but its holder knows, for a session's DataFrames. */
  public static Column call(SparkSession session, VectorizedUdf udf, Column... arguments) {
    LateRules.lift(session);
    LateRules.plan(session);
    List<Expression> expressions =
        Arrays.stream(arguments).map(ExpressionUtils::expression).toList();
    return ExpressionUtils.column(VectorizedCall.of(udf, ScalaSeq.of(expressions)));
  }

  /** Makes a UDF a temporary function of a session. */
  public static void register(SparkSession session, VectorizedUdf udf) {
    LateRules.lift(session);
    LateRules.plan(session);
    session
        .sessionState()
        .functionRegistry()
        .registerFunction(new FunctionIdentifier(udf.name()), info(udf), builder(udf));
  }

  private static Function1<Seq<Expression>, Expression> builder(VectorizedUdf udf) {
    return arguments -> VectorizedCall.of(udf, arguments);
  }

  private static ExpressionInfo info(VectorizedUdf udf) {
    return new ExpressionInfo(udf.getClass().getName(), null, udf.name(), udf.usage(), "");
  }
}
