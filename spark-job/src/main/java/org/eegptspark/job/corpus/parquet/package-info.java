/**
 * Recordings in Parquet files that others wrote: a row a sample. Parquet's library decodes them,
 * which Spark brings; {@code model-core} does without.
 */
package org.eegptspark.job.corpus.parquet;
