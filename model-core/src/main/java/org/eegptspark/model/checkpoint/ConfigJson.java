package org.eegptspark.model.checkpoint;

import static org.eegptspark.model.BadInputException.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.eegptspark.model.BadInputException;

/**
 * What a model's JSON says of its configuration: braindecode's {@code config.json}, or the same in
 * the short names {@code channels}, {@code times}, {@code chan_proj}. A null says nothing.
 */
final class ConfigJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Short name to braindecode's name. */
  private static final Map<String, String> SYNONYMS =
      Map.of("channels", "chs_info", "times", "n_times", "chan_proj", "chan_proj_type");

  private final ObjectNode keys;
  private final String source;

  private ConfigJson(ObjectNode keys, String source) {
    this.keys = keys;
    this.source = source;
  }

  /** One that says nothing. */
  static ConfigJson empty() {
    return new ConfigJson(MAPPER.createObjectNode(), "no configuration");
  }

  /**
   * Parses a JSON object.
   *
   * @param source what messages call it
   * @throws BadInputException where it is not one
   */
  static ConfigJson parse(String json, String source) {
    try {
      JsonNode root = MAPPER.readTree(json);
      check(root instanceof ObjectNode, "%s: is not a JSON object", source);
      ObjectNode keys = MAPPER.createObjectNode();
      root.fields()
          .forEachRemaining(
              field -> {
                if (!field.getValue().isNull()) {
                  String key = SYNONYMS.getOrDefault(field.getKey(), field.getKey());
                  check(
                      !keys.has(key),
                      "%s: gives %s twice, under two names",
                      source,
                      field.getKey());
                  keys.set(key, field.getValue());
                }
              });
      return new ConfigJson(keys, source);
    } catch (JsonProcessingException e) {
      throw new BadInputException(
          e, "%s: is not readable JSON: %s", source, e.getOriginalMessage());
    }
  }

  /** This one, and {@code other} where this one says nothing. */
  ConfigJson over(ConfigJson other) {
    if (keys.isEmpty()) {
      return other;
    }
    ObjectNode merged = other.keys.deepCopy();
    merged.setAll(keys);
    return new ConfigJson(merged, other.keys.isEmpty() ? source : source + " over " + other.source);
  }

  /** What messages call it. */
  String source() {
    return source;
  }

  boolean has(String key) {
    return keys.has(key);
  }

  OptionalInt integer(String key) {
    JsonNode value = keys.get(key);
    if (value == null) {
      return OptionalInt.empty();
    }
    check(
        value.isNumber() && value.canConvertToInt() && value.doubleValue() == value.intValue(),
        "%s: %s must be a whole number, but was %s",
        source,
        key,
        shown(value));
    return OptionalInt.of(value.intValue());
  }

  OptionalDouble number(String key) {
    JsonNode value = keys.get(key);
    if (value == null) {
      return OptionalDouble.empty();
    }
    check(value.isNumber(), "%s: %s must be a number, but was %s", source, key, shown(value));
    return OptionalDouble.of(value.doubleValue());
  }

  Optional<Boolean> flag(String key) {
    JsonNode value = keys.get(key);
    if (value == null) {
      return Optional.empty();
    }
    check(value.isBoolean(), "%s: %s must be true or false, but was %s", source, key, shown(value));
    return Optional.of(value.booleanValue());
  }

  Optional<String> text(String key) {
    JsonNode value = keys.get(key);
    if (value == null) {
      return Optional.empty();
    }
    check(value.isTextual(), "%s: %s must be text, but was %s", source, key, shown(value));
    return Optional.of(value.textValue());
  }

  /**
   * The names of the input's channels, as braindecode compares them: upper case, without dots at
   * the ends. Empty where none are named.
   */
  List<String> channels() {
    JsonNode value = keys.get("chs_info");
    List<String> names = new ArrayList<>();
    if (value == null) {
      return names;
    }
    if (value.isTextual()) {
      for (String name : value.textValue().split(",", -1)) {
        names.add(channel(name));
      }
      return names;
    }
    check(value.isArray(), "%s: the channels must be a list, but were %s", source, shown(value));
    for (JsonNode item : value) {
      JsonNode name = item.isObject() ? item.path("ch_name") : item;
      check(name.isTextual(), "%s: names no channel in %s", source, shown(item));
      names.add(channel(name.textValue()));
    }
    return names;
  }

  private static String channel(String name) {
    return name.strip().toUpperCase(Locale.ROOT).replaceAll("^\\.+|\\.+$", "");
  }

  private static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
