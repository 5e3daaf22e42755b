package org.eegptspark.model.recording.brainvision;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
 * <p>Binary samples of INT_16, INT_32 and IEEE_FLOAT_32, multiplexed or vectorized, are read; a
 * channel without a unit is in microvolts. Markers become annotations as in MNE-Python:
 * "Type/Description".
 */
public final class BrainVisionReader implements RecordingReader {
  @Override
  public boolean reads(String fileName) {
    return fileName.toLowerCase(Locale.ROOT).endsWith(".vhdr");
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
      return BrainVisionRecording.of(files, samples, header, markers);
    } catch (RuntimeException e) {
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
