package org.eegptspark.job.action;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.probe.EmbeddingMap;
import org.eegptspark.job.probe.grid.Grid;
import org.eegptspark.job.probe.grid.GridCell;
import org.eegptspark.job.probe.grid.MapFile;
import org.eegptspark.job.probe.grid.ResultRow;
import org.eegptspark.job.probe.grid.ResultsTable;
import org.eegptspark.job.probe.grid.StoredCell;
import org.eegptspark.job.probe.grid.TableState;
import org.eegptspark.job.report.RunReport;
import org.eegptspark.job.report.html.EvaluationPage;
import org.eegptspark.job.table.TableFormat;
import org.eegptspark.model.BadInputException;

/**
 * Trains and tests the probes of a grid, keeps their metrics in a table, and draws a page of them.
 *
 * <p>The folder has {@code results} (the table), {@code report.html}, {@code cells/KEY} (what
 * {@link ProbeOutput} writes of each cell) and {@code maps}. A cell's rows are added when it is
 * done; one whose rows and folder are there, by the same settings on the same tables, is passed
 * over. Where its folder alone was removed, it is done again for that: its rows stay as they are.
 *
 * @param spark the session to work in
 * @param grid what to compare
 * @param output the folder, on any file system of Hadoop's
 * @param format of the table: parquet or delta
 * @param listener hears of each cell as it ends, in order
 */
public record Evaluate(
    SparkSession spark,
    Grid grid,
    String output,
    TableFormat format,
    Consumer<CellOutcome> listener) {

  /** Into a table of Parquet, and nobody listens. */
  public Evaluate(SparkSession spark, Grid grid, String output) {
    this(spark, grid, output, TableFormat.parquet, outcome -> {});
  }

  /** This in another format. */
  public Evaluate format(TableFormat other) {
    return new Evaluate(spark, grid, output, other, listener);
  }

  /** This with another listener. */
  public Evaluate listener(Consumer<CellOutcome> other) {
    return new Evaluate(spark, grid, output, format, other);
  }

  /**
   * How a cell ended.
   *
   * @param cell the cell
   * @param number of it, from 1 on
   * @param isPassedOver whether its results were there already
   * @param rows its metrics; none where it failed
   * @param problem why it failed, in a line; null where it did not
   * @param key of its results; null where it failed
   */
  public record CellOutcome(
      GridCell cell,
      int number,
      boolean isPassedOver,
      List<ResultRow> rows,
      String problem,
      String key) {
    /** Whether it has no results. */
    public boolean isFailed() {
      return problem != null;
    }
  }

  /**
   * What came of it.
   *
   * @param outcomes one a cell, in the grid's order
   * @param page the page's path
   */
  public record Result(List<CellOutcome> outcomes, String page) {
    /** How many cells were trained and tested. */
    public long done() {
      return outcomes.stream().filter(one -> !one.isFailed() && !one.isPassedOver()).count();
    }

    /** How many cells had been done before. */
    public long passedOver() {
      return outcomes.stream().filter(CellOutcome::isPassedOver).count();
    }

    /** How many cells have no results. */
    public long failed() {
      return outcomes.stream().filter(CellOutcome::isFailed).count();
    }
  }

  /**
   * Does it. A cell that fails leaves the others be.
   *
   * @throws BadInputException where the table of results is in another format
   * @throws IOException where the folder cannot be written
   */
  public Result execute() throws IOException {
    ResultsTable results = new ResultsTable(spark, place("results").toString(), format);
    Map<String, List<ResultRow>> known = results.byCell();
    TableState tables = new TableState(spark);
    List<CellOutcome> outcomes = new ArrayList<>();
    for (GridCell cell : grid.cells()) {
      CellOutcome outcome = outcome(cell, outcomes.size() + 1, tables, known, results);
      outcomes.add(outcome);
      listener.accept(outcome);
    }
    Path page = place("report.html");
    try (OutputStream out = page.getFileSystem(hadoop()).create(page, true)) {
      out.write(page(outcomes, tables).getBytes(StandardCharsets.UTF_8));
    }
    return new Result(List.copyOf(outcomes), page.toString());
  }

  private CellOutcome outcome(
      GridCell cell,
      int number,
      TableState tables,
      Map<String, List<ResultRow>> known,
      ResultsTable results)
      throws IOException {
    Probe.Result found;
    String key;
    try {
      key = cell.key(tables.of(cell));
      if (known.containsKey(key) && StoredCell.isIn(folder(key), hadoop())) {
        return new CellOutcome(cell, number, true, known.get(key), null, key);
      }
      found = new Probe(spark, cell.settings()).execute();
    } catch (RuntimeException e) {
      return new CellOutcome(cell, number, false, List.of(), problem(e), null);
    }
    new ProbeOutput(folder(key).toString(), hadoop()).write(found, new RunReport("evaluate"));
    List<ResultRow> rows = known.get(key);
    if (rows == null) {
      rows = ResultRow.of(cell, key, found);
      results.add(rows);
    }
    return new CellOutcome(cell, number, false, rows, null, key);
  }

  /** What was wrong with the input, or else the root of it, in a line. */
  private static String problem(Throwable e) {
    Throwable root = e;
    while (!(root instanceof BadInputException) && root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return root instanceof BadInputException
        ? message
        : "failed: " + root.getClass().getSimpleName() + ": " + message;
  }

  private String page(List<CellOutcome> outcomes, TableState tables) throws IOException {
    EvaluationPage page = new EvaluationPage();
    Map<String, CellOutcome> maps = new LinkedHashMap<>();
    for (CellOutcome outcome : outcomes) {
      if (outcome.isFailed()) {
        page.failed(outcome.cell().title(), outcome.problem());
      } else {
        page.cell(outcome.rows(), StoredCell.read(spark, folder(outcome.key())));
        maps.putIfAbsent(outcome.cell().mapKey(tables.of(outcome.cell())), outcome);
      }
    }
    for (Map.Entry<String, CellOutcome> entry : maps.entrySet()) {
      GridCell cell = entry.getValue().cell();
      EmbeddingMap map =
          new MapFile(place("maps/" + entry.getKey() + ".json"), hadoop())
              .get(() -> EmbeddingMap.of(spark, cell.settings()));
      page.map(cell.corpus().name(), cell.model().name(), map);
    }
    return page.html();
  }

  private Path folder(String key) {
    return place("cells/" + key);
  }

  private Path place(String name) {
    return new Path(output, name);
  }

  private Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }
}
