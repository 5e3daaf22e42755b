package org.eegptspark.job.table;

import java.io.Serializable;

/**
 * Some neighbouring row groups of a Parquet file.
 *
 * @param file path or URI
 * @param from index of the first
 * @param to index behind the last; beyond the file's, all from the first on
 */
public record RowGroups(String file, int from, int to) implements Serializable {
  /** All of a file. */
  public static RowGroups all(String file) {
    return new RowGroups(file, 0, Integer.MAX_VALUE);
  }
}
