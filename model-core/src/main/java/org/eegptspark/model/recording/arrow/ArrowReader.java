package org.eegptspark.model.recording.arrow;

import static org.eegptspark.model.BadInputException.check;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.ArrayDescription;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.RecordingReader;
import org.eegptspark.model.recording.SignalGroup.Run;

/**
 * Reads tables in Arrow's IPC formats, file (.arrow, .feather) and stream (.arrows), beside which a
 * JSON file of the same name tells the channels, rate and unit ({@link ArrayDescription}): a row a
 * sample, a column of numbers a channel; or one column, the JSON file's {@code array}, of lists of
 * fixed size that hold a number a channel.
 *
 * <p>Arrow's own reader takes a record batch into memory, and writers make a batch of a whole
 * recording. Here only its metadata are read; samples are read where they lie in the file.
 */
public final class ArrowReader implements RecordingReader {
  @Override
  public List<String> endings() {
    return List.of(".arrow", ".feather", ".arrows");
  }

  @Override
  public Optional<String> needed(String fileName) {
    return Optional.of(ArrayDescription.fileName(fileName));
  }

  @Override
  public Recording open(RecordingFile file) throws IOException {
    ArrayDescription description = ArrayDescription.of(file);
    ByteSource source = new ByteSource(file);
    try {
      return recording(file, description, source);
    } catch (IOException | BadInputException e) {
      source.close();
      throw e;
    } catch (RuntimeException e) {
      // Flatbuffers are not checked as a whole: what is read may lie outside, or be absent.
      source.close();
      throw new BadInputException(
          e, "%s: its metadata are damaged (%s): write it again", file.name(), e.getMessage());
    }
  }

  private static Recording recording(
      RecordingFile file, ArrayDescription description, ByteSource source) throws IOException {
    ArrowMessages messages = ArrowMessages.read(source);
    ArrowColumns columns = ArrowColumns.find(source.name(), messages.schema(), description);
    List<ArrowBatch> batches = ArrowBatch.all(source.name(), messages, columns);
    long samples = batches.stream().mapToLong(ArrowBatch::rows).reduce(0, Math::addExact);
    check(samples > 0, "%s: holds no samples", source.name());
    ArrowSamples read = new ArrowSamples(source, columns, batches);
    return description.recording(
        "Arrow", file, columns.encoding(), List.of(new Run(0, samples)), read, read);
  }
}
