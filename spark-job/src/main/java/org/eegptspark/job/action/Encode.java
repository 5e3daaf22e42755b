package org.eegptspark.job.action;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.NamedTensors;
import org.eegptspark.model.checkpoint.Safetensors;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.udf.StoredWeights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One tensor of windows in, its summary tokens out: the parity check of an engine against any other
 * implementation. Needs no Spark.
 *
 * @param weights as {@link StoredWeights#load} takes them
 * @param input safetensors file: tensor {@code x} [B, C, T] in millivolts at 256 Hz; metadata
 *     {@code channels}, comma-separated electrode names, and optionally {@code config}
 * @param output safetensors file to write: {@code tokens} [B, N, S, D], and {@code logits} [B,
 *     outputs] where the weights hold a probe
 * @param options engine, precision, threads
 */
public record Encode(String weights, Path input, Path output, EngineOptions options) {
  /**
   * What was encoded.
   *
   * @param tokensShape [B, N, S, D]
   * @param logitsShape [B, outputs], or empty
   * @param engine the engine that ran
   * @param precision what it computed in
   * @param weights what the weights are, in words
   */
  public record Result(
      long[] tokensShape,
      Optional<long[]> logitsShape,
      String engine,
      String precision,
      String weights) {}

  /**
   * Does it.
   *
   * @throws BadInputException where a file cannot be read or does not fit the other
   */
  public Result execute() {
    NamedTensors given = read();
    INDArray x = given.tensors().get("x");
    BadInputException.check(
        x != null && x.rank() == 3,
        "%s needs a tensor 'x' of shape [windows, channels, samples]; it holds %s",
        input,
        describe(given));
    Checkpoint checkpoint =
        StoredWeights.load(
            weights,
            Optional.ofNullable(given.metadata().get("config")),
            SparkHadoopUtil.get().conf());
    List<String> channels = channels(given, checkpoint, Math.toIntExact(x.size(1)));
    try (EegptModel model = new EegptModel(checkpoint, options)) {
      INDArray tokens = model.encode(x.castTo(DataType.FLOAT), channels);
      Map<String, INDArray> results = new LinkedHashMap<>();
      results.put("tokens", tokens);
      Optional<INDArray> logits = model.probe().map(probe -> probe.logits(tokens));
      logits.ifPresent(values -> results.put("logits", values));
      String precision = model.engine().precision().key();
      write(
          new NamedTensors(
              results,
              Map.of(
                  "weights",
                  model.description(),
                  "engine",
                  model.engine().name(),
                  "precision",
                  precision)));
      return new Result(
          tokens.shape(),
          logits.map(INDArray::shape),
          model.engine().name(),
          precision,
          model.description());
    }
  }

  private List<String> channels(NamedTensors given, Checkpoint checkpoint, int count) {
    String named = given.metadata().get("channels");
    List<String> channels =
        named == null
            ? checkpoint.channels()
            : Arrays.stream(named.split(","))
                .map(name -> name.strip().toUpperCase(java.util.Locale.ROOT))
                .toList();
    BadInputException.check(
        channels.size() == count,
        "%s: tensor 'x' has %s channels, but %s names; name each in the file's metadata 'channels',"
            + " separated by commas",
        input,
        count,
        channels.size());
    return channels;
  }

  private NamedTensors read() {
    try {
      return Safetensors.read(input);
    } catch (IOException e) {
      throw new BadInputException(
          e, "Cannot read %s (%s); check the path given with --input", input, e);
    }
  }

  private void write(NamedTensors results) {
    try {
      Safetensors.write(results, output);
    } catch (IOException e) {
      throw new BadInputException(
          e, "Cannot write %s (%s); check the path given with --output", output, e);
    }
  }

  private static String describe(NamedTensors given) {
    return given.tensors().entrySet().stream()
        .map(e -> e.getKey() + " " + Arrays.toString(e.getValue().shape()))
        .toList()
        .toString();
  }
}
