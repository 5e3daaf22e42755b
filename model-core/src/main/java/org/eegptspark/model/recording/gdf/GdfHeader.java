package org.eegptspark.model.recording.gdf;

import static org.eegptspark.model.BadInputException.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.FileText;

/**
 * The header of a GDF file.
 *
 * @param version such as 2.2
 * @param subject the patient's code; empty where absent or withheld
 * @param startedAt of the first sample; empty where absent or impossible
 * @param dataStart bytes before the first data record
 * @param promisedRecords data records; negative where unknown
 * @param recordSeconds duration of a data record
 * @param recordBytes bytes of a data record
 * @param channels in the file's order
 */
record GdfHeader(
    double version,
    Optional<String> subject,
    Optional<LocalDateTime> startedAt,
    long dataStart,
    long promisedRecords,
    double recordSeconds,
    long recordBytes,
    List<GdfChannel> channels) {

  /** Bytes of the header's fixed part, and of each channel's part. */
  static final int PART_BYTES = 256;

  /** No instrument samples faster; a higher rate is a header that makes no sense. */
  private static final double MAX_RATE_HZ = 1e7;

  private static final int RECORDS_AT = 236;
  private static final int DURATION_AT = 244;
  private static final int CHANNELS_AT = 252;

  /**
   * Reads and checks the header at a file's start.
   *
   * @throws org.eegptspark.model.BadInputException where no reader could make sense of it
   */
  static GdfHeader read(ByteSource file) throws IOException {
    String name = file.name();
    check(
        file.size() >= PART_BYTES,
        "%s: holds %s bytes, but a GDF header has at least 256: copy or download the file again",
        name,
        file.size());
    byte[] bytes = file.read(0, PART_BYTES);
    ByteBuffer fixed = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    double version = version(name, bytes);
    boolean second = version >= 1.9;
    int count = second ? fixed.getShort(CHANNELS_AT) & 0xffff : fixed.getInt(CHANNELS_AT);
    long headerBytes = second ? (fixed.getShort(184) & 0xffffL) * PART_BYTES : fixed.getLong(184);
    check(
        count > 0
            && (count + 1L) * PART_BYTES <= headerBytes
            && headerBytes <= file.size()
            && count <= Integer.MAX_VALUE / PART_BYTES,
        "%s: promises %s channels and a header of %s bytes in a file of %s: it is damaged or not"
            + " GDF",
        name,
        count,
        headerBytes,
        file.size());
    ByteBuffer parts =
        ByteBuffer.wrap(file.read(PART_BYTES, count * PART_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    List<GdfChannel> channels = GdfChannels.read(name, parts, count, second);
    GdfChannel last = channels.get(count - 1);
    double seconds = recordSeconds(name, fixed, channels);
    long recordBytes = last.offset() + last.bytes();
    check(recordBytes > 0, "%s: the header gives no channel any samples", name);
    return new GdfHeader(
        version,
        subject(FileText.decode(bytes, 8, second ? 74 : 88)),
        second ? GdfStart.ofDays(fixed.getLong(168)) : GdfStart.ofDigits(bytes),
        headerBytes,
        fixed.getLong(RECORDS_AT),
        seconds,
        recordBytes,
        channels);
  }

  /** Samples a second of a channel. */
  double rateHz(GdfChannel channel) {
    return channel.samplesPerRecord() / recordSeconds;
  }

  private static double version(String name, byte[] fixed) {
    String text = FileText.decode(fixed, 0, 8);
    check(
        text.matches("GDF [12]\\.\\d{1,2} ?"),
        "%s: is not GDF 1 or 2: it starts with '%s' instead of 'GDF 2.20'; give the file its right"
            + " ending, or leave it out",
        name,
        text.replaceAll("[^\\x20-\\x7E]", "?"));
    return Double.parseDouble(text.substring(4).strip());
  }

  private static double recordSeconds(String name, ByteBuffer fixed, List<GdfChannel> channels) {
    double numerator = fixed.getInt(DURATION_AT) & 0xffffffffL;
    double denominator = fixed.getInt(DURATION_AT + 4) & 0xffffffffL;
    int fastest = channels.stream().mapToInt(GdfChannel::samplesPerRecord).max().orElse(0);
    double rate = fastest * denominator / numerator;
    check(
        rate > 0 && rate <= MAX_RATE_HZ,
        "%s: the header gives data records a duration of %s/%s seconds and %s samples, so no channel"
            + " has a sampling rate: it is damaged or not GDF",
        name,
        (long) numerator,
        (long) denominator,
        fastest);
    return numerator / denominator;
  }

  private static Optional<String> subject(String patient) {
    String code = patient.replace('\0', ' ').strip().split("\\s", 2)[0];
    return code.isEmpty() || code.equalsIgnoreCase("X") ? Optional.empty() : Optional.of(code);
  }
}
