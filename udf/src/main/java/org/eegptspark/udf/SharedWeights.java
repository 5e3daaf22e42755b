package org.eegptspark.udf;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.util.Utils;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.CheckpointFile;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.ChannelProjector;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.udf.metrics.ProcessMetrics;

/**
 * A model's weights in a file that executors fetch from the driver, and what the driver and tasks
 * need to know of them without reading it.
 *
 * <p>A file, as a broadcast would stay in an executor's memory beside the engine's own packed copy:
 * its value and the serialized pieces, each as large as the model. Not one of the context's files
 * ({@code SparkContext.addFile}), as the tasks of a session that isolates its artifacts, which is
 * Spark's default, do not see those.
 *
 * @param modelId hash of configuration and weights
 * @param config sizes and variants
 * @param projected channels that the model's own projection takes; 0 where it has none
 * @param description what the weights are and where they came from
 * @param served where the driver serves the file
 */
public record SharedWeights(
    String modelId, EegptConfig config, int projected, String description, String served)
    implements Serializable {

  /**
   * Gives a checkpoint to the executors of the running context, those that start later too; the
   * same model again is free. The checkpoint stays the caller's and may be closed.
   *
   * <p>The file lives as long as the context, in the driver's folder of such files, which Spark
   * removes.
   *
   * @throws BadInputException where the driver cannot write it
   */
  public static SharedWeights of(Checkpoint checkpoint) {
    ProcessMetrics.join(); // before executors do
    String modelId = Checkpoints.modelId(checkpoint);
    return new SharedWeights(
        modelId,
        checkpoint.config(),
        ChannelProjector.inputs(checkpoint).orElse(0),
        checkpoint.description(),
        serve(checkpoint, file(modelId)));
  }

  /** One at a time: who finds the file there finds it whole. */
  private static synchronized String serve(Checkpoint checkpoint, Path file) {
    try {
      if (!Files.exists(file)) {
        CheckpointFile.write(checkpoint, file);
      }
    } catch (IOException e) {
      throw new BadInputException(
          e, "Cannot write the weights for executors to %s (%s); see spark.local.dir", file, e);
    }
    return SparkEnv.get().rpcEnv().fileServer().addFile(file.toFile());
  }

  /**
   * Builds the model, in the driver or in a task; the caller closes it. Not for several threads at
   * once.
   *
   * @throws UncheckedIOException where this process cannot read the file
   */
  EegptModel load(EngineOptions options) {
    Path file = file(modelId);
    if (!Files.exists(file)) {
      fetch(file.getParent());
    }
    try (Checkpoint checkpoint = CheckpointFile.read(file)) {
      return new EegptModel(checkpoint, options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As Spark fetches a context's files: to the side, then renamed. */
  private void fetch(Path folder) {
    Utils.fetchFile(
        served,
        folder.toFile(),
        SparkEnv.get().conf(),
        SparkHadoopUtil.get().conf(),
        System.currentTimeMillis(),
        false,
        false);
  }

  /** Its place in this process. */
  private static Path file(String modelId) {
    return Path.of(SparkFiles.getRootDirectory())
        .toAbsolutePath()
        .resolve("eegpt-" + modelId + ".safetensors");
  }
}
