package org.eegptspark.job.corpus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.eegptspark.job.corpus.layout.Companions;
import org.eegptspark.job.corpus.layout.LayoutChoice;
import org.eegptspark.job.corpus.layout.LayoutFacts;
import org.eegptspark.model.recording.ChannelStatistics;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFacts;
import org.eegptspark.model.recording.RecordingHeader;
import org.eegptspark.model.recording.RecordingReaders;
import org.eegptspark.model.recording.SignalGroup;
import org.eegptspark.model.recording.VoltageUnit;

/**
 * A recording as its corpus has it: with the subject, session, labels and units that its path and
 * the files beside it tell, in place of its own or where it has none.
 */
public final class CorpusRecording implements Recording {
  private final Recording recording;
  private final LayoutFacts layout;
  private final RecordingHeader header;
  private final Map<SignalGroup, RecordingFacts> surveyed = new HashMap<>();

  private CorpusRecording(Recording recording, LayoutFacts layout) {
    this.recording = recording;
    this.layout = layout;
    this.header = header(recording.header(), layout);
  }

  /**
   * Opens a recording and reads what belongs to it.
   *
   * @return the recording, which the caller closes
   * @throws IOException where the bytes cannot be had
   * @throws org.eegptspark.model.BadInputException where they are no readable recording
   */
  public static CorpusRecording open(HadoopRecordingFile file, LayoutChoice choice)
      throws IOException {
    Recording recording = RecordingReaders.forFile(file.name()).orElseThrow().open(file);
    try {
      Companions around = new Companions(file);
      return new CorpusRecording(
          recording, choice.of(file.path().toString()).facts(around, recording.header()));
    } catch (IOException | RuntimeException e) {
      recording.close();
      throw e;
    }
  }

  private static RecordingHeader header(RecordingHeader own, LayoutFacts layout) {
    List<String> losses = new ArrayList<>(own.losses());
    List<SignalGroup> groups =
        own.groups().stream()
            .map(
                group ->
                    new SignalGroup(
                        group.samplingRateHz(),
                        group.encoding(),
                        group.signals().stream().map(s -> inMicrovolts(s, layout, losses)).toList(),
                        group.runs()))
            .toList();
    losses.addAll(layout.notes());
    return new RecordingHeader(
        own.format(),
        layout.subject().or(own::subject),
        own.startedAt(),
        groups,
        layout.labels().orElse(own.annotations()),
        losses);
  }

  /** The file's own unit rules; the corpus's counts where the file has none that is a voltage. */
  private static SignalGroup.Signal inMicrovolts(
      SignalGroup.Signal signal, LayoutFacts layout, List<String> losses) {
    String told = layout.units().get(signal.label());
    OptionalDouble corpus = told == null ? OptionalDouble.empty() : VoltageUnit.microvolts(told);
    OptionalDouble own = VoltageUnit.microvolts(signal.unit());
    if (corpus.isEmpty()) {
      return signal;
    }
    if (own.isPresent()) {
      if (own.getAsDouble() != corpus.getAsDouble()) {
        losses.add(
            String.format(
                "channel %s is in %s, whatever the corpus says (%s)",
                signal.label(), signal.unit(), told));
      }
      return signal;
    }
    double microvolts = corpus.getAsDouble();
    return new SignalGroup.Signal(
        signal.label(), told, signal.gain() * microvolts, signal.offset() * microvolts);
  }

  @Override
  public RecordingHeader header() {
    return header;
  }

  /** The session's code; empty where nothing tells it. */
  public Optional<String> session() {
    return layout.session();
  }

  /**
   * What is known of the whole recording, as a group's rows have it. Reads all of the group's
   * samples the first time.
   *
   * @throws IOException where they cannot be had
   */
  public RecordingFacts facts(SignalGroup group) throws IOException {
    RecordingFacts known = surveyed.get(group);
    return known == null ? facts(group, GroupSurvey.of(this, group)) : known;
  }

  /**
   * As {@link #facts(SignalGroup)}, of a group that is one run, which has been read.
   *
   * @param whole all of its samples, as {@link #read} gives them
   */
  public RecordingFacts facts(SignalGroup group, byte[] whole) {
    RecordingFacts known = surveyed.get(group);
    return known == null ? facts(group, GroupSurvey.of(group, whole)) : known;
  }

  private RecordingFacts facts(SignalGroup group, List<ChannelStatistics> statistics) {
    List<String> labels = group.signals().stream().map(SignalGroup.Signal::label).toList();
    RecordingFacts facts =
        new RecordingFacts(
            layout.badChannels().stream().filter(labels::contains).toList(),
            statistics,
            layout.details());
    surveyed.put(group, facts);
    return facts;
  }

  /** How many of its channels are out of the ordinary, by what; after the survey of its groups. */
  public Map<String, Long> counts() {
    return RecordingCounts.of(header, surveyed, layout.details().get("layout"));
  }

  @Override
  public String contentHash() throws IOException {
    return recording.contentHash();
  }

  @Override
  public void read(SignalGroup group, long firstSample, int samples, byte[] target)
      throws IOException {
    int index = header.groups().indexOf(group);
    recording.read(recording.header().groups().get(index), firstSample, samples, target);
  }

  @Override
  public void close() throws IOException {
    recording.close();
  }
}
