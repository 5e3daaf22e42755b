package org.eegptspark.job.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.NamedTensors;
import org.eegptspark.model.checkpoint.Safetensors;
import org.eegptspark.model.config.Electrodes;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The other runtimes, in a Python process that waits its turn: {@code bench/peer.py}. */
final class BenchPeers implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BufferedReader answers;
  private final PrintWriter questions;
  private final INDArray reference;
  private final Map<String, Double> errors = new LinkedHashMap<>();

  /**
   * Starts the process on a case and waits until its runtimes are ready.
   *
   * @param python interpreter that has the runtimes
   * @param script {@code bench/peer.py}
   * @param folder for the files that both sides read; the caller's
   * @param bf16 whether runtimes that can compute in bf16 do so as well
   */
  BenchPeers(
      String python,
      Path script,
      Path folder,
      BenchCase bench,
      Checkpoint checkpoint,
      INDArray x,
      int threads,
      boolean bf16)
      throws IOException {
    Safetensors.write(
        new NamedTensors(checkpoint.tensors()), folder.resolve("weights.safetensors"));
    Safetensors.write(new NamedTensors(Map.of("x", x)), folder.resolve("x.safetensors"));
    Map<String, Object> terms = new LinkedHashMap<>();
    terms.put("depth", bench.config().depth());
    terms.put("num_heads", bench.config().numHeads());
    terms.put("patch_stride", bench.config().patchStride());
    terms.put("rows", Arrays.stream(Electrodes.rows(bench.names())).boxed().toList());
    terms.put("threads", threads);
    terms.put("bf16", bf16);
    Files.writeString(folder.resolve("case.json"), JSON.writeValueAsString(terms));
    process =
        new ProcessBuilder(python, script.toString(), folder.toString())
            .redirectError(folder.resolve("peers.log").toFile())
            .start();
    answers = process.inputReader(StandardCharsets.UTF_8);
    questions = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    answer(folder)
        .get("runtimes")
        .fields()
        .forEachRemaining(runtime -> errors.put(runtime.getKey(), runtime.getValue().asDouble()));
    reference = Safetensors.read(folder.resolve("reference.safetensors")).tensors().get("tokens");
  }

  /** The largest error of each runtime against float64. */
  Map<String, Double> errors() {
    return errors;
  }

  /** The tokens in float64, by PyTorch. */
  INDArray reference() {
    return reference;
  }

  /** Median milliseconds of a call of a runtime. */
  double time(String runtime, double seconds) throws IOException {
    questions.println(runtime + " " + seconds);
    return answer(null).get("ms").asDouble();
  }

  private JsonNode answer(Path folder) throws IOException {
    String line = answers.readLine();
    BadInputException.check(
        line != null,
        "The peers' process ended: %s; pip install torch numpy safetensors onnx onnxscript"
            + " onnxruntime openvino for the interpreter given with --peer",
        folder == null ? "while timing" : lastLine(folder.resolve("peers.log")));
    return JSON.readTree(line);
  }

  private static String lastLine(Path log) throws IOException {
    return Files.readString(log).lines().reduce((a, b) -> b).orElse("without a word");
  }

  @Override
  public void close() {
    process.destroy();
  }
}
