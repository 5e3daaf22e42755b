package org.eegptspark.job;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eegptspark.fixtures.TestData;

/**
 * A standalone Spark cluster on this machine's loopback: a master and workers of one core each, as
 * processes of the distribution in {@code SPARK_HOME}. They end when it is closed, or with this
 * JVM.
 */
final class StandaloneCluster implements AutoCloseable {
  /** Long enough for a machine that does much else. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  /** The application's. */
  static final Path JAR = TestData.project().resolve("spark-job/target/eegpt-spark-job.jar");

  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern WORKER = Pattern.compile("Registering worker ");

  private final Path folder;
  private final List<Submission> daemons = new ArrayList<>();
  private final Thread atExit = new Thread(this::stop, "stop-spark-cluster");
  private final String master;

  private StandaloneCluster(Path folder, int workers) throws Exception {
    this.folder = folder;
    Runtime.getRuntime().addShutdownHook(atExit);
    Submission first = daemon("master", "master.Master", "--port", "0");
    this.master = first.await(MASTER).group(1);
    for (int w = 0; w < workers; w++) {
      String name = "worker-" + w;
      String work = folder.resolve(name).toString();
      daemon(name, "worker.Worker", "-c", "1", "-m", "3g", "-d", work, "--port", "0", master);
      int registered = w + 1;
      first.await(
          log -> WORKER.matcher(log).results().count() == registered, name + " to register");
    }
  }

  /**
   * Starts one; aborts the test, aloud, where there is no Spark distribution.
   *
   * @param folder for logs and work, which the caller removes
   */
  static StandaloneCluster start(Path folder, int workers) throws Exception {
    SparkHome.find();
    return new StandaloneCluster(folder, workers);
  }

  private Submission daemon(String name, String daemon, String... args) throws IOException {
    List<Object> all = new ArrayList<>(List.of("org.apache.spark.deploy." + daemon));
    all.addAll(List.of("--host", "127.0.0.1", "--webui-port", "0"));
    all.addAll(Arrays.asList(args));
    Submission started = Submission.start(folder.resolve(name + ".log"), "bin/spark-class", all);
    daemons.add(started);
    return started;
  }

  /** Its URL, for {@code --master}. */
  String master() {
    return master;
  }

  /** Starts spark-submit with the application's jar on this cluster. */
  Submission submit(List<?> options, Object... eegpt) throws IOException {
    List<Object> all = new ArrayList<>(List.of("--master", master));
    for (String setting :
        List.of(
            "spark.driver.host=127.0.0.1",
            "spark.driver.memory=1g",
            "spark.executor.memory=1g",
            "spark.sql.shuffle.partitions=2",
            "spark.sql.session.timeZone=UTC")) {
      all.addAll(List.of("--conf", setting));
    }
    all.addAll(options);
    all.addAll(List.of("--class", Main.class.getName()));
    all.add(JAR);
    all.addAll(Arrays.asList(eegpt));
    Path log = Files.createTempFile(folder, "submit-", ".log");
    return Submission.start(log, "bin/spark-submit", all);
  }

  /** The processes of executors that run now, on whatever worker. */
  List<ProcessHandle> executors() {
    return daemons.stream()
        .flatMap(daemon -> daemon.process.descendants())
        .filter(
            child -> child.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
        .toList();
  }

  /** The process of an executor by Spark's number. */
  ProcessHandle executor(int id) {
    Pattern its = Pattern.compile("--executor-id " + id + "\\b");
    return executors().stream()
        .filter(process -> its.matcher(process.info().commandLine().orElse("")).find())
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    stop();
  }

  /** Workers first, that they start no executor anew. */
  private void stop() {
    daemons.stream()
        .sorted(Comparator.comparingInt(daemon -> -daemons.indexOf(daemon)))
        .forEach(Submission::close);
  }

  /** A port that nobody listens on, for a UI. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * A program of the distribution that runs beside the test. Closing it ends it and its children.
   */
  static final class Submission implements AutoCloseable {
    private final Process process;
    private final Path log;

    private Submission(Process process, Path log) {
      this.process = process;
      this.log = log;
    }

    static Submission start(Path log, String program, List<?> args) throws IOException {
      List<String> command =
          Stream.concat(Stream.of(SparkHome.find().resolve(program)), args.stream())
              .map(Object::toString)
              .toList();
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder
          .environment()
          .putAll(
              Map.of(
                  "SPARK_HOME", SparkHome.find().toString(),
                  "SPARK_LOCAL_IP", "127.0.0.1",
                  "SPARK_DAEMON_MEMORY", "256m"));
      return new Submission(builder.start(), log);
    }

    /** What it has printed. */
    String output() {
      try {
        return Files.readString(log);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    boolean isRunning() {
      return process.isAlive();
    }

    /** Waits for its end; its exit status and output. */
    Subprocess end() throws InterruptedException {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        close();
        throw new AssertionError("It did not end:\n" + output());
      }
      return new Subprocess(process.exitValue(), output());
    }

    /** Waits until its output has a pattern. */
    MatchResult await(Pattern pattern) throws InterruptedException {
      await(text -> pattern.matcher(text).find(), pattern.toString());
      return pattern.matcher(output()).results().findFirst().orElseThrow();
    }

    private void await(java.util.function.Predicate<String> there, String what)
        throws InterruptedException {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!there.test(output())) {
        if (!isRunning() || System.nanoTime() > end) {
          throw new AssertionError("Waited in vain for " + what + ":\n" + output());
        }
        Thread.sleep(50);
      }
    }

    @Override
    public void close() {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
      process.onExit().join();
      children.forEach(child -> child.onExit().join());
    }
  }
}
