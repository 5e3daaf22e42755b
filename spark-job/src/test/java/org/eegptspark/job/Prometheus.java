package org.eegptspark.job;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import org.eegptspark.job.StandaloneCluster.Submission;

/** What a driver serves to Prometheus, read as Prometheus does. */
final class Prometheus {
  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
  private final int uiPort;

  /**
   * @param uiPort of the driver's UI
   */
  Prometheus(int uiPort) {
    this.uiPort = uiPort;
  }

  /** Reads a path again and again until the answer has a pattern; the answer. */
  String await(Submission run, String path, Pattern pattern) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + uiPort + path)).build();
    long end = System.nanoTime() + StandaloneCluster.PATIENCE.toNanos();
    String last = "";
    while (run.isRunning() && System.nanoTime() < end) {
      try {
        last = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        if (pattern.matcher(last).find()) {
          return last;
        }
      } catch (ConnectException e) {
        // The UI is not there yet.
      }
      Thread.sleep(100);
    }
    throw new AssertionError("No " + pattern + " at " + path + ":\n" + last + "\n" + run.output());
  }
}
