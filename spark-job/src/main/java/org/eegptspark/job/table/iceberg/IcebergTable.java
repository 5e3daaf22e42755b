package org.eegptspark.job.table.iceberg;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.Schema;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.iceberg.types.Types;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.eegptspark.job.table.DataFile;
import org.eegptspark.job.table.RewriteFiles;
import org.eegptspark.job.table.SessionNeeds;
import org.eegptspark.job.table.Table;
import org.eegptspark.job.table.TableChangedException;
import org.eegptspark.job.table.TableFormat;
import org.eegptspark.model.BadInputException;

/** An Apache Iceberg table, in a folder or in a catalog. */
public final class IcebergTable implements Table {
  /** Columns whose smallest and largest values are kept whole, by which readers find files. */
  private static final List<String> KEYS =
      List.of("recording_id", "window", "segment", "model_id", "signal_id");

  private static final String SPLIT_BYTES = "4194304";

  private final SparkSession spark;
  private final String name;
  private final String inSpark;
  private final IcebergHome home;
  private final IcebergCommits commits;
  private final Optional<Path> folder;

  /**
   * A table by its folder, or by a name in a catalog; it need not exist.
   *
   * @throws BadInputException where the folder's file system or the catalog cannot be reached
   */
  public IcebergTable(SparkSession spark, String name) {
    this.spark = spark;
    this.name = name;
    try {
      var hadoop = spark.sparkContext().hadoopConfiguration();
      if (SessionNeeds.isInCatalog(spark, name)) {
        this.folder = Optional.empty();
        this.inSpark = name;
      } else {
        Path path = new Path(name);
        Path qualified = path.getFileSystem(hadoop).makeQualified(path);
        this.folder = Optional.of(qualified);
        this.inSpark = qualified.toString();
        SessionNeeds.findIcebergInFolders(spark, inSpark);
      }
      this.home = IcebergHome.of(spark, name, inSpark);
      this.commits = new IcebergCommits(home);
    } catch (IOException | RuntimeException e) {
      throw new BadInputException(e, "Cannot reach %s: %s", name, e.getMessage());
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public TableFormat format() {
    return TableFormat.iceberg;
  }

  @Override
  public Path folder() {
    return folder.orElseGet(() -> new Path(home.load().location()));
  }

  @Override
  public boolean exists() {
    return home.exists();
  }

  @Override
  public void prepare(StructType columns) {
    if (!exists()) {
      home.create(SparkSchemaUtil.convert(columns), properties(columns));
    }
    org.apache.iceberg.Table table = home.load();
    Schema wanted = SparkSchemaUtil.convert(columns);
    List<Types.NestedField> missing =
        wanted.columns().stream()
            .filter(field -> table.schema().findField(field.name()) == null)
            .toList();
    if (!missing.isEmpty()) {
      UpdateSchema update = table.updateSchema();
      missing.forEach(field -> update.addColumn(field.name(), field.type()));
      update.commit();
    }
  }

  private static Map<String, String> properties(StructType columns) {
    Map<String, String> properties = new HashMap<>();
    properties.put("format-version", "2");
    properties.put("write.parquet.compression-codec", "zstd");
    properties.put("write.metadata.metrics.default", "none");
    List<String> names = Arrays.asList(columns.fieldNames());
    KEYS.stream()
        .filter(names::contains)
        .forEach(key -> properties.put("write.metadata.metrics.column." + key, "full"));
    return properties;
  }

  @Override
  public Snapshot snapshot() {
    return new IcebergSnapshot(exists() ? commits.current() : Optional.empty());
  }

  @Override
  public Path newFile(Path staging, String unit) {
    return new Path(
        home.load()
            .locationProvider()
            .newDataLocation(unit + "-" + UUID.randomUUID() + ".parquet"));
  }

  @Override
  public MessageType fileSchema(MessageType parts) {
    return FieldIds.of(home.load().schema(), parts);
  }

  @Override
  public Snapshot append(DataFile file, Snapshot since) throws TableChangedException {
    return commit(() -> commits.replace(Optional.empty(), Optional.of(file), id(since)));
  }

  private Snapshot replace(String old, Optional<DataFile> file, Snapshot since)
      throws TableChangedException {
    return commit(() -> commits.replace(Optional.of(old), file, id(since)));
  }

  private interface Commit {
    Optional<Long> run();
  }

  private Snapshot commit(Commit commit) throws TableChangedException {
    try {
      return new IcebergSnapshot(commit.run());
    } catch (ValidationException | CommitFailedException e) {
      throw new TableChangedException(name);
    }
  }

  @Override
  public void remove(Optional<Column> rows) throws IOException {
    if (!exists()) {
      return;
    }
    if (rows.isEmpty()) {
      home.load().newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
      return;
    }
    try {
      new RewriteFiles(spark, this, this::replace).without(rows.get());
    } catch (TableChangedException e) {
      throw new BadInputException(
          e, "%s while its rows were removed; run the same command again", e.getMessage());
    }
  }

  @Override
  public List<String> maintain(Duration age) {
    long before = System.currentTimeMillis() - age.toMillis();
    SparkActions actions = SparkActions.get(spark);
    var rewritten = actions.rewriteDataFiles(home.load()).execute();
    var expired = actions.expireSnapshots(home.load()).expireOlderThan(before).execute();
    var orphanFiles = actions.deleteOrphanFiles(home.load()).olderThan(before).execute();
    long orphans =
        StreamSupport.stream(orphanFiles.orphanFileLocations().spliterator(), false).count();
    return List.of(
        String.format(
            "Compacted %s files into %s, expired snapshots with %s data files, removed %s files of"
                + " no snapshot",
            rewritten.rewrittenDataFilesCount(),
            rewritten.addedDataFilesCount(),
            expired.deletedDataFilesCount(),
            orphans));
  }

  private static Optional<Long> id(Snapshot snapshot) {
    return ((IcebergSnapshot) snapshot).id;
  }

  private final class IcebergSnapshot implements Snapshot {
    private final Optional<Long> id;

    IcebergSnapshot(Optional<Long> id) {
      this.id = id;
    }

    @Override
    public Optional<Dataset<Row>> rows() {
      return id.map(this::read);
    }

    private Dataset<Row> read(long snapshot) {
      DataFrameReader reader =
          spark
              .read()
              .format("iceberg")
              .option("snapshot-id", snapshot)
              .option("split-size", SPLIT_BYTES)
              .option("file-open-cost", SPLIT_BYTES);
      return reader.load(inSpark);
    }

    @Override
    public Optional<Dataset<Row>> rowsWithFile() {
      return rows().map(rows -> rows.withColumn(FILE, col("_file")));
    }

    @Override
    public Dataset<Row> rowsOf(Iterable<String> files) {
      List<Object> all = new ArrayList<>();
      files.forEach(all::add);
      return rows().orElseThrow().where(col("_file").isin(all.toArray()));
    }
  }
}
