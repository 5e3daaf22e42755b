package org.eegptspark.udf.catalyst;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeBlock;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeGenerator;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.expressions.codegen.GenerateUnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.codegen.JavaCode;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.eegptspark.udf.NullArguments;
import scala.collection.immutable.Seq;

/**
 * The operator's part of the code that Spark generates for a stage: the operators below write rows
 * into the batch's vectors straight from their variables, and those above read results from vectors
 * into theirs, so that no row is made in between.
 */
final class EvalCode {
  private final CodegenContext context;
  private final EvalTask plan;
  private final String task;
  private final String batch;
  private final String ready;
  private final String next;
  private final String ended;
  private final String held;
  private final String row;
  private final String drain;
  private final String open;
  private final List<String> calls = new ArrayList<>();
  private final List<List<String>> writers = new ArrayList<>();
  private final List<String> columns = new ArrayList<>();

  EvalCode(CodegenContext context, EvalTask plan) {
    this.context = context;
    this.plan = plan;
    this.task = context.addReferenceObj("evalTask", plan, EvalTask.class.getName());
    this.batch = field(EvalBatch.class.getName(), "evalBatch");
    this.ready = field("int", "readyRows");
    this.next = field("int", "nextRow");
    this.ended = field("boolean", "inputEnded");
    this.held = field(UnsafeRow.class.getName(), "heldRow");
    this.row = context.freshName("row");
    this.drain = context.freshName("drainBatch");
    this.open = context.freshName("openBatch");
    for (EvalTask.Call call : plan.calls()) {
      calls.add(field(OpenCall.class.getName(), "openCall"));
      writers.add(
          call.arguments().stream().map(a -> field(FixedWriter.class.getName(), "w")).toList());
      columns.add(field(ColumnVector.class.getName(), "results"));
    }
  }

  private String field(String type, String name) {
    return context.addMutableState(type, name, v -> "", true, true);
  }

  /** Reads rows left of a batch, and else has the child go on. */
  String produce(String child) {
    return """
        if (%1$s > 0) {
          %2$s();
          if (shouldStop()) return;
        }
        if (!%3$s) {
          %4$s
          %3$s = true;
          if (%5$s != null) {
            %6$s
          }
        }
        if (%5$s != null && %1$s == 0) {
          %5$s.close();
        }
        """
        .formatted(ready, drain, ended, child, batch, computeAndDrain());
  }

  private String computeAndDrain() {
    StringBuilder code = new StringBuilder();
    code.append("%s = %s.compute();%n".formatted(ready, batch));
    for (int i = 0; i < columns.size(); i++) {
      code.append("%s = %s.column(%d);%n".formatted(columns.get(i), batch, i));
    }
    return code.append("%s = 0;%n%s();%n".formatted(next, drain)).toString();
  }

  /** Writes a row, given as the context's current variables. */
  String consume() {
    StringBuilder code = new StringBuilder();
    code.append("if (%s == null) %s();%n".formatted(batch, open()));
    for (int i = 0; i < calls.size(); i++) {
      code.append(write(i));
    }
    if (!plan.held().isEmpty()) {
      ExprCode row = GenerateUnsafeProjection.createCode(context, ScalaSeq.of(plan.held()), false);
      code.append("%s%n%s.hold(%s);%n".formatted(row.code(), batch, row.value()));
    }
    return code.append("if (%s.add()) {%n%s}%n".formatted(batch, computeAndDrain())).toString();
  }

  private String open() {
    StringBuilder code = new StringBuilder();
    code.append("private void %s() {%n".formatted(open));
    code.append("%s = new %s(%s);%n".formatted(batch, EvalBatch.class.getName(), task));
    code.append(
        "%s = new %s(%d);%n".formatted(held, UnsafeRow.class.getName(), plan.held().size()));
    for (int i = 0; i < calls.size(); i++) {
      code.append("%s = %s.call(%d);%n".formatted(calls.get(i), batch, i));
      for (int a = 0; a < writers.get(i).size(); a++) {
        code.append("%s = %s.numbers(%d);%n".formatted(writers.get(i).get(a), calls.get(i), a));
      }
    }
    return context.addNewFunction(open, code.append("}\n").toString(), true);
  }

  private String write(int index) {
    EvalTask.Call call = plan.calls().get(index);
    boolean passed = call.udf().nullArguments() == NullArguments.ARE_PASSED;
    StringBuilder code = new StringBuilder();
    StringBuilder put = new StringBuilder();
    List<String> nulls = new ArrayList<>();
    for (int a = 0; a < call.arguments().size(); a++) {
      Expression argument = call.arguments().get(a);
      ExprCode value = argument.genCode(context);
      code.append(value.code()).append('\n');
      String writer = writers.get(index).get(a);
      String putOne = "%s.put(%s);".formatted(writer, value.value());
      if (argument.nullable() && passed) {
        putOne = "if (%s) %s.writeNull(); else %s".formatted(value.isNull(), writer, putOne);
      } else if (argument.nullable()) {
        nulls.add(value.isNull().toString());
      }
      put.append(putOne).append('\n');
    }
    put.append("%s.given();%n".formatted(calls.get(index)));
    return code
        + (nulls.isEmpty()
            ? put.toString()
            : "if (%s) { %s.skip(); } else {%n%s}%n"
                .formatted(String.join(" || ", nulls), calls.get(index), put));
  }

  /** Variables of a row of the batch, as the code in {@link #addDrain} sees them. */
  Seq<ExprCode> rowVariables() {
    List<ExprCode> variables = new ArrayList<>();
    context.INPUT_ROW_$eq(held);
    context.currentVars_$eq(null);
    for (int i = 0; i < plan.kept(); i++) {
      Expression kept = plan.held().get(i);
      variables.add(new BoundReference(i, kept.dataType(), kept.nullable()).genCode(context));
    }
    for (int i = 0; i < columns.size(); i++) {
      variables.add(result(columns.get(i), plan.calls().get(i).signature().result()));
    }
    return ScalaSeq.of(variables);
  }

  private ExprCode result(String column, DataType type) {
    String isNull = context.freshName("isNull");
    String value = context.freshName("value");
    String code =
        "boolean %1$s = %2$s.isNullAt(%7$s);%n%3$s %4$s = %1$s ? %5$s : (%6$s);%n"
            .formatted(
                isNull,
                column,
                CodeGenerator.javaType(type),
                value,
                CodeGenerator.defaultValue(type, false),
                CodeGenerator.getValueFromVector(column, type, row),
                row);
    return new ExprCode(
        new CodeBlock(ScalaSeq.of(code), ScalaSeq.of()),
        JavaCode.isNullVariable(isNull),
        JavaCode.variable(value, type));
  }

  /**
   * The function that gives a batch's rows to the parent.
   *
   * @param parent the code that takes a row's variables
   * @param stop ends it after a row that the parent has taken; empty where it takes all
   */
  void addDrain(String parent, String stop) {
    String point = plan.held().isEmpty() ? "" : "%s.point(%s, %s);".formatted(batch, held, row);
    String code =
        """
        private void %1$s() throws java.io.IOException {
          while (%2$s < %3$s) {
            int %8$s = %2$s++;
            %4$s
            %5$s
            %6$s
          }
          %2$s = 0;
          %3$s = 0;
          %7$s.begin();
        }
        """
            .formatted(drain, next, ready, point, parent, stop, batch, row);
    context.addNewFunction(drain, code, true);
  }
}
