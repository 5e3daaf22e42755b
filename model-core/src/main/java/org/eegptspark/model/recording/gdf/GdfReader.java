package org.eegptspark.model.recording.gdf;

import static org.eegptspark.model.BadInputException.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eegptspark.model.recording.ArrayRecording;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.RecordingHeader;
import org.eegptspark.model.recording.RecordingReader;
import org.eegptspark.model.recording.SampleArray;

/**
 * Reads GDF 1 and 2, the General Data Format for biosignals (Schlögl 2006, revised to 2.51).
 *
 * <p>Channels may have rates and types of their own. An event becomes an annotation whose text is
 * its code in decimal, as in MNE-Python; a new segment (0x7ffe) begins a run.
 */
public final class GdfReader implements RecordingReader {
  @Override
  public List<String> endings() {
    return List.of(".gdf");
  }

  @Override
  public Recording open(RecordingFile file) throws IOException {
    ByteSource source = new ByteSource(file);
    try {
      return open(file, source);
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private static Recording open(RecordingFile file, ByteSource source) throws IOException {
    GdfHeader header = GdfHeader.read(source);
    List<String> losses = new ArrayList<>();
    Map<Integer, List<GdfChannel>> byRate = new LinkedHashMap<>();
    for (GdfChannel channel : header.channels()) {
      if (channel.samplesPerRecord() == 0) {
        losses.add("channel '" + channel.label() + "' has no rate: left out");
        continue;
      }
      if (!channel.hasScale()) {
        losses.add(
            "the physical or digital limits of channel '"
                + channel.label()
                + "' make no scale: digital values stand as they are, with gain 1");
      }
      byRate.computeIfAbsent(channel.samplesPerRecord(), rate -> new ArrayList<>()).add(channel);
    }
    long held = (source.size() - header.dataStart()) / header.recordBytes();
    long records = records(source, header, held, losses);
    GdfEvents events = events(source, header, held);
    losses.addAll(events.losses());
    List<GdfGroup> groups = new ArrayList<>();
    byRate.values().forEach(channels -> groups.add(new GdfGroup(source, header, channels)));
    RecordingHeader described =
        new RecordingHeader(
            "GDF",
            header.subject(),
            header.startedAt(),
            groups.stream()
                .map(group -> group.signalGroup(records, events.interruptionsS()))
                .toList(),
            events.annotations(),
            losses);
    List<SampleArray> arrays = List.copyOf(groups);
    return new ArrayRecording(List.of(file), described, arrays, source);
  }

  /** The whole data records in the file; what differs from the promise goes into the losses. */
  private static long records(ByteSource source, GdfHeader header, long held, List<String> losses) {
    long promised = header.promisedRecords() < 0 ? held : header.promisedRecords();
    check(
        Math.min(held, promised) > 0,
        "%s: holds no whole data record: the header promises %s of %s bytes each, but is followed by"
            + " %s bytes; copy or download the file again",
        source.name(),
        promised,
        header.recordBytes(),
        source.size() - header.dataStart());
    if (header.promisedRecords() < 0) {
      losses.add("the header does not tell the number of data records: found " + held);
    } else if (held < promised) {
      losses.add("holds " + held + " of " + promised + " promised data records, and no events");
    }
    return Math.min(held, promised);
  }

  private static GdfEvents events(ByteSource source, GdfHeader header, long held)
      throws IOException {
    if (header.promisedRecords() < 0 || header.promisedRecords() > held) {
      return GdfEvents.none();
    }
    double fastest = header.channels().stream().mapToDouble(header::rateHz).max().orElseThrow();
    long position = header.dataStart() + header.promisedRecords() * header.recordBytes();
    return GdfEvents.read(source, position, header.version(), fastest);
  }
}
