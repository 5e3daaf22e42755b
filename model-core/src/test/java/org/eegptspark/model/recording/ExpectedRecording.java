package org.eegptspark.model.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.model.recording.SignalGroup.Run;

/** What other readers found in the third parties' recordings ({@code data/expected.json}). */
public final class ExpectedRecording {
  private ExpectedRecording() {}

  /** The entry of a file name. */
  public static JsonNode of(String fileName) throws IOException {
    Path expected = TestData.file("data/expected.json");
    return new ObjectMapper().readTree(expected.toFile()).get(fileName);
  }

  /** Compares annotations with [onset, duration, text] triples, to half of a microsecond. */
  public static void checkAnnotations(JsonNode expected, List<Annotation> found) {
    assertThat(found).hasSize(expected.size());
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).text()).isEqualTo(expected.get(i).get(2).asText());
      assertThat(found.get(i).onsetS()).isCloseTo(expected.get(i).get(0).asDouble(), within());
      assertThat(found.get(i).durationS()).isCloseTo(expected.get(i).get(1).asDouble(), within());
    }
  }

  /** All digital values of one signal over all runs, in stretches of an awkward length. */
  public static double[] digital(Recording recording, SignalGroup group, int signal)
      throws IOException {
    int all = (int) group.runs().stream().mapToLong(Run::samples).sum();
    double[] values = new double[all];
    int done = 0;
    int width = group.encoding().bytes();
    for (Run run : group.runs()) {
      for (long first = run.firstSample(); first < run.end(); first += 1013) {
        int samples = (int) Math.min(1013, run.end() - first);
        byte[] bytes = new byte[samples * group.signals().size() * width];
        recording.read(group, first, samples, bytes);
        group.encoding().digital(bytes, signal * samples * width, samples, values, done);
        done += samples;
      }
    }
    return values;
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(5e-7);
  }
}
