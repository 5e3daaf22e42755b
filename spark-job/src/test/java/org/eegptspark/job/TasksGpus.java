package org.eegptspark.job;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.eegptspark.udf.TaskGpu;

/**
 * An application that prints each task's executor, the GPUs that Spark gave it, and which it uses.
 */
public final class TasksGpus {
  private static final int TASKS = 8;

  private TasksGpus() {}

  public static void main(String[] args) {
    try (JavaSparkContext context = new JavaSparkContext()) {
      List<Integer> tasks = IntStream.range(0, TASKS).boxed().toList();
      context.parallelize(tasks, TASKS).map(task -> line()).collect().forEach(System.out::println);
    }
  }

  private static String line() throws InterruptedException {
    Thread.sleep(500); // so that no executor takes them all
    String given = String.join("+", TaskContext.get().resourcesJMap().get("gpu").addresses());
    String executor = SparkEnv.get().executorId();
    return "TASK executor " + executor + " given " + given + " uses " + TaskGpu.index();
  }
}
