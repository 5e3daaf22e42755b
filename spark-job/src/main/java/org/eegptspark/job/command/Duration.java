package org.eegptspark.job.command;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A length of time as an option gives it: {@code 90s}, {@code 10min}, {@code 500ms}. */
record Duration(double seconds) {
  private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|min|h)");

  /** Reads an option's value. */
  static final class Converter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      Matcher matcher = FORM.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "'" + text + "' is not a length of time such as 90s, 10min or 500ms");
      }
      double number = Double.parseDouble(matcher.group(1));
      return new Duration(
          number
              * switch (matcher.group(2)) {
                case "ms" -> 1e-3;
                case "min" -> 60;
                case "h" -> 3600;
                default -> 1;
              });
    }
  }
}
