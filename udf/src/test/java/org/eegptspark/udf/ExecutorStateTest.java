package org.eegptspark.udf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What an executor's tasks share. */
class ExecutorStateTest {
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  private ExecutorState.Lease<AutoCloseable> lease(String owner, Object key) {
    return ExecutorState.lease(
        owner,
        key,
        AutoCloseable.class,
        () -> {
          made.incrementAndGet();
          return closed::incrementAndGet;
        });
  }

  @Test
  void makesAValueOnceAndKeepsItBetweenTasks() {
    try (var first = lease("kept", 1);
        var second = lease("kept", 1)) {
      assertThat(first.value()).isSameAs(second.value());
    }
    lease("kept", 1).close();
    assertThat(made.get()).isEqualTo(1);
    assertThat(closed.get()).isZero();
  }

  @Test
  void closesAnIdleValueWhereItsOwnerAsksForAnother() {
    lease("changing", 1).close();
    try (var used = lease("changing", 2);
        var beside = lease("changing", 3)) {
      assertThat(closed.get()).isEqualTo(1);
      assertThat(used.value()).isNotSameAs(beside.value());
      assertThat(ExecutorState.open("changing")).isEqualTo(2);
      lease("another", 1).close();
      assertThat(closed.get()).isEqualTo(1);
    }
    ExecutorState.closeIdle();
    assertThat(ExecutorState.open("changing")).isZero();
    assertThat(closed.get()).isEqualTo(4);
  }

  @Test
  void keepsAnIdleValueAtOnePlaceWhereItIsAskedForAtAnother() {
    ExecutorState.lease("placed", 1, "gpu 0", AutoCloseable.class, () -> closed::incrementAndGet)
        .close();
    ExecutorState.lease("placed", 1, "gpu 1", AutoCloseable.class, () -> closed::incrementAndGet)
        .close();
    assertThat(ExecutorState.open("placed")).isEqualTo(2);
    ExecutorState.lease("placed", 2, "gpu 1", AutoCloseable.class, () -> closed::incrementAndGet)
        .close();
    assertThat(ExecutorState.open("placed")).isEqualTo(1);
    assertThat(closed.get()).isEqualTo(2);
  }

  @Test
  void tellsHowManyUseAValue() {
    var first = lease("counted", 1);
    assertThat(first.users()).isEqualTo(1);
    var second = lease("counted", 1);
    assertThat(first.users()).isEqualTo(2);
    second.close();
    assertThat(first.users()).isEqualTo(1);
    first.close();
    assertThat(first.users()).isZero();
  }

  @Test
  void closesALeaseOnce() {
    var lease = lease("once", 1);
    var other = lease("once", 1);
    lease.close();
    lease.close();
    ExecutorState.closeIdle();
    assertThat(ExecutorState.open("once")).isEqualTo(1);
    other.close();
  }
}
