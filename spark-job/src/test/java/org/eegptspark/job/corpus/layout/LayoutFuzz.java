package org.eegptspark.job.corpus.layout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.eegptspark.fixtures.RecordingCheck;
import org.eegptspark.job.corpus.HadoopRecordingFile;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.Annotation;
import org.eegptspark.model.recording.RecordingHeader;
import org.eegptspark.model.recording.SampleEncoding;
import org.eegptspark.model.recording.SignalGroup;
import org.eegptspark.model.recording.SignalGroup.Run;
import org.eegptspark.model.recording.SignalGroup.Signal;

/**
 * Fuzz targets of what lies beside recordings: whatever the bytes, a layout gives facts that hang
 * together, or notes what is wrong with them.
 */
public final class LayoutFuzz {
  private static final Configuration HADOOP = MemoryFileSystem.configuration();

  private static final RecordingHeader HEADER =
      new RecordingHeader(
          "EDF",
          Optional.empty(),
          Optional.empty(),
          List.of(
              new SignalGroup(
                  100,
                  SampleEncoding.INT16,
                  List.of(new Signal("C3", "", 1, 0), new Signal("C4", "", 1, 0)),
                  List.of(new Run(0, 1000)))),
          List.of(),
          List.of());

  private LayoutFuzz() {}

  /** Values parted by commas or tabs, whichever the first byte says. */
  public static final class Table {
    private Table() {}

    /** Reads a table. */
    public static void fuzzerTestOneInput(byte[] bytes) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      try {
        SeparatedText table =
            text.startsWith("#") ? SeparatedText.csv("x", text) : SeparatedText.tsv("x", text);
        for (Map<String, String> row : table.withColumns("onset")) {
          double onset = table.number(row, "onset").orElse(0);
          require(Double.isFinite(onset), "a number that is none");
        }
      } catch (BadInputException e) {
        require(!e.getMessage().isBlank(), "an error without a message");
      }
    }
  }

  /** BIDS: description, channels, events, participants. */
  public static final class Bids {
    private Bids() {}

    /** Reads four files. */
    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
      String recording = "/b/sub-01/eeg/sub-01_task-x_";
      facts(
          LayoutChoice.BIDS,
          recording + "eeg.edf",
          RecordingCheck.files(
              bytes,
              recording + "eeg.json",
              recording + "channels.tsv",
              recording + "events.tsv",
              "/b/participants.tsv"));
    }
  }

  /** TUH: labels of the kind that the first byte says. */
  public static final class Tuh {
    private Tuh() {}

    /** Reads a file. */
    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
      String recording = "/t/aaaaaaac_s001_t000";
      List<String> endings = List.of(".csv_bi", ".tse", ".csv");
      int kind = bytes.length == 0 ? 0 : bytes[0] % 3 + (bytes[0] < 0 ? 2 : 0);
      facts(LayoutChoice.TUH, recording + ".edf", Map.of(recording + endings.get(kind), bytes));
    }
  }

  /** Sleep-EDF: the hypnogram. */
  public static final class SleepEdf {
    private SleepEdf() {}

    /** Reads a file. */
    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
      facts(
          LayoutChoice.SLEEP_EDF,
          "/s/SC4001E0-PSG.edf",
          Map.of("/s/SC4001EC-Hypnogram.edf", bytes));
    }
  }

  private static void facts(LayoutChoice layout, String recording, Map<String, byte[]> beside)
      throws IOException {
    Map<String, byte[]> files = new HashMap<>(beside);
    files.put(recording, new byte[0]);
    MemoryFileSystem.files = files;
    Path path = new Path("memory://" + recording);
    Companions around = new Companions(new HadoopRecordingFile(path, HADOOP));
    LayoutFacts facts = layout.of(path.toString()).facts(around, HEADER);
    for (Annotation label : facts.labels().orElse(List.of())) {
      require(
          Double.isFinite(label.onsetS()) && Double.isFinite(label.durationS()),
          "a label at no time");
      require(label.text() != null, "a label without text");
    }
    facts.notes().forEach(note -> require(!note.isBlank(), "a note that says nothing"));
  }

  private static void require(boolean condition, String found) {
    if (!condition) {
      throw new AssertionError("A layout gave " + found);
    }
  }
}
