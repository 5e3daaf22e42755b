package org.eegptspark.model.recording.simulated;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place on the head as a unit sphere.
 *
 * <p>Positions follow the construction of the 10-10 system (Oostenveld and Praamstra 2001): steps
 * of 18 degrees from nasion to inion over the vertex and along the circumference, with the
 * electrodes in between on the arcs that join midline and circumference.
 *
 * @param x to the right ear
 * @param y to the nose
 * @param z to the vertex
 */
record ScalpPosition(double x, double y, double z) {
  /** The electrodes of EEGMMIDB, in its order and spelling. */
  static final List<String> EEGMMIDB =
      List.of(
          """
          Fc5. Fc3. Fc1. Fcz. Fc2. Fc4. Fc6. C5.. C3.. C1.. Cz.. C2.. C4.. C6.. Cp5. Cp3. Cp1. Cpz.
          Cp2. Cp4. Cp6. Fp1. Fpz. Fp2. Af7. Af3. Afz. Af4. Af8. F7.. F5.. F3.. F1.. Fz.. F2.. F4..
          F6.. F8.. Ft7. Ft8. T7.. T8.. T9.. T10. Tp7. Tp8. P7.. P5.. P3.. P1.. Pz.. P2.. P4.. P6..
          P8.. Po7. Po3. Poz. Po4. Po8. O1.. Oz.. O2.. Iz..
          """
              .strip()
              .split("\\s+"));

  private static final double STEP = StrictMath.toRadians(18);
  private static final Pattern NAME = Pattern.compile("([A-Z]+)(Z|\\d+)");

  /** Steps from the vertex along the midline, forward: the coronal rows. */
  private static final Map<String, Integer> ROWS =
      Map.ofEntries(
          Map.entry("FP", 4),
          Map.entry("AF", 3),
          Map.entry("F", 2),
          Map.entry("FC", 1),
          Map.entry("FT", 1),
          Map.entry("C", 0),
          Map.entry("T", 0),
          Map.entry("CP", -1),
          Map.entry("TP", -1),
          Map.entry("P", -2),
          Map.entry("PO", -3),
          Map.entry("O", -4),
          Map.entry("I", -5));

  /** The position of an electrode's name; case and EEGMMIDB's dots do not matter. */
  static ScalpPosition of(String electrode) {
    String name = electrode.replace(".", "").toUpperCase(Locale.ROOT);
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches() || !ROWS.containsKey(matcher.group(1))) {
      throw new IllegalArgumentException("Not an electrode of the 10-10 system: " + electrode);
    }
    int row = ROWS.get(matcher.group(1));
    ScalpPosition midline = spherical(row * STEP, 0);
    if (matcher.group(2).equals("Z")) {
      return midline;
    }
    int number = Integer.parseInt(matcher.group(2));
    double side = number % 2 == 0 ? 1 : -1;
    int quarters = (number + 1) / 2;
    // The rows reach the circumference one step apart, from Fp at one step beside Fpz to O.
    ScalpPosition rim = spherical(4 * STEP, side * (5 - row) * STEP);
    if (Math.abs(row) == 4) {
      return rim;
    }
    return quarters <= 4
        ? midline.towards(rim, quarters / 4.0)
        : spherical(5 * STEP, side * (5 - row) * STEP);
  }

  /** Radians between two places as seen from the head's centre. */
  double angleTo(ScalpPosition other) {
    double cosine = x * other.x + y * other.y + z * other.z;
    return StrictMath.acos(Math.max(-1, Math.min(1, cosine)));
  }

  /** The place at an inclination from the vertex, and an azimuth from the nose to the right. */
  static ScalpPosition spherical(double inclination, double azimuth) {
    double radius = StrictMath.sin(inclination);
    return new ScalpPosition(
        radius * StrictMath.sin(azimuth),
        radius * StrictMath.cos(azimuth),
        StrictMath.cos(inclination));
  }

  /** The place at a fraction of the way along the great circle to another. */
  private ScalpPosition towards(ScalpPosition other, double fraction) {
    double angle = angleTo(other);
    double near = StrictMath.sin((1 - fraction) * angle) / StrictMath.sin(angle);
    double far = StrictMath.sin(fraction * angle) / StrictMath.sin(angle);
    return new ScalpPosition(
        near * x + far * other.x, near * y + far * other.y, near * z + far * other.z);
  }
}
