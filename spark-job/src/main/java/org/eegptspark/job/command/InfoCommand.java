package org.eegptspark.job.command;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.Main;
import org.eegptspark.job.action.Info;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.udf.StoredWeights;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code eegpt info}. */
@Command(
    name = "info",
    description = "Says what weights or a table hold.",
    mixinStandardHelpOptions = true)
public final class InfoCommand implements Callable<Integer> {
  private static final int ROWS = 100;

  @ArgGroup(multiplicity = "1")
  Subject subject;

  @Mixin SparkOptions sparkOptions;

  @Mixin Verbosity verbosity;

  /** What to describe: one of the two. */
  static final class Subject {
    @Option(names = "--weights", paramLabel = "W", description = "Weights, as for featurize.")
    String weights;

    @Option(
        names = "--input",
        paramLabel = "TABLE",
        description = "A recordings or an embeddings table.")
    String input;
  }

  @Override
  public Integer call() {
    if (subject.weights != null) {
      weights(StoredWeights.load(subject.weights, SparkHadoopUtil.get().conf()));
    } else {
      try (SparkOptions.Scope scope = sparkOptions.start("info", verbosity)) {
        SparkSession spark = scope.session();
        Info.Result result = new Info(spark, subject.input).execute();
        System.out.printf("%s: a table of %s%n", subject.input, result.kind());
        result.groups().show(ROWS, 60);
      }
    }
    return Main.DONE;
  }

  private static void weights(Checkpoint checkpoint) {
    EegptConfig config = checkpoint.config();
    long encoder =
        checkpoint.tensors().entrySet().stream()
            .filter(tensor -> tensor.getKey().startsWith("target_encoder."))
            .mapToLong(tensor -> tensor.getValue().length())
            .sum();
    System.out.printf("%s%n", checkpoint.description());
    System.out.printf("model_id            %s%n", Checkpoints.modelId(checkpoint));
    System.out.printf(Locale.ROOT, "encoder parameters  %,d%n", encoder);
    System.out.printf(
        "embed_dim %d, embed_num %d, depth %d, num_heads %d, mlp_ratio %s%n",
        config.embedDim(), config.embedNum(), config.depth(), config.numHeads(), config.mlpRatio());
    System.out.printf(
        "patch_size %d, patch_stride %d, padding %s, patch_norm %s%n",
        config.patchSize(),
        config.patchStride(),
        config.padding().name().toLowerCase(Locale.ROOT),
        config.patchNorm());
    System.out.printf("channel projection  %s%n", config.channelProjection().key());
    System.out.printf(
        "probe               %s%n", config.outputs() == 0 ? "none" : config.outputs() + " outputs");
    System.out.printf(
        "channels            %s%n",
        checkpoint.channels().isEmpty()
            ? "any of the 62 electrodes"
            : String.join(" ", checkpoint.channels()));
  }
}
