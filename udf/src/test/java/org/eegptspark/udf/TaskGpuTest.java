package org.eegptspark.udf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.spark.resource.ResourceInformation;
import org.eegptspark.model.BadInputException;
import org.junit.jupiter.api.Test;

class TaskGpuTest {
  private static Map<String, ResourceInformation> gpus(String... addresses) {
    return Map.of("gpu", new ResourceInformation("gpu", addresses));
  }

  @Test
  void aTaskUsesTheGpuThatSparkGaveIt() {
    assertThat(TaskGpu.index(gpus("3"))).isEqualTo(3);
    assertThat(TaskGpu.index(gpus("2", "5"))).isEqualTo(2);
  }

  @Test
  void whereSparkHandsOutNoGpuItIsTheFirst() {
    assertThat(TaskGpu.index(Map.of())).isZero();
    assertThat(TaskGpu.index(gpus())).isZero();
    assertThat(TaskGpu.index()).as("outside of a task").isZero();
  }

  @Test
  void anAddressThatIsNoIndexIsRefusedWithWhatToSee() {
    assertThatThrownBy(() -> TaskGpu.index(gpus("MIG-3f1")))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "Spark's address of the task's GPU is 'MIG-3f1', but must be its index, such as 0; see"
                + " spark.executor.resource.gpu.discoveryScript");
  }
}
