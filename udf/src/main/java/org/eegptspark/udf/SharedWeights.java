package org.eegptspark.udf;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.JavaSparkContext;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.checkpoint.Checkpoint;
import org.eegptspark.model.checkpoint.CheckpointFile;
import org.eegptspark.model.checkpoint.Checkpoints;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.ChannelProjector;
import org.eegptspark.model.encoder.EngineOptions;

/**
 * A model's weights in a file that Spark brings to every executor, and what the driver and tasks
 * need to know of them without reading it.
 *
 * <p>A file, as a broadcast would stay in an executor's memory beside the engine's own packed copy:
 * its value and the serialized pieces, each as large as the model.
 *
 * @param modelId hash of configuration and weights
 * @param config sizes and variants
 * @param projected channels that the model's own projection takes; 0 where it has none
 * @param description what the weights are and where they came from
 */
public record SharedWeights(String modelId, EegptConfig config, int projected, String description)
    implements Serializable {

  /**
   * Gives a checkpoint to the executors of a context, those that start later too; the same model
   * again is free. The checkpoint stays the caller's and may be closed.
   *
   * <p>On a cluster, sessions must not isolate artifacts ({@code
   * spark.sql.artifact.isolation.enabled=false} when the session is made): the tasks of one that
   * does see no files of the context.
   *
   * <p>The file lives as long as the context, in the driver's folder of such files, which Spark
   * removes.
   *
   * @throws BadInputException where the driver cannot write it
   */
  public static SharedWeights of(JavaSparkContext context, Checkpoint checkpoint) {
    SharedWeights weights =
        new SharedWeights(
            Checkpoints.modelId(checkpoint),
            checkpoint.config(),
            ChannelProjector.inputs(checkpoint).orElse(0),
            checkpoint.description());
    weights.share(context, checkpoint);
    return weights;
  }

  /** One at a time: who finds the file there may count on Spark's knowing of it. */
  private void share(JavaSparkContext context, Checkpoint checkpoint) {
    synchronized (SharedWeights.class) {
      Path file = file();
      if (Files.exists(file)) {
        return;
      }
      try {
        CheckpointFile.write(checkpoint, file);
      } catch (IOException e) {
        throw new BadInputException(
            e, "Cannot write the weights for executors to %s (%s); see spark.local.dir", file, e);
      }
      context.addFile(file.toString());
    }
  }

  /**
   * Builds the model, in the driver or in a task; the caller closes it.
   *
   * @throws UncheckedIOException where this process cannot read the file
   */
  EegptModel load(EngineOptions options) {
    try (Checkpoint checkpoint = CheckpointFile.read(file())) {
      return new EegptModel(checkpoint, options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its place in this process. */
  private Path file() {
    return Path.of(SparkFiles.get("eegpt-" + modelId + ".safetensors"));
  }
}
