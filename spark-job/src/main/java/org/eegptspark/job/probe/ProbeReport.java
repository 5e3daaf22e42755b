package org.eegptspark.job.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.eegptspark.job.report.RunReport;

/**
 * The account of a probe in JSON's terms: settings, data, folds with what lies on both of their
 * sides, metrics. Metrics that are not defined are null.
 */
public final class ProbeReport {
  private final ProbeSettings settings;
  private final LabelledWindows windows;

  /** Of labelled windows. */
  public ProbeReport(ProbeSettings settings, LabelledWindows windows) {
    this.settings = settings;
    this.windows = windows;
  }

  /** Adds the account to a run's. */
  public void describe(
      RunReport report, EmbeddingRows.Origin origin, List<Fold> folds, List<LevelResult> levels) {
    report
        .with("input", settings.input())
        .with("model_id", origin.modelId())
        .with("signal_id", origin.signalId())
        .with("weights", origin.weights())
        .with("where", settings.rows().where().orElse(null))
        .with("task", windows.isNumber() ? "regression" : "classification")
        .with("label", label())
        .with("classes", windows.classes())
        .with("windows", windows.rows().size())
        .with("windows_without_label", windows.unlabelled())
        .with("split", split(folds.size()))
        .with("features", settings.features().key())
        .with("head", head())
        .with("seed", settings.seed())
        .with(
            "folds",
            IntStream.range(0, folds.size()).mapToObj(i -> fold(folds, levels, i)).toList())
        .with("levels", levels.stream().map(this::level).toList());
  }

  private Map<String, Object> label() {
    LabelChoice choice = settings.label();
    Map<String, Object> label = new LinkedHashMap<>();
    choice
        .annotations()
        .ifPresentOrElse(
            annotations -> {
              label.put("annotations_of", annotations.recordings());
              label.put("min_overlap_s", annotations.leastSeconds());
            },
            () -> label.put("column", choice.column()));
    choice.classes().forEach(one -> label.put("class " + one.name(), one.labels()));
    choice.shuffleSeed().ifPresent(seed -> label.put("shuffled_with_seed", seed));
    return label;
  }

  private Map<String, Object> split(int folds) {
    SplitChoice choice = settings.split();
    Map<String, Object> split = new LinkedHashMap<>();
    split.put("by", choice.by());
    split.put(
        "scheme",
        choice.lists().isPresent()
            ? "lists"
            : choice.folds() == 0 ? "leave one out" : choice.folds() + " folds");
    split.put("folds", folds);
    split.put("leakage_allowed", choice.allowLeakage());
    return split;
  }

  private Map<String, Object> head() {
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("name", settings.head().name());
    head.putAll(settings.head().settings());
    head.put("class_weights", settings.weights().name());
    return head;
  }

  private Map<String, Object> fold(List<Fold> folds, List<LevelResult> levels, int number) {
    Fold fold = folds.get(number);
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("fold", number + 1);
    described.put("name", fold.name());
    described.put("test_groups", fold.testGroups());
    if (settings.split().lists().isPresent()) {
      described.put("train_groups", fold.trainGroups());
    } else {
      described.put("train_group_count", fold.trainGroups().size());
    }
    described.put("train_windows", fold.train().length);
    described.put("test_windows", fold.test().length);
    if (!windows.isNumber()) {
      described.put("train_windows_by_class", byClass(windows.classCounts(fold.train())));
      described.put("test_windows_by_class", byClass(windows.classCounts(fold.test())));
    }
    described.put("on_both_sides", fold.overlap());
    for (LevelResult level : levels) {
      described.put("metrics_by_" + level.level(), metrics(level.folds().get(number)));
    }
    return described;
  }

  private Map<String, Long> byClass(long[] counts) {
    Map<String, Long> byClass = new LinkedHashMap<>();
    for (int k = 0; k < counts.length; k++) {
      byClass.put(windows.classes().get(k), counts[k]);
    }
    return byClass;
  }

  private Map<String, Object> level(LevelResult result) {
    Map<String, Object> level = new LinkedHashMap<>();
    level.put("level", result.level().name());
    level.put("units", result.units());
    if (result.level() != Level.window) {
      level.put("vote", settings.scoring().vote().name());
    }
    level.put("interval", settings.scoring().confidence());
    level.put("intervals_over", result.intervalsOver());
    Map<String, Object> metrics = new LinkedHashMap<>();
    result.metrics().forEach((name, metric) -> metrics.put(name, metric(metric)));
    level.put("metrics", metrics);
    if (result.confusion().length > 0) {
      level.put("confusion", confusion(result.confusion()));
    }
    return level;
  }

  private static Map<String, Object> metric(LevelResult.Metric metric) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("value", Nullable.of(metric.value()));
    described.put("mean", Nullable.of(metric.mean()));
    described.put("sd", Nullable.of(metric.sd()));
    described.put("defined_folds", metric.definedFolds());
    described.put("low", Nullable.of(metric.low()));
    described.put("high", Nullable.of(metric.high()));
    return described;
  }

  private static Map<String, Double> metrics(Map<String, Double> fold) {
    Map<String, Double> defined = new LinkedHashMap<>();
    fold.forEach((name, value) -> defined.put(name, Nullable.of(value)));
    return defined;
  }

  private static List<List<Long>> confusion(long[][] counts) {
    List<List<Long>> rows = new ArrayList<>();
    for (long[] row : counts) {
      rows.add(Arrays.stream(row).boxed().toList());
    }
    return rows;
  }
}
