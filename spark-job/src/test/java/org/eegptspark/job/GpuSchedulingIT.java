package org.eegptspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eegptspark.fixtures.TestData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code conf/spark-defaults-gpu.conf} on a cluster of one worker, whose two GPUs are made up. */
class GpuSchedulingIT {
  private static final Pattern TASK =
      Pattern.compile("TASK executor (\\S+) given (\\S+) uses (\\S+)");

  @TempDir Path folder;

  @Test
  void eachExecutorsTasksUseTheGpuThatSparkGaveThem() throws Exception {
    Path nvidiaSmi =
        Files.writeString(folder.resolve("nvidia-smi"), "#!/bin/sh\nprintf '0\\n1\\n'\n");
    Files.setPosixFilePermissions(nvidiaSmi, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path conf = TestData.project().resolve("conf");
    Path application = TestData.project().resolve("spark-job/target/eegpt-spark-job.jar");
    String classPath =
        TestData.project().resolve("spark-job/target/test-classes") + ":" + application;
    Subprocess run =
        SparkHome.run(
            Map.of("PATH", folder + ":" + System.getenv("PATH")),
            SparkHome.find().resolve("bin/spark-submit"),
            "--properties-file",
            conf.resolve("spark-defaults-gpu.conf"),
            "--master",
            "local-cluster[1,4,4096]",
            "--conf",
            "spark.worker.resource.gpu.discoveryScript=" + conf.resolve("getGpus.sh"),
            "--conf",
            "spark.executor.cores=2",
            "--conf",
            "spark.task.resource.gpu.amount=0.5",
            "--conf",
            "spark.executor.memory=512m",
            "--conf",
            "spark.executor.memoryOverhead=384m",
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.scheduler.minRegisteredResourcesRatio=1.0",
            "--conf",
            "spark.executor.extraClassPath=" + classPath,
            "--driver-class-path",
            classPath,
            "--class",
            TasksGpus.class.getName(),
            application);
    assertThat(run.status()).as(run.output()).isZero();
    List<MatchResult> tasks = TASK.matcher(run.output()).results().toList();
    assertThat(tasks).hasSize(8);
    assertThat(tasks).allSatisfy(task -> assertThat(task.group(3)).isEqualTo(task.group(2)));
    Map<String, Set<String>> gpusOf =
        tasks.stream()
            .collect(
                Collectors.groupingBy(
                    task -> task.group(1),
                    Collectors.mapping(
                        task -> task.group(3), Collectors.toCollection(TreeSet::new))));
    assertThat(gpusOf.values()).containsExactlyInAnyOrder(Set.of("0"), Set.of("1"));
  }
}
