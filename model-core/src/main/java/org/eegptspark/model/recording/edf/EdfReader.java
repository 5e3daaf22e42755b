package org.eegptspark.model.recording.edf;

import static org.eegptspark.model.BadInputException.check;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.RecordingReader;

/**
 * Reads EDF, EDF+C, EDF+D, BDF and BDF+ (Kemp et al. 1992, Kemp and Olivan 2003, BioSemi).
 *
 * <p>Which of them a file is, its header says; the ending only tells that it is one. All whole data
 * records are read, whatever number the header promises; the header's {@code losses} tell the
 * difference. Annotations' onsets count from the first sample, whose fraction of a second is part
 * of {@code startedAt}.
 */
public final class EdfReader implements RecordingReader {
  @Override
  public List<String> endings() {
    return List.of(".edf", ".bdf");
  }

  @Override
  public Recording open(RecordingFile file) throws IOException {
    ByteSource source = new ByteSource(file);
    try {
      EdfHeader header = EdfHeader.read(source);
      List<String> losses = new ArrayList<>(header.losses());
      long records = records(source, header, losses);
      return EdfRecording.scan(file, source, header, records, losses);
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** The whole data records in the file; what differs from the promise goes into the losses. */
  private static long records(ByteSource file, EdfHeader header, List<String> losses) {
    long bytes = file.size() - header.dataStart();
    long held = bytes / header.recordBytes();
    long rest = bytes % header.recordBytes();
    OptionalLong promise = header.promisedRecords();
    check(
        held > 0,
        "%s: holds no whole data record: the header promises %s of %s bytes each, but is followed by"
            + " %s bytes; copy or download the file again",
        file.name(),
        promise.isPresent() ? promise.getAsLong() : "some",
        header.recordBytes(),
        bytes);
    long promised = promise.orElse(held);
    if (promise.isEmpty()) {
      losses.add("the header does not tell the number of data records: found " + held);
    }
    if (held < promised) {
      String cut = "holds " + held + " of " + promised + " promised data records";
      losses.add(rest == 0 ? cut : cut + "; " + fraction(rest, header.recordBytes()));
    } else if (held > promised) {
      String more = "holds " + held + " data records, more than the " + promised + " promised: all";
      losses.add(more + " were read");
    }
    if (held >= promised && rest > 0) {
      losses.add(rest + " bytes after the last whole data record were left out");
    }
    return held;
  }

  private static String fraction(long part, long whole) {
    String rounded =
        new BigDecimal((double) part / whole)
            .round(new MathContext(1, RoundingMode.DOWN))
            .toPlainString();
    return rounded + " of a record at the end is not whole and was left out";
  }
}
