package org.eegptspark.udf.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.ThreadSafeRpcEndpoint;
import org.eegptspark.model.ProcessCounter;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/** Where the driver hears executors' reports. The last of each counts, also when it has gone. */
final class ReportReceiver implements ThreadSafeRpcEndpoint {
  static final String NAME = "eegpt-executor-reports";

  private final RpcEnv rpcEnv;
  private final Map<String, ExecutorReport> reports = new ConcurrentHashMap<>();

  ReportReceiver(RpcEnv rpcEnv) {
    this.rpcEnv = rpcEnv;
  }

  @Override
  public RpcEnv rpcEnv() {
    return rpcEnv;
  }

  @Override
  public PartialFunction<Object, BoxedUnit> receive() {
    return new AbstractPartialFunction<>() {
      @Override
      public boolean isDefinedAt(Object message) {
        return message instanceof ExecutorReport;
      }

      @Override
      public BoxedUnit apply(Object message) {
        ExecutorReport report = (ExecutorReport) message;
        reports.put(report.executorId(), report);
        return BoxedUnit.UNIT;
      }
    };
  }

  List<ExecutorReport> reports() {
    return List.copyOf(reports.values());
  }

  /** A counter's sum over executors and this process. */
  long total(ProcessCounter counter) {
    return counter.sum() + reports.values().stream().mapToLong(r -> r.count(counter)).sum();
  }
}
