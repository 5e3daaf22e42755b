package org.eegptspark.job.command;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.eegptspark.job.Main;
import org.eegptspark.job.action.Encode;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code eegpt encode}. */
@Command(
    name = "encode",
    description = "Encodes one tensor of windows: a parity check against other implementations.",
    mixinStandardHelpOptions = true)
public final class EncodeCommand implements Callable<Integer> {
  @Mixin ModelOptions model;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = {
        "safetensors: 'x' [B, C, T] float32 in millivolts at 256 Hz; metadata 'channels': names,",
        "separated by commas."
      })
  Path input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description =
          "safetensors: 'tokens' [B, N, S, D], and 'logits' where the weights have a probe.")
  Path output;

  @Mixin Verbosity verbosity;

  @Override
  public Integer call() {
    EngineOptions options =
        new EngineOptions(
            model.engine,
            Precision.of(model.precision),
            Runtime.getRuntime().availableProcessors());
    Encode.Result result = new Encode(model.weights, input, output, options).execute();
    System.out.printf(
        "%s, engine %s, %s%ntokens %s%s -> %s%n",
        result.weights(),
        result.engine(),
        result.precision(),
        Arrays.toString(result.tokensShape()),
        result.logitsShape().map(shape -> ", logits " + Arrays.toString(shape)).orElse(""),
        output);
    return Main.DONE;
  }
}
