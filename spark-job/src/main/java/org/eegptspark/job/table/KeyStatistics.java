package org.eegptspark.job.table;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.api.Binary;

/** Smallest and largest values of a file's keys, by which readers pass over files. */
public final class KeyStatistics {
  private static final List<String> KEYS =
      List.of("recording_id", "window", "segment", "model_id", "signal_id");

  private KeyStatistics() {}

  /** Smallest and largest value: text, or integers. */
  public record Range(Comparable<?> smallest, Comparable<?> largest) {}

  /**
   * Reads them from a file's footer.
   *
   * @return by column; columns that the file lacks, or that are null somewhere, are absent
   */
  public static Map<String, Range> of(DataFile file, Configuration hadoop) throws IOException {
    Map<String, Range> ranges = new LinkedHashMap<>();
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file.path()), hadoop))) {
      for (String key : KEYS) {
        Statistics<?> all = null;
        for (BlockMetaData block : reader.getFooter().getBlocks()) {
          for (ColumnChunkMetaData column : block.getColumns()) {
            if (column.getPath().toDotString().equals(key)) {
              Statistics<?> some = column.getStatistics();
              if (all == null) {
                all = some.copy();
              } else {
                all.mergeStatistics(some);
              }
            }
          }
        }
        if (all != null && all.hasNonNullValue() && all.getNumNulls() == 0) {
          ranges.put(key, new Range(value(all.genericGetMin()), value(all.genericGetMax())));
        }
      }
    }
    return ranges;
  }

  private static Comparable<?> value(Comparable<?> value) {
    return value instanceof Binary text
        ? new String(text.getBytes(), StandardCharsets.UTF_8)
        : value;
  }
}
