package org.eegptspark.job.corpus;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Subject and session as a recording's path tells them: BIDS entities ({@code sub-01/ses-02/…}) and
 * EEGMMIDB file names ({@code S001R03.edf}: subject S001, run R03).
 *
 * @param subject empty where the path does not tell
 * @param session likewise
 */
public record PathEntities(Optional<String> subject, Optional<String> session) {
  private static final Pattern BIDS_SUBJECT = Pattern.compile("(?:^|[/_])sub-([A-Za-z0-9]+)");
  private static final Pattern BIDS_SESSION = Pattern.compile("(?:^|[/_])ses-([A-Za-z0-9]+)");
  private static final Pattern EEGMMIDB = Pattern.compile("(S\\d{3})(R\\d{2})(?:\\.[A-Za-z]+)+$");

  /** Reads a path or URI. */
  public static PathEntities of(String path) {
    Matcher eegmmidb = EEGMMIDB.matcher(path);
    if (eegmmidb.find()) {
      return new PathEntities(Optional.of(eegmmidb.group(1)), Optional.of(eegmmidb.group(2)));
    }
    return new PathEntities(last(BIDS_SUBJECT, path), last(BIDS_SESSION, path));
  }

  private static Optional<String> last(Pattern pattern, String path) {
    Optional<String> found = Optional.empty();
    for (Matcher matcher = pattern.matcher(path); matcher.find(); ) {
      found = Optional.of(matcher.group(1));
    }
    return found;
  }
}
