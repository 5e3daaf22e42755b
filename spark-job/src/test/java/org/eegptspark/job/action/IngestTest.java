package org.eegptspark.job.action;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.job.SharedSpark;
import org.eegptspark.job.corpus.RecordingSegments.SegmentLayout;
import org.eegptspark.job.table.SegmentRows;
import org.eegptspark.model.recording.Annotation;
import org.eegptspark.model.recording.Segment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestTest {
  private final SparkSession spark = SharedSpark.session();

  @TempDir Path folder;

  @Test
  void theTableHoldsTheFilesOwnDigitalValues() throws Exception {
    Path edf = TestData.file("data/eegmmidb/S001R03.edf");
    JsonNode expected =
        new ObjectMapper()
            .readTree(TestData.file("data/expected.json").toFile())
            .get("S001R03.edf");
    Ingest.Result result = ingest("recordings", SegmentLayout.DEFAULT, edf);
    assertThat(result.recordings()).isEqualTo(1);
    assertThat(result.segments()).isEqualTo(1);
    Segment segment = segments("recordings").get(0);
    assertThat(segment.subject()).isEqualTo("S001");
    assertThat(segment.session()).isEqualTo("R03");
    assertThat(segment.startedAt()).isEqualTo(LocalDateTime.of(2009, 8, 12, 16, 15));
    assertThat(segment.channels()).hasSize(64).startsWith("Fc5.", "Fc3.");
    assertThat(segment.annotations())
        .hasSize(30)
        .startsWith(new Annotation(0, 4.2, "T0"), new Annotation(4.2, 4.1, "T2"));
    for (int c = 0; c < 64; c++) {
      assertThat(digitalSum(segment, c))
          .isEqualTo(expected.get("signals").get(c).get("digital_sum").asLong());
    }
  }

  @Test
  void segmentsTileTheRecordingAndCarryTheirNeighboursSamples() {
    Path edf = TestData.file("data/eegmmidb/S001R03.edf");
    ingest("whole", SegmentLayout.DEFAULT, edf);
    ingest("cut", new SegmentLayout(20, 1, 5), edf);
    Segment whole = segments("whole").get(0);
    List<Segment> cut = segments("cut");
    assertThat(cut).hasSize(7);
    long next = 0;
    for (Segment segment : cut) {
      assertThat(segment.firstSample()).isEqualTo(next);
      next += segment.samplesInCore();
      assertThat(segment.run()).isEqualTo(whole.core());
      for (int c = 0; c < 64; c += 21) {
        assertThat(segment.microvolts(c, segment.held()))
            .isEqualTo(whole.microvolts(c, segment.held()));
      }
    }
    assertThat(next).isEqualTo(20_000);
    assertThat(cut.get(0).haloBefore()).isZero();
    assertThat(cut.get(1).haloBefore()).isEqualTo(160);
    assertThat(cut.get(1).haloAfter()).isEqualTo(800);
    assertThat(cut.get(6).haloAfter()).isZero();
  }

  @Test
  void aRecordingThatIsInTheTableAlreadyIsPassedOver() throws Exception {
    Path first = TestData.file("data/eegmmidb/S001R03.edf");
    Path second = TestData.file("data/eegmmidb/S001R04.edf");
    ingest("recordings", SegmentLayout.DEFAULT, first);
    Path copy = Files.copy(first, folder.resolve("copy.edf"));
    Ingest.Result again = ingest("recordings", SegmentLayout.DEFAULT, first, second, copy);
    assertThat(again.recordings()).isEqualTo(1);
    assertThat(again.known()).isEqualTo(2);
    assertThat(segments("recordings")).hasSize(2);
  }

  /** So many that tasks read several, whose rows lie in one part. */
  @Test
  void recordingsThatShareAPartAreTakenOneByOne() throws Exception {
    byte[] edf = Files.readAllBytes(TestData.file("data/formats/mne_test_uneven_samp.edf"));
    Path many = Files.createDirectory(folder.resolve("many"));
    for (int i = 0; i < 48; i++) {
      edf[8] = (byte) ('a' + i / 2); // of the subject's field: each content occurs twice
      Files.write(many.resolve("r" + i % 2 + i / 2 + ".edf"), edf);
    }
    Ingest.Result result = ingest("recordings", SegmentLayout.DEFAULT, many);
    assertThat(result.recordings()).isEqualTo(24);
    assertThat(result.known()).isEqualTo(24);
    assertThat(segments("recordings"))
        .hasSize(48)
        .extracting(segment -> segment.recordingId() + " " + segment.samplingRateHz())
        .doesNotHaveDuplicates();
  }

  @Test
  void aFolderOfAllFormatsBecomesOneTable() throws Exception {
    Path formats = TestData.project().resolve("model-core/src/test/resources/recordings");
    int written = new ObjectMapper().readTree(formats.resolve("expected.json").toFile()).size();
    Ingest.Result result = ingest("recordings", SegmentLayout.DEFAULT, formats);
    assertThat(result.quarantined()).isEmpty();
    assertThat(result.losses()).isEmpty();
    assertThat(result.recordings()).isEqualTo(written);

    Path packed = folder.resolve("again.gdf.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      Files.copy(formats.resolve("gdf-2.2-int16.gdf"), out);
    }
    Ingest.Result again = ingest("recordings", SegmentLayout.DEFAULT, packed);
    assertThat(again.recordings()).isZero();
    assertThat(again.known()).isEqualTo(1);
  }

  @Test
  void signalsOfSeveralRatesMakeARowEach() {
    Path edf = TestData.file("data/formats/mne_test_uneven_samp.edf");
    ingest("recordings", SegmentLayout.DEFAULT, edf);
    assertThat(segments("recordings"))
        .extracting(Segment::samplingRateHz)
        .containsExactlyInAnyOrder(100.0, 12.8);
  }

  @Test
  void aTruncatedFileGivesItsWholeRecordsAndASentenceOnTheRest() {
    Path edf = TestData.file("data/formats/truncated_S001R01.edf");
    Ingest.Result result = ingest("recordings", SegmentLayout.DEFAULT, edf);
    assertThat(result.recordings()).isEqualTo(1);
    assertThat(result.seconds()).isEqualTo(60);
    assertThat(result.losses()).hasSize(1);
    assertThat(result.losses().get(0))
        .contains("truncated_S001R01.edf")
        .contains("60")
        .contains("61");
  }

  private Ingest.Result ingest(String table, SegmentLayout layout, Path... files) {
    List<String> inputs = new ArrayList<>();
    for (Path file : files) {
      inputs.add(file.toString());
    }
    return new Ingest(spark)
        .input(inputs)
        .output(folder.resolve(table).toString())
        .layout(layout)
        .execute();
  }

  private List<Segment> segments(String table) {
    List<Row> rows =
        SegmentRows.select(spark.read().parquet(folder.resolve(table).toString()), table)
            .orderBy("source", "segment")
            .collectAsList();
    return rows.stream().map(SegmentRows::of).toList();
  }

  private static long digitalSum(Segment segment, int channel) {
    int samples = segment.samplesInCore();
    double[] digital = new double[samples];
    int at = channel * samples * segment.encoding().bytes();
    segment.encoding().digital(segment.samples(), at, samples, digital, 0);
    return (long) Arrays.stream(digital).sum();
  }
}
