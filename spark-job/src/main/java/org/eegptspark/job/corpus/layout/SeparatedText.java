package org.eegptspark.job.corpus.layout;

import com.univocity.parsers.common.AbstractParser;
import com.univocity.parsers.common.CommonParserSettings;
import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import com.univocity.parsers.tsv.TsvParser;
import com.univocity.parsers.tsv.TsvParserSettings;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.eegptspark.model.BadInputException;

/**
 * A table as text: the rows of a file of values parted by tabs or commas, by the names in its first
 * line.
 *
 * @param name of the file, for messages
 * @param columns their names
 * @param rows each with as many cells as it has, at most one a column
 */
record SeparatedText(String name, List<String> columns, List<String[]> rows) {
  /** What BIDS writes where there is nothing to say. */
  static final String ABSENT = "n/a";

  private static final int MOST_COLUMNS = 4096;

  /** The parsers' own million takes longer to clear than most tables to read. */
  private static final int BUFFER_CHARS = 1 << 14;

  /**
   * Reads values parted by tabs.
   *
   * @throws BadInputException where they cannot be told apart
   */
  static SeparatedText tsv(String name, String text) {
    TsvParserSettings settings = new TsvParserSettings();
    settings.getFormat().setComment('\0');
    return parse(name, text, new TsvParser(common(settings)));
  }

  /** As {@link #tsv}, of values parted by commas; lines that begin with {@code #} are comments. */
  static SeparatedText csv(String name, String text) {
    CsvParserSettings settings = new CsvParserSettings();
    return parse(name, text, new CsvParser(common(settings)));
  }

  private static <S extends CommonParserSettings<?>> S common(S settings) {
    settings.setMaxColumns(MOST_COLUMNS);
    settings.setInputBufferSize(BUFFER_CHARS);
    settings.setReadInputOnSeparateThread(false);
    settings.setMaxCharsPerColumn(-1);
    settings.setLineSeparatorDetectionEnabled(true);
    return settings;
  }

  private static SeparatedText parse(String name, String text, AbstractParser<?> parser) {
    String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try {
      List<String[]> lines = parser.parseAll(new StringReader(plain));
      BadInputException.check(
          !lines.isEmpty(), "%s is empty: expected names of columns in its first line", name);
      List<String> columns = new ArrayList<>();
      for (String column : lines.get(0)) {
        columns.add(column == null ? "" : column);
      }
      return new SeparatedText(name, columns, lines.subList(1, lines.size()));
    } catch (TextParsingException e) {
      throw new BadInputException(e, "%s is no table of text: %s", name, firstLine(e));
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /**
   * The rows by column names; cells that are empty or say {@value #ABSENT} are left out.
   *
   * @throws BadInputException where one of the columns is absent
   */
  List<Map<String, String>> withColumns(String... needed) {
    for (String column : needed) {
      BadInputException.check(
          columns.contains(column), "%s has no column %s: it has %s", name, column, columns);
    }
    List<Map<String, String>> named = new ArrayList<>();
    for (String[] row : rows) {
      Map<String, String> cells = new HashMap<>();
      for (int i = 0; i < row.length && i < columns.size(); i++) {
        if (row[i] != null && !row[i].isBlank() && !row[i].equals(ABSENT)) {
          cells.put(columns.get(i), row[i].strip());
        }
      }
      named.add(cells);
    }
    return named;
  }

  /**
   * The number in a cell; empty where the cell is.
   *
   * @throws BadInputException where it is no number
   */
  OptionalDouble number(Map<String, String> row, String column) {
    String cell = row.get(column);
    if (cell == null) {
      return OptionalDouble.empty();
    }
    try {
      double number = Double.parseDouble(cell);
      BadInputException.check(
          Double.isFinite(number),
          "%s: column %s holds '%s': expected a number",
          name,
          column,
          cell);
      return OptionalDouble.of(number);
    } catch (NumberFormatException e) {
      throw new BadInputException(
          e, "%s: column %s holds '%s', which is no number", name, column, cell);
    }
  }
}
