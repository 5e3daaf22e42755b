package org.eegptspark.job.action;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.probe.ProbeFile;
import org.eegptspark.model.probe.TrainedProbe;

/** Trained probes on any file system that Hadoop reaches. */
public final class StoredProbe {
  private StoredProbe() {}

  /**
   * Reads a probe.
   *
   * @param file that {@link ProbeOutput} wrote
   * @param hadoop knows the file systems
   * @throws BadInputException where there is none, or it is no probe
   */
  public static TrainedProbe read(String file, Configuration hadoop) {
    try {
      Path stored = new Path(file);
      java.nio.file.Path copy = Files.createTempFile("eegpt-probe", ".safetensors");
      try {
        stored.getFileSystem(hadoop).copyToLocalFile(false, stored, new Path(copy.toUri()), true);
        return ProbeFile.read(copy, file);
      } finally {
        Files.deleteIfExists(copy);
      }
    } catch (FileNotFoundException e) {
      throw new BadInputException(e, "No probe at %s; 'eegpt probe' writes one", file);
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException(e, "Cannot read probe %s: %s", file, e.getMessage());
    }
  }

  /**
   * Writes a probe, in place of one that is there.
   *
   * @throws IOException where it cannot be written
   */
  static void write(TrainedProbe probe, Path target, Configuration hadoop) throws IOException {
    java.nio.file.Path local = Files.createTempFile("eegpt-probe", ".safetensors");
    try {
      ProbeFile.write(probe, local);
      target.getFileSystem(hadoop).copyFromLocalFile(false, true, new Path(local.toUri()), target);
    } finally {
      Files.deleteIfExists(local);
    }
  }
}
