package org.eegptspark.model.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.config.EegptConfig;

/**
 * A checkpoint in a file, to be had again in another process just as it is: safetensors whose
 * metadata tells all that is no tensor.
 *
 * <p>Unlike what {@link Checkpoints#load} reads, such a file leaves nothing to infer and no
 * constraint to apply: rows that were limited in norm once would change in their last bits if they
 * were again.
 */
public final class CheckpointFile {
  private static final String METADATA = "eegpt_checkpoint";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private CheckpointFile() {}

  /** All of a checkpoint but its tensors. */
  private record About(EegptConfig config, List<String> channels, String description) {}

  /**
   * Writes a checkpoint, which stays open. The file appears whole or not at all.
   *
   * @throws IOException where it cannot be written
   */
  public static void write(Checkpoint checkpoint, Path file) throws IOException {
    About about = new About(checkpoint.config(), checkpoint.channels(), checkpoint.description());
    Map<String, String> metadata = Map.of(METADATA, JSON.writeValueAsString(about));
    Safetensors.write(new NamedTensors(checkpoint.tensors(), metadata), file);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @return an equal checkpoint, which the caller closes
   * @throws BadInputException where there is no such file, or it is of another kind
   * @throws IOException where the bytes cannot be had
   */
  public static Checkpoint read(Path file) throws IOException {
    NamedTensors stored = Safetensors.read(file);
    String json = stored.metadata().get(METADATA);
    BadInputException.check(json != null, "%s: has no metadata '%s'", file, METADATA);
    try {
      About about = JSON.readValue(json, About.class);
      return new Checkpoint(
          about.config(), stored.tensors(), about.channels(), about.description());
    } catch (JsonProcessingException e) {
      throw new BadInputException(
          e, "%s: has unreadable metadata '%s': %s", file, METADATA, e.getOriginalMessage());
    }
  }
}
