package org.eegptspark.udf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.resource.ResourceUtils;
import org.apache.spark.util.Utils;
import org.eegptspark.fixtures.TestData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.jdk.javaapi.CollectionConverters;

/** The configurations for clusters in {@code conf/}, and the script that finds GPUs. */
class ClusterConfTest {
  private static final Path CONF = TestData.project().resolve("conf");

  @TempDir Path folder;

  @BeforeAll
  static void sparkKnowsItsSettings() {
    SharedSpark.session();
  }

  private static Map<String, String> settings(String name) {
    String file = CONF.resolve("spark-defaults-" + name + ".conf").toString();
    return new TreeMap<>(CollectionConverters.asJava(Utils.getPropertiesFromFile(file)));
  }

  private static SparkConf conf(Map<String, String> settings) {
    SparkConf conf = new SparkConf(false);
    settings.forEach(conf::set);
    return conf;
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "cpu", "gpu", "rapids"})
  void everySettingIsOneThatSparkHasWithAValueThatItTakes(String name) {
    Map<String, String> settings = settings(name);
    assertThat(settings)
        .containsEntry("spark.sql.extensions", VectorizedUdfExtensions.class.getName());
    SparkConf conf = conf(settings);
    settings.forEach(
        (key, value) -> {
          if (!key.matches(
              "spark\\.(master|executorEnv|rapids|(worker|executor|task)\\.resource)(\\..*)?")) {
            ConfigEntry<?> entry = ConfigEntry.findEntry(key);
            assertThat(entry).as(key).isNotNull();
            assertThat(conf.get(entry)).as(key).isNotNull();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu", "rapids"})
  void anExecutorHasOneGpuThatAllItsCoresShare(String name) {
    Map<String, String> settings = settings(name);
    SparkConf conf = conf(settings);
    assertThat(ResourceUtils.parseAllResourceRequests(conf, "spark.executor").head().amount())
        .isEqualTo(1);
    assertThat(ResourceUtils.parseAllResourceRequests(conf, "spark.worker").head().amount())
        .isEqualTo(2);
    double share = Double.parseDouble(settings.get("spark.task.resource.gpu.amount"));
    assertThat(ResourceUtils.calculateAmountAndPartsForFraction(share)._2())
        .hasToString(settings.get("spark.executor.cores"));
  }

  @Test
  void theScriptsAnswerIsWhatSparkParses() throws Exception {
    nvidiaSmi("printf '0\\n1\\n10\\n'");
    ResourceInformation found = ResourceInformation.parseJson(find(Map.of()).lines);
    assertThat(found.name()).isEqualTo(ResourceUtils.GPU());
    assertThat(found.addresses()).containsExactly("0", "1", "10");
  }

  @Test
  void gpusThatCudaHidesAreNotCounted() throws Exception {
    nvidiaSmi("printf '0\\n1\\n2\\n3\\n'");
    String two = find(Map.of("CUDA_VISIBLE_DEVICES", "2,3")).lines;
    assertThat(ResourceInformation.parseJson(two).addresses()).containsExactly("0", "1");
    Answer none = find(Map.of("CUDA_VISIBLE_DEVICES", "-1"));
    assertThat(none.status).isEqualTo(1);
    assertThat(none.lines).contains("hides all GPUs").hasLineCount(1);
  }

  @Test
  void whereThereIsNoGpuTheScriptSaysWhyInALine() throws Exception {
    Answer noDriver = find(Map.of());
    assertThat(noDriver.status).isEqualTo(1);
    assertThat(noDriver.lines).startsWith("getGpus.sh: no nvidia-smi in PATH").hasLineCount(1);
    nvidiaSmi("echo 'NVIDIA-SMI has failed'; echo 'more'; exit 9");
    Answer failed = find(Map.of());
    assertThat(failed.status).isEqualTo(1);
    assertThat(failed.lines).endsWith(": NVIDIA-SMI has failed\n").hasLineCount(1);
    nvidiaSmi("echo 'No devices were found'");
    Answer none = find(Map.of());
    assertThat(none.status).isEqualTo(1);
    assertThat(none.lines).contains("lists no GPUs", "No devices were found").hasLineCount(1);
  }

  private record Answer(int status, String lines) {}

  private void nvidiaSmi(String body) throws IOException {
    Path program = folder.resolve("nvidia-smi");
    Files.writeString(program, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Answer find(Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(CONF.resolve("getGpus.sh").toString()).redirectErrorStream(true);
    builder.environment().remove("CUDA_VISIBLE_DEVICES");
    builder.environment().put("PATH", folder + ":/usr/bin:/bin");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(process.waitFor(), lines);
  }
}
