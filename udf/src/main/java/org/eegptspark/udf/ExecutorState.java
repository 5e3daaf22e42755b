package org.eegptspark.udf;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What the tasks of an executor share, made once: a model, a pool, a cache.
 *
 * <p>A task leases it, uses it, and closes the lease. The value stays open between tasks. It is
 * closed when an owner asks for another key and no task uses it, on {@link #closeIdle}, or with the
 * JVM.
 */
public final class ExecutorState {
  private static final Map<Slot, Entry> OPEN = new HashMap<>();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(ExecutorState::closeIdle, "vectorized-udf-close-state"));
  }

  private ExecutorState() {}

  private record Slot(String owner, Object key, Object place) {}

  private static final class Entry {
    final AutoCloseable value;
    int users;

    Entry(AutoCloseable value) {
      this.value = value;
    }
  }

  /** The use of a value by one task. */
  public static final class Lease<T extends AutoCloseable> implements AutoCloseable {
    private final Entry entry;
    private final T value;
    private boolean closed;

    private Lease(Entry entry, T value) {
      this.entry = entry;
      this.value = value;
    }

    /** Not to be closed by the borrower, nor used after the lease. */
    public T value() {
      return value;
    }

    /** Leases of the value at this moment, other tasks' and this one if it is not closed. */
    public int users() {
      synchronized (OPEN) {
        return entry.users;
      }
    }

    @Override
    public void close() {
      synchronized (OPEN) {
        if (!closed) {
          closed = true;
          entry.users--;
        }
      }
    }
  }

  /**
   * Leases an owner's value, making it on first use in this JVM. Others that ask wait meanwhile.
   *
   * @param owner whose it is, such as a UDF's name; its idle values of other keys are closed first
   * @param key equal keys are the same value
   */
  public static <T extends AutoCloseable> Lease<T> lease(
      String owner, Object key, Class<T> type, Supplier<T> make) {
    return lease(owner, key, "", type, make);
  }

  /**
   * As {@link #lease(String, Object, Class, Supplier)}, for values of which an executor has one at
   * each of several places, such as its GPUs. Idle ones of the same key at other places stay.
   */
  public static <T extends AutoCloseable> Lease<T> lease(
      String owner, Object key, Object place, Class<T> type, Supplier<T> make) {
    Slot slot = new Slot(Objects.requireNonNull(owner), Objects.requireNonNull(key), place);
    synchronized (OPEN) {
      Entry entry = OPEN.get(slot);
      if (entry == null) {
        closeIdle(other -> other.owner().equals(owner) && !other.key().equals(key));
        entry = new Entry(make.get());
        OPEN.put(slot, entry);
      }
      Lease<T> lease = new Lease<>(entry, type.cast(entry.value));
      entry.users++;
      return lease;
    }
  }

  /** Closes the values that no task uses. */
  public static void closeIdle() {
    closeIdle(slot -> true);
  }

  /** Closes an owner's values that no task uses. */
  public static void closeIdle(String owner) {
    closeIdle(slot -> slot.owner().equals(owner));
  }

  /** Number of an owner's values open in this JVM. */
  public static int open(String owner) {
    synchronized (OPEN) {
      return (int) OPEN.keySet().stream().filter(slot -> slot.owner().equals(owner)).count();
    }
  }

  private static void closeIdle(Predicate<Slot> which) {
    synchronized (OPEN) {
      for (Iterator<Map.Entry<Slot, Entry>> all = OPEN.entrySet().iterator(); all.hasNext(); ) {
        Map.Entry<Slot, Entry> open = all.next();
        if (open.getValue().users == 0 && which.test(open.getKey())) {
          all.remove();
          close(open.getValue().value);
        }
      }
    }
  }

  private static void close(AutoCloseable value) {
    try {
      value.close();
    } catch (Exception e) {
      throw new IllegalStateException("Cannot close " + value, e);
    }
  }
}
