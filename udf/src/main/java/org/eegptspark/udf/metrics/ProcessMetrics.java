package org.eegptspark.udf.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.util.RpcUtils;
import org.eegptspark.model.ProcessCounter;
import org.eegptspark.model.encoder.EncoderEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's part in Spark's metrics: a source {@code eegpt} whose counters are the process's
 * own in an executor, and the sum over executors and driver in the driver.
 *
 * <p>Executors tell the driver once a second, where that has changed, since of an application only
 * the driver serves metrics to Prometheus by itself. It is no plugin of Spark's ({@code
 * spark.plugins}), so that nobody has to set anything: whoever shares or leases a model joins.
 */
public final class ProcessMetrics {
  private static final String DRIVER = "driver";
  private static final Logger LOG = LoggerFactory.getLogger(ProcessMetrics.class);
  private static final Set<String> ENGINES = new ConcurrentSkipListSet<>();

  private static SparkEnv joined; // guarded by the class
  private static ReportReceiver receiver; // guarded by the class; null in executors
  private static Sender sender; // guarded by the class; null in the driver

  private ProcessMetrics() {}

  /**
   * Joins the metrics of the Spark that runs in this process; the driver before its executors. Free
   * where that has been done, and where no Spark runs.
   */
  public static synchronized void join() {
    SparkEnv env = SparkEnv.get();
    if (env == null || env == joined) {
      return;
    }
    joined = env;
    if (env.executorId().equals(DRIVER)) {
      receiver = new ReportReceiver(env.rpcEnv());
      env.rpcEnv().setupEndpoint(ReportReceiver.NAME, receiver);
      env.metricsSystem().registerSource(new CounterSource(receiver::total));
    } else {
      env.metricsSystem().registerSource(new CounterSource(ProcessCounter::sum));
      sender = Sender.start(env);
    }
  }

  /** Notes that an engine is open in this process. */
  public static void opened(EncoderEngine engine) {
    ENGINES.add(engine.name() + " on " + engine.device());
    tell();
  }

  /** Tells the driver at once, as at the end of a task; in the driver there is nothing to tell. */
  public static void tell() {
    Sender here;
    synchronized (ProcessMetrics.class) {
      here = sender;
    }
    if (here != null) {
      here.tell();
    }
  }

  /** The driver's sum of a counter, over executors and itself. */
  public static synchronized long total(ProcessCounter counter) {
    return receiver == null ? counter.sum() : receiver.total(counter);
  }

  /** The driver's last reports of executors, and one of the driver itself. */
  public static synchronized List<ExecutorReport> reports() {
    List<ExecutorReport> all = new ArrayList<>();
    if (receiver != null) {
      all.addAll(receiver.reports());
    }
    all.add(ExecutorReport.now(DRIVER, List.copyOf(ENGINES)));
    return all;
  }

  /** Tells the driver how far this executor is. */
  private static final class Sender {
    private final String executorId;
    private final RpcEndpointRef driver;
    private ExecutorReport last; // guarded by this

    private Sender(String executorId, RpcEndpointRef driver) {
      this.executorId = executorId;
      this.driver = driver;
    }

    /** Null where the driver takes no reports. */
    static Sender start(SparkEnv env) {
      RpcEndpointRef driver;
      try {
        driver = RpcUtils.makeDriverRef(ReportReceiver.NAME, env.conf(), env.rpcEnv());
      } catch (RuntimeException e) {
        LOG.warn("The driver's metrics are without this executor's: it does not answer", e);
        return null;
      }
      Sender sender = new Sender(env.executorId(), driver);
      ScheduledExecutorService clock =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, "eegpt-metrics");
                thread.setDaemon(true);
                return thread;
              });
      clock.scheduleAtFixedRate(sender::tell, 0, 1, TimeUnit.SECONDS);
      return sender;
    }

    synchronized void tell() {
      ExecutorReport now = ExecutorReport.now(executorId, List.copyOf(ENGINES));
      if (!now.equals(last)) {
        try {
          driver.send(now);
          last = now;
        } catch (RuntimeException e) {
          LOG.debug("The driver is gone", e); // and this executor about to be
        }
      }
    }
  }
}
