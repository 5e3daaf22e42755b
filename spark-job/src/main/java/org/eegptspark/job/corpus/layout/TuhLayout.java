package org.eegptspark.job.corpus.layout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.Annotation;
import org.eegptspark.model.recording.RecordingHeader;

/**
 * The corpora of Temple University Hospital (TUEG, TUAB, TUSZ, TUAR, …): {@code
 * …/train/aaaaaaac/s001_2002/02_tcp_le/aaaaaaac_s001_t000.edf} is subject aaaaaaac, session s001,
 * recorded with the montage 02_tcp_le.
 *
 * <p>Labels are those of the first file of the recording's name that ends in {@code .csv_bi},
 * {@code .tse}, {@code .tse_bi} or {@code .csv}: those that hold for all channels come before those
 * of single channels, of which equal stretches with equal labels are told once. TUAB's recordings
 * have a label as a whole, which is a folder's name: normal or abnormal.
 */
final class TuhLayout implements CorpusLayout {
  private static final Pattern NAME =
      Pattern.compile("(?:^|/)(([a-z]{8}|\\d{8})_(s\\d{3})_(t\\d{3}))(?:\\.[A-Za-z]+)+$");
  private static final Pattern MONTAGE = Pattern.compile("/(\\d{2}_tcp_[a-z_]+)/");
  private static final Pattern SPLIT = Pattern.compile("/(train|dev|eval)/");
  private static final Pattern WHOLE = Pattern.compile("/(normal|abnormal)/");
  private static final List<String> ENDINGS = List.of(".csv_bi", ".tse", ".tse_bi", ".csv");

  @Override
  public boolean recognizes(String path) {
    return NAME.matcher(path).find();
  }

  @Override
  public LayoutFacts facts(Companions around, RecordingHeader header) throws IOException {
    LayoutFacts facts = new LayoutFacts("tuh");
    Matcher name = NAME.matcher(around.path());
    if (!name.find()) {
      return facts;
    }
    facts.subject(name.group(2)).session(name.group(3)).detail("token", name.group(4));
    first(MONTAGE, around.path()).ifPresent(montage -> facts.detail("montage", montage));
    first(SPLIT, around.path()).ifPresent(split -> facts.detail("split", split));
    Optional<String> whole = first(WHOLE, around.path());
    whole.ifPresent(label -> facts.labels(List.of(new Annotation(0, seconds(header), label))));
    for (String ending : ENDINGS) {
      Path file = new Path(around.folder(), name.group(1) + ending);
      try {
        Optional<String> text = around.text(file);
        if (text.isPresent()) {
          return facts.labels(labels(file.getName(), text.get()));
        }
      } catch (BadInputException e) {
        return facts.note("has no labels: %s", e.getMessage());
      }
    }
    return facts;
  }

  private static Optional<String> first(Pattern pattern, String path) {
    Matcher matcher = pattern.matcher(path);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static double seconds(RecordingHeader header) {
    return header.groups().stream()
        .flatMap(group -> group.runs().stream().map(run -> run.end() / group.samplingRateHz()))
        .mapToDouble(Double::doubleValue)
        .max()
        .orElse(0);
  }

  private static List<Annotation> labels(String file, String text) {
    return file.contains(".csv") ? ofCsv(file, text) : ofTse(file, text);
  }

  private static List<Annotation> ofCsv(String file, String text) {
    SeparatedText table = SeparatedText.csv(file, text);
    Set<Annotation> labels = new LinkedHashSet<>();
    for (Map<String, String> row : table.withColumns("start_time", "stop_time", "label")) {
      double start = table.number(row, "start_time").orElse(0);
      double stop = table.number(row, "stop_time").orElse(start);
      labels.add(label(file, start, stop, row.getOrDefault("label", "")));
    }
    return List.copyOf(labels);
  }

  /** Lines {@code START STOP LABEL PROBABILITY}, after one that says the version. */
  private static List<Annotation> ofTse(String file, String text) {
    List<Annotation> labels = new ArrayList<>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (!line.isEmpty() && !line.startsWith("version") && !line.startsWith("#")) {
        String[] words = line.split("\\s+");
        try {
          double start = Double.parseDouble(words[0]);
          labels.add(label(file, start, Double.parseDouble(words[1]), words[2]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
          throw new BadInputException(
              e, "%s: expected lines START STOP LABEL PROBABILITY, but found '%s'", file, line);
        }
      }
    }
    return labels;
  }

  private static Annotation label(String file, double startS, double stopS, String text) {
    BadInputException.check(
        Double.isFinite(startS) && Double.isFinite(stopS - startS),
        "%s: label '%s' lasts from %s to %s: expected seconds",
        file,
        text,
        startS,
        stopS);
    return new Annotation(startS, stopS - startS, text);
  }
}
