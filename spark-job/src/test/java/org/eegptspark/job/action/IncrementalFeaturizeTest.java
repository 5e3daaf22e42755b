package org.eegptspark.job.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.eegptspark.job.SharedSpark;
import org.eegptspark.job.table.DataFile;
import org.eegptspark.job.table.EmbeddingsTable;
import org.eegptspark.job.table.MergeParts;
import org.eegptspark.job.table.Parts;
import org.eegptspark.job.table.Quarantine;
import org.eegptspark.job.table.Staging;
import org.eegptspark.job.table.Table;
import org.eegptspark.job.table.TableFormat;
import org.eegptspark.job.table.Tables;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.signal.WindowGrid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What reruns, other drivers and other versions of the job find in a table, in every format. */
class IncrementalFeaturizeTest {
  private final SparkSession spark = SharedSpark.session();

  @TempDir Path folder;

  private TablesUnderFeaturize in(TableFormat format) {
    return new TablesUnderFeaturize(spark, folder, format);
  }

  @ParameterizedTest
  @EnumSource
  void onlyWhatIsMissingForAModelAndItsSignalStepsIsDone(TableFormat format) throws Exception {
    TablesUnderFeaturize tables = in(format);
    tables.simulateAndIngest(1, 2);
    tables.featurize("e").execute();
    List<Row> first = tables.rows("e");
    assertThat(first).hasSize(2 * TablesUnderFeaturize.WINDOWS_A_RECORDING);

    Featurize.Result again = tables.featurize("e").execute();
    assertThat(again.done()).isEqualTo(2);
    assertThat(again.windows()).isZero();
    assertThat(tables.rows("e")).isEqualTo(first);

    tables.simulateAndIngest(3);
    Featurize.Result grown = tables.featurize("e").execute();
    assertThat(grown.done()).isEqualTo(2);
    assertThat(grown.windows()).isEqualTo(3);

    Featurize.Result hop = tables.featurize("e").grid(WindowGrid.parse("4s", "2s")).execute();
    assertThat(hop.windows()).isEqualTo(3 * 5);
    Featurize.Result other =
        tables.featurize("e").checkpoint(Checkpoints.load("synthetic:tiny2")).execute();
    assertThat(other.windows()).isEqualTo(9);
    assertThat(tables.table("e").count()).isEqualTo(9 + 15 + 9);
  }

  @Test
  void everyFormatHoldsTheSameRows() throws Exception {
    List<List<Row>> all = new ArrayList<>();
    for (TableFormat format : TableFormat.values()) {
      TablesUnderFeaturize tables =
          new TablesUnderFeaturize(spark, folder.resolve(format.name()), format);
      tables.simulateAndIngest(1, 2);
      tables.featurize("e").commitEvery(1).execute();
      all.add(tables.table("e").drop("source").orderBy("recording_id", "window").collectAsList());
    }
    assertThat(all.get(0)).hasSize(6);
    assertThat(all.get(1)).isEqualTo(all.get(0));
    assertThat(all.get(2)).isEqualTo(all.get(0));
  }

  @ParameterizedTest
  @EnumSource
  void aUnitIsOneFileSortedByRecordingAndWindow(TableFormat format) throws Exception {
    TablesUnderFeaturize tables = in(format);
    tables.simulateAndIngest(1, 2, 3);
    tables.featurize("e").execute();
    var withFile = Tables.find(spark, tables.path("e")).snapshot().rowsWithFile().orElseThrow();
    assertThat(withFile.select(Table.Snapshot.FILE).distinct().count()).isEqualTo(1);
    List<String> asStored =
        tables.table("e").coalesce(1).collectAsList().stream()
            .map(row -> row.getString(0) + " " + row.getLong(4))
            .toList();
    assertThat(asStored).hasSize(9).isSorted();
  }

  @ParameterizedTest
  @EnumSource
  void twoDriversOnOneTableNeverWriteTheSameTwice(TableFormat format) throws Exception {
    TablesUnderFeaturize tables = in(format);
    tables.simulateAndIngest(1, 2, 3, 4, 5);
    tables.featurize("undisturbed").execute();
    long windows = tables.windowsOfThreeDrivers("e");
    assertThat(tables.rows("e")).isEqualTo(tables.rows("undisturbed"));
    assertThat(windows).isEqualTo(15);
  }

  @ParameterizedTest
  @EnumSource
  void overwriteOfSelectedRecordingsReplacesTheirRowsAlone(TableFormat format) throws Exception {
    TablesUnderFeaturize tables = in(format);
    tables.simulateAndIngest(1, 2, 3);
    tables.featurize("e").execute();
    tables.featurize("e").checkpoint(Checkpoints.load("synthetic:tiny2")).execute();
    List<Row> before = tables.rows("e");
    Featurize.Result result =
        tables.featurize("e").overwrite(true).select(new Selection(List.of("S002*"))).execute();
    assertThat(result.recordings()).isEqualTo(1);
    assertThat(result.windows()).isEqualTo(3);
    assertThat(tables.rows("e")).isEqualTo(before);

    Featurize.Result all = tables.featurize("e").overwrite(true).execute();
    assertThat(all.windows()).isEqualTo(9);
    assertThat(tables.rows("e")).hasSize(9);
  }

  @ParameterizedTest
  @EnumSource
  void aTableOfAnEarlierVersionGainsTheColumnsThatItLacks(TableFormat format) throws Exception {
    TablesUnderFeaturize tables = in(format);
    tables.simulateAndIngest(1, 2);
    tables.featurize("later").select(new Selection(List.of("S001*"))).execute();
    var earlier = tables.table("later").drop("weights");
    Table old = Tables.open(spark, tables.path("e"), format);
    old.prepare(earlier.schema());
    Staging staging = new Staging(old.folder(), spark.sparkContext().hadoopConfiguration());
    Staging.Run run = staging.begin("earlier");
    Parts.write(earlier, run);
    DataFile file =
        new MergeParts(spark, EmbeddingsTable.KEY)
            .mergeFiles(old, run, staging.parts(run))
            .orElseThrow();
    old.append(file, old.snapshot());
    Featurize.Result result = tables.featurize("e").execute();
    assertThat(result.done()).isEqualTo(1);
    assertThat(result.windows()).isEqualTo(3);
    var table = Tables.open(spark, tables.path("e"), format);
    table.prepare(EmbeddingsTable.SCHEMA);
    var rows = table.snapshot().rows().orElseThrow();
    assertThat(rows.count()).isEqualTo(6);
    assertThat(rows.where(functions.col("weights").isNull()).count()).isEqualTo(3);
    assertThat(rows.where(functions.col("weights").contains("untrained")).count()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsInQuarantineIsPassedOverUntilItIsRetried(TableFormat format) throws Exception {
    TablesUnderFeaturize tables = in(format);
    tables.simulateAndIngest(1, 2);
    Featurize.Result ids =
        tables.featurize("ids").select(new Selection(List.of("S001*"))).execute();
    Row first = tables.rows("ids").get(0);
    Quarantine quarantine = new Quarantine(spark, Tables.open(spark, tables.path("e"), format));
    Quarantine.Entry entry =
        new Quarantine.Entry(
            first.getAs("source"),
            first.getAs("recording_id"),
            null,
            "featurize",
            "its tasks failed again and again",
            ids.modelId(),
            ids.signalId());
    quarantine.add(List.of(entry));
    quarantine.add(List.of(entry));
    assertThat(quarantine.entries()).containsExactly(entry);

    Featurize.Result passing = tables.featurize("e").execute();
    assertThat(passing.passedOver()).isEqualTo(1);
    assertThat(passing.windows()).isEqualTo(3);

    Featurize.Result retrying = tables.featurize("e").retryQuarantined(true).execute();
    assertThat(retrying.passedOver()).isZero();
    assertThat(retrying.windows()).isEqualTo(3);
    assertThat(tables.rows("e")).hasSize(6);
    assertThat(quarantine.entries()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void maintenanceLeavesTheRowsAsTheyAre(TableFormat format) throws Exception {
    TablesUnderFeaturize tables = in(format);
    tables.simulateAndIngest(1, 2);
    tables.featurize("e").commitEvery(1).execute();
    List<Row> before = tables.rows("e");
    assertThat(new Maintain(spark, tables.path("e")).execute())
        .hasSize(format == TableFormat.parquet ? 3 : 2)
        .anyMatch(line -> line.equals("Removed what 0 dead runs had left"));
    assertThat(tables.rows("e")).isEqualTo(before);
    assertThat(tables.featurize("e").execute().windows()).isZero();
  }

  @Test
  void aTableIsNotContinuedInAnotherFormat() throws Exception {
    in(TableFormat.parquet).simulateAndIngest(1);
    assertThatThrownBy(() -> in(TableFormat.delta).ingest().execute())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is a table in format parquet, not delta");
  }
}
