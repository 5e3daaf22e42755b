package org.eegptspark.model.signal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A safetensors file among the test resources, read plainly so that these tests stand alone. */
final class ReferenceTensors {
  private final JsonNode header;
  private final ByteBuffer bytes;
  private final int dataStart;

  ReferenceTensors(String name) throws IOException {
    try (InputStream in = ReferenceTensors.class.getResourceAsStream("/reference/" + name)) {
      bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }
    int headerLength = Math.toIntExact(bytes.getLong(0));
    dataStart = 8 + headerLength;
    header = new ObjectMapper().readTree(bytes.array(), 8, headerLength);
  }

  /** A float64 tensor as rows of its last dimension. */
  double[][] rows(String tensor) {
    JsonNode entry = header.get(tensor);
    if (!entry.get("dtype").asText().equals("F64")) {
      throw new IllegalArgumentException(tensor + " is " + entry.get("dtype"));
    }
    JsonNode shape = entry.get("shape");
    int length = shape.get(shape.size() - 1).asInt();
    int at = dataStart + entry.get("data_offsets").get(0).asInt();
    int end = dataStart + entry.get("data_offsets").get(1).asInt();
    double[][] rows = new double[(end - at) / 8 / length][length];
    for (double[] row : rows) {
      bytes.position(at).slice().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(row);
      at += 8 * length;
    }
    return rows;
  }
}
