package org.eegptspark.job.command;

import org.apache.spark.deploy.SparkHadoopUtil;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.udf.StoredWeights;
import picocli.CommandLine.Option;

/** Which model runs, and how. */
final class ModelOptions {
  @Option(
      names = "--weights",
      required = true,
      paramLabel = "W",
      description = {
        "A safetensors file; a model-hub folder; a Lightning .ckpt; the URI of one of these, such as",
        "s3a://bucket/model.safetensors; hf://owner/repo[@revision];",
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

  /** The weights, from wherever Hadoop or the hub has them; the caller closes them. */
  Checkpoint load() {
    return StoredWeights.load(weights, SparkHadoopUtil.get().conf());
  }
}
