package org.eegptspark.job.table.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.SharedSpark;
import org.eegptspark.job.s3.S3Server;
import org.eegptspark.job.table.DataFile;
import org.eegptspark.job.table.Table;
import org.junit.jupiter.api.Test;

/** What a driver reads of a table's log on an object store. */
class ManifestTest {
  private static final int COMMITS = 105;

  private final SparkSession spark = SharedSpark.session();
  private final Configuration hadoop = spark.sparkContext().hadoopConfiguration();
  private final S3Server server = S3Server.shared();

  @Test
  void aLongLogIsReadFromItsLastListOn() throws Exception {
    server.configure(hadoop);
    String bucket = server.bucket("eegpt-" + UUID.randomUUID());
    Path one = new Path(bucket + "/one");
    spark.range(1).coalesce(1).write().parquet(one.toString());
    FileSystem files = one.getFileSystem(hadoop);
    Path part = files.globStatus(new Path(one, "*.parquet"))[0].getPath();

    ParquetTable table = new ParquetTable(spark, bucket + "/table");
    Table.Snapshot snapshot = table.snapshot();
    for (int i = 0; i < COMMITS; i++) {
      Path file = inPlace(table);
      FileUtil.copy(files, part, files, file, false, hadoop);
      snapshot = table.append(new DataFile(file.toString(), 1, 1), snapshot);
    }
    FileUtil.copy(files, part, files, inPlace(table), false, hadoop);

    server.takeRequests();
    ParquetTable again = new ParquetTable(spark, bucket + "/table");
    var rows = again.snapshot().rows().orElseThrow();
    int read = server.takeRequests().get("getBlob");
    assertThat(rows.count()).isEqualTo(COMMITS);
    // Versions 100 to 104, the list of version 99, the last entry once more, and a file's schema.
    assertThat(read).isBetween(6, 12);
  }

  /** As a task names it, with the attempt's number. */
  private static Path inPlace(ParquetTable table) {
    Path file = table.newFile(table.folder(), "unit");
    return new Path(file.getParent(), file.getName().replace(".parquet", "-0.parquet"));
  }
}
