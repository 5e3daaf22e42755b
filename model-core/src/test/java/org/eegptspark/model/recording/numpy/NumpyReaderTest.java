package org.eegptspark.model.recording.numpy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumpyReaderTest {
  private static final String JSON =
      "{\"channels\": [\"C3\", \"C4\"], \"sampling_rate_hz\": 100, \"unit\": \"uV\"}";
  private static final String HEADER =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 5), }";

  @TempDir Path folder;

  @Test
  void saysWhatADescriptionLacks() throws IOException {
    writeArray(HEADER, 40);
    refuses("has no x.json beside it");
    writeJson(JSON.replace("uV", "degC"));
    refuses("x.json: unit is 'degC': expected V, mV, uV or nV");
    writeJson(JSON.replace("\"unit\"", "\"units\""));
    refuses("x.json: unit is ''");
    writeJson(JSON.replace("100", "\"fast\""));
    refuses("x.json: sampling_rate_hz is \"fast\"");
    writeJson(JSON.replace("\"channels\"", "\"names\""));
    refuses("x.json: channels is missing");
    writeJson("{");
    refuses("x.json: is not JSON");
  }

  @Test
  void saysWhatIsWrongWithAnArray() throws IOException {
    writeJson(JSON);
    writeArray(HEADER.replace("(2, 5)", "(2, 4000000000)"), 40);
    refuses("is cut: an array of [2, 4000000000] takes 32000000000 bytes, and 40 are there");
    writeArray(HEADER.replace("(2, 5)", "(3, 3)"), 40);
    refuses("has the shape [3, 3], but its JSON file names 2 channels");
    writeArray(HEADER.replace("(2, 5)", "(10,)"), 40);
    refuses("has the shape [10]");
    writeArray(HEADER.replace("<f4", "|O8"), 80);
    refuses("numbers of NumPy's type 'O8', which is not read");
    writeArray(HEADER.replace("(2, 5)", "(2, 0)"), 40);
    refuses("holds no samples");
    Files.write(folder.resolve("x.npy"), "NUMPY".getBytes(StandardCharsets.US_ASCII));
    refuses("is not a NumPy array");
  }

  private void refuses(String message) {
    assertThatThrownBy(
            () -> new NumpyReader().open(RecordingFile.of(folder.resolve("x.npy"))).close())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  private void writeJson(String json) throws IOException {
    Files.writeString(folder.resolve("x.json"), json);
  }

  private void writeArray(String header, int bytes) throws IOException {
    String start = "\u0093NUMPY\u0001\0" + (char) header.length() + "\0" + header;
    byte[] file =
        java.util.Arrays.copyOf(
            start.getBytes(StandardCharsets.ISO_8859_1), start.length() + bytes);
    Files.write(folder.resolve("x.npy"), file);
  }
}
