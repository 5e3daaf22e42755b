package org.eegptspark.model.recording.brainvision;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eegptspark.model.recording.Annotation;

/**
 * What a .vmrk file says.
 *
 * @param annotations "Type/Description" of every marker but the "New Segment" at the first sample,
 *     which only tells the start; in order of onset
 * @param startedAt the date of the first "New Segment" that has one
 * @param interruptions the first samples of all later "New Segment"s, before which the amplifier
 *     paused
 * @param losses what could not be read, a sentence each
 */
record BrainVisionMarkers(
    List<Annotation> annotations,
    Optional<LocalDateTime> startedAt,
    SortedSet<Long> interruptions,
    List<String> losses) {
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");
  private static final String NEW_SEGMENT = "New Segment";
  private static final String WHOLE_NUMBER = "\\d{1,18}";

  /** The markers of a recording without a marker file. */
  static BrainVisionMarkers none() {
    return new BrainVisionMarkers(
        List.of(), Optional.empty(), Collections.emptySortedSet(), List.of());
  }

  /** Understands a marker file's sections. */
  static BrainVisionMarkers of(Sections sections, double samplingRateHz) {
    List<Annotation> annotations = new ArrayList<>();
    Optional<LocalDateTime> startedAt = Optional.empty();
    SortedSet<Long> interruptions = new TreeSet<>();
    int unreadable = 0;
    for (String marker : sections.section("Marker Infos").values()) {
      String[] fields = marker.split(",", -1);
      if (fields.length < 3 || !fields[2].strip().matches(WHOLE_NUMBER)) {
        unreadable++;
        continue;
      }
      // Positions count from 1.
      long position = Long.parseLong(fields[2].strip()) - 1;
      boolean newSegment = fields[0].equals(NEW_SEGMENT);
      if (newSegment && startedAt.isEmpty() && fields.length > 5) {
        startedAt = date(fields[5].strip());
      }
      if (newSegment && position > 0) {
        interruptions.add(position);
      }
      if (!newSegment || position > 0) {
        String size = fields.length > 3 ? fields[3].strip() : "";
        long samples = size.matches(WHOLE_NUMBER) ? Long.parseLong(size) : 0;
        String text = BrainVisionHeader.unescaped(fields[0] + "/" + fields[1]);
        annotations.add(new Annotation(position / samplingRateHz, samples / samplingRateHz, text));
      }
    }
    annotations.sort(Comparator.comparingDouble(Annotation::onsetS));
    List<String> losses =
        unreadable == 0
            ? List.of()
            : List.of(unreadable + " markers have no position and were left out");
    return new BrainVisionMarkers(annotations, startedAt, interruptions, losses);
  }

  /** A date of year to second and six digits of microseconds; all zeros where it is unknown. */
  private static Optional<LocalDateTime> date(String digits) {
    if (!digits.matches("\\d{20}")) {
      return Optional.empty();
    }
    try {
      long microseconds = Long.parseLong(digits.substring(14));
      return Optional.of(
          LocalDateTime.parse(digits.substring(0, 14), DATE).plusNanos(1000 * microseconds));
    } catch (DateTimeException impossible) {
      return Optional.empty();
    }
  }
}
