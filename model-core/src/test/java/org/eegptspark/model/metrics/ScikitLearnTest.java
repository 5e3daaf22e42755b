package org.eegptspark.model.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The metrics beside scikit-learn's, as resources/metrics/make_sklearn.py has written them. */
class ScikitLearnTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<Golden> classes() throws IOException {
    return goldens("classes");
  }

  static Stream<Golden> regression() throws IOException {
    return goldens("regression");
  }

  @ParameterizedTest
  @MethodSource("classes")
  void metricsOfClassesAreScikitLearns(Golden golden) {
    ClassEvaluation evaluation = evaluation(golden);
    assertEqual(evaluation.metrics(), golden);
    assertThat(evaluation.confusion().counts())
        .isEqualTo(JSON.convertValue(golden.json.get("confusion"), long[][].class));
  }

  @ParameterizedTest
  @MethodSource("regression")
  void metricsOfNumbersAreScikitLearns(Golden golden) {
    double[] truth = JSON.convertValue(golden.json.get("truth"), double[].class);
    double[] predicted = JSON.convertValue(golden.json.get("predicted"), double[].class);
    assertEqual(new RegressionEvaluation(truth, predicted).metrics(), golden);
  }

  /** What the bootstrap relies on. */
  @ParameterizedTest
  @MethodSource("classes")
  void aRowThatCountsTwiceIsTwoRows(Golden golden) {
    int[] truth = JSON.convertValue(golden.json.get("truth"), int[].class);
    double[][] scores = JSON.convertValue(golden.json.get("scores"), double[][].class);
    int[] counts = IntStream.range(0, truth.length).map(i -> i % 3).toArray();
    int[] drawn =
        IntStream.range(0, truth.length)
            .flatMap(i -> IntStream.range(0, counts[i]).map(copy -> i))
            .toArray();
    int[] truthDrawn = IntStream.of(drawn).map(i -> truth[i]).toArray();
    double[][] scoresDrawn = IntStream.of(drawn).mapToObj(i -> scores[i]).toArray(double[][]::new);
    Map<String, Double> expected =
        new ClassEvaluation(names(scores[0].length), truthDrawn, scoresDrawn).metrics();
    evaluation(golden)
        .metrics(counts)
        .forEach(
            (name, value) ->
                assertThat(value).as(name).isCloseTo(expected.get(name), within(1e-12)));
  }

  private static ClassEvaluation evaluation(Golden golden) {
    double[][] scores = JSON.convertValue(golden.json.get("scores"), double[][].class);
    int[] truth = JSON.convertValue(golden.json.get("truth"), int[].class);
    return new ClassEvaluation(names(scores[0].length), truth, scores);
  }

  private static List<String> names(int classes) {
    return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }

  private static void assertEqual(Map<String, Double> metrics, Golden golden) {
    JsonNode expected = golden.json.get("metrics");
    assertThat(metrics).hasSize(expected.size());
    metrics.forEach(
        (name, value) -> {
          JsonNode theirs = expected.get(name);
          if (theirs.isNull()) {
            assertThat(value).as(name).isNaN();
          } else {
            assertThat(value).as(name).isCloseTo(theirs.doubleValue(), within(1e-12));
          }
        });
  }

  private static Stream<Golden> goldens(String kind) throws IOException {
    try (InputStream in = ScikitLearnTest.class.getResourceAsStream("/metrics/sklearn.json")) {
      return StreamSupport.stream(JSON.readTree(in).get(kind).spliterator(), false)
          .map(Golden::new);
    }
  }

  private record Golden(JsonNode json) {
    @Override
    public String toString() {
      return json.get("name").textValue();
    }
  }
}
