package org.eegptspark.job.corpus.layout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eegptspark.model.recording.Annotation;

/** What a corpus says of a recording. Filled by its layout, one fact after the other. */
public final class LayoutFacts {
  private String subject;
  private String session;
  private List<Annotation> labels;
  private final List<String> badChannels = new ArrayList<>();
  private final Map<String, String> units = new LinkedHashMap<>();
  private final Map<String, String> details = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  /** Of a layout by its name, and nothing more. */
  public LayoutFacts(String layout) {
    details.put("layout", layout);
  }

  LayoutFacts subject(String code) {
    this.subject = code;
    return this;
  }

  LayoutFacts session(String code) {
    this.session = code;
    return this;
  }

  /** Labels in place of the recording's own annotations. */
  LayoutFacts labels(List<Annotation> companions) {
    this.labels = List.copyOf(companions);
    return this;
  }

  LayoutFacts badChannel(String label) {
    badChannels.add(label);
    return this;
  }

  LayoutFacts unit(String label, String unit) {
    units.put(label, unit);
    return this;
  }

  /** A fact by name; a blank one and BIDS' {@code n/a} tell nothing and are left out. */
  LayoutFacts detail(String name, String value) {
    if (value != null && !value.isBlank() && !value.equals(SeparatedText.ABSENT)) {
      details.put(name, value);
    }
    return this;
  }

  LayoutFacts note(String format, Object... args) {
    notes.add(String.format(format, args));
    return this;
  }

  /** The subject's code, where the layout tells it. */
  public Optional<String> subject() {
    return Optional.ofNullable(subject);
  }

  /** The session's code, where the layout tells it. */
  public Optional<String> session() {
    return Optional.ofNullable(session);
  }

  /** Labels that take the place of the recording's own annotations; empty to keep those. */
  public Optional<List<Annotation>> labels() {
    return Optional.ofNullable(labels);
  }

  /** Labels of the channels that the corpus marks as bad. */
  public List<String> badChannels() {
    return List.copyOf(badChannels);
  }

  /** Units by channel label, as the corpus has them. */
  public Map<String, String> units() {
    return Map.copyOf(units);
  }

  /** What else is known, by name. */
  public Map<String, String> details() {
    return Map.copyOf(details);
  }

  /** What was missing or odd: a sentence each. */
  public List<String> notes() {
    return List.copyOf(notes);
  }
}
