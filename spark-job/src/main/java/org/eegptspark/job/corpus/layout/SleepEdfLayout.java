package org.eegptspark.job.corpus.layout;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eegptspark.job.corpus.HadoopRecordingFile;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.Annotation;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingHeader;
import org.eegptspark.model.recording.RecordingReaders;

/**
 * PhysioNet's Sleep-EDF: {@code SC4ssNE0-PSG.edf} is night N of subject ss, and {@code
 * SC4ssNEC-Hypnogram.edf} beside it, an EDF+ file of annotations alone, holds the sleep stages. Its
 * last letter tells the scorer, so that only the first seven are compared.
 */
final class SleepEdfLayout implements CorpusLayout {
  private static final Pattern NIGHT =
      Pattern.compile("(?:^|/)(((?:SC4|ST7)\\d{2})(\\d)[A-Z])[A-Z0-9]-PSG\\.edf(?:\\.[a-z]+)?$");
  private static final Pattern HYPNOGRAM = Pattern.compile("-Hypnogram\\.edf(?:\\.[a-z]+)?$");

  @Override
  public boolean recognizes(String path) {
    return NIGHT.matcher(path).find() || isCompanion(path);
  }

  @Override
  public boolean isCompanion(String path) {
    return HYPNOGRAM.matcher(path).find();
  }

  @Override
  public LayoutFacts facts(Companions around, RecordingHeader header) throws IOException {
    LayoutFacts facts = new LayoutFacts("sleep-edf");
    Matcher night = NIGHT.matcher(around.path());
    if (!night.find()) {
      return facts;
    }
    facts.subject(night.group(2)).session(night.group(3));
    List<String> hypnograms =
        around.names().stream()
            .filter(name -> name.startsWith(night.group(1)) && isCompanion(name))
            .sorted()
            .toList();
    if (hypnograms.isEmpty()) {
      return facts.note(
          "has no labels: no %s*-Hypnogram.edf lies beside it; put it there", night.group(1));
    }
    if (hypnograms.size() > 1) {
      facts.note("has several hypnograms, of which %s was taken", hypnograms.get(0));
    }
    addStages(around.sibling(hypnograms.get(0)), header, facts);
    return facts;
  }

  private static void addStages(
      HadoopRecordingFile hypnogram, RecordingHeader header, LayoutFacts facts) throws IOException {
    try (Recording stages =
        RecordingReaders.forFile(hypnogram.name()).orElseThrow().open(hypnogram)) {
      double later = secondsBetween(header.startedAt(), stages.header().startedAt());
      facts.labels(
          stages.header().annotations().stream()
              .map(a -> new Annotation(a.onsetS() + later, a.durationS(), a.text()))
              .toList());
    } catch (BadInputException e) {
      facts.note("has no labels: its hypnogram cannot be read: %s", e.getMessage());
    }
  }

  /** From the first start to the second; 0 where one is unknown. */
  private static double secondsBetween(
      Optional<LocalDateTime> first, Optional<LocalDateTime> second) {
    return first.isEmpty() || second.isEmpty()
        ? 0
        : Duration.between(first.get(), second.get()).toMillis() / 1e3;
  }
}
