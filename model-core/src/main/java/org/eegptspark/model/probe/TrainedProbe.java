package org.eegptspark.model.probe;

import static org.eegptspark.model.BadInputException.check;

import java.io.Serializable;
import java.util.List;

/**
 * A probe with what has to be known to use it.
 *
 * @param probe the head
 * @param about what it was trained on and for
 */
public record TrainedProbe(WindowProbe probe, About about) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * What a probe was trained on and for.
   *
   * @param head its kind
   * @param features what of a window's tokens it sees
   * @param classes names, in the order of its outputs; empty of a regression
   * @param target the column or label that it was trained for
   * @param patches N of its windows; 0 where any number will do
   * @param patchWidth S*D, the values of a patch
   * @param modelId of the model whose tokens they were; null where that is not known
   * @param signalId of the signal steps before it; null likewise
   */
  public record About(
      String head,
      FeatureKind features,
      List<String> classes,
      String target,
      int patches,
      int patchWidth,
      String modelId,
      String signalId)
      implements Serializable {
    /** Copies the classes. */
    public About {
      classes = List.copyOf(classes);
    }
  }

  /**
   * What the probe gives for a window.
   *
   * @param tokens [N, S*D], row-major
   * @param patches N
   * @return a logit a class, or the one value of a regression
   * @throws org.eegptspark.model.BadInputException where these are not the tokens it was trained on
   */
  public double[] outputs(float[] tokens, int patches) {
    check(
        tokens.length == patches * about.patchWidth
            && (about.patches == 0 || about.patches == patches),
        "The probe was trained on windows of %s patches of %s values, but these have %s of %s",
        about.patches == 0 ? "any number" : about.patches,
        about.patchWidth,
        patches,
        tokens.length / patches);
    return probe.outputs(about.features.of(tokens, patches));
  }

  /** What outputs mean, in words: the likeliest class's name, or the value. */
  public String prediction(double[] outputs) {
    if (about.classes.isEmpty()) {
      return Double.toString(outputs[0]);
    }
    int best = 0;
    for (int k = 1; k < outputs.length; k++) {
      best = outputs[k] > outputs[best] ? k : best;
    }
    return about.classes.get(best);
  }
}
