package org.eegptspark.udf;

/** What becomes of rows with a null argument. */
public enum NullArguments {
  /** The function does not see them; their result is null. */
  GIVE_NULL,
  /** The function sees them and decides. */
  ARE_PASSED
}
