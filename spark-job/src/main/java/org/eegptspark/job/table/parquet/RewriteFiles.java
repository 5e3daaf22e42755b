package org.eegptspark.job.table.parquet;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.table.DataFile;
import org.eegptspark.job.table.MergeParts;
import org.eegptspark.job.table.Parts;
import org.eegptspark.job.table.Staging;
import org.eegptspark.job.table.Table.Snapshot;
import org.eegptspark.job.table.TableChangedException;

/** Removes rows from a folder of Parquet files, file by file, each in one commit. */
final class RewriteFiles {
  private final ParquetTable table;
  private final SparkSession spark;

  RewriteFiles(ParquetTable table, SparkSession spark) {
    this.table = table;
    this.spark = spark;
  }

  void without(Column gone) throws TableChangedException, IOException {
    Snapshot snapshot = table.snapshot();
    if (snapshot.rows().isEmpty()) {
      return;
    }
    List<String> holding =
        snapshot
            .rowsWithFile()
            .orElseThrow()
            .where(gone)
            .select(Snapshot.FILE)
            .distinct()
            .as(Encoders.STRING())
            .collectAsList();
    Staging staging = new Staging(table.folder(), spark.sparkContext().hadoopConfiguration());
    for (String file : holding) {
      Staging.Run run = staging.begin("rewrite");
      Column stays = not(coalesce(gone, lit(false)));
      Parts.write(snapshot.rowsOf(List.of(file)).where(stays), run);
      Optional<DataFile> rest =
          new MergeParts(spark, List.of()).merge(table, run, staging.parts(run));
      snapshot = table.replace(new Path(file), rest, snapshot);
      staging.discard(run);
    }
  }
}
