package org.eegptspark.model.recording.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Struct_;
import org.apache.arrow.flatbuf.Type;
import org.eegptspark.fixtures.ExpectedRecording;
import org.eegptspark.fixtures.SimulatedRecordings;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.SampleEncoding;
import org.eegptspark.model.recording.SignalGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrowReaderTest {
  private static final String JSON =
      "{\"channels\": [\"C3\", \"C4\"], \"sampling_rate_hz\": 100, \"unit\": \"uV\"}";
  private static final Path REFUSED =
      TestData.project().resolve("model-core/src/test/resources/refused");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"ar-signed-zstd.arrow", "ar-unsigned.arrows", "ar-lists.arrow"})
  void readsStretchesThatLieAcrossBatches(String name) throws IOException {
    try (Recording recording = SimulatedRecordings.open(name)) {
      SignalGroup group = recording.header().groups().get(0);
      int width = group.encoding().bytes();
      for (int c = 0; c < group.signals().size(); c++) {
        double[] whole = ExpectedRecording.digital(recording, group, c);
        // Batches have 150 rows.
        byte[] stretch = new byte[200 * group.signals().size() * width];
        recording.read(group, 140, 200, stretch);
        double[] part = new double[200];
        group.encoding().digital(stretch, c * 200 * width, 200, part, 0);
        assertThat(part).containsExactly(Arrays.copyOfRange(whole, 140, 340));
      }
    }
  }

  @Test
  void takesTheNarrowestEncodingThatHoldsEachColumn() throws IOException {
    assertThat(encoding("ar-int16.feather")).isEqualTo(SampleEncoding.INT16);
    assertThat(encoding("ar-float32.arrow")).isEqualTo(SampleEncoding.FLOAT32);
    assertThat(encoding("ar-signed-zstd.arrow")).isEqualTo(SampleEncoding.FLOAT64);
  }

  @Test
  void saysWhatATableLacks() throws IOException {
    take("gap.feather");
    refuses("has no x.json beside it");
    describe(JSON);
    refuses("column C3 has 1 nulls in the 3 rows from 0 on");
    describe(JSON.replace("C3", "Cz"));
    refuses("has no column Cz, which its JSON file names: it has [C3, C4, note]");
    describe(JSON.replace("C3", "note"));
    refuses("column note holds Utf8: expected integers or floating-point numbers");
    describe(JSON.replace("{", "{\"array\": \"eeg\", "));
    take("ragged.feather");
    refuses("column eeg holds List: expected lists of fixed size");
  }

  @Test
  void saysThatAFileIsCut() throws IOException {
    describe(JSON);
    byte[] whole = Files.readAllBytes(REFUSED.resolve("gap.feather"));
    for (int length = 0; length < whole.length; length++) {
      Files.write(folder.resolve("x.feather"), Arrays.copyOf(whole, length));
      refuses("x.feather: ");
    }
    Files.write(folder.resolve("x.feather"), "FEA1....".getBytes(StandardCharsets.US_ASCII));
    refuses("is of Feather's first version");
  }

  @Test
  @Timeout(30)
  void refusesASchemaWhoseFieldsShareChildrenWithoutEnd() throws IOException {
    describe(JSON);
    ByteBuffer schema = nestedSchema(30);
    ByteBuffer stream = ByteBuffer.allocate(8 + schema.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    stream.putInt(-1).putInt(schema.remaining()).put(schema);
    Files.write(folder.resolve("x.feather"), stream.array());
    refuses("has more than 1000000 columns");
  }

  /** A structure of four fields that are one and the same structure of four fields, and so on. */
  private static ByteBuffer nestedSchema(int depth) {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int field = field(builder, Type.Int, Int.createInt(builder, 32, true), 0);
    for (int i = 0; i < depth; i++) {
      int children = Field.createChildrenVector(builder, new int[] {field, field, field, field});
      Struct_.startStruct_(builder);
      field = field(builder, Type.Struct_, Struct_.endStruct_(builder), children);
    }
    int fields = Schema.createFieldsVector(builder, new int[] {field});
    int schema = Schema.createSchema(builder, Endianness.Little, fields, 0, 0);
    Message.finishMessageBuffer(
        builder,
        Message.createMessage(builder, MetadataVersion.V5, MessageHeader.Schema, schema, 0, 0));
    return builder.dataBuffer();
  }

  private static int field(FlatBufferBuilder builder, byte type, int described, int children) {
    Field.startField(builder);
    Field.addTypeType(builder, type);
    Field.addType(builder, described);
    if (children != 0) {
      Field.addChildren(builder, children);
    }
    return Field.endField(builder);
  }

  private static SampleEncoding encoding(String name) throws IOException {
    try (Recording recording = SimulatedRecordings.open(name)) {
      return recording.header().groups().get(0).encoding();
    }
  }

  private void take(String name) throws IOException {
    Files.write(folder.resolve("x.feather"), Files.readAllBytes(REFUSED.resolve(name)));
  }

  private void describe(String json) throws IOException {
    Files.writeString(folder.resolve("x.json"), json);
  }

  private void refuses(String message) {
    RecordingFile file = RecordingFile.of(folder.resolve("x.feather"));
    assertThatThrownBy(() -> new ArrowReader().open(file).close())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }
}
