package org.eegptspark.job.probe.grid;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;
import org.eegptspark.job.probe.KnnHead;
import org.eegptspark.job.probe.LinearHead;
import org.eegptspark.job.probe.LogisticHead;
import org.eegptspark.job.probe.ProbeHead;
import org.eegptspark.job.probe.RidgeHead;
import org.eegptspark.model.probe.FeatureKind;
import org.eegptspark.model.probe.TrainingSchedule;

/** A head with its settings: each kind takes those of its own. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "head")
@JsonSubTypes({
  @JsonSubTypes.Type(value = HeadEntry.Logistic.class, name = "logistic"),
  @JsonSubTypes.Type(value = HeadEntry.Linear.class, name = "linear"),
  @JsonSubTypes.Type(value = HeadEntry.Knn.class, name = "knn"),
  @JsonSubTypes.Type(value = HeadEntry.Ridge.class, name = "ridge")
})
public sealed interface HeadEntry {
  /** In the results; where the file gives none, the kind of head. */
  String name();

  /** What it sees of a window's tokens. */
  FeatureKind kind();

  /** The head. */
  ProbeHead head();

  /** {@link LogisticHead}. */
  record Logistic(String name, String features, Double c, Double l1Ratio, Integer iterations)
      implements HeadEntry {
    /** Checks the settings. */
    public Logistic {
      name = or(name, "logistic");
      features = or(features, "mean-sd");
      c = or(c, 1.0);
      l1Ratio = or(l1Ratio, 0.0);
      iterations = or(iterations, 200);
      FeatureKind.parse(features);
      new LogisticHead(c, l1Ratio, iterations);
    }

    @Override
    public FeatureKind kind() {
      return FeatureKind.parse(features);
    }

    @Override
    public ProbeHead head() {
      return new LogisticHead(c, l1Ratio, iterations);
    }
  }

  /** {@link RidgeHead}. */
  record Ridge(String name, String features, Double alpha, Double l1Ratio, Integer iterations)
      implements HeadEntry {
    /** Checks the settings. */
    public Ridge {
      name = or(name, "ridge");
      features = or(features, "mean-sd");
      alpha = or(alpha, 1.0);
      l1Ratio = or(l1Ratio, 0.0);
      iterations = or(iterations, 200);
      FeatureKind.parse(features);
      new RidgeHead(alpha, l1Ratio, iterations);
    }

    @Override
    public FeatureKind kind() {
      return FeatureKind.parse(features);
    }

    @Override
    public ProbeHead head() {
      return new RidgeHead(alpha, l1Ratio, iterations);
    }
  }

  /** {@link KnnHead}. */
  record Knn(String name, String features, Integer neighbours) implements HeadEntry {
    /** Checks the settings. */
    public Knn {
      name = or(name, "knn");
      features = or(features, "mean-sd");
      neighbours = or(neighbours, 5);
      FeatureKind.parse(features);
      new KnnHead(neighbours);
    }

    @Override
    public FeatureKind kind() {
      return FeatureKind.parse(features);
    }

    @Override
    public ProbeHead head() {
      return new KnnHead(neighbours);
    }
  }

  /** {@link LinearHead}, the paper's, on all tokens. */
  record Linear(
      String name,
      Integer epochs,
      Integer batch,
      Double learningRate,
      Double weightDecay,
      Double dropout,
      Double labelSmoothing)
      implements HeadEntry {
    /** Checks the settings. */
    public Linear {
      name = or(name, "linear");
      TrainingSchedule usual = TrainingSchedule.DEFAULT;
      epochs = or(epochs, usual.epochs());
      batch = or(batch, usual.batch());
      learningRate = or(learningRate, usual.learningRate());
      weightDecay = or(weightDecay, usual.weightDecay());
      dropout = or(dropout, usual.dropout());
      labelSmoothing = or(labelSmoothing, usual.labelSmoothing());
      new TrainingSchedule(epochs, batch, learningRate, weightDecay, dropout, labelSmoothing);
    }

    @Override
    public FeatureKind kind() {
      return FeatureKind.TOKENS;
    }

    @Override
    public ProbeHead head() {
      return new LinearHead(
          new TrainingSchedule(epochs, batch, learningRate, weightDecay, dropout, labelSmoothing));
    }
  }

  private static <T> T or(T value, T usual) {
    return Optional.ofNullable(value).orElse(usual);
  }
}
