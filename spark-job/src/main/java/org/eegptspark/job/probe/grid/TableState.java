package org.eegptspark.job.probe.grid;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.eegptspark.job.probe.LabelChoice;
import org.eegptspark.job.table.Tables;

/**
 * What tables hold, told by their keys and labels: the number of rows and a hash over them in any
 * order. None of the tokens and samples is read, which keys stand for; compaction changes nothing.
 */
public final class TableState {
  private static final List<String> OF_WINDOWS =
      List.of("recording_id", "window", "model_id", "signal_id", "precision", "subject", "session");
  private static final List<String> OF_SEGMENTS = List.of("recording_id", "segment", "annotations");

  private final SparkSession spark;
  private final Map<String, String> known = new HashMap<>();

  /** Looks at each table once, however many cells ask. */
  public TableState(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * The state of the tables that a cell reads.
   *
   * @throws org.eegptspark.model.BadInputException where one is not there
   */
  public String of(GridCell cell) {
    String column = cell.corpus().label();
    String windows =
        state(
            cell.corpus().input(),
            OF_WINDOWS,
            List.of(column, cell.split().by()),
            "make one with 'eegpt featurize'");
    Optional<String> annotations =
        cell.corpus()
            .choice()
            .annotations()
            .map(LabelChoice.AnnotationChoice::recordings)
            .map(table -> state(table, OF_SEGMENTS, List.of(), "make one with 'eegpt ingest'"));
    return windows + annotations.map(state -> "\n" + state).orElse("");
  }

  private String state(String table, List<String> usual, List<String> more, String todo) {
    return known.computeIfAbsent(
        table + usual + more,
        asked -> {
          Dataset<Row> rows = Tables.rows(spark, table, todo);
          List<String> present = Arrays.asList(rows.columns());
          Column[] hashed =
              Stream.concat(usual.stream(), more.stream())
                  .filter(present::contains)
                  .distinct()
                  .map(functions::col)
                  .toArray(Column[]::new);
          Row state =
              rows.select(xxhash64(hashed).as("h"))
                  .agg(count(lit(1)), functions.bit_xor(col("h")))
                  .first();
          return state.get(0) + " rows " + state.get(1);
        });
  }
}
