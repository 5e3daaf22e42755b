package org.eegptspark.udf;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.eegptspark.model.BadInputException;

/**
 * A scalar function of Spark SQL that computes a batch of rows at once: from a batch's arguments, a
 * vector each, to a vector of results.
 *
 * <p>In a query it may stand wherever a scalar Python UDF may: in projections and filters, in
 * either side of a join, in and below aggregates, nested in other expressions and in other such
 * functions. As with those, arguments are computed for all rows that reach it: a surrounding {@code
 * CASE} does not spare it any.
 *
 * <p>An instance lives in the driver, where it is registered and bound to argument types, and is
 * serialized to tasks, which {@link #open} it. It has to be immutable; a record is best, for two
 * calls are computed once where their UDFs and arguments are equal. What a task needs to run it is
 * the {@link VectorizedFunction}'s. To be named in {@value VectorizedUdfExtensions#CLASSES} its
 * class must be public, with a public constructor without parameters.
 */
public interface VectorizedUdf extends Serializable {
  /** Its name in SQL: letters, digits and underscores. */
  String name();

  /** What it is for and its arguments, as {@code DESCRIBE FUNCTION} shows it. */
  default String usage() {
    return name() + "(...)";
  }

  /**
   * The types that it takes and gives, where it is called with arguments of some types. Spark casts
   * arguments to the types taken as for its own functions, and refuses those that cannot be cast.
   * Called in the driver, often; has to be cheap and to depend on nothing but the types.
   *
   * @param given the arguments' types, in the call's order
   * @throws BadInputException where it cannot be called with these; the message says what it takes
   */
  Signature bind(List<DataType> given);

  /**
   * The same UDF, ready to be sent to tasks: called in the driver when a query with it begins to
   * execute, perhaps more than once, and not where it is only planned or explained. A UDF whose
   * tasks need files or broadcasts provides them here.
   *
   * @throws BadInputException where it cannot run, for example for want of a setting
   */
  default VectorizedUdf prepare(SparkSession session) {
    return this;
  }

  /**
   * Begins its work in a task: called once for each task and call site, before the first batch, and
   * not at all in a task without rows. State of the executor is had through {@link ExecutorState}.
   */
  VectorizedFunction open(VectorizedContext context) throws Exception;

  /**
   * Whether equal arguments give equal results. If not, Spark neither merges nor moves calls as it
   * would for {@code rand()}.
   */
  default boolean deterministic() {
    return true;
  }

  /** What becomes of rows with a null argument. */
  default NullArguments nullArguments() {
    return NullArguments.GIVE_NULL;
  }

  /**
   * How large its batches may get. Functions that are computed together share the least of each.
   */
  default BatchLimits limits() {
    return BatchLimits.DEFAULT;
  }

  /**
   * Its own counters, which stand beside the operator's metrics in the UI and the event log: a key
   * for {@link VectorizedContext#count}, and the text shown.
   */
  default Map<String, String> counters() {
    return Map.of();
  }
}
