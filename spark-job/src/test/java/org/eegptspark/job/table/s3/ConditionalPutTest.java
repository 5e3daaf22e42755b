package org.eegptspark.job.table.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.eegptspark.job.s3.S3Server;
import org.eegptspark.model.BadInputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConditionalPutTest {
  private static final int DRIVERS = 4;

  private final S3Server server = S3Server.shared();
  private final Configuration hadoop = new Configuration();
  private Path folder;
  private FileSystem files;

  @BeforeEach
  void bucket() throws Exception {
    server.configure(hadoop);
    folder = new Path(server.bucket("eegpt-" + UUID.randomUUID()) + "/log");
    files = folder.getFileSystem(hadoop);
  }

  @AfterEach
  void honourConditions() {
    server.honourConditions(true);
  }

  @Test
  void ofSeveralDriversOneCreatesAnObject() throws Exception {
    List<Callable<Integer>> drivers = new ArrayList<>();
    for (int driver = 0; driver < DRIVERS; driver++) {
      byte[] content = ("driver " + driver).getBytes(StandardCharsets.UTF_8);
      ConditionalPut put = new ConditionalPut(files);
      drivers.add(
          () -> {
            int created = 0;
            for (int i = 0; i < 20; i++) {
              created += put.create(new Path(folder, i + ".json"), content) ? 1 : 0;
            }
            return created;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(DRIVERS);
    int created = 0;
    try {
      for (Future<Integer> driver : threads.invokeAll(drivers)) {
        created += driver.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(created).isEqualTo(20);
  }

  @Test
  void whatIsThereStaysAsItIs() throws Exception {
    Path file = new Path(folder, "0.json");
    assertThat(new ConditionalPut(files).create(file, new byte[] {1})).isTrue();
    assertThat(new ConditionalPut(files).create(file, new byte[] {2})).isFalse();
    try (var in = files.open(file)) {
      assertThat(in.readAllBytes()).containsExactly(1);
    }
  }

  @Test
  void aRepeatedRequestFindsItsOwnObject() throws Exception {
    Path file = new Path(folder, "0.json");
    assertThat(new ConditionalPut(files).create(file, new byte[] {1})).isTrue();
    assertThat(new ConditionalPut(files).create(file, new byte[] {1})).isTrue();
  }

  @Test
  void aStoreThatPassesOverTheConditionIsToldInOneLine() {
    server.honourConditions(false);
    assertThatThrownBy(() -> new ConditionalPut(files).create(new Path(folder, "0"), new byte[1]))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(folder + "/0 passes over the condition If-None-Match")
        .hasMessageNotContaining("\n");
  }
}
