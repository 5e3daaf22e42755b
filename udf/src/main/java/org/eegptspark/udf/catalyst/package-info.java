/**
 * How Spark plans and runs vectorized UDFs.
 *
 * <p>In the order of a query's life: {@link org.eegptspark.udf.catalyst.SessionRules} makes a
 * session know functions and rules; {@link org.eegptspark.udf.catalyst.VectorizedCall} is a call in
 * an expression; {@link org.eegptspark.udf.catalyst.LiftCalls} lifts calls into {@link
 * org.eegptspark.udf.catalyst.VectorizedEval} nodes; {@link
 * org.eegptspark.udf.catalyst.VectorizedEvalExec} runs them, in generated code or row by row, over
 * {@link org.eegptspark.udf.catalyst.EvalBatch}es. What is public here is so for Spark, which makes
 * or calls it by reflection or from generated code.
 */
package org.eegptspark.udf.catalyst;
