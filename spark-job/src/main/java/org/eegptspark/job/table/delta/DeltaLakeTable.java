package org.eegptspark.job.table.delta;

import static org.apache.spark.sql.functions.col;

import io.delta.kernel.exceptions.ConcurrentWriteException;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.eegptspark.job.table.DataFile;
import org.eegptspark.job.table.Table;
import org.eegptspark.job.table.TableChangedException;
import org.eegptspark.job.table.TableFormat;
import org.eegptspark.model.BadInputException;

/**
 * A Delta Lake table.
 *
 * <p>Files are written where they stay and added by {@link DeltaCommits}; rows are read, deleted
 * and the schema widened by Delta's own Spark operations.
 */
public final class DeltaLakeTable implements Table {
  private final SparkSession spark;
  private final String name;
  private final Path folder;
  private final DeltaCommits commits;

  /**
   * A table by its folder, which need not exist.
   *
   * @throws BadInputException where the folder's file system cannot be reached
   */
  public DeltaLakeTable(SparkSession spark, String name) {
    this.spark = spark;
    this.name = name;
    try {
      Path path = new Path(name);
      var hadoop = spark.sparkContext().hadoopConfiguration();
      this.folder = path.getFileSystem(hadoop).makeQualified(path);
      this.commits = new DeltaCommits(folder.toString(), hadoop);
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException(e, "Cannot reach %s: %s", name, e.getMessage());
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public TableFormat format() {
    return TableFormat.delta;
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public boolean exists() {
    return commits.state().exists();
  }

  @Override
  public void prepare(StructType columns) {
    if (!exists()) {
      commits.create(columns);
    }
    List<String> present =
        Arrays.asList(spark.read().format("delta").load(folder.toString()).columns());
    if (!present.containsAll(Arrays.asList(columns.fieldNames()))) {
      spark
          .createDataFrame(List.of(), nullable(columns))
          .write()
          .format("delta")
          .mode(SaveMode.Append)
          .option("mergeSchema", "true")
          .save(folder.toString());
    }
  }

  private static StructType nullable(StructType columns) {
    return new StructType(
        Arrays.stream(columns.fields())
            .map(f -> new StructField(f.name(), f.dataType(), true, f.metadata()))
            .toArray(StructField[]::new));
  }

  @Override
  public Snapshot snapshot() {
    return new DeltaSnapshot(commits.state());
  }

  @Override
  public Path newFile(Path staging, String unit) {
    return new Path(folder, unit + "-" + UUID.randomUUID() + ".parquet");
  }

  @Override
  public MessageType fileSchema(MessageType parts) {
    return parts;
  }

  @Override
  public Snapshot append(DataFile file, Snapshot since) throws TableChangedException, IOException {
    try {
      return new DeltaSnapshot(commits.add(file, ((DeltaSnapshot) since).state));
    } catch (ConcurrentWriteException e) {
      throw new TableChangedException(name);
    }
  }

  @Override
  public void remove(Optional<Column> rows) {
    if (exists()) {
      DeltaTable table = DeltaTable.forPath(spark, folder.toString());
      rows.ifPresentOrElse(table::delete, table::delete);
    }
  }

  @Override
  public List<String> maintain(Duration age) {
    DeltaTable table = DeltaTable.forPath(spark, folder.toString());
    Row metrics = table.optimize().executeCompaction().first().getAs("metrics");
    table.vacuum(age.toHours());
    return List.of(
        String.format(
            "Compacted %s files into %s, and removed files that were dropped over %s hours ago",
            metrics.<Object>getAs("numFilesRemoved"),
            metrics.<Object>getAs("numFilesAdded"),
            age.toHours()));
  }

  private final class DeltaSnapshot implements Snapshot {
    private final DeltaCommits.State state;

    DeltaSnapshot(DeltaCommits.State state) {
      this.state = state;
    }

    @Override
    public Optional<Dataset<Row>> rows() {
      return state.exists()
          ? Optional.of(
              spark
                  .read()
                  .format("delta")
                  .option("versionAsOf", state.version())
                  .load(folder.toString()))
          : Optional.empty();
    }

    @Override
    public Optional<Dataset<Row>> rowsWithFile() {
      return rows().map(rows -> rows.withColumn(FILE, col("_metadata.file_path")));
    }

    /** Delta finds the files by the statistics of what the caller asks of the rows. */
    @Override
    public Dataset<Row> rowsOf(Iterable<String> files) {
      return rows().orElseThrow();
    }
  }
}
