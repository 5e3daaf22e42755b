package org.eegptspark.model.download;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server of this machine that answers by path and remembers what it was asked. */
public final class StubServer implements AutoCloseable {
  /** Answers one request. */
  public interface Answer {
    void to(HttpExchange exchange) throws IOException, InterruptedException;
  }

  /** A request: its path, and its Authorization header or null. */
  public record Request(String path, String authorization) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /** Starts a server on a free port. */
  public StubServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(new Request(path, exchange.getRequestHeaders().getFirst("Authorization")));
    try (exchange) {
      answers.getOrDefault(path, status(404)).to(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers requests for a path so from now on. */
  public StubServer on(String path, Answer answer) {
    answers.put(path, answer);
    return this;
  }

  /** Answers with a file, and headers as pairs of name and value. */
  public static Answer file(byte[] bytes, String... headers) {
    return exchange -> {
      headers(exchange, headers);
      exchange.sendResponseHeaders(200, bytes.length);
      try (OutputStream body = exchange.getResponseBody()) {
        body.write(bytes);
      }
    };
  }

  /** Answers with a redirect. */
  public static Answer redirect(URI location, String... headers) {
    return exchange -> {
      headers(exchange, headers);
      exchange.getResponseHeaders().set("Location", location.toString());
      exchange.sendResponseHeaders(302, -1);
    };
  }

  /** Answers with a status and nothing else. */
  public static Answer status(int status) {
    return exchange -> exchange.sendResponseHeaders(status, -1);
  }

  /** Promises a file, sends half of it and waits so long before it hangs up. */
  public static Answer half(byte[] bytes, long waitMillis) {
    return exchange -> {
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
      exchange.getResponseBody().flush();
      Thread.sleep(waitMillis);
    };
  }

  /** Answers the first request with one, the later ones with the other. */
  public static Answer firstThen(Answer first, Answer later) {
    List<Answer> left = new CopyOnWriteArrayList<>(List.of(first));
    return exchange -> (left.isEmpty() ? later : left.remove(0)).to(exchange);
  }

  private static void headers(HttpExchange exchange, String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
    }
  }

  /** What was asked so far. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The paths that were asked for so far. */
  public List<String> paths() {
    return requests.stream().map(Request::path).toList();
  }

  /** The address of a path; without one, of the server. */
  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
