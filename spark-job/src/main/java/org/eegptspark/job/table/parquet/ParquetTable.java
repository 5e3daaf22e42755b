package org.eegptspark.job.table.parquet;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.eegptspark.job.table.DataFile;
import org.eegptspark.job.table.RewriteFiles;
import org.eegptspark.job.table.Table;
import org.eegptspark.job.table.TableChangedException;
import org.eegptspark.job.table.TableFormat;
import org.eegptspark.job.table.s3.S3A;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.ArrayDescription;

/**
 * A folder of Parquet files that Spark and others read as one table.
 *
 * <p>A {@link CommitLog} orders the commits of drivers. What is in the table is what is in the
 * folder: files that users delete are gone, and a folder without a log is a table too.
 */
public final class ParquetTable implements Table {
  private static final String ENDING = ".parquet";

  private final SparkSession spark;
  private final String name;
  private final Path folder;
  private final FileSystem files;
  private final CommitLog log;
  private final Optional<Manifest> manifest;
  private Optional<StructType> prepared = Optional.empty();

  /**
   * A table by its folder, which need not exist.
   *
   * @throws BadInputException where the folder's file system cannot be reached
   */
  public ParquetTable(SparkSession spark, String name) {
    this.spark = spark;
    this.name = name;
    try {
      Path path = new Path(name);
      this.files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
      this.folder = files.makeQualified(path);
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException(e, "Cannot reach %s: %s", name, e.getMessage());
    }
    ExclusiveCreate exclusive = ExclusiveCreate.on(files);
    this.log = new CommitLog(folder, files, exclusive);
    this.manifest =
        S3A.is(files) ? Optional.of(new Manifest(folder, files, exclusive, log)) : Optional.empty();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public TableFormat format() {
    return TableFormat.parquet;
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public boolean exists() {
    version();
    try {
      return holdsParquet(folder) && !isRecording();
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /** Whether it is no folder but a file that a JSON file beside it describes. */
  private boolean isRecording() throws IOException {
    String name = folder.getName();
    return name.endsWith(ENDING)
        && files.getFileStatus(folder).isFile()
        && files.exists(new Path(folder.getParent(), ArrayDescription.fileName(name)));
  }

  /** Recordings in Parquet, which are no part of a table, have a JSON file beside them. */
  private boolean holdsParquet(Path below) throws IOException {
    List<FileStatus> children = visible(below);
    Set<String> names =
        children.stream().map(child -> child.getPath().getName()).collect(Collectors.toSet());
    for (FileStatus child : children) {
      String name = child.getPath().getName();
      if (child.isDirectory()
          ? holdsParquet(child.getPath())
          : name.endsWith(ENDING) && !names.contains(ArrayDescription.fileName(name))) {
        return true;
      }
    }
    return false;
  }

  /** What readers of a folder look at. */
  private List<FileStatus> visible(Path below) throws IOException {
    try {
      return Arrays.stream(files.listStatus(below))
          .filter(child -> !child.getPath().getName().matches("[_.].*"))
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /** Each file says its own columns: those that older files lack are null there. */
  @Override
  public void prepare(StructType columns) {
    prepared = Optional.of(columns);
  }

  @Override
  public Snapshot snapshot() {
    return new FolderSnapshot(version());
  }

  private long version() {
    try {
      return log.last();
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  @Override
  public Path newFile(Path staging, String unit) {
    String file = unit + "-" + UUID.randomUUID() + ENDING;
    if (manifest.isEmpty()) {
      return new Path(staging, file);
    }
    try {
      manifest.get().begin(this::listed);
    } catch (IOException e) {
      throw unreachable(e);
    }
    return new Path(folder, file);
  }

  @Override
  public MessageType fileSchema(MessageType parts) {
    return parts;
  }

  @Override
  public Snapshot append(DataFile file, Snapshot since) throws TableChangedException, IOException {
    commit(version(since), entry(file, List.of()));
    return new FolderSnapshot(version(since) + 1);
  }

  private void commit(long since, CommitLog.Entry entry) throws TableChangedException, IOException {
    if (!log.append(since, entry)) {
      throw new TableChangedException(name);
    }
    if (manifest.isPresent()) {
      manifest.get().committed(since + 1);
    }
  }

  private CommitLog.Entry entry(DataFile file, List<String> removed) {
    Path path = new Path(file.path());
    String staged = manifest.isPresent() ? null : relative(path);
    return new CommitLog.Entry(staged, path.getName(), file.rows(), removed);
  }

  @Override
  public void remove(Optional<Column> gone) throws IOException {
    try {
      if (gone.isPresent()) {
        new RewriteFiles(spark, this, this::replace).without(gone.get());
      } else {
        long version = version();
        commit(version, CommitLog.Entry.removing(dataFiles(version)));
      }
    } catch (TableChangedException e) {
      throw new BadInputException(
          e, "%s while its rows were removed; run the same command again", e.getMessage());
    }
  }

  private List<String> dataFiles(long version) throws IOException {
    Optional<Set<String>> named = named(version);
    return listed().stream().filter(file -> Manifest.holds(named, file)).toList();
  }

  private Optional<Set<String>> named(long version) throws IOException {
    return manifest.isPresent() ? manifest.get().names(version) : Optional.empty();
  }

  private List<String> listed() throws IOException {
    List<String> names = new ArrayList<>();
    collect(folder, names);
    return names;
  }

  private void collect(Path below, List<String> names) throws IOException {
    for (FileStatus child : visible(below)) {
      if (child.isDirectory()) {
        collect(child.getPath(), names);
      } else if (child.getPath().getName().endsWith(ENDING)) {
        names.add(relative(child.getPath()));
      }
    }
  }

  private Snapshot replace(String old, Optional<DataFile> file, Snapshot since)
      throws TableChangedException, IOException {
    List<String> removed = List.of(relative(new Path(old)));
    commit(
        version(since),
        file.map(rest -> entry(rest, removed)).orElse(CommitLog.Entry.removing(removed)));
    return new FolderSnapshot(version(since) + 1);
  }

  @Override
  public List<String> maintain(Duration age) throws IOException {
    int swept = manifest.isPresent() ? sweep(age) : 0;
    return List.of(
        "Removed " + swept + " files that no commit names",
        "A folder of Parquet files is not compacted: whoever reads it meanwhile would see rows"
            + " twice. Each commit is a file of its own; --commit-every sets their size.");
  }

  /** Deletes what this job wrote in place and never committed. */
  private int sweep(Duration age) throws IOException {
    long youngest = System.currentTimeMillis() - age.toMillis();
    Optional<Set<String>> named = named(version());
    int swept = 0;
    for (FileStatus file : visible(folder)) {
      if (!Manifest.holds(named, file.getPath().getName())
          && file.getModificationTime() < youngest) {
        files.delete(file.getPath(), false);
        swept++;
      }
    }
    return swept;
  }

  private static long version(Snapshot since) {
    return ((FolderSnapshot) since).version;
  }

  private String relative(Path path) {
    return folder.toUri().relativize(files.makeQualified(path).toUri()).getPath();
  }

  private final class FolderSnapshot implements Snapshot {
    private final long version;

    FolderSnapshot(long version) {
      this.version = version;
    }

    @Override
    public Optional<Dataset<Row>> rows() {
      return exists() ? Optional.of(read(folder.toString())) : Optional.empty();
    }

    @Override
    public Optional<Dataset<Row>> rowsWithFile() {
      return rows().map(rows -> rows.withColumn(FILE, col("_metadata.file_path")));
    }

    @Override
    public Dataset<Row> rowsOf(Iterable<String> paths) {
      List<String> all = new ArrayList<>();
      paths.forEach(all::add);
      return read(all.toArray(new String[0]));
    }

    private Dataset<Row> read(String... paths) {
      DataFrameReader reader = spark.read();
      prepared.ifPresent(reader::schema);
      return committed(reader.parquet(paths));
    }

    /** Without files that were written in place but are not, or not yet, committed. */
    private Dataset<Row> committed(Dataset<Row> listed) {
      if (manifest.isEmpty()) {
        return listed;
      }
      try {
        Optional<Set<String>> named = named(version);
        Object[] stray =
            Arrays.stream(listed.inputFiles())
                .map(file -> new Path(URI.create(file)).getName())
                .filter(file -> !Manifest.holds(named, file))
                .toArray();
        return stray.length == 0
            ? listed
            : listed.where(not(col("_metadata.file_name").isin(stray)));
      } catch (IOException e) {
        throw unreachable(e);
      }
    }
  }

  private BadInputException unreachable(IOException e) {
    return new BadInputException(e, "Cannot read or write %s: %s", name, e.getMessage());
  }
}
