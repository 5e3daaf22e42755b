package org.eegptspark.model.recording.eeglab;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.eegptspark.model.recording.SampleArray;
import org.eegptspark.model.recording.StoredType;

/**
 * EEGLAB's EEG structure in a MATLAB file, whatever the file's version. What a field holds that is
 * not there, or of another type, is absent.
 *
 * <p>Closing it closes the file.
 */
interface EegStruct extends Closeable {
  /** The first number of a field; {@code otherwise} where it has none. */
  double number(String field, double otherwise);

  /** A field's text; empty where it has none. */
  String text(String field);

  /** Number of elements of a field that is an array of structures. */
  int count(String structures);

  /** A number of one of a field's structures; NaN where it has none. */
  double number(String structures, int index, String field);

  /** A text, or a number in words, of one of a field's structures; empty where it has none. */
  String text(String structures, int index, String field);

  /**
   * The samples, where the file itself holds them.
   *
   * @throws org.eegptspark.model.BadInputException where they are of another size or of no type
   *     that is read
   */
  Optional<Embedded> samples(Size size) throws IOException;

  /**
   * How many samples there are.
   *
   * @param channels number of channels
   * @param epochSamples samples of each channel in an epoch
   * @param epochs 1 for a continuous recording
   */
  record Size(int channels, long epochSamples, long epochs) {
    /** Samples of each channel in all epochs. */
    long samples() {
      return epochSamples * epochs;
    }

    /** Samples of all channels. */
    long numbers() {
      return samples() * channels;
    }
  }

  /**
   * Samples in the structure's own file.
   *
   * @param type of the matrix
   * @param array reads them
   */
  record Embedded(StoredType type, SampleArray array) {}

  /** Words for a number: without a fraction where it has none. */
  static String words(double number) {
    if (Double.isNaN(number)) {
      return "";
    }
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}
