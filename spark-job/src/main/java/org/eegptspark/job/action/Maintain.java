package org.eegptspark.job.action;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.table.Staging;
import org.eegptspark.job.table.Table;
import org.eegptspark.job.table.Tables;
import org.eegptspark.model.BadInputException;

/** Keeps a table of this job in shape: compaction, expiry, and leftovers of dead runs. */
public final class Maintain {
  private final SparkSession spark;
  private final String table;
  private Duration age = Duration.ofDays(7);

  /** Of a table by its folder or name. */
  public Maintain(SparkSession spark, String table) {
    this.spark = spark.newSession();
    this.table = table;
  }

  /** What is younger stays, for readers and writers of it may be at work; a week, unless set. */
  public Maintain olderThan(Duration young) {
    this.age = young;
    return this;
  }

  /**
   * Does it.
   *
   * @return what was done, in lines for the user
   * @throws BadInputException where there is no such table
   * @throws IOException where the table's files cannot be read or written
   */
  public List<String> execute() throws IOException {
    Table found = Tables.find(spark, table);
    BadInputException.check(
        found.exists(),
        "No table at %s: expected one that 'eegpt ingest' or 'eegpt featurize' wrote",
        table);
    int swept = new Staging(found.folder(), spark.sparkContext().hadoopConfiguration()).sweep(age);
    List<String> done = new ArrayList<>(found.maintain(age));
    done.add("Removed what " + swept + " dead runs had left");
    return done;
  }
}
