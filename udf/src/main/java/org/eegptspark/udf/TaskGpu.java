package org.eegptspark.udf;

import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.eegptspark.model.BadInputException;

/** The GPU that Spark gave to a task. */
public final class TaskGpu {
  private static final String RESOURCE = "gpu";

  private TaskGpu() {}

  /**
   * The calling task's GPU by its index, as {@link
   * org.eegptspark.model.encoder.EngineOptions#withGpu} takes it; 0 outside of a task, and where
   * Spark does not hand out GPUs.
   *
   * @throws BadInputException where Spark's address of it is not an index
   */
  public static int index() {
    TaskContext task = TaskContext.get();
    return task == null ? 0 : index(task.resourcesJMap());
  }

  /** The first of the GPUs that a task has: an engine runs on one. */
  static int index(Map<String, ResourceInformation> resources) {
    ResourceInformation gpus = resources.get(RESOURCE);
    if (gpus == null || gpus.addresses().length == 0) {
      return 0;
    }
    String address = gpus.addresses()[0];
    BadInputException.check(
        address.matches("\\d{1,4}"),
        "Spark's address of the task's GPU is '%s', but must be its index, such as 0; see"
            + " spark.executor.resource.gpu.discoveryScript",
        address);
    return Integer.parseInt(address);
  }
}
