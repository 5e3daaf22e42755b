package org.eegptspark.job.corpus.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.job.corpus.CorpusFiles;
import org.eegptspark.job.corpus.CorpusRecording;
import org.eegptspark.job.corpus.HadoopRecordingFile;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.Annotation;
import org.eegptspark.model.recording.RecordingHeader;
import org.eegptspark.model.recording.simulated.EegSimulator;
import org.eegptspark.model.recording.simulated.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutsTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path corpus;

  @ParameterizedTest
  @CsvSource({
    "/a/SC4001E0-PSG.edf, sleep-edf",
    "/a/ST7011J0-PSG.edf, sleep-edf",
    "/a/SC4001EC-Hypnogram.edf, sleep-edf",
    "/a/SC4001E0-PSG.edf.gz, sleep-edf",
    "/a/S001R03.edf.gz, eegmmidb",
    "s3a://b/S001/S001R03.edf, eegmmidb",
    "/t/train/abnormal/01_tcp_ar/aaaaaaaq_s004_t000.edf, tuh",
    "hdfs://n/t/00000006/s001_2001/00000006_s001_t001.edf, tuh",
    "/d/sub-01/ses-02/eeg/sub-01_ses-02_task-rest_eeg.vhdr, bids",
    "/d/sub-01/recording.edf, bids",
    "/d/recording.edf, none",
    "/d/subject-01/R03.edf, none"
  })
  void eachFileIsOfTheLayoutThatItsPathLooksLike(String path, String layout) {
    assertThat(LayoutChoice.AUTO.of(path)).isSameAs(LayoutChoice.parse(layout).of(path));
  }

  @Test
  void bidsTellsSubjectSessionEventsBadChannelsAndParticipants() throws Exception {
    Path edf =
        simulated("sub-07/ses-b/eeg/sub-07_ses-b_task-fists_run-2_eeg.edf", Simulation.of(1, 3));
    write("dataset_description.json", "{}");
    write("participants.tsv", "participant_id\tage\tsex\nsub-06\t31\tF\nsub-07\t44\tn/a\n");
    write("task-fists_eeg.json", "{\"PowerLineFrequency\": 50, \"SamplingFrequency\": 160}");
    write("task-rest_channels.tsv", "name\ttype\tunits\tstatus\nC3..\tEEG\tuV\tbad\n");
    write("task-fists_channels.tsv", "name\ttype\tunits\tstatus\nCz..\tEEG\tuV\tbad\n");
    write(
        "sub-07/ses-b/eeg/sub-07_ses-b_task-fists_run-2_channels.tsv",
        "name\ttype\tunits\tstatus\nC3..\tEEG\tuV\tgood\nC4..\tEEG\tuV\tbad\nFz..\tEEG\tmV\tgood\n");
    write(
        "sub-07/ses-b/eeg/sub-07_ses-b_task-fists_run-2_events.tsv",
        "onset\tduration\ttrial_type\tvalue\n1.5\t4\tleft\t1\n6\tn/a\tn/a\t2\n9\t1\tn/a\tn/a\n");
    write("sub-07/ses-b/eeg/sub-07_ses-b_task-fists_run-1_events.tsv", "onset\n0\n");

    try (CorpusRecording recording = open(edf, LayoutChoice.AUTO)) {
      RecordingHeader header = recording.header();
      assertThat(header.subject()).contains("07");
      assertThat(recording.session()).contains("b");
      assertThat(header.annotations())
          .containsExactly(new Annotation(1.5, 4, "left"), new Annotation(6, -1, "2"));
      assertThat(recording.facts(header.groups().get(0)).badChannels()).containsExactly("C4..");
      assertThat(recording.facts(header.groups().get(0)).details())
          .containsEntry("layout", "bids")
          .containsEntry("run", "2")
          .containsEntry("age", "44")
          .containsEntry("line_frequency_hz", "50")
          .doesNotContainKey("sex");
      assertThat(header.losses())
          .containsExactly("channel Fz.. is in uV, whatever the corpus says (mV)");
    }
  }

  @Test
  void bidsCopiesAndCodeAreNotIngested() throws Exception {
    simulated("sub-01/eeg/sub-01_task-rest_eeg.edf", Simulation.of(1, 1));
    simulated("derivatives/clean/sub-01/eeg/sub-01_task-rest_eeg.edf", Simulation.of(1, 1));
    assertThat(CorpusFiles.list(List.of(corpus.toString()), LayoutChoice.AUTO, HADOOP)).hasSize(2);
    write("dataset_description.json", "{}");

    assertThat(CorpusFiles.list(List.of(corpus.toString()), LayoutChoice.AUTO, HADOOP)).hasSize(1);
    assertThat(CorpusFiles.list(List.of(corpus + "/derivatives/clean"), LayoutChoice.BIDS, HADOOP))
        .hasSize(1);
    assertThat(CorpusFiles.list(List.of(corpus.toString()), LayoutChoice.NONE, HADOOP)).hasSize(2);
  }

  @Test
  void aBidsCompanionThatCannotBeReadIsToldAndTheRestStays() throws Exception {
    Path edf = simulated("sub-01/eeg/sub-01_task-rest_eeg.edf", Simulation.of(1, 1));
    write("sub-01/eeg/sub-01_task-rest_events.tsv", "onset\ttrial_type\nsoon\trest\n");
    write("sub-01/eeg/sub-01_task-rest_eeg.json", "{\"SamplingFrequency\": ");
    write("participants.tsv", "participant_id\nsub-02\n");

    try (CorpusRecording recording = open(edf, LayoutChoice.BIDS)) {
      assertThat(recording.header().subject()).contains("01");
      assertThat(recording.header().losses()).hasSize(3);
      assertThat(recording.header().losses().get(0))
          .contains("sub-01_task-rest_events.tsv: column onset holds 'soon', which is no number");
      assertThat(recording.header().losses().get(1)).contains("eeg.json is no JSON");
      assertThat(recording.header().losses().get(2)).contains("does not list");
    }
  }

  @Test
  void tuhTellsSubjectSessionMontageAndLabels() throws Exception {
    Path edf =
        simulated("train/aaaaaaac/s001_2002/02_tcp_le/aaaaaaac_s001_t000.edf", Simulation.of(2, 3));
    String beside = "train/aaaaaaac/s001_2002/02_tcp_le/aaaaaaac_s001_t000";
    write(
        beside + ".csv",
        """
        # version = csv_v1.0.0
        # duration = 20.0000 secs
        #
        channel,start_time,stop_time,label,confidence
        FP1-F7,0.0000,6.5000,bckg,1.0000
        F7-T3,0.0000,6.5000,bckg,1.0000
        FP1-F7,6.5000,9.0000,fnsz,1.0000
        """);
    try (CorpusRecording recording = open(edf, LayoutChoice.AUTO)) {
      assertThat(recording.header().subject()).contains("aaaaaaac");
      assertThat(recording.session()).contains("s001");
      assertThat(recording.facts(recording.header().groups().get(0)).details())
          .containsEntry("montage", "02_tcp_le")
          .containsEntry("split", "train")
          .containsEntry("token", "t000");
      assertThat(recording.header().annotations())
          .containsExactly(new Annotation(0, 6.5, "bckg"), new Annotation(6.5, 2.5, "fnsz"));
    }
    write(
        beside + ".csv_bi",
        "# bname = x\nchannel,start_time,stop_time,label,confidence\nTERM,6.5,9.0,seiz,1.0\n");
    try (CorpusRecording recording = open(edf, LayoutChoice.AUTO)) {
      assertThat(recording.header().annotations())
          .containsExactly(new Annotation(6.5, 2.5, "seiz"));
    }
    Files.delete(corpus.resolve(beside + ".csv_bi"));
    write(beside + ".tse", "version = tse_v1.0.0\n\n0.0000 3.5 bckg 1.0000\n3.5 8 gnsz 1.0\n");
    try (CorpusRecording recording = open(edf, LayoutChoice.AUTO)) {
      assertThat(recording.header().annotations())
          .containsExactly(new Annotation(0, 3.5, "bckg"), new Annotation(3.5, 4.5, "gnsz"));
    }
    write(beside + ".tse", "version = tse_v1.0.0\n\n0.0000 late bckg 1.0000\n");
    try (CorpusRecording recording = open(edf, LayoutChoice.AUTO)) {
      assertThat(recording.header().losses())
          .containsExactly(
              "has no labels: aaaaaaac_s001_t000.tse: expected lines START STOP LABEL PROBABILITY,"
                  + " but found '0.0000 late bckg 1.0000'");
    }
  }

  @Test
  void recordingsOfTuabAreNormalOrAbnormalAsAWhole() throws Exception {
    Path edf = simulated("eval/abnormal/01_tcp_ar/aaaaaaaq_s004_t000.edf", Simulation.of(2, 3));
    try (CorpusRecording recording = open(edf, LayoutChoice.AUTO)) {
      assertThat(recording.header().annotations())
          .containsExactly(new Annotation(0, 20, "abnormal"));
    }
  }

  @Test
  void theHypnogramBesideANightIsItsLabelsAndNoRecording() throws Exception {
    Path psg = simulated("SC4051E0-PSG.edf", Simulation.of(1, 1));
    hypnogram("SC4051EC-Hypnogram.edf", "12.08.09", "16.15.30", "Sleep stage W", "Sleep stage 1");
    hypnogram("SC4052EC-Hypnogram.edf", "12.08.09", "16.15.00", "Sleep stage R");

    assertThat(CorpusFiles.list(List.of(corpus.toString()), LayoutChoice.AUTO, HADOOP))
        .extracting(CorpusFiles.Found::uri)
        .containsExactly(psg.toUri().toString().replace("///", "/"));
    try (CorpusRecording recording = open(psg, LayoutChoice.AUTO)) {
      assertThat(recording.header().subject()).contains("SC405");
      assertThat(recording.session()).contains("1");
      assertThat(recording.header().annotations())
          .containsExactly(
              new Annotation(30, 30, "Sleep stage W"), new Annotation(60, 30, "Sleep stage 1"));
    }
    assertThatThrownBy(
            () ->
                CorpusFiles.list(
                    List.of(corpus + "/SC4051EC-Hypnogram.edf"), LayoutChoice.AUTO, HADOOP))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("holds labels of the recording beside it");
  }

  @Test
  void aNightWithoutHypnogramSaysSo() throws Exception {
    Path psg = simulated("ST7022J0-PSG.edf", Simulation.of(1, 1));
    try (CorpusRecording recording = open(psg, LayoutChoice.SLEEP_EDF)) {
      assertThat(recording.header().subject()).contains("ST702");
      assertThat(recording.session()).contains("2");
      assertThat(recording.header().losses())
          .containsExactly("has no labels: no ST7022J*-Hypnogram.edf lies beside it; put it there");
    }
  }

  @Test
  void eegmmidbTellsWhatItsRunsAre() throws Exception {
    Path edf = TestData.file("data/eegmmidb/S001R06.edf");
    try (CorpusRecording recording = open(edf, LayoutChoice.AUTO)) {
      assertThat(recording.header().subject()).contains("S001");
      assertThat(recording.session()).contains("R06");
      assertThat(recording.header().annotations()).hasSize(30).extracting("text").contains("T0");
      assertThat(recording.facts(recording.header().groups().get(0)).details())
          .containsEntry("task", "both fists or both feet, imagined");
    }
  }

  @Test
  void withoutALayoutARecordingSpeaksForItself() throws Exception {
    Path edf = simulated("sub-01/S009R03.edf", Simulation.of(3, 1));
    try (CorpusRecording recording = open(edf, LayoutChoice.NONE)) {
      assertThat(recording.header().subject()).contains("S003");
      assertThat(recording.session()).isEmpty();
    }
  }

  @Test
  void refusesALayoutThatIsNone() {
    assertThatThrownBy(() -> LayoutChoice.parse("bid"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("Unknown layout 'bid': expected auto, bids, tuh, eegmmidb, sleep-edf, none");
  }

  private Path simulated(String name, Simulation simulation) throws IOException {
    Path file = corpus.resolve(name);
    Files.createDirectories(file.getParent());
    new EegSimulator(simulation.withDurationSeconds(20)).writeEdf(file);
    return file;
  }

  private void write(String name, String text) throws IOException {
    Path file = corpus.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static CorpusRecording open(Path file, LayoutChoice choice) throws IOException {
    return CorpusRecording.open(
        new HadoopRecordingFile(new org.apache.hadoop.fs.Path(file.toUri()), HADOOP), choice);
  }

  /** An EDF+ file of annotations alone, in stages of 30 s. */
  private void hypnogram(String name, String date, String time, String... stages)
      throws IOException {
    StringBuilder annotations = new StringBuilder("+0\u0014\u0014\0");
    for (int i = 0; i < stages.length; i++) {
      annotations.append(String.format("+%d\u001530\u0014%s\u0014\0", 30 * i, stages[i]));
    }
    annotations.append("\0".repeat(annotations.length() % 2));
    String header =
        field("0", 8)
            + field("X X X X", 80)
            + field("Startdate 12-AUG-2009 X X X", 80)
            + field(date, 8)
            + field(time, 8)
            + field("512", 8)
            + field("EDF+C", 44)
            + field("1", 8)
            + field("0", 8)
            + field("1", 4)
            + field("EDF Annotations", 16)
            + field("", 80)
            + field("", 8)
            + field("-1", 8)
            + field("1", 8)
            + field("-32768", 8)
            + field("32767", 8)
            + field("", 80)
            + field(Integer.toString(annotations.length() / 2), 8)
            + field("", 32);
    Files.write(corpus.resolve(name), (header + annotations).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String field(String text, int width) {
    return String.format("%-" + width + "s", text);
  }
}
