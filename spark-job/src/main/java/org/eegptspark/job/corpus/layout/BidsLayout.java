package org.eegptspark.job.corpus.layout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.Annotation;
import org.eegptspark.model.recording.RecordingHeader;

/**
 * BIDS-EEG (Pernet et al. 2019): {@code sub-01/ses-02/eeg/sub-01_ses-02_task-rest_run-1_eeg.edf}.
 *
 * <p>Labels are the rows of {@code _events.tsv}: {@code trial_type}, or else {@code value}. {@code
 * _channels.tsv} tells bad channels and the units of those whose file tells none; {@code _eeg.json}
 * the mains and the reference; {@code participants.tsv} the subject. Files that lie further up hold
 * for all recordings below whose name has the same entities.
 */
final class BidsLayout implements CorpusLayout {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DESCRIPTION = "dataset_description.json";
  private static final Set<String> BESIDE = Set.of("derivatives", "sourcedata", "stimuli", "code");
  private static final double RATE_TOLERANCE = 1e-3;

  @Override
  public boolean recognizes(String path) {
    return BidsName.of(path).value("sub").isPresent();
  }

  @Override
  public boolean passesOver(String name, Collection<String> siblings) {
    return BESIDE.contains(name) && siblings.contains(DESCRIPTION);
  }

  @Override
  public LayoutFacts facts(Companions around, RecordingHeader header) throws IOException {
    LayoutFacts facts = new LayoutFacts("bids");
    BidsName name = BidsName.of(around.path());
    facts.subject(name.value("sub").orElse(null)).session(name.value("ses").orElse(null));
    for (String entity : List.of("task", "acq", "run")) {
      facts.detail(entity, name.value(entity).orElse(null));
    }
    List<Path> folders = folders(around.folder());
    read(facts, () -> addEvents(around, name, folders, facts));
    read(facts, () -> addChannels(around, name, folders, facts));
    read(facts, () -> addDescription(around, name, folders, header, facts));
    read(facts, () -> addParticipant(around, name, folders, facts));
    return facts;
  }

  private interface Reading {
    void run() throws IOException;
  }

  private static void read(LayoutFacts facts, Reading companion) throws IOException {
    try {
      companion.run();
    } catch (BadInputException e) {
      facts.note("lacks what a companion would tell: %s", e.getMessage());
    }
  }

  /** The recording's folder and those above it, up to the one that holds the subject's. */
  private static List<Path> folders(Path own) {
    List<Path> folders = new ArrayList<>();
    for (Path at = own; at != null; at = at.getParent()) {
      folders.add(at);
      if (at.getName().startsWith("sub-")) {
        folders.add(at.getParent());
        return folders;
      }
    }
    return List.of(own);
  }

  /** The nearest file of an ending that holds for the recording. */
  private static Optional<Path> nearest(
      Companions around, BidsName name, List<Path> folders, String ending) throws IOException {
    for (Path folder : folders) {
      Optional<String> found = name.companion(around.names(folder), ending);
      if (found.isPresent()) {
        return found.map(file -> new Path(folder, file));
      }
    }
    return Optional.empty();
  }

  private static Optional<SeparatedText> table(Companions around, Path file) throws IOException {
    return around.text(file).map(text -> SeparatedText.tsv(file.getName(), text));
  }

  private static void addEvents(
      Companions around, BidsName name, List<Path> folders, LayoutFacts facts) throws IOException {
    Optional<Path> file = nearest(around, name, folders, "_events.tsv");
    if (file.isEmpty()) {
      return;
    }
    SeparatedText table = table(around, file.get()).orElseThrow();
    List<Annotation> events = new ArrayList<>();
    for (Map<String, String> row : table.withColumns("onset")) {
      String text = row.getOrDefault("trial_type", row.get("value"));
      if (text != null && row.containsKey("onset")) {
        double onset = table.number(row, "onset").orElseThrow();
        events.add(new Annotation(onset, table.number(row, "duration").orElse(-1), text));
      }
    }
    facts.labels(events);
  }

  private static void addChannels(
      Companions around, BidsName name, List<Path> folders, LayoutFacts facts) throws IOException {
    Optional<Path> file = nearest(around, name, folders, "_channels.tsv");
    if (file.isEmpty()) {
      return;
    }
    for (Map<String, String> row : table(around, file.get()).orElseThrow().withColumns("name")) {
      String label = row.getOrDefault("name", "");
      if (row.getOrDefault("status", "").equalsIgnoreCase("bad")) {
        facts.badChannel(label);
      }
      if (row.containsKey("units")) {
        facts.unit(label, row.get("units"));
      }
    }
  }

  private static void addDescription(
      Companions around,
      BidsName name,
      List<Path> folders,
      RecordingHeader header,
      LayoutFacts facts)
      throws IOException {
    Optional<Path> file = nearest(around, name, folders, "_eeg.json");
    if (file.isEmpty()) {
      return;
    }
    JsonNode json;
    try {
      json = JSON.readTree(around.text(file.get()).orElseThrow());
    } catch (JsonProcessingException e) {
      throw new BadInputException(e, "%s is no JSON: %s", file.get(), e.getOriginalMessage());
    }
    facts.detail("line_frequency_hz", json.path("PowerLineFrequency").asText());
    facts.detail("reference", json.path("EEGReference").asText());
    double rate = json.path("SamplingFrequency").asDouble(0);
    boolean agrees =
        header.groups().stream()
            .anyMatch(group -> Math.abs(group.samplingRateHz() - rate) <= RATE_TOLERANCE * rate);
    if (rate > 0 && !agrees) {
      facts.note("has another sampling rate than the %s Hz of %s", rate, file.get().getName());
    }
  }

  private static void addParticipant(
      Companions around, BidsName name, List<Path> folders, LayoutFacts facts) throws IOException {
    Path root = folders.get(folders.size() - 1);
    Optional<SeparatedText> table = table(around, new Path(root, "participants.tsv"));
    String subject = "sub-" + name.value("sub").orElse("");
    if (table.isEmpty()) {
      return;
    }
    Optional<Map<String, String>> row =
        table.get().withColumns("participant_id").stream()
            .filter(cells -> subject.equals(cells.get("participant_id")))
            .findFirst();
    if (row.isEmpty()) {
      facts.note("is of %s, whom participants.tsv does not list", subject);
    }
    row.ifPresent(
        cells ->
            cells.forEach(
                (column, value) -> {
                  if (!column.equals("participant_id")) {
                    facts.detail(column, value);
                  }
                }));
  }
}
