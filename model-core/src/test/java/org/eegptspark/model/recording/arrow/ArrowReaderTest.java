package org.eegptspark.model.recording.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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
import org.eegptspark.fixtures.DescribedArray;
import org.eegptspark.fixtures.SimulatedRecordings;
import org.eegptspark.model.recording.SampleEncoding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrowReaderTest {
  @TempDir Path folder;
  private DescribedArray array;

  @BeforeEach
  void name() {
    array = new DescribedArray(folder.resolve("x.feather"), new ArrowReader());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-signed-zstd.arrow", "ar-unsigned.arrows", "ar-lists.arrow"})
  void readsStretchesThatLieAcrossBatches(String name) throws IOException {
    // Batches have 150 rows.
    SimulatedRecordings.checkStretch(name, 140, 200);
  }

  @Test
  void takesTheNarrowestEncodingThatHoldsEachColumn() throws IOException {
    assertThat(SimulatedRecordings.encoding("ar-int16.feather")).isEqualTo(SampleEncoding.INT16);
    assertThat(SimulatedRecordings.encoding("ar-float32.arrow")).isEqualTo(SampleEncoding.FLOAT32);
    assertThat(SimulatedRecordings.encoding("ar-signed-zstd.arrow"))
        .isEqualTo(SampleEncoding.FLOAT64);
  }

  @Test
  void saysWhatATableLacks() throws IOException {
    array.write(DescribedArray.refused("gap.feather"));
    array.refusesToOpen("has no x.json beside it");
    array.describe(DescribedArray.JSON);
    array.refusesToOpen("column C3 has 1 nulls in the 3 rows from 0 on");
    array.describe(DescribedArray.JSON.replace("C3", "Cz"));
    array.refusesToOpen("has no column Cz, which its JSON file names: it has [C3, C4, note]");
    array.describe(DescribedArray.JSON.replace("C3", "note"));
    array.refusesToOpen("column note holds Utf8: expected integers or floating-point numbers");
    array.describe(DescribedArray.JSON.replace("{", "{\"array\": \"eeg\", "));
    array.write(DescribedArray.refused("ragged.feather"));
    array.refusesToOpen("column eeg holds List: expected lists of fixed size");
  }

  @Test
  void saysThatAFileIsCut() throws IOException {
    array.describe(DescribedArray.JSON);
    byte[] whole = DescribedArray.refused("gap.feather");
    for (int length = 0; length < whole.length; length++) {
      array.write(Arrays.copyOf(whole, length));
      array.refusesToOpen("x.feather: ");
    }
    array.write("FEA1....".getBytes(StandardCharsets.US_ASCII));
    array.refusesToOpen("is of Feather's first version");
  }

  @Test
  @Timeout(30)
  void refusesASchemaWhoseFieldsShareChildrenWithoutEnd() throws IOException {
    array.describe(DescribedArray.JSON);
    ByteBuffer schema = nestedSchema(30);
    ByteBuffer stream = ByteBuffer.allocate(8 + schema.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    stream.putInt(-1).putInt(schema.remaining()).put(schema);
    array.write(stream.array());
    array.refusesToOpen("has more than 1000000 columns");
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
}
