package org.eegptspark.job.probe.grid;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import org.eegptspark.job.probe.ProbeSettings;

/**
 * One probe of a grid.
 *
 * @param grid that it is of
 * @param corpus whose windows
 * @param model whose embeddings of them
 * @param head that is trained
 * @param split how windows are divided
 */
public record GridCell(
    Grid grid, CorpusEntry corpus, ModelEntry model, HeadEntry head, SplitEntry split) {
  private static final int KEY_LENGTH = 16;

  /** What it is called in messages. */
  public String title() {
    return corpus.name() + " / " + model.name() + " / " + split.name() + " / " + head.name();
  }

  /**
   * How the probe is trained and tested.
   *
   * @throws org.eegptspark.model.BadInputException where the parts do not go together
   */
  public ProbeSettings settings() {
    return new ProbeSettings(
        corpus.input(),
        model.rows(corpus.where()),
        corpus.choice(),
        split.choice(),
        head.kind(),
        head.head(),
        grid.classWeights(),
        grid.scoring(),
        grid.seed());
  }

  /**
   * What tells its results from others': a hash of its names, of all settings with defaults filled
   * in, and of the tables that it reads.
   *
   * @param tables their state, by {@link TableState}
   */
  public String key(String tables) {
    return hash(title() + "\n" + settings() + "\n" + tables);
  }

  /** As {@link #key}, of the map of its windows, which heads and splits share. */
  public String mapKey(String tables) {
    ProbeSettings settings = settings();
    return hash(settings.input() + settings.rows() + settings.label() + "\n" + tables);
  }

  private static String hash(String text) {
    return Hashing.sha256()
        .hashString(text, StandardCharsets.UTF_8)
        .toString()
        .substring(0, KEY_LENGTH);
  }
}
