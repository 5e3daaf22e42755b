package org.eegptspark.model.recording.brainvision;

import static org.eegptspark.model.BadInputException.check;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eegptspark.model.recording.ByteSource;
import org.eegptspark.model.recording.FileText;

/**
 * The {@code [Section]} and {@code key=value} lines of a BrainVision header or marker file.
 *
 * @param name of the file, for messages
 * @param bySection values by section and key, both in lower case, in the file's order
 */
record Sections(String name, Map<String, Map<String, String>> bySection) {
  private static final int MAX_BYTES = 1 << 26;

  /**
   * Reads a file.
   *
   * @param kind what the first line says the file is: "Header File" or "Marker File"
   */
  static Sections read(ByteSource file, String kind) throws IOException {
    check(
        file.size() <= MAX_BYTES,
        "%s: holds %s bytes, too many for a BrainVision %s: give the .vhdr file that belongs to it",
        file.name(),
        file.size(),
        kind);
    byte[] bytes = file.read(0, (int) file.size());
    String text = FileText.decode(bytes, 0, bytes.length);
    String firstLine = text.lines().findFirst().orElse("");
    check(
        firstLine.matches("\\uFEFF?Brain ?Vision Data Exchange " + kind + ".*"),
        "%s: is not a BrainVision %s: it starts with '%s'",
        file.name(),
        kind,
        firstLine.substring(0, Math.min(60, firstLine.length())));
    return new Sections(file.name(), parse(text));
  }

  /** The value of a key, if it is there and not blank. */
  Optional<String> value(String section, String key) {
    return Optional.ofNullable(section(section).get(key.toLowerCase(Locale.ROOT)))
        .filter(value -> !value.isBlank());
  }

  /** The keys and values of a section, in order; none where the file has no such section. */
  Map<String, String> section(String section) {
    return bySection.getOrDefault(section.toLowerCase(Locale.ROOT), Map.of());
  }

  private static Map<String, Map<String, String>> parse(String text) {
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    Map<String, String> section = new LinkedHashMap<>();
    for (String untrimmed : (Iterable<String>) text.lines()::iterator) {
      String line = untrimmed.strip();
      int equals = line.indexOf('=');
      if (line.startsWith("[") && line.endsWith("]")) {
        String title = line.substring(1, line.length() - 1).toLowerCase(Locale.ROOT);
        section = sections.computeIfAbsent(title, added -> new LinkedHashMap<>());
      } else if (equals > 0 && !line.startsWith(";")) {
        String key = line.substring(0, equals).strip().toLowerCase(Locale.ROOT);
        section.put(key, line.substring(equals + 1).strip());
      }
    }
    return sections;
  }
}
