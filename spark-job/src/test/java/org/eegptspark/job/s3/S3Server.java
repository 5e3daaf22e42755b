package org.eegptspark.job.s3;

import static java.net.HttpURLConnection.HTTP_PRECON_FAILED;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.PutOptions2;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;
import org.jclouds.blobstore.domain.Blob;
import org.jclouds.blobstore.options.PutOptions;
import org.jclouds.http.HttpCommand;
import org.jclouds.http.HttpRequest;
import org.jclouds.http.HttpResponse;
import org.jclouds.http.HttpResponseException;
import org.jclouds.rest.AuthorizationException;

/**
 * An S3 server in this JVM, in memory. It counts what it is asked for, and can stop answering, as
 * if the process that asks had been killed at that moment.
 *
 * <p>S3Proxy looks whether a key exists before it stores one under a condition, so that two may
 * find it free: that is done one after the other here, as real stores do it.
 */
public final class S3Server {
  private static final String IDENTITY = "eegpt";
  private static final String CREDENTIAL = "eegpt-secret";
  private static final S3Server SHARED = new S3Server();

  private final BlobStore store;
  private final URI endpoint;
  private final Map<String, AtomicInteger> requests = new ConcurrentSkipListMap<>();
  private final AtomicInteger answered = new AtomicInteger();
  private volatile int answers = Integer.MAX_VALUE;
  private volatile boolean honoursConditions = true;

  private S3Server() {
    this.store =
        ContextBuilder.newBuilder(new TransientApiMetadata())
            .credentials(IDENTITY, CREDENTIAL)
            .build(BlobStoreContext.class)
            .getBlobStore();
    BlobStore asked =
        (BlobStore)
            Proxy.newProxyInstance(
                BlobStore.class.getClassLoader(), new Class<?>[] {BlobStore.class}, this::answer);
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(asked)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, IDENTITY, CREDENTIAL)
            .ignoreUnknownHeaders(true)
            .build();
    try {
      proxy.start();
    } catch (Exception e) {
      throw new IllegalStateException("The S3 server does not start", e);
    }
    this.endpoint = URI.create("http://127.0.0.1:" + proxy.getPort());
  }

  /** The one server of this JVM's tests. */
  public static S3Server shared() {
    return SHARED;
  }

  /** Has S3A go to this server, with few and quick retries. */
  public void configure(Configuration hadoop) {
    hadoop.set("fs.s3a.endpoint", endpoint.toString());
    hadoop.set("fs.s3a.endpoint.region", "us-east-1");
    hadoop.set("fs.s3a.path.style.access", "true");
    hadoop.set("fs.s3a.access.key", IDENTITY);
    hadoop.set("fs.s3a.secret.key", CREDENTIAL);
    hadoop.set("fs.s3a.attempts.maximum", "5");
    hadoop.set("fs.s3a.retry.limit", "1");
    hadoop.set("fs.s3a.retry.interval", "10ms");
  }

  /** Makes a bucket. */
  public String bucket(String name) {
    store.createContainerInLocation(null, name);
    return "s3a://" + name;
  }

  /** Requests by what was asked for, since the last call. */
  public Map<String, Integer> takeRequests() {
    Map<String, Integer> taken = new TreeMap<>();
    requests.forEach((name, count) -> taken.put(name, count.get()));
    requests.clear();
    return taken;
  }

  /** Answers so many requests, and refuses all after them. */
  public void dieAfter(int answersLeft) {
    answered.set(0);
    answers = answersLeft;
  }

  /** Answers all requests. */
  public void live() {
    dieAfter(Integer.MAX_VALUE);
  }

  /** Requests answered since the last call of {@link #dieAfter} or {@link #live}. */
  public int answered() {
    return answered.get();
  }

  /** Whether conditions of a PUT count, or are passed over as older servers do. */
  public void honourConditions(boolean honoured) {
    honoursConditions = honoured;
  }

  private Object answer(Object asked, Method method, Object[] arguments) throws Throwable {
    String name = method.getName();
    if (!name.equals("getContext") && !name.equals("blobBuilder") && !name.startsWith("getM")) {
      if (answered.get() >= answers) {
        throw new AuthorizationException("The process that asks is dead");
      }
      answered.incrementAndGet();
      requests.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
    }
    if (name.equals("putBlob")
        && arguments.length == 3
        && arguments[2] instanceof PutOptions2 options
        && options.getIfNoneMatch() != null) {
      return putUnlessTaken((String) arguments[0], (Blob) arguments[1]);
    }
    if (name.equals("blobMetadata") && !honoursConditions && asksBeforePut()) {
      return null;
    }
    try {
      return method.invoke(store, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private synchronized String putUnlessTaken(String bucket, Blob blob) {
    if (honoursConditions && store.blobExists(bucket, blob.getMetadata().getName())) {
      throw new HttpResponseException(
          "The key is taken",
          new HttpCommand(
              HttpRequest.builder().method("PUT").endpoint(endpoint.toString()).build()),
          HttpResponse.builder().statusCode(HTTP_PRECON_FAILED).build());
    }
    return store.putBlob(bucket, blob, new PutOptions());
  }

  /** Whether S3Proxy looks for a key as it is about to store one. */
  private static boolean asksBeforePut() {
    return StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("handlePutBlob")));
  }
}
