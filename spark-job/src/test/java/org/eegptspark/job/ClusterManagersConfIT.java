package org.eegptspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.Reader;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfile$;
import org.apache.spark.util.Utils;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.udf.VectorizedUdfExtensions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The configurations for YARN and Kubernetes in {@code conf/}, read by those parts of Spark that
 * would: they are in its distribution alone.
 */
class ClusterManagersConfIT {
  private static final Path CONF = TestData.project().resolve("conf");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static URLClassLoader distribution;

  @BeforeAll
  static void sparkKnowsTheSettingsOfItsClusterManagers() throws Exception {
    try (Stream<Path> jars = Files.list(SparkHome.find().resolve("jars"))) {
      URL[] urls = jars.map(Path::toFile).map(ClusterManagersConfIT::url).toArray(URL[]::new);
      distribution = new URLClassLoader(urls, ClusterManagersConfIT.class.getClassLoader());
    }
    SharedSpark.session();
    Class.forName("org.apache.spark.deploy.k8s.Config$", true, distribution);
    Class.forName("org.apache.spark.deploy.yarn.config.package$", true, distribution);
  }

  private static URL url(File file) {
    try {
      return file.toURI().toURL();
    } catch (java.net.MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterAll
  static void close() throws Exception {
    if (distribution != null) {
      distribution.close();
    }
  }

  private static SparkConf conf(String name) {
    SparkConf conf = new SparkConf(false);
    settings(name).forEach(conf::set);
    return conf;
  }

  private static Map<String, String> settings(String name) {
    String file = CONF.resolve("spark-defaults-" + name + ".conf").toString();
    return new TreeMap<>(CollectionConverters.asJava(Utils.getPropertiesFromFile(file)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"yarn", "yarn-gpu", "kubernetes"})
  void everySettingIsOneThatSparkHasWithAValueThatItTakes(String name) {
    SparkConf conf = conf(name);
    settings(name).forEach((key, value) -> assertKnown(key, conf));
    assertThat(conf.get("spark.sql.extensions")).isEqualTo(VectorizedUdfExtensions.class.getName());
  }

  private static void assertKnown(String key, SparkConf conf) {
    String prefixes =
        "spark\\.(executorEnv|yarn\\.appMasterEnv|kubernetes\\.driverEnv"
            + "|kubernetes\\.driver\\.annotation|(executor|task)\\.resource\\.gpu)\\..*";
    if (!key.matches(prefixes)) {
      ConfigEntry<?> entry = ConfigEntry.findEntry(key);
      assertThat(entry).as(key).isNotNull();
      assertThat(conf.get(entry)).as(key).isNotNull();
    }
  }

  /** As Spark's driver would make it, with the template. */
  @Test
  void anExecutorsPodAsksForAGpuOfThePool() throws Exception {
    SparkConf conf =
        conf("kubernetes")
            .set(
                "spark.kubernetes.executor.podTemplateFile",
                CONF.resolve("kubernetes-executor-pod.yaml").toString())
            .set("spark.driver.host", "driver")
            .set("spark.app.name", "eegpt featurize");
    JsonNode pod = executorPod(conf);
    JsonNode spec = pod.get("spec");
    assertThat(spec.get("nodeSelector"))
        .isEqualTo(JSON.readTree("{'nvidia.com/gpu.present': 'true'}".replace('\'', '"')));
    assertThat(spec.get("tolerations").get(0).get("key").asText()).isEqualTo("nvidia.com/gpu");
    assertThat(spec.get("tolerations").get(0).get("effect").asText()).isEqualTo("NoSchedule");
    assertThat(pod.get("container").get("name").asText()).isEqualTo("eegpt-executor");
    JsonNode limits = pod.get("container").get("resources").get("limits");
    assertThat(limits.get("nvidia.com/gpu").asText()).isEqualTo("1");
    assertThat(limits.get("memory").asText()).isEqualTo(22 * 1024 + "Mi");
    assertThat(pod.get("container").get("image").asText()).isEqualTo("eegpt-spark:0.1.0");
  }

  private JsonNode executorPod(SparkConf conf) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(distribution);
    ResourceProfile$.MODULE$.reInitDefaultProfile(conf); // a JVM has one
    ResourceProfile profile = ResourceProfile$.MODULE$.getOrCreateDefaultProfile(conf);
    Object builder =
        load("io.fabric8.kubernetes.client.KubernetesClientBuilder").getConstructor().newInstance();
    try (AutoCloseable client =
        (AutoCloseable) builder.getClass().getMethod("build").invoke(builder)) {
      Method executorConf =
          method(load("org.apache.spark.deploy.k8s.KubernetesConf"), "createExecutorConf");
      Object pods =
          load("org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBuilder")
              .getConstructor()
              .newInstance();
      Object spec =
          method(pods.getClass(), "buildFromFeatures")
              .invoke(
                  pods,
                  executorConf.invoke(null, conf, "1", "spark-application-1", Option.empty(), 0),
                  new SecurityManager(
                      conf,
                      Option.empty(),
                      org.apache.spark.internal.config.package$.MODULE$.AUTH_SECRET_FILE()),
                  client,
                  profile);
      Object pod = method(spec.getClass(), "pod").invoke(spec);
      Method asJson =
          load("io.fabric8.kubernetes.client.utils.Serialization")
              .getMethod("asJson", Object.class);
      JsonNode whole =
          JSON.readTree((String) asJson.invoke(null, method(pod.getClass(), "pod").invoke(pod)));
      JsonNode container =
          JSON.readTree(
              (String) asJson.invoke(null, method(pod.getClass(), "container").invoke(pod)));
      return ((com.fasterxml.jackson.databind.node.ObjectNode) whole).set("container", container);
    } finally {
      thread.setContextClassLoader(before);
      ResourceProfile$.MODULE$.reInitDefaultProfile(SharedSpark.session().sparkContext().conf());
    }
  }

  @Test
  void theOperatorsApplicationIsTheSameJobWithTheSameSettings() throws Exception {
    JsonNode application = yaml("kubernetes-spark-application.yaml");
    assertThat(application.get("kind").asText()).isEqualTo("SparkApplication");
    JsonNode spec = application.get("spec");
    assertThat(spec.get("mainClass").asText()).isEqualTo(Main.class.getName());
    assertThat(spec.get("sparkVersion").asText()).isEqualTo(SharedSpark.session().version());
    Map<String, String> settings = settings("kubernetes");
    assertThat(spec.get("image").asText())
        .isEqualTo(settings.get("spark.kubernetes.container.image"));
    spec.get("sparkConf")
        .fields()
        .forEachRemaining(
            setting ->
                assertThat(settings).containsEntry(setting.getKey(), setting.getValue().asText()));
    JsonNode executor = spec.get("executor");
    assertThat(executor.get("cores").asText()).isEqualTo(settings.get("spark.executor.cores"));
    assertThat(executor.get("memory").asText()).isEqualTo(settings.get("spark.executor.memory"));
    assertThat(executor.get("memoryOverhead").asText())
        .isEqualTo(settings.get("spark.executor.memoryOverhead"));
    JsonNode template = yaml("kubernetes-executor-pod.yaml").get("spec");
    assertThat(executor.get("nodeSelector")).isEqualTo(template.get("nodeSelector"));
    assertThat(executor.get("tolerations")).isEqualTo(template.get("tolerations"));
    String jar = spec.get("mainApplicationFile").asText();
    assertThat(Files.readString(CONF.resolve("Dockerfile")))
        .contains(" " + jar.replace("local://", "") + "\n")
        .contains(" " + settings.get("spark.executor.resource.gpu.discoveryScript") + "\n")
        .contains("FROM apache/spark:" + spec.get("sparkVersion").asText() + "-");
  }

  private static JsonNode yaml(String name) throws Exception {
    Object yaml = load("org.yaml.snakeyaml.Yaml").getConstructor().newInstance();
    try (Reader reader = Files.newBufferedReader(CONF.resolve(name))) {
      return JSON.valueToTree(yaml.getClass().getMethod("load", Reader.class).invoke(yaml, reader));
    }
  }

  private static Class<?> load(String name) throws Exception {
    return Class.forName(name, true, distribution);
  }

  private static Method method(Class<?> of, String name) {
    return Stream.of(of.getMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
