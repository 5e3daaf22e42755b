package org.eegptspark.model.recording.edf;

import static org.eegptspark.model.BadInputException.check;

import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.SampleEncoding;

/**
 * The header of an EDF or BDF file, as the file has it.
 *
 * @param format "EDF", "EDF+C", "EDF+D" and the same of BDF
 * @param encoding of every sample
 * @param patient local patient identification
 * @param startedAt to the second; what the first annotation adds to it is not in the header
 * @param dataStart bytes before the first data record
 * @param promisedRecords data records; empty where the field is -1 or no number
 * @param recordSeconds duration of a data record; 0 only where there are no ordinary signals
 * @param recordBytes bytes of a data record
 * @param signals all signals that have samples, annotation signals too, in the file's order
 * @param losses what had to be guessed, a sentence each
 */
record EdfHeader(
    String format,
    SampleEncoding encoding,
    String patient,
    Optional<LocalDateTime> startedAt,
    long dataStart,
    OptionalLong promisedRecords,
    double recordSeconds,
    long recordBytes,
    List<EdfSignal> signals,
    List<String> losses) {

  /** Bytes of the header's fixed part, and of each signal's part. */
  private static final int PART_BYTES = 256;

  /** No instrument samples faster; a higher rate is a header that makes no sense. */
  private static final double MAX_RATE_HZ = 1e7;

  /**
   * Reads and checks the header at a file's start.
   *
   * @throws BadInputException where no reader could make sense of it
   */
  static EdfHeader read(ByteSource file) throws IOException {
    String name = file.name();
    check(
        file.size() >= PART_BYTES,
        "%s: holds %s bytes, but an EDF or BDF header has at least 256: copy or download the file"
            + " again",
        name,
        file.size());
    byte[] fixed = file.read(0, PART_BYTES);
    SampleEncoding encoding = encoding(name, fixed);
    HeaderFields fields = new HeaderFields(fixed);
    fields.text(8);
    String patient = fields.text(80);
    String recording = fields.text(80);
    Optional<LocalDateTime> start = EdfStart.of(recording, fields.text(8), fields.text(8));
    String headerBytes = fields.text(8);
    String format = format(encoding, fields.text(44));
    OptionalLong records = HeaderFields.integer(fields.text(8));
    String duration = fields.text(8);
    int signalCount = signalCount(file, fields.text(4));

    List<String> losses = new ArrayList<>();
    byte[] parts = file.read(PART_BYTES, signalCount * PART_BYTES);
    List<EdfSignal> all = signals(name, parts, signalCount, encoding, losses);
    double recordSeconds = recordSeconds(name, duration, all);
    EdfSignal last = all.get(all.size() - 1);
    long recordBytes = last.offset() + (long) last.samplesPerRecord() * encoding.bytes();
    check(
        recordBytes > 0,
        "%s: the header gives no signal any samples: the file is damaged or not EDF",
        name);
    return new EdfHeader(
        format,
        encoding,
        patient,
        start,
        dataStart(file, headerBytes, signalCount, losses),
        records.isPresent() && records.getAsLong() < 0 ? OptionalLong.empty() : records,
        recordSeconds,
        recordBytes,
        all.stream().filter(signal -> signal.samplesPerRecord() > 0).toList(),
        losses);
  }

  /** The signals that are not annotations. */
  List<EdfSignal> ordinarySignals() {
    return signals.stream().filter(signal -> !signal.isAnnotations()).toList();
  }

  /** The annotation signals. */
  List<EdfSignal> annotationSignals() {
    return signals.stream().filter(EdfSignal::isAnnotations).toList();
  }

  /** Whether data records have times of their own, with gaps between them. */
  boolean isDiscontinuous() {
    return format.endsWith("+D");
  }

  /** The subject's code, where the patient field starts with one. */
  Optional<String> subject() {
    String first = patient.split("\\s", 2)[0];
    if (first.isEmpty() || first.equalsIgnoreCase("X")) {
      return Optional.empty();
    }
    // In plain EDF the field is free text: a single letter or a punctuated word is no code.
    boolean code = format.contains("+") || first.matches("[\\p{L}\\p{N}._-]{2,}");
    return code ? Optional.of(first) : Optional.empty();
  }

  private static SampleEncoding encoding(String name, byte[] fixed) {
    if ((fixed[0] & 0xff) == 0xff && new HeaderFields(fixed).text(8).endsWith("BIOSEMI")) {
      return SampleEncoding.INT24;
    }
    String version = new HeaderFields(fixed).text(8);
    check(
        version.equals("0"),
        "%s: is not EDF or BDF: it starts with '%s' instead of '0' or 'BIOSEMI'; give the file its"
            + " right ending, or leave it out",
        name,
        printable(version));
    return SampleEncoding.INT16;
  }

  private static String format(SampleEncoding encoding, String reserved) {
    String family = encoding == SampleEncoding.INT24 ? "BDF" : "EDF";
    if (reserved.startsWith("EDF+D") || reserved.startsWith("BDF+D")) {
      return family + "+D";
    }
    boolean plus = reserved.startsWith("EDF+") || reserved.startsWith("BDF+");
    return plus ? family + "+C" : family;
  }

  private static int signalCount(ByteSource file, String text) {
    long count = HeaderFields.integer(text).orElse(0);
    check(
        count > 0,
        "%s: the header promises '%s' signals: the file is damaged or not EDF",
        file.name(),
        printable(text));
    check(
        file.size() >= (count + 1) * PART_BYTES,
        "%s: ends in its header: %s signals need a header of %s bytes, but the file holds %s; copy"
            + " or download it again",
        file.name(),
        count,
        (count + 1) * PART_BYTES,
        file.size());
    return (int) count;
  }

  private static List<EdfSignal> signals(
      String name, byte[] parts, int count, SampleEncoding encoding, List<String> losses) {
    HeaderFields fields = new HeaderFields(parts);
    String[] labels = fields.texts(count, 16);
    fields.texts(count, 80);
    String[] units = fields.texts(count, 8);
    String[] physicalMin = fields.texts(count, 8);
    String[] physicalMax = fields.texts(count, 8);
    String[] digitalMin = fields.texts(count, 8);
    String[] digitalMax = fields.texts(count, 8);
    fields.texts(count, 80);
    String[] samples = fields.texts(count, 8);

    List<EdfSignal> signals = new ArrayList<>(count);
    List<String> unscaled = new ArrayList<>();
    List<String> empty = new ArrayList<>();
    long offset = 0;
    for (int i = 0; i < count; i++) {
      EdfSignal signal =
          new EdfSignal(
              labels[i],
              units[i],
              HeaderFields.decimal(physicalMin[i]),
              HeaderFields.decimal(physicalMax[i]),
              HeaderFields.decimal(digitalMin[i]),
              HeaderFields.decimal(digitalMax[i]),
              samplesPerRecord(name, labels[i], samples[i]),
              offset);
      signals.add(signal);
      offset += (long) signal.samplesPerRecord() * encoding.bytes();
      if (signal.samplesPerRecord() == 0) {
        empty.add(labels[i]);
      } else if (!signal.isAnnotations() && !signal.hasScale()) {
        unscaled.add(labels[i]);
      }
    }
    if (!unscaled.isEmpty()) {
      losses.add(
          "the physical or digital limits of "
              + named(unscaled)
              + " are equal or no numbers: digital values stand as they are, with gain 1");
    }
    if (!empty.isEmpty()) {
      losses.add("the header gives no samples to " + named(empty) + ": left out");
    }
    return signals;
  }

  private static int samplesPerRecord(String name, String label, String text) {
    long samples = HeaderFields.integer(text).orElse(-1);
    check(
        samples >= 0 && samples <= Integer.MAX_VALUE,
        "%s: the header gives signal '%s' a number of '%s' samples a data record: the file is"
            + " damaged or not EDF",
        name,
        printable(label),
        printable(text));
    return (int) samples;
  }

  private static double recordSeconds(String name, String text, List<EdfSignal> signals) {
    OptionalDouble seconds = HeaderFields.decimal(text);
    int fastest =
        signals.stream()
            .filter(signal -> !signal.isAnnotations())
            .mapToInt(EdfSignal::samplesPerRecord)
            .max()
            .orElse(0);
    if (fastest == 0) {
      return Math.max(0, seconds.orElse(0));
    }
    check(
        seconds.isPresent() && seconds.getAsDouble() > 0,
        "%s: the header gives data records a duration of '%s' seconds, so no signal has a sampling"
            + " rate: correct the field at byte 244",
        name,
        printable(text));
    check(
        fastest / seconds.getAsDouble() <= MAX_RATE_HZ,
        "%s: the header promises %s samples in %s seconds, faster than any instrument: the file is"
            + " damaged or not EDF",
        name,
        fastest,
        text);
    return seconds.getAsDouble();
  }

  /** Headers may be padded; a size that cannot be true is replaced by what the signals need. */
  private static long dataStart(
      ByteSource file, String text, int signalCount, List<String> losses) {
    long needed = (signalCount + 1L) * PART_BYTES;
    long said = HeaderFields.integer(text).orElse(-1);
    if (said >= needed && said <= file.size()) {
      return said;
    }
    losses.add(
        "the header gives its own size as '"
            + printable(text)
            + "' bytes: taken as "
            + needed
            + ", which its signals need");
    return needed;
  }

  private static String named(List<String> labels) {
    List<String> shown = labels.stream().limit(5).map(label -> "'" + label + "'").toList();
    String more = labels.size() > 5 ? " and " + (labels.size() - 5) + " more" : "";
    return "signal " + String.join(", ", shown) + more;
  }

  private static String printable(String text) {
    return text.replaceAll("[^\\x20-\\x7E]", "?");
  }
}
