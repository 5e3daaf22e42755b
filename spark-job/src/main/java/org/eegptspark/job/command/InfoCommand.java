package org.eegptspark.job.command;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.Main;
import org.eegptspark.job.action.CorpusInfo;
import org.eegptspark.job.action.Info;
import org.eegptspark.job.corpus.layout.LayoutChoice;
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
    description = "Says what weights, a table or a corpus of recordings hold.",
    mixinStandardHelpOptions = true)
public final class InfoCommand implements Callable<Integer> {
  private static final int ROWS = 100;

  @ArgGroup(multiplicity = "1")
  Subject subject;

  @Option(
      names = "--layout",
      defaultValue = "auto",
      paramLabel = "L",
      description = "How a corpus arranges its files, as for ingest (default: auto).")
  String layout;

  @Mixin SparkOptions sparkOptions;

  @Mixin Verbosity verbosity;

  /** What to describe: one of the two. */
  static final class Subject {
    @Option(names = "--weights", paramLabel = "W", description = "Weights, as for featurize.")
    String weights;

    @Option(
        names = "--input",
        arity = "1..*",
        paramLabel = "PATH|TABLE",
        description =
            "A recordings or an embeddings table, or folders, files or globs of recordings.")
    List<String> input;
  }

  @Override
  public Integer call() {
    if (subject.weights != null) {
      weights(StoredWeights.load(subject.weights, SparkHadoopUtil.get().conf()));
    } else {
      try (SparkOptions.Scope scope = sparkOptions.start("info", verbosity)) {
        inputs(scope.session());
      }
    }
    return Main.DONE;
  }

  private void inputs(SparkSession spark) {
    String name = String.join(" ", subject.input);
    Info table = new Info(spark, subject.input.get(0));
    if (subject.input.size() > 1 || !table.isTable()) {
      CorpusInfo.Result files =
          new CorpusInfo(spark).ofFiles(subject.input, LayoutChoice.parse(layout));
      System.out.printf("%s: a corpus%n", name);
      CorpusText.print(files.summary(), System.out);
      files.unreadable().forEach(reason -> System.out.printf("unreadable    %s%n", reason));
      return;
    }
    Info.Result result = table.execute();
    System.out.printf(
        "%s: a table of %s%n", name, result.recordings().isPresent() ? "recordings" : "embeddings");
    result.recordings().ifPresent(summary -> CorpusText.print(summary, System.out));
    result.embeddings().ifPresent(groups -> groups.show(ROWS, 60));
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
