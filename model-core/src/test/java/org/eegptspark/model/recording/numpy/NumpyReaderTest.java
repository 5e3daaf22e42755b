package org.eegptspark.model.recording.numpy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.eegptspark.fixtures.DescribedArray;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumpyReaderTest {
  private static final String HEADER =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 5), }";

  @TempDir Path folder;
  private DescribedArray array;

  @BeforeEach
  void name() {
    array = new DescribedArray(folder.resolve("x.npy"), new NumpyReader());
  }

  @Test
  void saysWhatADescriptionLacks() throws IOException {
    writeArray(HEADER, 40);
    array.refusesToOpen("has no x.json beside it");
    array.describe(DescribedArray.JSON.replace("uV", "degC"));
    array.refusesToOpen("x.json: unit is 'degC': expected V, mV, uV or nV");
    array.describe(DescribedArray.JSON.replace("\"unit\"", "\"units\""));
    array.refusesToOpen("x.json: unit is ''");
    array.describe(DescribedArray.JSON.replace("100", "\"fast\""));
    array.refusesToOpen("x.json: sampling_rate_hz is \"fast\"");
    array.describe(DescribedArray.JSON.replace("\"channels\"", "\"names\""));
    array.refusesToOpen("x.json: channels is missing");
    array.describe("{");
    array.refusesToOpen("x.json: is not JSON");
  }

  @Test
  void saysWhatIsWrongWithAnArray() throws IOException {
    array.describe(DescribedArray.JSON);
    writeArray(HEADER.replace("(2, 5)", "(2, 4000000000)"), 40);
    array.refusesToOpen(
        "is cut: an array of [2, 4000000000] takes 32000000000 bytes, and 40 are there");
    writeArray(HEADER.replace("(2, 5)", "(3, 3)"), 40);
    array.refusesToOpen("has the shape [3, 3], but its JSON file names 2 channels");
    writeArray(HEADER.replace("(2, 5)", "(10,)"), 40);
    array.refusesToOpen("has the shape [10]");
    writeArray(HEADER.replace("<f4", "|O8"), 80);
    array.refusesToOpen("numbers of NumPy's type 'O8', which is not read");
    writeArray(HEADER.replace("(2, 5)", "(2, 0)"), 40);
    array.refusesToOpen("holds no samples");
    array.write("NUMPY".getBytes(StandardCharsets.US_ASCII));
    array.refusesToOpen("is not a NumPy array");
  }

  private void writeArray(String header, int bytes) throws IOException {
    String start = "\u0093NUMPY\u0001\0" + (char) header.length() + "\0" + header;
    byte[] file =
        java.util.Arrays.copyOf(
            start.getBytes(StandardCharsets.ISO_8859_1), start.length() + bytes);
    array.write(file);
  }
}
