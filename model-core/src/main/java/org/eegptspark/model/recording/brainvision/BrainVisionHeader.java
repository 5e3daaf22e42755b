package org.eegptspark.model.recording.brainvision;

import static org.eegptspark.model.BadInputException.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.SampleEncoding;
import org.eegptspark.model.recording.SignalGroup.Signal;
import org.eegptspark.model.recording.VoltageUnit;

/**
 * What a .vhdr file says.
 *
 * @param dataFile plain name of the file with the samples
 * @param markerFile plain name of the file with the markers, if it names one
 * @param vectorized whether all samples of a channel stand together; else all channels of a moment
 * @param encoding of every sample
 * @param samplingRateHz of every channel
 * @param promisedSamples of each channel, where it says
 * @param signals the channels in order
 */
record BrainVisionHeader(
    String dataFile,
    Optional<String> markerFile,
    boolean vectorized,
    SampleEncoding encoding,
    double samplingRateHz,
    OptionalLong promisedSamples,
    List<Signal> signals) {
  private static final String COMMON = "Common Infos";
  private static final String BINARY = "Binary Infos";

  /**
   * Understands a header's sections.
   *
   * @throws BadInputException where something is missing, makes no sense or is not read
   */
  static BrainVisionHeader of(Sections sections) {
    String name = sections.name();
    String format = sections.value(COMMON, "DataFormat").orElse("BINARY");
    check(
        format.equalsIgnoreCase("BINARY"),
        "%s: its samples are in %s format, and only BINARY is read: export the recording again as"
            + " binary",
        name,
        format);
    String domain = sections.value(COMMON, "DataType").orElse("TIMEDOMAIN");
    check(
        domain.equalsIgnoreCase("TIMEDOMAIN"),
        "%s: holds %s data, not a recording: give the recording that they were computed from",
        name,
        domain);
    String bigEndian = sections.value(BINARY, "UseBigEndianOrder").orElse("NO");
    check(
        bigEndian.equalsIgnoreCase("NO"),
        "%s: its samples are big-endian, and only little-endian ones are read: export it again",
        name);
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
        encoding(sections),
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
    return (long) signals.size() * encoding.bytes();
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

  private static SampleEncoding encoding(Sections sections) {
    String format = required(sections, BINARY, "BinaryFormat");
    return switch (format.toUpperCase(Locale.ROOT)) {
      case "INT_16" -> SampleEncoding.INT16;
      case "INT_32" -> SampleEncoding.INT32;
      case "IEEE_FLOAT_32" -> SampleEncoding.FLOAT32;
      default ->
          throw new BadInputException(
              "%s: BinaryFormat is '%s': expected INT_16, INT_32 or IEEE_FLOAT_32; export the"
                  + " recording again in one of them",
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
    check(
        Double.isFinite(gain) && gain != 0,
        "%s: channel '%s' has a resolution of %s: expected a number other than 0",
        file,
        label,
        gain);
    return new Signal(label, unit, gain * VoltageUnit.microvolts(unit).orElse(1), 0);
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
