package org.eegptspark.job.corpus.layout;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The entities in a BIDS file's name, such as {@code sub} and {@code run}; subject and session may
 * stand in its folders' alone.
 *
 * @param entities values by key, in the name's order
 */
record BidsName(Map<String, String> entities) {
  private static final Pattern ENTITY = Pattern.compile("(?:^|_)([a-z]+)-([A-Za-z0-9+]+)");
  private static final Pattern FOLDER = Pattern.compile("/(sub|ses)-([A-Za-z0-9+]+)(?=/)");

  /** Of a path or URI. */
  static BidsName of(String path) {
    Map<String, String> entities = new LinkedHashMap<>();
    Matcher folder = FOLDER.matcher(path);
    while (folder.find()) {
      entities.put(folder.group(1), folder.group(2));
    }
    entities.putAll(ofName(path.substring(path.lastIndexOf('/') + 1)));
    return new BidsName(entities);
  }

  private static Map<String, String> ofName(String name) {
    Map<String, String> entities = new LinkedHashMap<>();
    Matcher entity = ENTITY.matcher(name);
    while (entity.find()) {
      entities.put(entity.group(1), entity.group(2));
    }
    return entities;
  }

  /** An entity's value. */
  Optional<String> value(String entity) {
    return Optional.ofNullable(entities.get(entity));
  }

  /**
   * Of a folder's files the one of an ending that holds for this one: all entities that its name
   * has are this one's too. Of several, the one that has most.
   */
  Optional<String> companion(Collection<String> names, String ending) {
    return names.stream()
        .filter(name -> name.endsWith(ending) || name.equals(ending.substring(1)))
        .filter(name -> entities.entrySet().containsAll(ofName(name).entrySet()))
        .max(
            Comparator.<String>comparingInt(name -> ofName(name).size())
                .thenComparing(Comparator.reverseOrder()));
  }
}
