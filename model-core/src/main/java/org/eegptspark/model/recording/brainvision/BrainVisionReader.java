package org.eegptspark.model.recording.brainvision;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.RecordingReader;

/**
 * Reads BrainVision recordings: a .vhdr header, and the files of samples and markers that it names,
 * in the same folder (BrainVision Core Data Format 1.0).
 *
 * <p>Samples are binary (INT_16, UINT_16, INT_32, IEEE_FLOAT_32, IEEE_FLOAT_64, of either byte
 * order) or text, multiplexed or vectorized; a channel without a unit is in microvolts. Markers
 * become annotations as in MNE-Python: "Type/Description". A "New Segment" begins a run.
 */
public final class BrainVisionReader implements RecordingReader {
  @Override
  public List<String> endings() {
    return List.of(".vhdr");
  }

  @Override
  public Recording open(RecordingFile file) throws IOException {
    BrainVisionHeader header;
    try (ByteSource source = new ByteSource(file)) {
      header = BrainVisionHeader.of(Sections.read(source, "Header File"));
    }
    List<RecordingFile> files = new ArrayList<>();
    files.add(file);
    BrainVisionMarkers markers = BrainVisionMarkers.none();
    Optional<String> markerFile = header.markerFile();
    if (markerFile.isPresent()) {
      files.add(file.sibling(markerFile.get()));
      try (ByteSource source = openPart(file, markerFile.get())) {
        Sections sections = Sections.read(source, "Marker File");
        markers = BrainVisionMarkers.of(sections, header.samplingRateHz());
      }
    }
    files.add(file.sibling(header.dataFile()));
    ByteSource samples = openPart(file, header.dataFile());
    try {
      return header.text().isPresent()
          ? BrainVisionSamples.ofText(files, samples, header, markers)
          : BrainVisionSamples.ofNumbers(files, samples, header, markers);
    } catch (IOException | RuntimeException e) {
      samples.close();
      throw e;
    }
  }

  private static ByteSource openPart(RecordingFile header, String part) throws IOException {
    try {
      return new ByteSource(header.sibling(part));
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new BadInputException(
          e,
          "%s: names the file '%s', which is not beside it: copy it there, or correct the name in"
              + " the header if it was renamed",
          header.name(),
          part);
    }
  }
}
