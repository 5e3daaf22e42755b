package org.eegptspark.job.table;

import java.io.Serializable;

/**
 * A complete Parquet file that belongs to no table yet.
 *
 * @param path fully qualified
 * @param bytes its size
 * @param rows that it holds
 */
public record DataFile(String path, long bytes, long rows) implements Serializable {}
