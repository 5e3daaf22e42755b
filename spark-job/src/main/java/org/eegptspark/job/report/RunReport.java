package org.eegptspark.job.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The account of one run, kept as JSON inside the table that it wrote: {@code
 * TABLE/_reports/COMMAND-TIME.json}.
 */
public final class RunReport {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
  private static final DateTimeFormatter FILE_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final String command;
  private final Instant startedAt = Instant.now();
  private final Map<String, Object> facts = new LinkedHashMap<>();

  /** Starts the account of a command. */
  public RunReport(String command) {
    this.command = command;
  }

  /** Adds a fact: text, a number, a list or a map of them. */
  public RunReport with(String name, Object value) {
    facts.put(name, value);
    return this;
  }

  /**
   * Writes the account beside the table's data.
   *
   * @return its path
   * @throws IOException where it cannot be written
   */
  public String write(String table, Configuration hadoop) throws IOException {
    Path file =
        new Path(table, "_reports/" + command + "-" + FILE_TIME.format(startedAt) + ".json");
    writeAs(file, hadoop);
    return file.toString();
  }

  /**
   * Writes the account as a file, in place of one that is there.
   *
   * @throws IOException where it cannot be written
   */
  public void writeAs(Path file, Configuration hadoop) throws IOException {
    Instant endedAt = Instant.now();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("command", command);
    all.put("started_at", startedAt.toString());
    all.put("ended_at", endedAt.toString());
    all.put("seconds", (endedAt.toEpochMilli() - startedAt.toEpochMilli()) / 1e3);
    all.putAll(facts);
    try (OutputStream out = file.getFileSystem(hadoop).create(file, true)) {
      JSON.writeValue(out, all);
    }
  }
}
