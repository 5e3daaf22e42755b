package org.eegptspark.model.recording.edf;

import static org.eegptspark.model.BadInputException.check;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.eegptspark.model.recording.SampleEncoding;

/**
 * What {@link EdfWriter} writes at a file's start.
 *
 * @param encoding INT16 for EDF+C, INT24 for BDF+C
 * @param subject the subject's code; empty writes "X"
 * @param startedAt from 1985 to 2084, to the nanosecond; empty writes what EDF+ has for an unknown
 *     start
 * @param recordSeconds duration of a data record; a number that eight characters tell exactly
 * @param annotationBytes room in each data record for annotations and its time: an even number for
 *     EDF, a multiple of three for BDF
 * @param signals at least one
 */
public record EdfWriterHeader(
    SampleEncoding encoding,
    Optional<String> subject,
    Optional<LocalDateTime> startedAt,
    double recordSeconds,
    int annotationBytes,
    List<Signal> signals) {

  /** What the time of a data record takes at most. */
  static final int TIME_BYTES = 24;

  private static final DateTimeFormatter LONG_DATE =
      DateTimeFormatter.ofPattern("dd-MMM-yyyy", Locale.ENGLISH);
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("dd.MM.yy");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH.mm.ss");

  /**
   * One signal.
   *
   * @param label at most 16 ASCII characters
   * @param unit at most 8 ASCII characters
   * @param physicalMin physical value of {@code digitalMin}; eight characters tell it exactly
   * @param physicalMax physical value of {@code digitalMax}, likewise
   * @param digitalMin least digital value
   * @param digitalMax greatest digital value
   * @param samplesPerRecord samples in each data record
   */
  public record Signal(
      String label,
      String unit,
      double physicalMin,
      double physicalMax,
      int digitalMin,
      int digitalMax,
      int samplesPerRecord) {
    /** Checks the limits. */
    public Signal {
      check(
          physicalMin != physicalMax, "Signal %s: physical limits are both %s", label, physicalMin);
      check(
          digitalMin < digitalMax,
          "Signal %s: digital limits %s and %s are in the wrong order",
          label,
          digitalMin,
          digitalMax);
      check(samplesPerRecord > 0, "Signal %s: %s samples a record", label, samplesPerRecord);
    }
  }

  /** Checks what the format can hold. */
  public EdfWriterHeader {
    signals = List.copyOf(signals);
    check(
        encoding == SampleEncoding.INT16 || encoding == SampleEncoding.INT24,
        "EDF holds int16 and BDF int24, but was asked for %s",
        encoding.key());
    check(!signals.isEmpty() && signals.size() < 9999, "EDF holds 1 to 9998 signals");
    check(recordSeconds > 0, "A data record lasts more than %s seconds", recordSeconds);
    check(
        annotationBytes >= 2 * TIME_BYTES && annotationBytes % encoding.bytes() == 0,
        "Room for annotations is a multiple of %s bytes, at least 48, but was %s",
        encoding.bytes(),
        annotationBytes);
    int limit = 1 << (8 * encoding.bytes() - 1);
    for (Signal signal : signals) {
      check(
          signal.digitalMin() >= -limit && signal.digitalMax() < limit,
          "Signal %s: digital limits %s and %s do not fit %s",
          signal.label(),
          signal.digitalMin(),
          signal.digitalMax(),
          encoding.key());
    }
  }

  /** Bytes of a data record. */
  int recordBytes() {
    long samples = signals.stream().mapToLong(Signal::samplesPerRecord).sum();
    return Math.toIntExact(samples * encoding.bytes() + annotationBytes);
  }

  /** The header's bytes, with -1 for the number of data records. */
  byte[] bytes() {
    boolean edf = encoding == SampleEncoding.INT16;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(edf ? field("0", 8) : bdfVersion());
    out.writeBytes(field(subject.map(code -> code.replace(' ', '_')).orElse("X") + " X X X", 80));
    String day = startedAt.map(LONG_DATE::format).orElse("X").toUpperCase(Locale.ENGLISH);
    out.writeBytes(field("Startdate " + day + " X X X", 80));
    out.writeBytes(field(startedAt.map(DATE::format).orElse(EdfStart.WITHHELD_DATE), 8));
    out.writeBytes(field(startedAt.map(TIME::format).orElse("00.00.00"), 8));
    out.writeBytes(field(Integer.toString(256 * (signals.size() + 2)), 8));
    out.writeBytes(field(edf ? "EDF+C" : "BDF+C", 44));
    out.writeBytes(field("-1", 8));
    out.writeBytes(field(number(recordSeconds), 8));
    out.writeBytes(field(Integer.toString(signals.size() + 1), 4));
    int limit = 1 << (8 * encoding.bytes() - 1);
    column(out, 16, Signal::label, edf ? "EDF Annotations" : "BDF Annotations");
    column(out, 80, signal -> "", "");
    column(out, 8, Signal::unit, "");
    column(out, 8, signal -> number(signal.physicalMin()), "-1");
    column(out, 8, signal -> number(signal.physicalMax()), "1");
    column(out, 8, signal -> Integer.toString(signal.digitalMin()), Integer.toString(-limit));
    column(out, 8, signal -> Integer.toString(signal.digitalMax()), Integer.toString(limit - 1));
    column(out, 80, signal -> "", "");
    column(
        out,
        8,
        signal -> Integer.toString(signal.samplesPerRecord()),
        Integer.toString(annotationBytes / encoding.bytes()));
    column(out, 32, signal -> "", "");
    return out.toByteArray();
  }

  /** A text in ASCII, padded with blanks. */
  static byte[] field(String text, int width) {
    check(
        text.length() <= width && StandardCharsets.US_ASCII.newEncoder().canEncode(text),
        "EDF has room for %s ASCII characters, not for '%s'",
        width,
        text);
    byte[] field = new byte[width];
    Arrays.fill(field, (byte) ' ');
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, field, 0, bytes.length);
    return field;
  }

  private void column(
      ByteArrayOutputStream out, int width, Function<Signal, String> text, String annotations) {
    signals.forEach(signal -> out.writeBytes(field(text.apply(signal), width)));
    out.writeBytes(field(annotations, width));
  }

  private static byte[] bdfVersion() {
    byte[] version = field(" BIOSEMI", 8);
    version[0] = (byte) 0xff;
    return version;
  }

  private static String number(double value) {
    String text = BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    return text.replaceFirst("^(-?)0\\.", "$1.");
  }
}
