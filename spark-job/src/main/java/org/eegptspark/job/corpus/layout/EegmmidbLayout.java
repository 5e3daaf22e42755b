package org.eegptspark.job.corpus.layout;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eegptspark.model.recording.RecordingHeader;

/**
 * PhysioNet's EEG Motor Movement/Imagery Dataset: {@code S001/S001R03.edf} is subject S001, run
 * R03, which is the session. The annotations T0, T1, T2 are the file's own; what they stand for
 * depends on the run, which is told by the detail {@code task}.
 */
final class EegmmidbLayout implements CorpusLayout {
  private static final Pattern NAME =
      Pattern.compile("(?:^|/)(S\\d{3})(R(\\d{2}))(?:\\.[A-Za-z]+)+$");

  /** Runs 3 to 14 go round these four. */
  private static final String[] TASKS = {
    "left or right fist, moved",
    "left or right fist, imagined",
    "both fists or both feet, moved",
    "both fists or both feet, imagined"
  };

  @Override
  public boolean recognizes(String path) {
    return NAME.matcher(path).find();
  }

  @Override
  public LayoutFacts facts(Companions around, RecordingHeader header) {
    LayoutFacts facts = new LayoutFacts("eegmmidb");
    Matcher name = NAME.matcher(around.path());
    if (name.find()) {
      int run = Integer.parseInt(name.group(3));
      facts.subject(name.group(1)).session(name.group(2)).detail("task", task(run));
    }
    return facts;
  }

  private static String task(int run) {
    if (run == 1 || run == 2) {
      return run == 1 ? "rest, eyes open" : "rest, eyes closed";
    }
    return run >= 3 && run <= 14 ? TASKS[(run - 3) % TASKS.length] : null;
  }
}
