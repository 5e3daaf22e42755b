package org.eegptspark.job.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.SharedSpark;
import org.eegptspark.job.s3.S3Server;
import org.eegptspark.job.table.Quarantine;
import org.eegptspark.job.table.Table;
import org.eegptspark.job.table.TableFormat;
import org.eegptspark.job.table.Tables;
import org.eegptspark.model.BadInputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables and corpora on an S3 server, in every format. */
class S3TablesTest {

  private final SparkSession spark = SharedSpark.session();
  private final Configuration hadoop = spark.sparkContext().hadoopConfiguration();
  private final S3Server server = S3Server.shared();
  private String bucket;

  @TempDir Path folder;

  @BeforeEach
  void bucket() {
    server.configure(hadoop);
    bucket = server.bucket("eegpt-" + UUID.randomUUID());
  }

  @AfterEach
  void live() {
    server.live();
    server.honourConditions(true);
  }

  /** Parquet and Delta tables in a bucket; Iceberg's in a catalog whose warehouse is there. */
  private TablesUnderFeaturize in(TableFormat format) {
    if (format != TableFormat.iceberg) {
      return new TablesUnderFeaturize(spark, folder, bucket + "/tables", format);
    }
    String catalog = "jdbc_" + UUID.randomUUID().toString().replace("-", "");
    String conf = "spark.sql.catalog." + catalog;
    String database = folder.resolve("catalog.db") + "?busy_timeout=30000";
    startedWith(conf, "org.apache.iceberg.spark.SparkCatalog");
    startedWith(conf + ".type", "jdbc");
    startedWith(conf + ".uri", "jdbc:sqlite:" + database);
    startedWith(conf + ".jdbc.schema-version", "V1");
    startedWith(conf + ".warehouse", bucket + "/warehouse");
    return new TablesUnderFeaturize(spark, folder, catalog + ".eeg", format);
  }

  /** Sets what a user gives when Spark starts: actions' own sessions have it too. */
  private void startedWith(String key, String value) {
    spark.conf().set(key, value);
    spark.sparkContext().conf().set(key, value);
  }

  @ParameterizedTest
  @EnumSource
  void tablesGrowAsOnLocalFiles(TableFormat format) throws Exception {
    TablesUnderFeaturize local =
        new TablesUnderFeaturize(spark, folder, folder + "/local", TableFormat.parquet);
    local.simulateAndIngest(1, 2);
    local.featurize("e").execute();
    TablesUnderFeaturize tables = in(format);
    tables.ingest().execute();
    Featurize.Result first = tables.featurize("e").commitEvery(1).execute();
    assertThat(first.windows()).isEqualTo(6);
    assertThat(tables.rows("e")).isEqualTo(local.rows("e"));
    assertThat(files(tables.path("e"))).isEqualTo(2);
    assertThat(tables.featurize("e").execute().done()).isEqualTo(2);

    tables.simulateAndIngest(3);
    assertThat(tables.featurize("e").execute().windows()).isEqualTo(3);
    Featurize.Result again =
        tables.featurize("e").overwrite(true).select(new Selection(List.of("S002*"))).execute();
    assertThat(again.windows()).isEqualTo(3);
    assertThat(tables.rows("e")).hasSize(9);
    assertThat(tables.featurize("e").overwrite(true).execute().windows()).isEqualTo(9);
    assertThat(tables.rows("e")).hasSize(9);
  }

  @ParameterizedTest
  @EnumSource
  void twoDriversOnOneTableNeverWriteTheSameTwice(TableFormat format) throws Exception {
    TablesUnderFeaturize tables = in(format);
    tables.simulateAndIngest(1, 2, 3, 4);
    tables.featurize("undisturbed").execute();
    long windows = tables.windowsOfThreeDrivers("e");
    assertThat(tables.rows("e")).isEqualTo(tables.rows("undisturbed"));
    assertThat(tables.rows("e")).hasSize(12);
    assertThat(windows).isEqualTo(12);
  }

  @ParameterizedTest
  @CsvSource({"parquet, 4", "delta, 2", "iceberg, 2"})
  void aDriverThatDiesAnywhereLeavesATableThatARerunCompletes(TableFormat format, int deaths)
      throws Exception {
    TablesUnderFeaturize tables = in(format);
    tables.simulateAndIngest(1, 2);
    server.live();
    tables.featurize("undisturbed").commitEvery(1).execute();
    int requests = server.answered();
    List<Row> undisturbed = tables.rows("undisturbed");
    assertThat(undisturbed).hasSize(6);
    for (int death = 0; death < deaths; death++) {
      String table = "e" + death;
      server.dieAfter(requests * (2 * death + 1) / (2 * deaths));
      assertThatThrownBy(() -> tables.featurize(table).commitEvery(1).execute());
      server.live();
      assertThat(tables.rows(table).size()).isIn(0, 3, 6);
      tables.featurize(table).commitEvery(1).execute();
      assertThat(tables.rows(table)).as("died at request %s", death).isEqualTo(undisturbed);
    }
  }

  @Test
  void whatADriverWroteAndNeverCommittedIsInNoTableAndIsRemovedLater() throws Exception {
    TablesUnderFeaturize tables = in(TableFormat.parquet);
    tables.simulateAndIngest(1);
    tables.featurize("e").execute();
    org.apache.hadoop.fs.Path committed =
        new org.apache.hadoop.fs.Path(tables.table("e").inputFiles()[0]);
    FileSystem files = committed.getFileSystem(hadoop);
    var stray =
        new org.apache.hadoop.fs.Path(
            committed.getParent(), "unit-" + UUID.randomUUID() + "-7.parquet");
    FileUtil.copy(files, committed, files, stray, false, hadoop);
    assertThat(tables.rows("e")).hasSize(3);
    assertThat(new Maintain(spark, tables.path("e")).olderThan(Duration.ofDays(1)).execute())
        .anyMatch(line -> line.contains("Removed 0 files"));
    assertThat(files.exists(stray)).isTrue();
    assertThat(new Maintain(spark, tables.path("e")).olderThan(Duration.ofMillis(-5000)).execute())
        .anyMatch(line -> line.contains("Removed 1 files"));
    assertThat(files.exists(stray)).isFalse();
    assertThat(tables.rows("e")).hasSize(3);
  }

  @Test
  void aStoreThatPassesOverConditionsIsRefusedBeforeTheFirstCommit() throws Exception {
    TablesUnderFeaturize tables = in(TableFormat.parquet);
    tables.simulate(1);
    server.honourConditions(false);
    assertThatThrownBy(() -> tables.ingest().execute())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("If-None-Match")
        .hasMessageContaining("Iceberg table in a catalog");
  }

  @Test
  void icebergInAFolderIsRefused() throws Exception {
    TablesUnderFeaturize tables =
        new TablesUnderFeaturize(spark, folder, bucket + "/tables", TableFormat.iceberg);
    tables.simulate(1);
    assertThatThrownBy(() -> tables.ingest().execute())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("by their name in a catalog")
        .hasMessageContaining(bucket);
  }

  @Test
  void aCorpusIsReadFromABucketAndWhatCannotBeReadIsQuarantinedThere() throws Exception {
    TablesUnderFeaturize tables = in(TableFormat.parquet);
    for (int subject : new int[] {1, 2}) {
      upload(tables.simulate(subject), "corpus/S00" + subject);
    }
    var broken = new org.apache.hadoop.fs.Path(bucket + "/corpus/S002/broken.edf");
    try (OutputStream out = broken.getFileSystem(hadoop).create(broken)) {
      out.write(new byte[] {1, 2, 3});
    }
    uploadBrainVision("corpus/S003");
    Ingest.Result whole =
        new Ingest(spark)
            .input(List.of(bucket + "/corpus"))
            .output(tables.path("recordings"))
            .execute();
    assertThat(whole.recordings()).isEqualTo(3);
    assertThat(whole.quarantined()).hasSize(1);
    assertThat(whole.quarantined().get(0).source()).isEqualTo(broken.toString());
    assertThat(spark.read().parquet(Quarantine.nameOf(spark, tables.path("recordings"))).count())
        .isEqualTo(1);
    Ingest.Result glob =
        new Ingest(spark)
            .input(List.of(bucket + "/corpus/*1/*.edf"))
            .output(tables.path("some"))
            .execute();
    assertThat(glob.recordings()).isEqualTo(1);
    assertThat(tables.featurize("e").select(new Selection(List.of("*.edf"))).execute().windows())
        .isEqualTo(6);
  }

  @Test
  void requestsGrowWithTheWorkAndNotWithItsSquare() throws Exception {
    int few = requests(4);
    int many = requests(8);
    System.out.printf("S3 requests: %d for 4 units, %d for 8%n", few, many);
    assertThat(many).isLessThan(2 * few + few / 5);
  }

  /** Requests of featurizing so many recordings, a commit each. */
  private int requests(int recordings) throws Exception {
    TablesUnderFeaturize tables =
        new TablesUnderFeaturize(
            spark,
            folder.resolve("" + recordings),
            bucket + "/n" + recordings,
            TableFormat.parquet);
    List<Integer> subjects = new ArrayList<>();
    for (int subject = 1; subject <= recordings; subject++) {
      subjects.add(subject);
    }
    tables.simulateAndIngest(subjects.stream().mapToInt(i -> i).toArray());
    server.takeRequests();
    tables.featurize("e").commitEvery(1).execute();
    Map<String, Integer> taken = server.takeRequests();
    System.out.println(recordings + " units: " + taken);
    return taken.values().stream().mapToInt(i -> i).sum();
  }

  /** A header, and the files beside it that it names. */
  private void uploadBrainVision(String to) throws Exception {
    Path header = folder.resolve("rec.vhdr");
    Files.writeString(
        header,
        """
        Brain Vision Data Exchange Header File Version 1.0
        [Common Infos]
        DataFile=$b.eeg
        MarkerFile=rec.vmrk
        DataFormat=BINARY
        DataOrientation=MULTIPLEXED
        NumberOfChannels=1
        SamplingInterval=4000
        [Binary Infos]
        BinaryFormat=INT_16
        [Channel Infos]
        Ch1=Cz,,0.5,µV
        """);
    Path markers = folder.resolve("rec.vmrk");
    Files.writeString(
        markers,
        """
        Brain Vision Data Exchange Marker File, Version 1.0
        [Marker Infos]
        Mk1=Stimulus,S 1,11,5,0
        """);
    Path samples = Files.write(folder.resolve("rec.eeg"), new byte[2 * 2000]);
    for (Path file : List.of(header, markers, samples)) {
      upload(file, to);
    }
  }

  private long files(String table) {
    return Tables.find(spark, table)
        .snapshot()
        .rowsWithFile()
        .orElseThrow()
        .select(Table.Snapshot.FILE)
        .distinct()
        .count();
  }

  private void upload(Path file, String to) throws Exception {
    var target = new org.apache.hadoop.fs.Path(bucket + "/" + to + "/" + file.getFileName());
    target
        .getFileSystem(hadoop)
        .copyFromLocalFile(new org.apache.hadoop.fs.Path(file.toUri()), target);
  }
}
