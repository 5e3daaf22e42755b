package org.eegptspark.model.encoder.cuda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PyTorch in a process of its own, which waits for questions: {@code bench/gpu_peer.py}. */
final class GpuPeer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BufferedReader answers;
  private final PrintWriter questions;
  private final Path complaints;
  private boolean gone;

  GpuPeer(String script) throws IOException {
    complaints = Files.createTempFile("gpu_peer", ".log");
    process = new ProcessBuilder("python3", script).redirectError(complaints.toFile()).start();
    answers = process.inputReader(StandardCharsets.UTF_8);
    questions = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
  }

  /**
   * Milliseconds a call by runtime; none where PyTorch is missing or failed, which is said once.
   */
  Map<String, Double> ask(String question) throws IOException {
    Map<String, Double> milliseconds = new TreeMap<>();
    questions.println(question);
    String line = gone ? null : answers.readLine();
    if (line != null) {
      JsonNode answer = JSON.readTree(line);
      answer.fieldNames().forEachRemaining(n -> milliseconds.put(n, answer.get(n).asDouble()));
    } else if (!gone) {
      gone = true;
      List<String> said = Files.readAllLines(complaints);
      System.out.println("no PyTorch: " + (said.isEmpty() ? "" : said.get(said.size() - 1)));
    }
    return milliseconds;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    Files.deleteIfExists(complaints);
  }
}
