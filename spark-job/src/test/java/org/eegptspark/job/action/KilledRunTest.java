package org.eegptspark.job.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.SharedSpark;
import org.eegptspark.job.table.MortalFileSystem;
import org.eegptspark.job.table.TableFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that die between any two changes they make, and the same command run again. */
class KilledRunTest {
  private static final int DEATHS = 12;

  private final SparkSession spark = SharedSpark.session();
  private final Configuration hadoop = spark.sparkContext().hadoopConfiguration();

  @TempDir Path folder;

  @AfterEach
  void ordinaryFiles() {
    MortalFileSystem.uninstall(hadoop);
  }

  @ParameterizedTest
  @EnumSource
  void aFeaturizeThatDiesAnywhereEndsWithTheSameRowsWhenRunAgain(TableFormat format)
      throws Exception {
    TablesUnderFeaturize tables = new TablesUnderFeaturize(spark, folder, format);
    tables.simulateAndIngest(1, 2);
    MortalFileSystem.install(hadoop, "/mortal");
    tables.featurize("mortal-not").commitEvery(1).execute();
    List<Row> undisturbed = tables.rows("mortal-not");
    int changes = MortalFileSystem.changes();
    assertThat(undisturbed).hasSize(6);
    for (int death = 0; death < DEATHS; death++) {
      String table = "mortal" + death;
      MortalFileSystem.dieAfter(changes * death / DEATHS);
      assertThatThrownBy(() -> tables.featurize(table).commitEvery(1).execute());
      MortalFileSystem.live();
      wholeUnitsAlone(tables, table);
      tables.featurize(table).commitEvery(1).execute();
      assertThat(tables.rows(table)).as("died at change %s", death).isEqualTo(undisturbed);
    }
  }

  /** What any reader of the folder sees of a table after a death: recordings, whole. */
  private void wholeUnitsAlone(TablesUnderFeaturize tables, String table) throws Exception {
    if (tables.format() == TableFormat.parquet && holdsFiles(table)) {
      List<Row> counts =
          spark.read().parquet(tables.path(table)).groupBy("recording_id").count().collectAsList();
      assertThat(counts).allMatch(row -> row.getLong(1) == 3);
    }
  }

  private boolean holdsFiles(String table) throws Exception {
    if (!Files.exists(folder.resolve(table))) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder.resolve(table))) {
      return files.anyMatch(file -> file.toString().endsWith(".parquet"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anIngestThatDiesAnywhereEndsWithTheSameRowsWhenRunAgain(TableFormat format)
      throws Exception {
    TablesUnderFeaturize tables = new TablesUnderFeaturize(spark, folder, format);
    tables.simulate(1);
    tables.simulate(2);
    MortalFileSystem.install(hadoop, "/mortal");
    ingest(tables, "mortal-not").execute();
    List<Row> undisturbed = recordings(tables, "mortal-not");
    int changes = MortalFileSystem.changes();
    assertThat(undisturbed).hasSize(2);
    for (int death = 0; death < DEATHS; death++) {
      String table = "mortal" + death;
      MortalFileSystem.dieAfter(changes * death / DEATHS);
      assertThatThrownBy(() -> ingest(tables, table).execute());
      MortalFileSystem.live();
      ingest(tables, table).execute();
      assertThat(recordings(tables, table)).as("died at %s", death).isEqualTo(undisturbed);
    }
  }

  private Ingest ingest(TablesUnderFeaturize tables, String table) {
    return new Ingest(spark)
        .input(List.of(tables.path("edf")))
        .output(tables.path(table))
        .format(tables.format());
  }

  private static List<Row> recordings(TablesUnderFeaturize tables, String table) {
    return tables
        .table(table)
        .selectExpr("* except (samples)", "md5(samples)")
        .orderBy("recording_id", "segment")
        .collectAsList();
  }
}
