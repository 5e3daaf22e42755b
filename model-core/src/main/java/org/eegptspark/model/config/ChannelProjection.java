package org.eegptspark.model.config;

/** A learned map from the recording's channels to the encoder's, before the encoder. */
public enum ChannelProjection {
  /** The encoder sees the recording's channels. */
  NONE("none"),
  /** A 1x1 convolution whose output rows have an L2 norm of at most 1. */
  CONV1D_CONSTRAINT("conv1d_constraint"),
  /** A linear layer over channels, unconstrained. */
  LINEAR("linear");

  private final String key;

  ChannelProjection(String key) {
    this.key = key;
  }

  /** The name that braindecode's config.json uses ({@code chan_proj_type}). */
  public String key() {
    return key;
  }

  /**
   * The projection of a braindecode name.
   *
   * @throws IllegalArgumentException for a name that is none of them
   */
  public static ChannelProjection of(String key) {
    for (ChannelProjection projection : values()) {
      if (projection.key.equals(key)) {
        return projection;
      }
    }
    throw new IllegalArgumentException(
        "Unknown channel projection '" + key + "': expected none, conv1d_constraint or linear");
  }
}
