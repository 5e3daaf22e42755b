package org.eegptspark.udf;

import static org.eegptspark.model.BadInputException.check;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.complex.ListVector;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.SampleEncoding;

/** A column of windows' samples, in any of the forms that the functions take. */
interface WindowSamples {
  /**
   * The samples of a row as they are, gain and offset not applied.
   *
   * @param channels C
   * @return [C][T]; the caller's to overwrite
   * @throws BadInputException where they are not C channels of equally many samples
   */
  double[][] read(int row, int channels, WindowOptions options);

  /** Reads a vector of one of the forms. */
  static WindowSamples of(FieldVector vector) {
    if (vector instanceof VarBinaryVector bytes) {
      return (row, channels, options) -> decoded(bytes.get(row), channels, options);
    }
    ListVector list = (ListVector) vector;
    return list.getDataVector() instanceof ListVector rows
        ? (row, channels, options) -> nested(list, rows, row, channels, options)
        : (row, channels, options) -> flat(list, row, channels, options);
  }

  private static double[][] decoded(byte[] bytes, int channels, WindowOptions options) {
    SampleEncoding encoding = options.encoding().orElse(SampleEncoding.FLOAT32);
    int width = channels * encoding.bytes();
    check(
        bytes.length % width == 0,
        "%s bytes are not %s channels of %s samples; see option 'encoding'",
        bytes.length,
        channels,
        encoding.key());
    double[][] samples = new double[channels][bytes.length / width];
    for (int c = 0; c < channels; c++) {
      int length = samples[c].length;
      encoding.decode(bytes, c * length * encoding.bytes(), length, 1, 0, samples[c]);
    }
    return samples;
  }

  private static double[][] flat(ListVector list, int row, int channels, WindowOptions options) {
    checkNoEncoding(options);
    int start = list.getElementStartIndex(row);
    int count = list.getElementEndIndex(row) - start;
    check(
        count % channels == 0,
        "%s samples are not equally many of %s channels: samples go channel after channel",
        count,
        channels);
    double[][] samples = new double[channels][count / channels];
    for (int c = 0; c < channels; c++) {
      copy(list.getDataVector(), start + c * samples[c].length, samples[c]);
    }
    return samples;
  }

  private static double[][] nested(
      ListVector list, ListVector rows, int row, int channels, WindowOptions options) {
    checkNoEncoding(options);
    int start = list.getElementStartIndex(row);
    int count = list.getElementEndIndex(row) - start;
    check(count == channels, "%s arrays of samples were given for %s channels", count, channels);
    double[][] samples = new double[channels][];
    for (int c = 0; c < channels; c++) {
      check(!rows.isNull(start + c), "The samples of channel %s are null", c);
      int first = rows.getElementStartIndex(start + c);
      samples[c] = new double[rows.getElementEndIndex(start + c) - first];
      check(
          samples[c].length == samples[0].length,
          "Channel %s has %s samples, but channel 0 has %s",
          c,
          samples[c].length,
          samples[0].length);
      copy(rows.getDataVector(), first, samples[c]);
    }
    return samples;
  }

  private static void checkNoEncoding(WindowOptions options) {
    check(
        options.encoding().isEmpty(),
        "Option 'encoding' goes with binary samples, but these are arrays; leave it out");
  }

  private static void copy(FieldVector numbers, int from, double[] to) {
    boolean nulls = numbers.getNullCount() > 0;
    Float4Vector floats = numbers instanceof Float4Vector singles ? singles : null;
    Float8Vector doubles = numbers instanceof Float8Vector wide ? wide : null;
    for (int i = 0; i < to.length; i++) {
      check(!nulls || !numbers.isNull(from + i), "Sample %s is null", i);
      to[i] = floats == null ? doubles.get(from + i) : floats.get(from + i);
    }
  }
}
