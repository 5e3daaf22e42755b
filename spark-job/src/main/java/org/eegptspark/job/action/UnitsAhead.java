package org.eegptspark.job.action;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.SparkStatusTracker;
import org.eegptspark.job.report.RunWatch;
import org.eegptspark.job.table.Staging;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has units encoded, or takes over what an earlier driver has left of them, ahead of their commits.
 * A unit begins once no task of the one before waits for a core, so that cores are busy while its
 * last tasks run, and while it is merged and committed.
 *
 * <p>For one thread. Closing cancels what was begun and not taken.
 */
final class UnitsAhead implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UnitsAhead.class);
  private static final int MOST = 2; // the one that is waited for, and the next
  private static final long LOOK_EVERY_MILLIS = 50;

  private final EncodeUnit encoder;
  private final Staging staging;
  private final Map<FeaturizePlan.Unit, Begun> begun = new HashMap<>();
  private Optional<Begun> last = Optional.empty();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          MOST,
          work -> {
            Thread thread = new Thread(work, "eegpt-unit");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * A unit in staging.
   *
   * @param parts complete
   * @param ofEarlierDriver whether they were found there: whoever wrote them may do the same
   */
  record Staged(Staging.Run parts, boolean ofEarlierDriver) {}

  private record Begun(FeaturizePlan.Unit left, String tag, Future<Staged> staged) {}

  UnitsAhead(EncodeUnit encoder, Staging staging) {
    this.encoder = encoder;
    this.staging = staging;
  }

  /**
   * Begins a unit.
   *
   * @param left what there is to do of it
   */
  void begin(FeaturizePlan.Unit unit, FeaturizePlan.Unit left, String description) {
    String tag = "eegpt-unit-" + UUID.randomUUID();
    Optional<Begun> before = last;
    Future<Staged> staged =
        threads.submit(
            () -> {
              while (before.isPresent() && needsAllCores(before.get())) {
                Thread.sleep(LOOK_EVERY_MILLIS);
              }
              context().addJobTag(tag);
              try {
                RunWatch.step(encoder.spark(), "encode", description);
                return stage(left, true);
              } finally {
                context().removeJobTag(tag);
              }
            });
    last = Optional.of(new Begun(left, tag, staged));
    begun.put(unit, last.get());
  }

  /** Whether a unit has tasks that wait for a core, or has not come to them yet. */
  private boolean needsAllCores(Begun unit) {
    SparkStatusTracker tracker = context().statusTracker();
    Set<Integer> encoding = jobs(EncodeUnit.TAG);
    return !unit.staged().isDone()
        && jobs(unit.tag()).stream()
            .filter(encoding::contains)
            .map(tracker::getJobInfo)
            .flatMap(job -> job.isEmpty() ? Stream.empty() : stages(job.get()))
            .map(tracker::getStageInfo)
            .noneMatch(stage -> stage.isDefined() && isUnderWay(stage.get()));
  }

  private Set<Integer> jobs(String tag) {
    return Arrays.stream(context().statusTracker().getJobIdsForTag(tag))
        .boxed()
        .collect(Collectors.toSet());
  }

  private static Stream<Integer> stages(SparkJobInfo job) {
    return Arrays.stream(job.stageIds()).boxed();
  }

  private static boolean isUnderWay(SparkStageInfo stage) {
    return stage.numActiveTasks() + stage.numCompletedTasks() >= stage.numTasks();
  }

  /**
   * Waits for a unit that was begun; stages it now where it was not, or where there was other to do
   * of it then.
   *
   * @param left what there is to do of it
   * @param takeOver whether an earlier driver's parts will do
   * @throws Exception as encoding it threw
   */
  Staged take(FeaturizePlan.Unit unit, FeaturizePlan.Unit left, boolean takeOver) throws Exception {
    Begun early = begun.get(unit);
    if (early == null || !early.left().equals(left)) {
      forget(unit);
      return stage(left, takeOver);
    }
    begun.remove(unit);
    try {
      return early.staged().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Ends a unit's work, where it was begun and not taken, and removes its parts. */
  void forget(FeaturizePlan.Unit unit) throws IOException {
    Begun early = begun.remove(unit);
    if (early == null) {
      return;
    }
    context().cancelJobsWithTag(early.tag());
    try {
      Staged staged = early.staged().get();
      if (!staged.ofEarlierDriver()) {
        staging.discard(staged.parts());
      }
    } catch (ExecutionException e) {
      LOG.debug("A unit that others have done was given up", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  private Staged stage(FeaturizePlan.Unit unit, boolean takeOver) throws IOException {
    Optional<Staging.Run> earlier =
        takeOver ? staging.complete(encoder.key(unit)) : Optional.empty();
    return earlier.isPresent()
        ? new Staged(earlier.get(), true)
        : new Staged(encoder.encode(unit), false);
  }

  private SparkContext context() {
    return encoder.spark().sparkContext();
  }

  @Override
  public void close() {
    if (!context().isStopped()) {
      begun.values().forEach(early -> context().cancelJobsWithTag(early.tag()));
    }
    threads.shutdownNow();
  }
}
