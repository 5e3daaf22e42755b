package org.eegptspark.job.action;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import org.eegptspark.model.BadInputException;

/** The recordings that a user names: by id, or by a glob over where their files lay. */
public final class Selection {
  /** All of them. */
  public static final Selection ALL = new Selection(List.of());

  private final List<String> named;
  private final List<PathMatcher> globs;

  /**
   * Reads what {@code --recording} gives.
   *
   * @param named ids, or globs over the whole source or its last part; none for all recordings
   * @throws BadInputException for a glob that is none
   */
  public Selection(List<String> named) {
    this.named = List.copyOf(named);
    this.globs = named.stream().map(Selection::glob).toList();
  }

  private static PathMatcher glob(String pattern) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + pattern.replace("//", "/"));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          e,
          "--recording takes an id or a glob over sources, but was '%s': %s",
          pattern,
          e.getMessage());
    }
  }

  /** Whether it is all recordings. */
  public boolean isAll() {
    return named.isEmpty();
  }

  /** Whether a recording is among them. */
  public boolean matches(String recordingId, String source) {
    if (isAll() || named.contains(recordingId)) {
      return true;
    }
    Path whole = Path.of(source);
    Path last = whole.getFileName();
    return globs.stream()
        .anyMatch(glob -> glob.matches(whole) || (last != null && glob.matches(last)));
  }
}
