package org.eegptspark.job.probe.grid;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.eegptspark.model.BadInputException;

/** Reads grids from YAML. */
public final class GridFile {
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private GridFile() {}

  /**
   * Reads one.
   *
   * @param file on any file system of Hadoop's
   * @throws BadInputException where it cannot be read, is no YAML, or has a key or value that no
   *     grid has: the line says which, where, and what there could be
   */
  public static Grid read(String file, Configuration hadoop) {
    try {
      Path path = new Path(file);
      try (InputStream in = path.getFileSystem(hadoop).open(path)) {
        Grid grid = YAML.readValue(in, Grid.class);
        BadInputException.check(grid != null, "%s is empty; see conf/evaluate.yaml", file);
        return grid;
      }
    } catch (JsonProcessingException e) {
      throw new BadInputException(e, "%s%s: %s", file, place(e), problem(e));
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException(
          e,
          "Cannot read %s: %s; --config takes a grid such as conf/evaluate.yaml",
          file,
          first(e));
    }
  }

  private static String place(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    String line =
        location == null || location.getLineNr() < 1 ? "" : ", line " + location.getLineNr();
    if (!(e instanceof JsonMappingException mapping)) {
      return line;
    }
    // What is wrong with the grid as a whole is known at its end alone: that line would mislead.
    return mapping.getPath().isEmpty() ? "" : line + ", " + key(mapping);
  }

  /** The key as one would write it: {@code heads[1].epochs}. */
  private static String key(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : part.getFieldName())
        .collect(Collectors.joining("."))
        .replace(".[", "[");
  }

  private static String problem(JsonProcessingException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BadInputException) {
        return cause.getMessage();
      }
    }
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "there is no such key; take one of "
          + unknown.getKnownPropertyIds().stream()
              .map(String::valueOf)
              .sorted()
              .collect(Collectors.joining(", "));
    }
    if (e instanceof InvalidTypeIdException type) {
      return type.getTypeId() == null
          ? "head is missing: logistic, linear, knn or ridge"
          : "head takes logistic, linear, knn or ridge, but was '" + type.getTypeId() + "'";
    }
    if (e instanceof InvalidFormatException format) {
      return String.format("'%s' is not %s", format.getValue(), expected(format.getTargetType()));
    }
    if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      return "what stands there is not " + expected(mismatch.getTargetType());
    }
    return first(e) + "; see conf/evaluate.yaml for a grid as it should be";
  }

  private static String expected(Class<?> type) {
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(String::valueOf)
              .collect(Collectors.joining(", "));
    }
    return type == Integer.class || type == Long.class
        ? "a whole number"
        : type == Double.class
            ? "a number"
            : type == String.class ? "a text" : "of the form that conf/evaluate.yaml has there";
  }

  private static String first(Exception e) {
    String message =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    return String.valueOf(message).lines().findFirst().orElse("");
  }
}
