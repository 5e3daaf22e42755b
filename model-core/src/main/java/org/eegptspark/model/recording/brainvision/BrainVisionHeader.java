package org.eegptspark.model.recording.brainvision;

import static org.eegptspark.model.BadInputException.check;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.SignalGroup.Signal;
import org.eegptspark.model.recording.StoredType;
import org.eegptspark.model.recording.VoltageUnit;

/**
 * What a .vhdr file says.
 *
 * @param dataFile plain name of the file with the samples
 * @param markerFile plain name of the file with the markers, if it names one
 * @param vectorized whether all samples of a channel stand together; else all channels of a moment
 * @param text where the samples are numbers in words; empty where they are binary
 * @param type of every sample, once its words are read
 * @param order of a sample's bytes
 * @param samplingRateHz of every channel
 * @param promisedSamples of each channel, where it says
 * @param signals the channels in order
 */
record BrainVisionHeader(
    String dataFile,
    Optional<String> markerFile,
    boolean vectorized,
    Optional<TextLayout> text,
    StoredType type,
    ByteOrder order,
    double samplingRateHz,
    OptionalLong promisedSamples,
    List<Signal> signals) {
  private static final String COMMON = "Common Infos";
  private static final String BINARY = "Binary Infos";
  private static final String ASCII = "ASCII Infos";

  /**
   * How numbers stand in a file of text.
   *
   * @param skippedLines before the first
   * @param skippedColumns before the first number of a line
   * @param decimalComma whether it stands before a number's fraction
   */
  record TextLayout(int skippedLines, int skippedColumns, boolean decimalComma) {}

  /**
   * Understands a header's sections.
   *
   * @throws BadInputException where something is missing, makes no sense or is not read
   */
  static BrainVisionHeader of(Sections sections) {
    String name = sections.name();
    String format = sections.value(COMMON, "DataFormat").orElse("BINARY");
    check(
        format.equalsIgnoreCase("BINARY") || format.equalsIgnoreCase("ASCII"),
        "%s: DataFormat is '%s': expected BINARY or ASCII",
        name,
        format);
    Optional<TextLayout> text =
        format.equalsIgnoreCase("ASCII") ? Optional.of(textLayout(sections)) : Optional.empty();
    String domain = sections.value(COMMON, "DataType").orElse("TIMEDOMAIN");
    check(
        domain.equalsIgnoreCase("TIMEDOMAIN"),
        "%s: holds %s data, not a recording: give the recording that they were computed from",
        name,
        domain);
    double interval = number(sections, COMMON, "SamplingInterval");
    check(
        interval >= 0.1 && interval <= 1e12,
        "%s: SamplingInterval is %s microseconds, which no instrument has",
        name,
        interval);
    return new BrainVisionHeader(
        plainName(sections, required(sections, COMMON, "DataFile")),
        sections.value(COMMON, "MarkerFile").map(file -> plainName(sections, file)),
        vectorized(sections),
        text,
        text.isPresent() ? StoredType.FLOAT64 : type(sections),
        sections.value(BINARY, "UseBigEndianOrder").orElse("NO").equalsIgnoreCase("YES")
            ? ByteOrder.BIG_ENDIAN
            : ByteOrder.LITTLE_ENDIAN,
        1e6 / interval,
        sections
            .value(COMMON, "DataPoints")
            .filter(points -> points.matches("\\d{1,12}"))
            .map(points -> OptionalLong.of(Long.parseLong(points)))
            .orElse(OptionalLong.empty()),
        signals(sections));
  }

  /** Bytes of one sample of all channels. */
  long frameBytes() {
    return (long) signals.size() * type.bytes();
  }

  private static boolean vectorized(Sections sections) {
    String orientation = sections.value(COMMON, "DataOrientation").orElse("MULTIPLEXED");
    return switch (orientation.toUpperCase(Locale.ROOT)) {
      case "MULTIPLEXED" -> false;
      case "VECTORIZED" -> true;
      default ->
          throw new BadInputException(
              "%s: DataOrientation is '%s': expected MULTIPLEXED or VECTORIZED",
              sections.name(), orientation);
    };
  }

  private static TextLayout textLayout(Sections sections) {
    return new TextLayout(
        skipped(sections, "SkipLines"),
        skipped(sections, "SkipColumns"),
        sections.value(ASCII, "DecimalSymbol").orElse(".").equals(","));
  }

  private static int skipped(Sections sections, String key) {
    String count = sections.value(ASCII, key).orElse("0");
    check(
        count.matches("\\d{1,6}"),
        "%s: %s is '%s': expected a number of %s to pass over",
        sections.name(),
        key,
        count,
        key.substring(4).toLowerCase(Locale.ROOT));
    return Integer.parseInt(count);
  }

  private static StoredType type(Sections sections) {
    String format = required(sections, BINARY, "BinaryFormat");
    return switch (format.toUpperCase(Locale.ROOT)) {
      case "INT_16" -> StoredType.INT16;
      case "UINT_16" -> StoredType.UINT16;
      case "INT_32" -> StoredType.INT32;
      case "IEEE_FLOAT_32" -> StoredType.FLOAT32;
      case "IEEE_FLOAT_64" -> StoredType.FLOAT64;
      default ->
          throw new BadInputException(
              "%s: BinaryFormat is '%s': expected INT_16, UINT_16, INT_32, IEEE_FLOAT_32 or"
                  + " IEEE_FLOAT_64; export the recording again in one of them",
              sections.name(), format);
    };
  }

  private static List<Signal> signals(Sections sections) {
    double count = number(sections, COMMON, "NumberOfChannels");
    check(
        count >= 1 && count == Math.rint(count),
        "%s: NumberOfChannels is %s",
        sections.name(),
        count);
    List<Signal> signals = new ArrayList<>();
    for (long i = 1; i <= count; i++) {
      String channel = required(sections, "Channel Infos", "Ch" + i);
      signals.add(signal(sections.name(), channel.split(",", -1)));
    }
    return signals;
  }

  /** A channel of the fields name, reference, resolution, unit; what is left out has a default. */
  private static Signal signal(String file, String[] fields) {
    String label = unescaped(fields[0]).strip();
    String resolution = fields.length > 2 ? fields[2].strip() : "";
    String unit = fields.length > 3 && !fields[3].isBlank() ? fields[3].strip() : "µV";
    double gain;
    try {
      gain = resolution.isEmpty() ? 1 : Double.parseDouble(resolution);
    } catch (NumberFormatException e) {
      throw new BadInputException(
          "%s: channel '%s' has a resolution of '%s': expected a number", file, label, resolution);
    }
    double microvolts = gain * VoltageUnit.microvolts(unit).orElse(1);
    check(
        Double.isFinite(microvolts) && microvolts != 0,
        "%s: channel '%s' has a resolution of %s: expected a number other than 0",
        file,
        label,
        gain);
    return new Signal(label, unit, microvolts, 0);
  }

  /** The text of a field: commas stand as {@code \1}, for fields are separated by commas. */
  static String unescaped(String field) {
    return field.replace("\\1", ",");
  }

  /** Files name their parts without a folder; {@code $b} is the header's own name. */
  private static String plainName(Sections sections, String value) {
    String header = lastPart(sections.name());
    int dot = header.lastIndexOf('.');
    return lastPart(value.replace("$b", dot < 0 ? header : header.substring(0, dot)));
  }

  private static String lastPart(String path) {
    return path.substring(1 + Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')));
  }

  private static String required(Sections sections, String section, String key) {
    return sections
        .value(section, key)
        .orElseThrow(
            () ->
                new BadInputException(
                    "%s: has no %s in [%s]: the header is not complete",
                    sections.name(), key, section));
  }

  private static double number(Sections sections, String section, String key) {
    String text = required(sections, section, key);
    try {
      return Double.parseDouble(text.replace(',', '.'));
    } catch (NumberFormatException e) {
      throw new BadInputException("%s: %s is '%s': expected a number", sections.name(), key, text);
    }
  }
}
