package org.eegptspark.model.recording;

import static org.eegptspark.model.BadInputException.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.SignalGroup.Run;
import org.eegptspark.model.recording.SignalGroup.Signal;

/**
 * The small JSON file beside an array: what the array does not say of itself.
 *
 * @param array name of the array in a .npz file of several, or of the column that holds all
 *     channels
 * @param samplingRateHz {@code sampling_rate_hz}
 * @param signals {@code channels}, by name, in the {@code unit} of all
 * @param subject its code
 * @param startedAt local wall-clock time, ISO 8601
 * @param annotations of {@code onset_s}, {@code duration_s} and {@code text}, in order of onset
 */
public record ArrayDescription(
    Optional<String> array,
    double samplingRateHz,
    List<Signal> signals,
    Optional<String> subject,
    Optional<LocalDateTime> startedAt,
    List<Annotation> annotations) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BYTES = 1 << 26;
  private static final double MAX_RATE_HZ = 1e7;

  /**
   * The name of the file that describes an array.
   *
   * @param arrayName name of the array's file, with or without its folder
   */
  public static String fileName(String arrayName) {
    String plain = arrayName.substring(1 + arrayName.lastIndexOf('/'));
    return plain.replaceFirst("(?i)(?<=.)\\.[a-z]+(\\.gz|\\.zst)?$", "") + ".json";
  }

  /**
   * Reads the description beside an array.
   *
   * @throws BadInputException where there is none, or something is missing in it or makes no sense
   * @throws IOException where the bytes cannot be had
   */
  public static ArrayDescription of(RecordingFile array) throws IOException {
    String name = fileName(array.name());
    try (ByteSource source = new ByteSource(array.sibling(name))) {
      return read(source);
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new BadInputException(
          e,
          "%s: has no %s beside it: put one there that tells channels, sampling_rate_hz and unit",
          array.name(),
          name);
    }
  }

  private static ArrayDescription read(ByteSource file) throws IOException {
    String name = file.name();
    check(file.size() <= MAX_BYTES, "%s: is too large to describe an array", name);
    JsonNode json;
    try {
      json = JSON.readTree(file.read(0, (int) file.size()));
    } catch (JsonProcessingException e) {
      throw new BadInputException(
          e, "%s: is not JSON that can be read (%s)", name, e.getOriginalMessage());
    }
    check(json != null && json.isObject(), "%s: expected a JSON object", name);
    double rate = json.path("sampling_rate_hz").asDouble(Double.NaN);
    check(
        rate > 0 && rate <= MAX_RATE_HZ,
        "%s: sampling_rate_hz is %s: expected a number of samples a second",
        name,
        json.path("sampling_rate_hz"));
    return new ArrayDescription(
        text(json, "array"),
        rate,
        signals(name, json),
        text(json, "subject"),
        startedAt(name, json),
        annotations(name, json));
  }

  /**
   * The recording that an array and its description are.
   *
   * @param format the array's, in words
   * @param file the array's
   * @param encoding of all channels
   * @param runs of the samples
   * @param samples the array's
   * @param resources closed with the recording
   */
  public Recording recording(
      String format,
      RecordingFile file,
      SampleEncoding encoding,
      List<Run> runs,
      SampleArray samples,
      Closeable resources) {
    SignalGroup group = new SignalGroup(samplingRateHz, encoding, signals, runs);
    return new ArrayRecording(
        List.of(file.sibling(fileName(file.name())), file),
        new RecordingHeader(format, subject, startedAt, List.of(group), annotations, List.of()),
        List.of(samples),
        resources);
  }

  private static List<Signal> signals(String name, JsonNode json) {
    String unit = text(json, "unit").orElse("");
    double microvolts =
        VoltageUnit.microvolts(unit)
            .orElseThrow(
                () ->
                    new BadInputException(
                        "%s: unit is '%s': expected V, mV, uV or nV, for the array does not tell",
                        name, unit));
    List<Signal> signals = new ArrayList<>();
    for (JsonNode channel : json.path("channels")) {
      check(channel.isTextual(), "%s: channels holds %s: expected a name", name, channel);
      signals.add(new Signal(channel.asText().strip(), unit, microvolts, 0));
    }
    check(!signals.isEmpty(), "%s: channels is missing: expected a list of names", name);
    return signals;
  }

  private static Optional<LocalDateTime> startedAt(String name, JsonNode json) {
    Optional<String> text = text(json, "started_at");
    try {
      return text.map(LocalDateTime::parse);
    } catch (DateTimeException e) {
      throw new BadInputException(
          e,
          "%s: started_at is '%s': expected local time such as 2020-01-31T12:00:00",
          name,
          text.get());
    }
  }

  private static List<Annotation> annotations(String name, JsonNode json) {
    List<Annotation> annotations = new ArrayList<>();
    for (JsonNode annotation : json.path("annotations")) {
      double onset = annotation.path("onset_s").asDouble(Double.NaN);
      double duration = annotation.path("duration_s").asDouble(0);
      check(
          Double.isFinite(onset) && Double.isFinite(duration),
          "%s: annotation %s: expected onset_s, duration_s and text",
          name,
          annotation);
      annotations.add(new Annotation(onset, duration, annotation.path("text").asText("")));
    }
    annotations.sort(Comparator.comparingDouble(Annotation::onsetS));
    return annotations;
  }

  private static Optional<String> text(JsonNode json, String key) {
    return Optional.of(json.path(key).asText("")).filter(text -> !text.isBlank());
  }
}
