package org.eegptspark.job.command;

import picocli.CommandLine.Option;

/** Which model runs, and how. */
final class ModelOptions {
  @Option(
      names = "--weights",
      required = true,
      paramLabel = "W",
      description = {
        "A safetensors file; a model-hub folder; a Lightning .ckpt; hf://owner/repo[@revision];",
        "demo (shipped: small, pretrained on one subject); synthetic:NAME (untrained)."
      })
  String weights;

  @Option(
      names = "--engine",
      defaultValue = "auto",
      paramLabel = "ENGINE",
      description =
          "auto (default: cuda where there is a GPU for it, else onednn), cuda, onednn or nd4j.")
  String engine;

  @Option(
      names = "--precision",
      defaultValue = "fp32",
      paramLabel = "P",
      description = "Arithmetic of the engine: fp32 (default), tf32 or bf16, where it has them.")
  String precision;
}
