package org.eegptspark.job.table.s3;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.S3AUtils;
import org.apache.hadoop.fs.s3a.impl.PutObjectOptions;
import org.eegptspark.model.BadInputException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Creates objects by a PUT that the store refuses where the key is taken ({@code If-None-Match:
 * *}).
 *
 * <p>S3A's own {@code create} looks first and writes then, between which another driver may write
 * the same key. This goes through S3A's client, with its credentials, endpoint and encryption.
 */
public final class ConditionalPut {
  private static final String ADVICE =
      "two drivers could overwrite each other's commits. Use a store that does, or an Iceberg table"
          + " in a catalog: --format iceberg --output CATALOG.NAMESPACE.TABLE";
  private static final int TAKEN = 412;
  private static final int OTHER_WRITE_UNDER_WAY = 409;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int ATTEMPTS = 20;
  private static final long PAUSE_MS = 100;

  private final S3AFileSystem files;
  private boolean honoured;

  /** On a file system that {@link S3A#is}. */
  public ConditionalPut(FileSystem files) {
    this.files = (S3AFileSystem) files;
  }

  /**
   * Creates an object, whole or not at all.
   *
   * @return false where there is another one already: it is left as it is
   * @throws BadInputException where the store takes no conditions
   * @throws IOException where it cannot be written; whether it was is not known then
   */
  public synchronized boolean create(Path file, byte[] content) throws IOException {
    boolean created = put(file, content);
    if (created && !honoured) {
      // A store that passes over the condition replaces the object, by the same content.
      BadInputException.check(
          !put(file, content),
          "The store of %s passes over the condition If-None-Match of a PUT: %s",
          file,
          ADVICE);
    }
    honoured = true;
    // A PUT that was repeated, as its answer got lost, finds its own object.
    return created || Arrays.equals(content, read(file));
  }

  private boolean put(Path file, byte[] content) throws IOException {
    PutObjectRequest request =
        files
            .getRequestFactory()
            .newPutObjectRequestBuilder(
                files.pathToKey(file), PutObjectOptions.keepingDirs(), content.length, false)
            .overrideConfiguration(override -> override.putHeader("If-None-Match", "*"))
            .build();
    S3Client client = files.getS3AInternals().getAmazonS3Client("exclusive creation");
    for (int attempt = 1; ; attempt++) {
      try {
        client.putObject(request, RequestBody.fromBytes(content));
        return true;
      } catch (S3Exception e) {
        BadInputException.check(
            e.statusCode() != NOT_IMPLEMENTED,
            "The store of %s does not take the condition If-None-Match of a PUT: %s",
            file,
            ADVICE);
        if (e.statusCode() == TAKEN) {
          return false;
        }
        if (e.statusCode() != OTHER_WRITE_UNDER_WAY || attempt == ATTEMPTS) {
          throw S3AUtils.translateException("create exclusively", file, e);
        }
        pause();
      } catch (SdkException e) {
        throw S3AUtils.translateException("create exclusively", file, e);
      }
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private byte[] read(Path file) throws IOException {
    try (InputStream in = files.open(file)) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) {
      return null; // removed meanwhile: it was another's
    }
  }
}
