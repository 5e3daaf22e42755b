package org.eegptspark.model.recording.brainvision;

import static org.eegptspark.model.BadInputException.check;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.TemporaryFile;
import org.eegptspark.model.recording.brainvision.BrainVisionHeader.TextLayout;

/**
 * Numbers in words, as BrainVision Analyzer exports them: multiplexed, a line for each moment;
 * vectorized, a line for each channel. Blanks, tabs, semicolons, or commas that are no decimal
 * commas, stand between them.
 */
final class TextSamples {
  /** An hour of a channel, vectorized, at 1000 Hz; memory is to hold it several times. */
  private static final int MAX_LINE_BYTES = 64 << 20;

  private static final Pattern BETWEEN = Pattern.compile("[\\s;]+");
  private static final Pattern BETWEEN_OR_COMMA = Pattern.compile("[\\s;,]+");

  private final String name;
  private final TextLayout layout;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  private TextSamples(String name, TextLayout layout) {
    this.name = name;
    this.layout = layout;
  }

  /**
   * Writes the numbers as doubles, little-endian, in the order they stand in.
   *
   * @throws BadInputException where a line holds another number of them than it has to, or no
   *     numbers
   */
  static void toBinary(ByteSource source, BrainVisionHeader header, TemporaryFile target)
      throws IOException {
    TextSamples text = new TextSamples(source.name(), header.text().orElseThrow());
    try (InputStream in = new BufferedInputStream(source.stream(0, source.size()), 1 << 16);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(target.path()))) {
      if (header.vectorized()) {
        text.channels(in, out, header.signals().size());
      } else {
        text.moments(in, out, header.signals().size());
      }
    }
  }

  private void moments(InputStream in, OutputStream out, int channels) throws IOException {
    skipLines(in);
    long number = layout.skippedLines() + 1L;
    for (String words; (words = nextLine(in)) != null; number++) {
      if (!words.isBlank()) {
        writeNumbers(words, number, channels, out);
      }
    }
  }

  private void channels(InputStream in, OutputStream out, int channels) throws IOException {
    skipLines(in);
    int samples = -1;
    for (int c = 0; c < channels; c++) {
      String words = nextLine(in);
      check(words != null, "%s: ends after %s of %s channels' lines", name, c, channels);
      samples = writeNumbers(words, layout.skippedLines() + c + 1L, samples, out);
    }
  }

  private void skipLines(InputStream in) throws IOException {
    for (int i = 0; i < layout.skippedLines(); i++) {
      check(nextLine(in) != null, "%s: ends in the lines to pass over", name);
    }
  }

  /** Writes a line's numbers and returns how many; {@code expected} is negative for any number. */
  private int writeNumbers(String words, long line, int expected, OutputStream out)
      throws IOException {
    Pattern between = layout.decimalComma() ? BETWEEN : BETWEEN_OR_COMMA;
    String[] parts = between.split(words.strip());
    int count = parts.length - layout.skippedColumns();
    check(
        count > 0 && (expected < 0 || count == expected),
        "%s: line %s holds %s numbers after %s columns to pass over, but %s are expected",
        name,
        line,
        Math.max(0, count),
        layout.skippedColumns(),
        expected < 0 ? "some" : expected);
    ByteBuffer number = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = layout.skippedColumns(); i < parts.length; i++) {
      out.write(number.putDouble(0, number(parts[i], line)).array());
    }
    return count;
  }

  private double number(String word, long line) {
    try {
      return Double.parseDouble(layout.decimalComma() ? word.replace(',', '.') : word);
    } catch (NumberFormatException e) {
      throw new BadInputException(
          "%s: line %s has '%s' where a number is expected",
          name, line, word.substring(0, Math.min(40, word.length())));
    }
  }

  private String nextLine(InputStream in) throws IOException {
    line.reset();
    int read = in.read();
    if (read < 0) {
      return null;
    }
    for (; read >= 0 && read != '\n'; read = in.read()) {
      check(line.size() < MAX_LINE_BYTES, "%s: a line is longer than memory allows", name);
      line.write(read);
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}
