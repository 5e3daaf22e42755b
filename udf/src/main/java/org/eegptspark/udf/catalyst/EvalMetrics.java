package org.eegptspark.udf.catalyst;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics$;
import scala.collection.immutable.Map;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What the operator counts.
 *
 * @param batches computed
 * @param rows in them
 * @param time in the functions, nanoseconds
 * @param peak bytes of a task's largest batch: arguments, results and rows kept
 * @param counters the functions' own, by their keys
 */
public record EvalMetrics(
    SQLMetric batches,
    SQLMetric rows,
    SQLMetric time,
    SQLMetric peak,
    LinkedHashMap<String, SQLMetric> counters)
    implements Serializable {
  static EvalMetrics of(SparkContext context, List<VectorizedCall> calls) {
    SQLMetrics$ metrics = SQLMetrics$.MODULE$;
    LinkedHashMap<String, SQLMetric> counters = new LinkedHashMap<>();
    for (VectorizedCall call : calls) {
      call.udf()
          .counters()
          .forEach(
              (key, text) ->
                  counters.computeIfAbsent(key, k -> metrics.createMetric(context, text)));
    }
    return new EvalMetrics(
        metrics.createMetric(context, "number of batches"),
        metrics.createMetric(context, "number of output rows"),
        metrics.createNanoTimingMetric(context, "time in functions", -1),
        metrics.createSizeMetric(context, "peak bytes of a batch", -1),
        counters);
  }

  Map<String, SQLMetric> all() {
    java.util.Map<String, SQLMetric> all = new LinkedHashMap<>(counters);
    all.put("numBatches", batches);
    all.put("numOutputRows", rows);
    all.put("functionTime", time);
    all.put("peakBatchBytes", peak);
    return Map$.MODULE$.from(CollectionConverters.asScala(all));
  }
}
