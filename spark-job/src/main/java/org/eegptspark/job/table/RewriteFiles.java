package org.eegptspark.job.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Removes rows from a table by replacing the files that hold them, each in one commit. */
public final class RewriteFiles {
  private final SparkSession spark;
  private final Table table;
  private final Replacement replacement;

  /**
   * Of a table.
   *
   * @param replacement how the table's format replaces a file
   */
  public RewriteFiles(SparkSession spark, Table table, Replacement replacement) {
    this.spark = spark;
    this.table = table;
    this.replacement = replacement;
  }

  /** Replaces one file by another, or by none, in one commit. */
  public interface Replacement {
    /**
     * Replaces a file.
     *
     * @param old as {@link Table.Snapshot#rowsWithFile} names it
     * @param file of the rows that stay, if any do
     * @throws TableChangedException where this job has committed since
     */
    Table.Snapshot replace(String old, Optional<DataFile> file, Table.Snapshot since)
        throws TableChangedException, IOException;
  }

  /**
   * Removes rows.
   *
   * @throws TableChangedException where this job, in another driver, commits meanwhile
   * @throws IOException where files cannot be read or written
   */
  public void without(Column gone) throws TableChangedException, IOException {
    Table.Snapshot snapshot = table.snapshot();
    Optional<Dataset<Row>> rows = snapshot.rowsWithFile();
    if (rows.isEmpty()) {
      return;
    }
    List<String> holding =
        rows.get()
            .where(gone)
            .select(Table.Snapshot.FILE)
            .distinct()
            .as(Encoders.STRING())
            .collectAsList();
    Staging staging = new Staging(table.folder(), spark.sparkContext().hadoopConfiguration());
    for (String file : holding) {
      Staging.Run run = staging.begin("rewrite");
      Column stays = not(coalesce(gone, lit(false)));
      Parts.write(snapshot.rowsOf(List.of(file)).where(stays).coalesce(1), run);
      Optional<DataFile> rest =
          new MergeParts(spark, List.of()).mergeFiles(table, run, staging.parts(run));
      snapshot = replacement.replace(file, rest, snapshot);
      staging.discard(run);
    }
  }
}
