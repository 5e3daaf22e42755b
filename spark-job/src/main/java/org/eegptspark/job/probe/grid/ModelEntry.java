package org.eegptspark.job.probe.grid;

import static org.eegptspark.model.BadInputException.check;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eegptspark.job.probe.RowChoice;

/**
 * Which rows of the corpora's tables: those of one model and one kind of signal steps.
 *
 * @param name in the results; without, what rows are chosen by
 * @param modelId beginning of their {@code model_id}
 * @param signalId beginning of their {@code signal_id}
 * @param weights a part of their column {@code weights}, which says what the model's are
 */
public record ModelEntry(String name, String modelId, String signalId, String weights) {
  /** All rows, of tables that hold those of one model. */
  static final ModelEntry ANY = new ModelEntry("any", null, null, null);

  /** Names an entry after what it chooses rows by. */
  public ModelEntry {
    if (name == null) {
      name =
          Stream.of(weights, modelId, signalId)
              .filter(part -> part != null)
              .collect(Collectors.joining(" "));
      check(!name.isBlank(), "a model needs one of name, model_id, signal_id or weights");
    }
  }

  /** These rows among those of a corpus that a condition holds for. */
  RowChoice rows(String where) {
    String ofWeights =
        weights == null ? null : "contains(weights, '" + weights.replace("'", "\\'") + "')";
    Optional<String> both =
        Stream.of(where, ofWeights)
            .filter(condition -> condition != null)
            .map(condition -> "(" + condition + ")")
            .reduce((a, b) -> a + " AND " + b);
    return new RowChoice(Optional.ofNullable(modelId), Optional.ofNullable(signalId), both);
  }
}
