package org.eegptspark.model.probe;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eegptspark.model.BadInputException;

/** What of a window's tokens [N, S*D] a probe looks at. */
public enum FeatureKind {
  /** All of them, N*S*D values. */
  TOKENS(1) {
    @Override
    public float[] of(float[] tokens, int patches) {
      return tokens;
    }
  },

  /** Their mean over patches, S*D values. */
  MEAN(1) {
    @Override
    public float[] of(float[] tokens, int patches) {
      return moments(tokens, patches, false);
    }
  },

  /** Their mean and then their standard deviation over patches (divided by N), 2*S*D values. */
  MEAN_SD(2) {
    @Override
    public float[] of(float[] tokens, int patches) {
      return moments(tokens, patches, true);
    }
  };

  private final int perToken;

  FeatureKind(int perToken) {
    this.perToken = perToken;
  }

  /**
   * The features of a window.
   *
   * @param tokens [N, S*D], row-major; may be what is returned
   * @param patches N
   */
  public abstract float[] of(float[] tokens, int patches);

  /** Number of features of windows with so many patches of so many values. */
  public int width(int patches, int patchWidth) {
    return this == TOKENS ? patches * patchWidth : perToken * patchWidth;
  }

  /** As options name it: {@code tokens}, {@code mean}, {@code mean-sd}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Finds it by what options name it.
   *
   * @throws BadInputException for another name
   */
  public static FeatureKind parse(String key) {
    return Arrays.stream(values())
        .filter(kind -> kind.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "Features are one of %s, but were '%s'",
                    Arrays.stream(values()).map(FeatureKind::key).collect(Collectors.joining(", ")),
                    key));
  }

  private static float[] moments(float[] tokens, int patches, boolean deviation) {
    int width = tokens.length / patches;
    float[] features = new float[deviation ? 2 * width : width];
    for (int i = 0; i < width; i++) {
      double sum = 0;
      for (int n = 0; n < patches; n++) {
        sum += tokens[n * width + i];
      }
      double mean = sum / patches;
      features[i] = (float) mean;
      if (deviation) {
        double squares = 0;
        for (int n = 0; n < patches; n++) {
          double difference = tokens[n * width + i] - mean;
          squares += difference * difference;
        }
        features[width + i] = (float) Math.sqrt(squares / patches);
      }
    }
    return features;
  }
}
