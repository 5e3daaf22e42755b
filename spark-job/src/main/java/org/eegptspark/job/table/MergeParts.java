package org.eegptspark.job.table;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Makes one Parquet file of the parts that tasks wrote, each sorted by the same key, no two
 * interleaving. A task does it, so that no data goes through the driver.
 */
public final class MergeParts {
  private final SparkSession spark;
  private final List<String> key;

  /**
   * Of a session.
   *
   * @param key columns that rows are sorted by: text or integers; none where the parts' order is
   *     the rows'
   */
  public MergeParts(SparkSession spark, List<String> key) {
    this.spark = spark;
    this.key = List.copyOf(key);
  }

  /** As {@link #merge}, of whole files. */
  public Optional<DataFile> mergeFiles(Table table, Staging.Run run, List<String> parts)
      throws IOException {
    return merge(table, run, parts.stream().map(RowGroups::all).toList());
  }

  /**
   * Merges parts for a table.
   *
   * @param run whose folder is the new file's, where the table has no other wish
   * @param parts of Parquet files of one schema
   * @return a file that belongs to no table yet, or nothing where no part has a row
   * @throws IOException where the first part cannot be read
   */
  public Optional<DataFile> merge(Table table, Staging.Run run, List<RowGroups> parts)
      throws IOException {
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    MergeTask task =
        new MergeTask(
            List.copyOf(parts),
            key,
            table.fileSchema(schemaOf(parts.get(0).file(), hadoop)).toString(),
            table.newFile(run.folder(), run.unit()).toString(),
            new SerializableConfiguration(hadoop));
    DataFile file =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(List.of(task), 1)
            .map(MergeTask::run)
            .first();
    return file.rows() == 0 ? Optional.empty() : Optional.of(file);
  }

  private static MessageType schemaOf(String part, Configuration hadoop) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(part), hadoop))) {
      return reader.getFileMetaData().getSchema();
    }
  }
}
