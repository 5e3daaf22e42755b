package org.eegptspark.model.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * SciPy's and MNE's answers, as resources/signal/make_scipy.py and make_mne.py have written them.
 */
final class ScipyGoldens {
  private ScipyGoldens() {}

  static Stream<JsonNode> cases(String kind) {
    return cases("scipy.json", kind);
  }

  static Stream<JsonNode> ofMne(String kind) {
    return cases("mne.json", kind);
  }

  private static Stream<JsonNode> cases(String file, String kind) {
    try (InputStream in = ScipyGoldens.class.getResourceAsStream("/signal/" + file)) {
      return StreamSupport.stream(new ObjectMapper().readTree(in).get(kind).spliterator(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The largest error of an answer, over the largest value of SciPy's. */
  static double error(double[] actual, JsonNode golden) {
    assertThat(actual).hasSize(golden.get("length").asInt());
    JsonNode every5th = golden.get("every5th");
    double error = Math.abs(actual[actual.length - 1] - golden.get("last").asDouble());
    double largest = Math.abs(golden.get("last").asDouble());
    for (int i = 0; i < every5th.size(); i++) {
      error = Math.max(error, Math.abs(actual[5 * i] - every5th.get(i).asDouble()));
      largest = Math.max(largest, Math.abs(every5th.get(i).asDouble()));
    }
    return error / largest;
  }
}
