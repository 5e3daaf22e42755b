package org.eegptspark.job.corpus.layout;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eegptspark.model.BadInputException;

/** The layouts there are, as the option {@code --layout} names them. */
public enum LayoutChoice {
  /** Each file by the first layout that recognizes its path. */
  AUTO(null),
  /** BIDS-EEG. */
  BIDS(new BidsLayout()),
  /** The corpora of Temple University Hospital. */
  TUH(new TuhLayout()),
  /** PhysioNet's EEG Motor Movement/Imagery Dataset. */
  EEGMMIDB(new EegmmidbLayout()),
  /** PhysioNet's Sleep-EDF, both editions. */
  SLEEP_EDF(new SleepEdfLayout()),
  /** Nothing but what the recordings themselves say. */
  NONE(new NoLayout());

  private static final List<LayoutChoice> GUESSES = List.of(SLEEP_EDF, EEGMMIDB, TUH, BIDS, NONE);

  private final CorpusLayout layout;

  LayoutChoice(CorpusLayout layout) {
    this.layout = layout;
  }

  /**
   * The choice that an option says.
   *
   * @throws BadInputException for anything else
   */
  public static LayoutChoice parse(String option) {
    return Arrays.stream(values())
        .filter(choice -> choice.key().equals(option.strip().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "Unknown layout '%s': expected %s",
                    option,
                    Arrays.stream(values())
                        .map(LayoutChoice::key)
                        .collect(Collectors.joining(", "))));
  }

  /** The option's text. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** As {@link CorpusLayout#passesOver}; {@link #AUTO} as any of them. */
  public boolean passesOver(String name, Collection<String> siblings) {
    return this == AUTO
        ? GUESSES.stream().anyMatch(guess -> guess.passesOver(name, siblings))
        : layout.passesOver(name, siblings);
  }

  /** The layout of a file: this one, or of {@link #AUTO} the one that its path looks like. */
  public CorpusLayout of(String path) {
    if (this != AUTO) {
      return layout;
    }
    return GUESSES.stream()
        .map(guess -> guess.layout)
        .filter(guess -> guess.recognizes(path))
        .findFirst()
        .orElseThrow();
  }
}
