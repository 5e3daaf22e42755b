package org.eegptspark.job.table;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * A table of this job in one of the formats: it is read as Spark reads it, and grows by whole files
 * of Parquet, a commit each.
 *
 * <p>Writers compare and append: {@link #append} takes the snapshot that the writer looked at, and
 * refuses where this job, in another driver, has committed since. There are no locks and no clocks.
 * Methods throw {@link org.eegptspark.model.BadInputException} where the table's storage or catalog
 * cannot be reached.
 */
public interface Table {
  /** How the user names it: a folder, or a name in a catalog. */
  String name();

  /** The format it is in. */
  TableFormat format();

  /**
   * The folder of its data, where readers of the table pass over names that begin with {@code _}.
   */
  Path folder();

  /** Whether there is such a table. */
  boolean exists();

  /** Makes the table where it does not exist, and adds columns that it lacks. */
  void prepare(StructType columns);

  /** The table as it is now; of one that does not exist, nothing. */
  Snapshot snapshot();

  /**
   * Where a file of a unit is to be written that {@link #append} then takes: never the same place
   * twice.
   *
   * @param staging the unit's own folder
   */
  Path newFile(Path staging, String unit);

  /**
   * The schema of files for this table.
   *
   * @param parts that Spark wrote them in
   * @return the same columns, with what the format wants beside them
   */
  MessageType fileSchema(MessageType parts);

  /**
   * Adds a file's rows in one commit: readers see all of them or none.
   *
   * @param file that {@link #newFile} named, complete
   * @param since what the writer knows of the table
   * @return the table with the file
   * @throws TableChangedException where this job has committed since: nothing was added, and the
   *     file is still the writer's
   * @throws IOException where the commit fails; it may have happened, which {@link #snapshot} tells
   */
  Snapshot append(DataFile file, Snapshot since) throws TableChangedException, IOException;

  /**
   * Removes rows.
   *
   * @param rows which; empty for all
   * @throws IOException where it fails; some may be gone then, and the same call removes the rest
   */
  void remove(Optional<Column> rows) throws IOException;

  /**
   * Compacts the table and drops what no reader needs any more, by the format's own means.
   *
   * @param age what is younger stays: readers and writers of it may be at work
   * @return what was done, in lines for the user
   * @throws IOException where the table's files cannot be read or written
   */
  List<String> maintain(Duration age) throws IOException;

  /** A table as it was at a moment. */
  interface Snapshot {
    /** Its rows, or nothing where it has no file yet. */
    Optional<Dataset<Row>> rows();

    /** Name of the column that {@link #rowsWithFile} adds. */
    String FILE = "eegpt_file";

    /** Its rows with the file that holds each. */
    Optional<Dataset<Row>> rowsWithFile();

    /**
     * Rows of some of its files.
     *
     * @param files as {@link #rowsWithFile} names them; formats that find files by the statistics
     *     of what is asked of the rows may give rows of others too
     */
    Dataset<Row> rowsOf(Iterable<String> files);
  }
}
