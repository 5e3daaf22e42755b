package org.eegptspark.model.recording.edf;

import static org.eegptspark.model.BadInputException.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.eegptspark.model.recording.Annotation;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.edf.TimestampedAnnotations.Tal;

/**
 * Reads the annotations of a file, and the times that its data records keep.
 *
 * <p>Only the annotation signals' bytes are read, by seeking from record to record, unless they are
 * so large a share of the file, or the records so short, that reading on is faster.
 */
final class EdfAnnotations {
  private static final int BLOCK_BYTES = 1 << 20;
  private static final int SHORT_RECORD_BYTES = 8192;
  private static final int LARGE_SHARE = 16;

  /** More annotations than people make in one data record, or in a recording. */
  private static final int MAX_BYTES_A_RECORD = 1 << 22;

  private static final long MAX_TEXT_BYTES = 1 << 26;

  /** What an annotation takes in memory beside its text, about. */
  private static final int OBJECT_BYTES = 64;

  private final ByteSource file;
  private final EdfHeader header;
  private final long records;
  private final List<EdfSignal> signals;
  private final TextOfARecord text = new TextOfARecord();
  private OptionalLong firstOnset = OptionalLong.empty();

  EdfAnnotations(ByteSource file, EdfHeader header, long records) {
    this.file = file;
    this.header = header;
    this.records = records;
    this.signals = header.annotationSignals();
  }

  /** Is told of every data record's time, in the file's order. */
  interface RecordTimes {
    /**
     * A data record.
     *
     * @param nanos its start from the recording's start; empty where the file does not tell
     */
    void record(OptionalLong nanos);
  }

  /** Scans the file once. */
  void scan(RecordTimes times) throws IOException {
    long bytes = signals.stream().mapToLong(this::bytes).sum();
    check(
        bytes <= MAX_BYTES_A_RECORD,
        "%s: the header promises %s bytes of annotations in each data record: the file is damaged or"
            + " not EDF",
        file.name(),
        bytes);
    boolean largeShare =
        bytes * LARGE_SHARE >= header.recordBytes() && header.recordBytes() <= BLOCK_BYTES;
    if (header.recordBytes() <= SHORT_RECORD_BYTES || largeShare) {
      readOn(times);
    } else {
      readByItself(times, (int) bytes);
    }
  }

  /** Seconds by which the recording starts after the header's start, in nanoseconds. */
  long startNanos() {
    return firstOnset.orElse(0);
  }

  /** The annotations by onset, from the recording's start. */
  List<Annotation> annotations() {
    List<Annotation> annotations = new ArrayList<>(text.tals.size());
    for (Tal tal : text.tals) {
      double onset = (tal.onsetNanos() - startNanos()) / 1e9;
      double duration =
          tal.durationNanos().isPresent() ? tal.durationNanos().getAsLong() / 1e9 : -1;
      for (String words : tal.texts()) {
        if (!words.isEmpty()) {
          annotations.add(new Annotation(onset, duration, words));
        }
      }
    }
    annotations.sort(Comparator.comparingDouble(Annotation::onsetS));
    return annotations;
  }

  /** What could not be read, a sentence each. */
  List<String> losses() {
    List<String> losses = new ArrayList<>();
    if (text.unreadable > 0) {
      losses.add(
          text.unreadable
              + " annotations do not follow the format and were left out, the first: '"
              + text.firstUnreadable.replaceAll("\\p{Cntrl}", "?")
              + "'");
    }
    if (text.bytes > MAX_TEXT_BYTES) {
      losses.add("holds more annotations than fit into memory: the later ones were left out");
    }
    return losses;
  }

  /** Reads whole data records, many at a time. */
  private void readOn(RecordTimes times) throws IOException {
    int stride = (int) header.recordBytes();
    int recordsAtOnce = (int) Math.min(records, Math.max(1, BLOCK_BYTES / stride));
    byte[] block = new byte[recordsAtOnce * stride];
    int[] starts = signals.stream().mapToInt(signal -> (int) signal.offset()).toArray();
    for (long record = 0; record < records; record += recordsAtOnce) {
      int count = (int) Math.min(recordsAtOnce, records - record);
      file.read(header.dataStart() + record * stride, ByteBuffer.wrap(block, 0, count * stride));
      for (int i = 0; i < count; i++) {
        times.record(onset(block, i * stride, starts));
      }
    }
  }

  /** Reads only the annotation signals' bytes; those that stand side by side at once. */
  private void readByItself(RecordTimes times, int bytes) throws IOException {
    byte[] block = new byte[bytes];
    int[] starts = new int[signals.size()];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = starts[i - 1] + (int) bytes(signals.get(i - 1));
    }
    for (long record = 0; record < records; record++) {
      long position = header.dataStart() + record * header.recordBytes();
      for (int first = 0, next; first < starts.length; first = next) {
        next = first + 1;
        while (next < starts.length && adjoins(next)) {
          next++;
        }
        int end = next < starts.length ? starts[next] : bytes;
        ByteBuffer target = ByteBuffer.wrap(block, starts[first], end - starts[first]);
        file.read(position + signals.get(first).offset(), target);
      }
      times.record(onset(block, 0, starts));
    }
  }

  private boolean adjoins(int signal) {
    EdfSignal before = signals.get(signal - 1);
    return before.offset() + bytes(before) == signals.get(signal).offset();
  }

  private long bytes(EdfSignal signal) {
    return (long) signal.samplesPerRecord() * header.encoding().bytes();
  }

  /** Takes one data record's annotations and returns its own time. */
  private OptionalLong onset(byte[] block, int record, int[] starts) {
    text.startRecord();
    for (int i = 0; i < starts.length; i++) {
      int from = record + starts[i];
      TimestampedAnnotations.parse(block, from, from + (int) bytes(signals.get(i)), text);
    }
    if (firstOnset.isEmpty()) {
      firstOnset = OptionalLong.of(text.onset.orElse(0));
    }
    return text.onset.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(text.onset.getAsLong() - firstOnset.getAsLong());
  }

  /** Collects annotations from record to record. */
  private static final class TextOfARecord implements TimestampedAnnotations.Reader {
    private final List<Tal> tals = new ArrayList<>();
    private OptionalLong onset = OptionalLong.empty();
    private boolean first;
    private long bytes;
    private long unreadable;
    private String firstUnreadable = "";

    void startRecord() {
      first = true;
      onset = OptionalLong.empty();
    }

    @Override
    public void tal(Tal tal) {
      if (first && tal.keepsTime()) {
        onset = OptionalLong.of(tal.onsetNanos());
      }
      first = false;
      if (tal.keepsTime() && tal.texts().size() == 1) {
        return;
      }
      for (String words : tal.texts()) {
        bytes += words.length() + OBJECT_BYTES;
      }
      if (bytes <= MAX_TEXT_BYTES) {
        tals.add(tal);
      }
    }

    @Override
    public void unreadable(String beginning) {
      if (unreadable++ == 0) {
        firstUnreadable = beginning;
      }
      first = false;
    }
  }
}
