package org.eegptspark.model.recording.gdf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.eegptspark.model.recording.Annotation;
import org.eegptspark.model.recording.ByteSource;

/**
 * The table of events behind a GDF file's data records.
 *
 * @param annotations in order of onset; their text is the event's code in decimal, such as "769"
 * @param interruptionsS seconds at which a new segment begins (code 0x7ffe)
 * @param losses what could not be read, a sentence each
 */
record GdfEvents(List<Annotation> annotations, List<Double> interruptionsS, List<String> losses) {
  private static final int NEW_SEGMENT = 0x7ffe;

  /** The code of a single sample of a channel without a rate: no remark on the recording. */
  private static final int SPARSE_SAMPLE = 0x7fff;

  /** More than any real recording has; keeps a hostile file from filling memory. */
  private static final int MAX_EVENTS = 4_000_000;

  private static final int HEAD_BYTES = 8;

  /** No table. */
  static GdfEvents none() {
    return new GdfEvents(List.of(), List.of(), List.of());
  }

  /**
   * Reads the table.
   *
   * @param position where the data records end
   * @param version of the file
   * @param fallbackHz rate of the events' positions where the table gives none
   */
  static GdfEvents read(ByteSource file, long position, double version, double fallbackHz)
      throws IOException {
    if (file.size() - position < HEAD_BYTES) {
      return none();
    }
    ByteBuffer head =
        ByteBuffer.wrap(file.read(position, HEAD_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    int mode = head.get(0);
    boolean durations = (mode & 2) != 0;
    boolean rateFirst = version < 1.94;
    long three = head.getInt(0) >>> 8;
    long promised = rateFirst ? head.getInt(4) & 0xffffffffL : three;
    double rate = rateFirst ? three : head.getFloat(4);
    int eventBytes = durations ? 12 : 6;
    long held = Math.min(MAX_EVENTS, (file.size() - position - HEAD_BYTES) / eventBytes);
    if (mode < 1 || mode > 7 || promised > held) {
      return new GdfEvents(
          List.of(),
          List.of(),
          List.of("promises " + promised + " events and does not hold them: none were read"));
    }
    int count = (int) promised;
    ByteBuffer table =
        ByteBuffer.wrap(file.read(position + HEAD_BYTES, count * eventBytes))
            .order(ByteOrder.LITTLE_ENDIAN);
    return of(table, count, durations, rate > 0 && rate < 1e9 ? rate : fallbackHz);
  }

  private static GdfEvents of(ByteBuffer table, int count, boolean durations, double rateHz) {
    List<Annotation> annotations = new ArrayList<>();
    List<Double> interruptions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Positions count from 1.
      double onset = ((table.getInt(4 * i) & 0xffffffffL) - 1) / rateHz;
      int code = table.getShort(4 * count + 2 * i) & 0xffff;
      if (code == SPARSE_SAMPLE) {
        continue;
      }
      long duration = durations ? table.getInt(8 * count + 4 * i) & 0xffffffffL : 0;
      if (code == NEW_SEGMENT && onset > 0) {
        interruptions.add(onset);
      }
      annotations.add(new Annotation(onset, duration / rateHz, Integer.toString(code)));
    }
    annotations.sort(Comparator.comparingDouble(Annotation::onsetS));
    return new GdfEvents(annotations, interruptions, List.of());
  }
}
