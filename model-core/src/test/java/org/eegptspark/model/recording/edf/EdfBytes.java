package org.eegptspark.model.recording.edf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Puts together the bytes of EDF files field by field, sound ones and others. */
final class EdfBytes {
  private static final String[] FIXED = {
    "version",
    "patient",
    "recording",
    "date",
    "time",
    "headerBytes",
    "reserved",
    "records",
    "duration",
    "signals"
  };
  private static final int[] FIXED_WIDTHS = {8, 80, 80, 8, 8, 8, 44, 8, 8, 4};
  private static final String[] OF_SIGNALS = {
    "label",
    "transducer",
    "unit",
    "physicalMin",
    "physicalMax",
    "digitalMin",
    "digitalMax",
    "filter",
    "samples",
    "free"
  };
  private static final int[] SIGNAL_WIDTHS = {16, 80, 8, 8, 8, 8, 8, 80, 8, 32};

  private final Map<String, String> fields = new HashMap<>();
  private final int signals;
  private final ByteArrayOutputStream records = new ByteArrayOutputStream();

  /** A sound header of signals of 4 samples a record of one second. */
  EdfBytes(String... labels) {
    signals = labels.length;
    with("version", "0")
        .with("patient", "X X X X")
        .with("recording", "Startdate 02-MAR-2002 X X X");
    with("date", "02.03.02").with("time", "10.20.30");
    with("headerBytes", Integer.toString(256 * (signals + 1))).with("reserved", "");
    with("records", "-1").with("duration", "1").with("signals", Integer.toString(signals));
    for (int i = 0; i < signals; i++) {
      with("label" + i, labels[i]).with("unit" + i, "uV").with("samples" + i, "4");
      with("physicalMin" + i, "-100").with("physicalMax" + i, "100");
      with("digitalMin" + i, "-1000").with("digitalMax" + i, "1000");
    }
  }

  /** Sets a field; those of a signal end in its index. */
  EdfBytes with(String field, String text) {
    fields.put(field, text);
    return this;
  }

  /** Adds samples. */
  EdfBytes samples(int... values) {
    for (int value : values) {
      records.write(value);
      records.write(value >> 8);
    }
    return this;
  }

  /** Adds an annotation signal's text, '|' for 0x14, '~' for 0x15 and '^' for 0, padded with 0. */
  EdfBytes text(String text, int samples) {
    byte[] bytes =
        text.replace('|', '\u0014')
            .replace('~', '\u0015')
            .replace('^', '\0')
            .getBytes(StandardCharsets.UTF_8);
    records.writeBytes(Arrays.copyOf(bytes, 2 * samples));
    return this;
  }

  /** The file. */
  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int f = 0; f < FIXED.length; f++) {
      put(out, FIXED[f], FIXED_WIDTHS[f]);
    }
    for (int f = 0; f < OF_SIGNALS.length; f++) {
      for (int i = 0; i < signals; i++) {
        put(out, OF_SIGNALS[f] + i, SIGNAL_WIDTHS[f]);
      }
    }
    out.writeBytes(records.toByteArray());
    return out.toByteArray();
  }

  private void put(ByteArrayOutputStream out, String field, int width) {
    byte[] bytes = fields.getOrDefault(field, "").getBytes(StandardCharsets.ISO_8859_1);
    byte[] padded = Arrays.copyOf(bytes, width);
    Arrays.fill(padded, Math.min(bytes.length, width), width, (byte) ' ');
    out.writeBytes(padded);
  }
}
