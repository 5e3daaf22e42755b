package org.eegptspark.udf.metrics;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What Linux knows of this process. */
public final class LinuxProcess {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path TASKS = Path.of("/proc/self/task");
  private static final Path CLEAR_REFS = Path.of("/proc/self/clear_refs");
  private static final String RESET_PEAK = "5";
  private static final int USER_TIME = 11; // fields behind the thread's name
  private static final int SYSTEM_TIME = 12;

  private LinuxProcess() {}

  /** Whether this is Linux. */
  public static boolean isKnown() {
    return Files.exists(STATUS);
  }

  /** Bytes of memory that are resident now. */
  public static long residentBytes() {
    return status("VmRSS:");
  }

  /** The most that were resident since the last reset. */
  public static long peakBytes() {
    return status("VmHWM:");
  }

  /** Has {@link #peakBytes} begin anew. */
  public static void resetPeak() {
    try {
      Files.writeString(CLEAR_REFS, RESET_PEAK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Processor time of each thread, native ones too, in the kernel's ticks. */
  public static Map<NativeThread, Long> processorTimes() {
    Map<NativeThread, Long> times = new HashMap<>();
    for (Path task : tasks()) {
      try {
        String stat = Files.readString(task.resolve("stat"));
        int nameEnd = stat.lastIndexOf(')');
        String[] fields = stat.substring(nameEnd + 2).split(" ");
        String name = stat.substring(stat.indexOf('(') + 1, nameEnd);
        times.put(
            new NativeThread(task.getFileName().toString(), name),
            Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]));
      } catch (IOException e) {
        // The thread has ended.
      }
    }
    return times;
  }

  /**
   * A thread of the operating system.
   *
   * @param name its first 15 bytes; a thread starts with that of the thread that made it
   */
  public record NativeThread(String id, String name) implements Serializable {}

  private static List<Path> tasks() {
    try (Stream<Path> tasks = Files.list(TASKS)) {
      return tasks.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long status(String key) {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
