package org.eegptspark.job.probe;

import java.util.Optional;

/**
 * Which rows of an embeddings table are looked at.
 *
 * @param modelId of the rows, or its beginning; empty where the table has one model
 * @param signalId of the rows, or its beginning; empty where the table has one
 * @param where a condition of Spark SQL over the table's columns; empty for all rows
 */
public record RowChoice(
    Optional<String> modelId, Optional<String> signalId, Optional<String> where) {
  /** All rows of a table of one model and one kind of signal. */
  public static final RowChoice ALL =
      new RowChoice(Optional.empty(), Optional.empty(), Optional.empty());
}
