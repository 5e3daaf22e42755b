package org.eegptspark.job.probe.grid;

import static org.eegptspark.model.BadInputException.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.eegptspark.job.probe.ClassWeights;
import org.eegptspark.job.probe.Level;
import org.eegptspark.job.probe.Scoring;
import org.eegptspark.job.probe.Vote;

/**
 * What is to be compared: every head, by every split, on the windows of every model in every
 * corpus. What is left out of the file has the defaults of {@code eegpt probe}.
 *
 * @param corpora tables of embeddings and what their windows are to be told apart by
 * @param models which rows of these tables, one cell each; without, all rows
 * @param heads that are trained
 * @param splits how windows are divided
 * @param levels that metrics are given for; without, windows
 * @param vote how windows become one prediction at the levels above
 * @param classWeights how much each window counts in training
 * @param bootstrap replicates for intervals of 95%; 0 for none
 * @param seed of all that is random
 */
public record Grid(
    List<CorpusEntry> corpora,
    List<ModelEntry> models,
    List<HeadEntry> heads,
    List<SplitEntry> splits,
    List<Level> levels,
    Vote vote,
    ClassWeights classWeights,
    Integer bootstrap,
    Long seed) {
  private static final double CONFIDENCE = 0.95;

  /** Fills in defaults, and checks that names tell entries apart. */
  public Grid {
    corpora = required("corpora", corpora);
    heads = required("heads", heads);
    splits = required("splits", splits);
    models = models == null || models.isEmpty() ? List.of(ModelEntry.ANY) : List.copyOf(models);
    levels = levels == null ? List.of(Level.window) : List.copyOf(levels);
    vote = vote == null ? Vote.mean : vote;
    classWeights = classWeights == null ? ClassWeights.none : classWeights;
    bootstrap = bootstrap == null ? Scoring.OF_WINDOWS.replicates() : bootstrap;
    seed = seed == null ? 0 : seed;
    distinct("corpora", corpora, CorpusEntry::name);
    distinct("models", models, ModelEntry::name);
    distinct("heads", heads, HeadEntry::name);
    distinct("splits", splits, SplitEntry::name);
  }

  private static <T> List<T> required(String key, List<T> entries) {
    check(
        entries != null && !entries.isEmpty(),
        "%s is missing or empty: name at least one entry",
        key);
    return List.copyOf(entries);
  }

  private static <T> void distinct(String key, List<T> entries, Function<T, String> name) {
    Set<String> seen = new HashSet<>();
    for (T entry : entries) {
      check(
          seen.add(name.apply(entry)),
          "%s has two entries called '%s': give each its own name",
          key,
          name.apply(entry));
    }
  }

  /** Its cells: a corpus after the other, of each a model, of each a split, of each a head. */
  public List<GridCell> cells() {
    List<GridCell> cells = new ArrayList<>();
    for (CorpusEntry corpus : corpora) {
      for (ModelEntry model : models) {
        for (SplitEntry split : splits) {
          for (HeadEntry head : heads) {
            cells.add(new GridCell(this, corpus, model, head, split));
          }
        }
      }
    }
    return cells;
  }

  /** What is said of each cell's predictions. */
  Scoring scoring() {
    return new Scoring(levels, vote, bootstrap, CONFIDENCE);
  }
}
