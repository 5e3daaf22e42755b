package org.eegptspark.udf.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import java.util.function.ToLongFunction;
import org.apache.spark.metrics.source.Source;
import org.eegptspark.model.ProcessCounter;

/** The counters as Spark's metrics system has them: source {@code eegpt}, one metric a counter. */
final class CounterSource implements Source {
  private static final String NAME = "eegpt";

  private final MetricRegistry registry = new MetricRegistry();

  /**
   * @param count how far a counter is, asked for at each reading
   */
  CounterSource(ToLongFunction<ProcessCounter> count) {
    for (ProcessCounter counter : ProcessCounter.values()) {
      registry.register(
          counter.key(),
          new Counter() {
            @Override
            public long getCount() {
              return count.applyAsLong(counter);
            }
          });
    }
  }

  @Override
  public String sourceName() {
    return NAME;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }
}
