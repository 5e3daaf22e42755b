package org.eegptspark.job.action;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.eegptspark.job.probe.PredictionsFile;
import org.eegptspark.job.probe.ProbeReport;
import org.eegptspark.job.report.RunReport;

/**
 * A folder with what came of a probe: {@code report.json}, {@code predictions.parquet}, and, of
 * heads that are kept, {@code probe.safetensors}. Files of an earlier run are replaced.
 *
 * @param folder on any file system of Hadoop's
 * @param hadoop knows the file systems
 */
public record ProbeOutput(String folder, Configuration hadoop) {
  /**
   * Writes it.
   *
   * @param report of the run, which the probe's account is added to
   * @throws IOException where the folder cannot be written
   */
  public void write(Probe.Result result, RunReport report) throws IOException {
    Path place = new Path(folder);
    place.getFileSystem(hadoop).mkdirs(place);
    PredictionsFile.write(result.predictions(), new Path(place, "predictions.parquet"), hadoop);
    Path kept = new Path(place, "probe.safetensors");
    if (result.probe().isPresent()) {
      StoredProbe.write(result.probe().get(), kept, hadoop);
    } else {
      kept.getFileSystem(hadoop).delete(kept, false);
    }
    new ProbeReport(result.settings(), result.windows())
        .describe(report, result.origin(), result.folds(), result.levels());
    report.writeAs(new Path(place, "report.json"), hadoop);
  }
}
