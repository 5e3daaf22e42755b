package org.eegptspark.model.download;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A response's body that fails where its next bytes do not come in time: the JDK's client watches
 * the time until the headers alone.
 */
final class StallGuard extends FilterInputStream {
  private static final ScheduledExecutorService WATCH =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "download-stall-guard");
            thread.setDaemon(true);
            return thread;
          });

  private final Duration timeout;
  private volatile boolean stalled;

  StallGuard(InputStream body, Duration timeout) {
    super(body);
    this.timeout = timeout;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    ScheduledFuture<?> watch =
        WATCH.schedule(this::stall, timeout.toMillis(), TimeUnit.MILLISECONDS);
    try {
      int read = super.read(buffer, offset, length);
      failWhereStalled(null);
      return read;
    } catch (IOException e) {
      failWhereStalled(e);
      throw e;
    } finally {
      watch.cancel(false);
    }
  }

  private void stall() {
    stalled = true;
    try {
      in.close();
    } catch (IOException e) {
      // The reader fails for the stall, whatever closing met.
    }
  }

  private void failWhereStalled(IOException cause) throws IOException {
    if (stalled) {
      throw new IOException("no bytes came for " + timeout.toSeconds() + " s", cause);
    }
  }
}
