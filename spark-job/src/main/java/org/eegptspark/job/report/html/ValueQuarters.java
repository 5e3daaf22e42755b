package org.eegptspark.job.report.html;

import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eegptspark.job.probe.EmbeddingMap.Point;

/** Points by a number, in four parts of about as many each, from the lowest values up. */
final class ValueQuarters {
  private static final int PARTS = 4;

  /** Of viridis, from dark to light: an order that the colour-blind see too. */
  private static final Color[] COLORS = {
    new Color(0x440154), new Color(0x31688e), new Color(0x35b779), new Color(0xbddf26)
  };

  private ValueQuarters() {}

  static Color color(int part) {
    return COLORS[part];
  }

  /** The parts by the range of their values. Equal values are never parted: there may be fewer. */
  static Map<String, List<Point>> of(List<Point> points) {
    double[] sorted = points.stream().mapToDouble(ValueQuarters::value).sorted().toArray();
    List<List<Point>> parts = new ArrayList<>();
    for (int k = 0; k < PARTS; k++) {
      parts.add(new ArrayList<>());
    }
    for (Point point : points) {
      int part = 0;
      while (part + 1 < PARTS && value(point) >= sorted[sorted.length * (part + 1) / PARTS]) {
        part++;
      }
      parts.get(part).add(point);
    }
    Map<String, List<Point>> named = new LinkedHashMap<>();
    for (List<Point> part : parts) {
      if (!part.isEmpty()) {
        named.computeIfAbsent(range(part), range -> new ArrayList<>()).addAll(part);
      }
    }
    return named;
  }

  private static String range(List<Point> part) {
    return String.format(
        Locale.ROOT,
        "%.4g to %.4g",
        part.stream().mapToDouble(ValueQuarters::value).min().orElseThrow(),
        part.stream().mapToDouble(ValueQuarters::value).max().orElseThrow());
  }

  private static double value(Point point) {
    return Double.parseDouble(point.label());
  }
}
