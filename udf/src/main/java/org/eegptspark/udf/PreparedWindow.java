package org.eegptspark.udf;

import static org.eegptspark.model.BadInputException.check;

import java.util.List;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.config.Electrodes;
import org.eegptspark.model.signal.ChannelNames;
import org.eegptspark.model.signal.MontageChoice;
import org.eegptspark.model.signal.SignalBlock;

/**
 * A row's window as the encoder takes it.
 *
 * @param kind what it has to have in common with others to be encoded together with them
 * @param signal [C][T], millivolts at 256 Hz
 */
record PreparedWindow(Kind kind, float[][] signal) {
  /**
   * What windows of one call of the engine have in common.
   *
   * @param channels C upper-case names
   * @param samples T
   * @param pooled whether the mean over patches is asked for
   */
  record Kind(List<String> channels, int samples, boolean pooled) {}

  /**
   * Prepares a window: gain and offset, channels, signal steps; in double, rounded to float once.
   *
   * @param samples [C][T]; overwritten
   * @param channels their names
   * @param settings the model's
   * @throws BadInputException where the model or a step cannot take it
   */
  static PreparedWindow of(
      double[][] samples,
      List<String> channels,
      double samplingRateHz,
      WindowOptions options,
      EegptSettings settings) {
    scale(samples, options);
    SignalBlock chosen = chosen(samples, channels, samplingRateHz, options);
    int projected = settings.weights().projected();
    if (projected == 0) {
      checkKnown(chosen.channels());
    } else {
      check(
          chosen.channels().size() == projected,
          "The model projects %s channels of its own, but was given %s; name them in option"
              + " 'montage'",
          projected,
          chosen.channels().size());
    }
    SignalBlock prepared = options.profile().apply(chosen);
    int patch = settings.weights().config().patchSize();
    check(
        prepared.length() >= patch,
        "A window of %s samples at the model's 256 Hz is shorter than its patch of %s; make longer"
            + " windows",
        prepared.length(),
        patch);
    return new PreparedWindow(
        new Kind(
            prepared.channels(), prepared.length(), options.pooled().orElse(settings.pooled())),
        rounded(prepared.samples()));
  }

  /** The call's channels by their electrodes' names, or those that its montage picks. */
  private static SignalBlock chosen(
      double[][] samples, List<String> channels, double rate, WindowOptions options) {
    SignalBlock given = new SignalBlock(channels, rate, 0, samples);
    if (options.montage().isPresent()) {
      MontageChoice.Selection selection = options.montage().get().select(channels);
      return given.select(selection);
    }
    List<String> names = channels.stream().map(ChannelNames::normalize).toList();
    return new SignalBlock(names, rate, 0, samples);
  }

  private static void checkKnown(List<String> names) {
    List<String> unknown = names.stream().filter(name -> Electrodes.row(name).isEmpty()).toList();
    check(
        unknown.isEmpty(),
        "EEGPT knows no electrodes %s: rename them to 10-20 or 10-10 names, or leave them out with"
            + " option 'montage', such as map('montage', 'auto')",
        unknown);
  }

  private static void scale(double[][] samples, WindowOptions options) {
    for (int c = 0; c < samples.length; c++) {
      double gain = ofChannel("gain", options.gain(), c, samples.length);
      double offset = ofChannel("offset", options.offset(), c, samples.length);
      if (gain != 1 || offset != 0) {
        for (int t = 0; t < samples[c].length; t++) {
          samples[c][t] = gain * samples[c][t] + offset;
        }
      }
    }
  }

  private static double ofChannel(String name, List<Double> values, int channel, int channels) {
    check(
        values.size() == 1 || values.size() == channels,
        "Option '%s' has %s numbers for %s channels; give one, or one a channel",
        name,
        values.size(),
        channels);
    return values.get(values.size() == 1 ? 0 : channel);
  }

  private static float[][] rounded(double[][] samples) {
    float[][] rounded = new float[samples.length][samples[0].length];
    for (int c = 0; c < samples.length; c++) {
      for (int t = 0; t < samples[c].length; t++) {
        rounded[c][t] = (float) samples[c][t];
      }
    }
    return rounded;
  }
}
