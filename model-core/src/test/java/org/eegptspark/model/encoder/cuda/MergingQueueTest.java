package org.eegptspark.model.encoder.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eegptspark.model.ProcessCounter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MergingQueueTest {
  private static final int CAPACITY = 100;
  private static final int ROOMS = 3;

  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final FakeDevice device = new FakeDevice();
  private final MergingQueue<FakePart> queue = new MergingQueue<>(CAPACITY, ROOMS, device);

  /** A part that counts how often it was worked on. */
  private static final class FakePart implements MergingQueue.Part {
    final String name;
    final int patches;
    final Object form;
    final AtomicInteger done = new AtomicInteger();

    FakePart(String name, int patches, Object form) {
      this.name = name;
      this.patches = patches;
      this.form = form;
    }

    @Override
    public int patches() {
      return patches;
    }

    @Override
    public Object form() {
      return form;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Finishes batches as it is let; notes them. */
  private static final class FakeDevice implements MergingQueue.Device<FakePart> {
    final Semaphore finishes = new Semaphore(0);
    final AtomicInteger under = new AtomicInteger();
    final AtomicInteger mostUnder = new AtomicInteger();
    final List<List<FakePart>> batches = Collections.synchronizedList(new ArrayList<>());
    final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    volatile String failsOn = "";
    volatile boolean failsAtStart;

    @Override
    public Runnable start(List<FakePart> parts) {
      mostUnder.accumulateAndGet(under.incrementAndGet(), Math::max);
      batches.add(parts);
      threads.add(Thread.currentThread());
      if (failsAtStart) {
        fail(parts);
      }
      return () -> {
        finishes.acquireUninterruptibly();
        if (!failsAtStart) {
          fail(parts);
        }
        under.decrementAndGet();
        parts.forEach(part -> part.done.incrementAndGet());
      };
    }

    private void fail(List<FakePart> parts) {
      if (parts.stream().anyMatch(part -> part.name.equals(failsOn))) {
        under.decrementAndGet();
        throw new GpuMemoryException("no room for " + failsOn);
      }
    }

    String batch(int index) {
      return batches.get(index).toString();
    }
  }

  private static FakePart part(String name, int patches) {
    return new FakePart(name, patches, "one form");
  }

  /** Hands parts over on a thread of their own; returns when they are started or wait. */
  private Future<?> call(FakePart... parts) throws InterruptedException {
    CountDownLatch here = new CountDownLatch(1);
    Thread[] caller = new Thread[1];
    Future<?> result =
        callers.submit(
            () -> {
              caller[0] = Thread.currentThread();
              here.countDown();
              queue.run(List.of(parts));
            });
    here.await();
    awaitBlocked(caller[0]);
    return result;
  }

  private static void awaitBlocked(Thread thread) throws InterruptedException {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
  }

  /** Takes all rooms, so that what comes next waits. */
  private List<Future<?>> fill() throws InterruptedException {
    List<Future<?>> calls = new ArrayList<>();
    for (int i = 0; i < ROOMS; i++) {
      calls.add(call(part("first" + i, 1)));
    }
    return calls;
  }

  @AfterEach
  void stop() {
    device.finishes.release(1_000_000);
    callers.shutdownNow();
  }

  @Test
  void aCallerThatWaitsForRoomCountsTheTime() throws Exception {
    List<Future<?>> calls = new ArrayList<>();
    for (int room = 0; room < ROOMS; room++) {
      calls.add(call(part("room " + room, 60)));
    }
    long before = ProcessCounter.QUEUE_NANOS.sum();
    calls.add(call(part("late", 60)));
    Thread.sleep(50);
    assertThat(ProcessCounter.QUEUE_NANOS.sum()).isEqualTo(before);
    device.finishes.release(ROOMS + 1);
    for (Future<?> call : calls) {
      call.get();
    }
    assertThat(ProcessCounter.QUEUE_NANOS.sum() - before).isGreaterThanOrEqualTo(50_000_000);
  }

  @Test
  void aCallerThatComesAloneDoesTheWorkOnItsOwnThread() {
    device.finishes.release();
    FakePart part = part("a", 16);
    queue.run(List.of(part));
    assertThat(part.done).hasValue(1);
    assertThat(device.threads).containsExactly(Thread.currentThread());
  }

  @Test
  void whatWaitsWhenThereIsRoomGoesTogetherInTheOrderOfComing() throws Exception {
    fill();
    Future<?> a = call(part("a", 10));
    Future<?> b = call(part("b", 20));
    Future<?> c = call(part("c", 30));
    assertThat(device.batches).hasSize(ROOMS);
    device.finishes.release(1);
    while (device.batches.size() == ROOMS) {
      Thread.sleep(1);
    }
    assertThat(device.batch(ROOMS)).isEqualTo("[a, b, c]");
    device.finishes.release(ROOMS);
    a.get();
    b.get();
    c.get();
    assertThat(device.batches).hasSize(ROOMS + 1);
  }

  @Test
  void aBatchHoldsNoMoreThanTheDeviceTakes() throws Exception {
    fill();
    List<Future<?>> calls =
        List.of(call(part("a", 60)), call(part("b", 40)), call(part("c", 1)), call(part("d", 99)));
    device.finishes.release(ROOMS + 2);
    for (Future<?> call : calls) {
      call.get();
    }
    assertThat(List.of(device.batch(ROOMS), device.batch(ROOMS + 1)))
        .containsExactly("[a, b]", "[c, d]");
  }

  @Test
  void partsOfOtherFormsDoNotGoTogether() throws Exception {
    fill();
    List<Future<?>> calls =
        List.of(
            call(new FakePart("a", 1, "dense")),
            call(new FakePart("b", 1, "pooled")),
            call(new FakePart("c", 1, "dense")));
    device.finishes.release(ROOMS + 2);
    for (Future<?> call : calls) {
      call.get();
    }
    assertThat(List.of(device.batch(ROOMS), device.batch(ROOMS + 1)))
        .containsExactly("[a, c]", "[b]");
  }

  @Test
  void aLargeCallKeepsAllRoomsBusyAndNoMore() {
    List<FakePart> parts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      parts.add(part("p" + i, CAPACITY));
    }
    device.finishes.release(10);
    queue.run(parts);
    assertThat(parts).allSatisfy(part -> assertThat(part.done).hasValue(1));
    assertThat(device.mostUnder).hasValue(ROOMS);
    assertThat(device.batches).hasSize(10);
  }

  @Test
  void aFailureReachesTheCallersOfItsBatchAndNoOthers() throws Exception {
    for (boolean atStart : new boolean[] {false, true}) {
      device.batches.clear();
      device.failsAtStart = atStart;
      device.failsOn = "b";
      List<Future<?>> first = fill();
      Future<?> a = call(part("a", 50));
      Future<?> b = call(part("b", 50));
      Future<?> c = call(part("c", 50));
      device.finishes.release(ROOMS + 2);
      for (Future<?> call : first) {
        call.get();
      }
      c.get();
      for (Future<?> failed : List.of(a, b)) {
        assertThatThrownBy(failed::get)
            .isInstanceOf(ExecutionException.class)
            .cause()
            .isInstanceOf(GpuMemoryException.class)
            .hasMessage("no room for b");
      }
      device.finishes.drainPermits();
    }
    device.finishes.release();
    queue.run(List.of(part("later", CAPACITY)));
  }

  @Test
  void afterAFailureTheRestOfItsCallIsNotStarted() {
    device.failsOn = "p1";
    device.finishes.release(100);
    List<FakePart> parts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      parts.add(part("p" + i, CAPACITY));
    }
    assertThatThrownBy(() -> queue.run(parts)).isInstanceOf(GpuMemoryException.class);
    assertThat(device.batches).hasSizeLessThan(20);
    assertThat(device.under).hasValue(0);
  }

  @Test
  void anInterruptEndsTheWaitAndTakesThePartsOut() throws Exception {
    List<Future<?>> first = fill();
    FakePart unwanted = part("unwanted", 10);
    CountDownLatch ended = new CountDownLatch(1);
    List<Object> seen = Collections.synchronizedList(new ArrayList<>());
    Thread caller =
        new Thread(
            () -> {
              try {
                queue.run(List.of(unwanted));
              } catch (CancellationException e) {
                seen.add(e.getMessage());
                seen.add(Thread.currentThread().isInterrupted());
              }
              ended.countDown();
            });
    caller.start();
    awaitBlocked(caller);
    caller.interrupt();
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(seen).containsExactly("Interrupted while waiting for the device", true);
    device.finishes.release(ROOMS + 1);
    for (Future<?> call : first) {
      call.get();
    }
    queue.run(List.of(part("later", 10)));
    assertThat(unwanted.done).hasValue(0);
    assertThat(device.batches.toString()).doesNotContain("unwanted").contains("later");
  }

  @Test
  void anInterruptedCallerStaysUntilOthersHaveLetGoOfItsParts() throws Exception {
    fill();
    FakePart ahead = part("ahead", 10);
    Future<?> leader = call(ahead);
    FakePart shared = part("shared", 10);
    Thread caller = new Thread(() -> queue.run(List.of(shared)));
    caller.setUncaughtExceptionHandler((thread, e) -> {});
    caller.start();
    awaitBlocked(caller);
    device.finishes.release(1);
    while (device.batches.size() == ROOMS) {
      Thread.sleep(1);
    }
    boolean led = device.threads.get(ROOMS) == caller;
    caller.interrupt();
    Thread.sleep(50);
    assertThat(caller.isAlive()).as("led the batch itself: %s", led).isTrue();
    device.finishes.release(ROOMS);
    caller.join();
    leader.get();
    assertThat(shared.done).hasValue(1);
  }

  @Test
  void everyPartOfManyCallersIsWorkedOnOnce() throws Exception {
    device.finishes.release(1_000_000);
    List<FakePart> all = Collections.synchronizedList(new ArrayList<>());
    List<Future<?>> calls = new ArrayList<>();
    for (int caller = 0; caller < 16; caller++) {
      Random random = new Random(caller);
      calls.add(
          callers.submit(
              () -> {
                for (int i = 0; i < 200; i++) {
                  List<FakePart> parts = new ArrayList<>();
                  for (int p = 0; p <= random.nextInt(4); p++) {
                    Object form = random.nextBoolean();
                    parts.add(new FakePart("p", 1 + random.nextInt(CAPACITY), form));
                  }
                  all.addAll(parts);
                  queue.run(parts);
                  assertThat(parts).allSatisfy(part -> assertThat(part.done).hasValue(1));
                }
              }));
    }
    for (Future<?> call : calls) {
      call.get();
    }
    assertThat(all).allSatisfy(part -> assertThat(part.done).hasValue(1));
    assertThat(device.mostUnder).hasValueLessThanOrEqualTo(ROOMS);
    assertThat(device.batches)
        .allSatisfy(
            batch -> {
              assertThat(batch.stream().mapToInt(FakePart::patches).sum())
                  .isLessThanOrEqualTo(CAPACITY);
              assertThat(batch.stream().map(FakePart::form).distinct()).hasSize(1);
            });
  }

  @Test
  void whatIsDoneAloneWaitsForBatchesAndHoldsOthersBack() throws Exception {
    List<Future<?>> first = fill();
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    Future<?> alone = callers.submit(() -> queue.alone(() -> order.add("" + device.under.get())));
    device.finishes.release(ROOMS);
    alone.get();
    for (Future<?> call : first) {
      call.get();
    }
    assertThat(order).containsExactly("0");
  }
}
