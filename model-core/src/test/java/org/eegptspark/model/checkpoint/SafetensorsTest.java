package org.eegptspark.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eegptspark.model.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SafetensorsTest {
  @TempDir Path folder;

  @Test
  void readsTensorsAndMetadataOfAReferenceFile() throws Exception {
    NamedTensors read = Safetensors.read(References.parityCase("tiny1-19x1024"));

    assertThat(read.tensors().keySet()).containsExactlyInAnyOrder("tokens_f64", "tokens_f32");
    assertThat(read.tensors().get("tokens_f64").shape()).containsExactly(2, 16, 1, 64);
    assertThat(read.tensors().get("tokens_f64").dataType()).isEqualTo(DataType.DOUBLE);
    assertThat(read.tensors().get("tokens_f32").dataType()).isEqualTo(DataType.FLOAT);
    assertThat(read.metadata().get("case")).contains("\"name\": \"tiny1-19x1024\"");
  }

  @Test
  void widensEveryHalfExactly() {
    for (int bits = 0; bits < 65536; bits++) {
      int exponent = bits >> 10 & 31;
      double fraction = (bits & 1023) / 1024.0;
      double magnitude =
          exponent == 31
              ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
              : exponent == 0 ? Math.scalb(fraction, -14) : Math.scalb(1 + fraction, exponent - 15);
      double expected = bits < 32768 ? magnitude : -magnitude;
      assertThat(Double.compare(ElementType.halfToFloat((short) bits), expected))
          .as("half %04x", bits)
          .isZero();
    }
  }

  @Test
  void readsEveryTypeOfNumber() {
    ByteBuffer data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(one("F64", data.putDouble(0, -0.1)).getDouble(0)).isEqualTo(-0.1);
    assertThat(one("F32", data.putFloat(0, 0.1f)).getFloat(0)).isEqualTo(0.1f);
    assertThat(one("F16", data.putShort(0, (short) 0xc100)).getFloat(0)).isEqualTo(-2.5f);
    assertThat(one("BF16", data.putShort(0, (short) 0xc020)).getFloat(0)).isEqualTo(-2.5f);
    assertThat(one("I64", data.putLong(0, Long.MIN_VALUE)).getLong(0)).isEqualTo(Long.MIN_VALUE);
    assertThat(one("I32", data.putInt(0, -7)).getLong(0)).isEqualTo(-7);
    assertThat(one("U32", data.putInt(0, -1)).getLong(0)).isEqualTo(4294967295L);
    assertThat(one("I16", data.putShort(0, (short) -7)).getLong(0)).isEqualTo(-7);
    assertThat(one("U16", data.putShort(0, (short) -1)).getLong(0)).isEqualTo(65535);
    assertThat(one("I8", data.put(0, (byte) -7)).getLong(0)).isEqualTo(-7);
    assertThat(one("U8", data.put(0, (byte) -1)).getLong(0)).isEqualTo(255);
    assertThat(one("BOOL", data.put(0, (byte) 1)).getLong(0)).isEqualTo(1);
  }

  private static INDArray one(String type, ByteBuffer data) {
    int width = ElementType.of(type).orElseThrow().bytes();
    String header = "{\"x\":{\"dtype\":\"%s\",\"shape\":[1],\"data_offsets\":[0,%d]}}";
    byte[] bytes = Arrays.copyOf(data.array(), width);
    return Safetensors.read(ByteBuffer.wrap(file(header.formatted(type, width), bytes)), "x")
        .tensors()
        .get("x");
  }

  static Stream<Arguments> hostileHeaders() {
    String ok = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
    return Stream.of(
        Arguments.of("{" + ok + "}", 7, "is cut short: promises 8 bytes of tensors, holds 7"),
        Arguments.of("{" + ok + "}", 9, "1 bytes beyond its last tensor"),
        Arguments.of("{" + ok + "," + ok + "}", 8, "Duplicate field 'a'"),
        Arguments.of("{" + ok + "," + ok.replace("\"a\"", "\"b\"") + "}", 8, "overlaps another"),
        Arguments.of(
            "{" + ok + "," + ok.replace("\"a\"", "\"b\"").replace("0,8", "4,12") + "}",
            12,
            "overlaps another"),
        Arguments.of(
            "{" + ok + "," + ok.replace("\"a\"", "\"b\"").replace("0,8", "12,20") + "}",
            20,
            "leaves a hole"),
        Arguments.of("{" + ok.replace("0,8", "8,0") + "}", 8, "gives it bytes 8 to 0"),
        Arguments.of("{" + ok.replace("0,8", "0,4") + "}", 8, "gives it bytes 0 to 4"),
        Arguments.of("{" + ok.replace("0,8", "-8,0") + "}", 8, "data_offsets is not a list"),
        Arguments.of("{" + ok.replace("0,8", "0,8,9") + "}", 8, "data_offsets is not a list"),
        Arguments.of("{" + ok.replace("0,8", "0") + "}", 8, "without dtype, shape or"),
        Arguments.of("{" + ok.replace("[2]", "[-2]") + "}", 8, "shape is not a list"),
        Arguments.of("{" + ok.replace("[2]", "[2.5]") + "}", 8, "shape is not a list"),
        Arguments.of("{" + ok.replace("[2]", "\"2\"") + "}", 8, "shape is not a list"),
        Arguments.of("{" + ok.replace("[2]", "[99999999999999999999]") + "}", 8, "not a list"),
        Arguments.of(
            "{" + ok.replace("[2]", "[4611686018427387904,4]") + "}", 8, "of impossible shape"),
        Arguments.of(
            "{" + ok.replace("[2]", "[4000000000]").replace("0,8", "0,16000000000") + "}",
            8,
            "up to 2 GiB"),
        Arguments.of("{" + ok.replace("F32", "F8_E4M3") + "}", 8, "stores 'a' as F8_E4M3"),
        Arguments.of("{" + ok.replace("\"F32\"", "{\"x\":1}") + "}", 8, "without dtype"),
        Arguments.of("{\"a\":7}", 0, "'a' is not an object"),
        Arguments.of("{" + ok + "} x", 8, "unreadable safetensors header"),
        Arguments.of("{" + ok + "}{}", 8, "unreadable safetensors header"),
        Arguments.of("{" + ok, 8, "unreadable safetensors header"),
        Arguments.of("{\"__metadata__\":{\"k\":1}," + ok + "}", 8, "metadata 'k' that is not text"),
        Arguments.of("[1]", 0, "not a JSON object"),
        Arguments.of("{\"a\":" + "[".repeat(5000), 0, "is not an object"));
  }

  @ParameterizedTest
  @MethodSource("hostileHeaders")
  void refusesAHeaderThatIsNotTrue(String header, int dataBytes, String message) throws Exception {
    Path file = folder.resolve("x.safetensors");
    Files.write(file, file(header, new byte[dataBytes]));

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void allocatesNothingForAPromisedHeader() throws Exception {
    Path file = folder.resolve("x.safetensors");
    for (long promise : new long[] {99_999_999, 100_000_001, Long.MAX_VALUE, -1, 0}) {
      Files.write(
          file, ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).putLong(promise).array());

      assertThatThrownBy(() -> Safetensors.read(file))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining(Long.toUnsignedString(promise));
    }
  }

  @Test
  void tellsATruncatedFileAtEveryLength() throws Exception {
    byte[] whole = Files.readAllBytes(References.checkpoint("tiny1-half.safetensors"));
    int headerEnd = 8 + (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    Path file = folder.resolve("cut.safetensors");
    for (int length = 0; length < whole.length; length += length < headerEnd + 16 ? 1 : 9973) {
      ByteBuffer cut = ByteBuffer.wrap(whole, 0, length);

      assertThatThrownBy(() -> Safetensors.read(cut, "cut.safetensors"))
          .as("at %d", length)
          .isInstanceOf(BadInputException.class)
          .hasMessageContainingAll("cut.safetensors: is cut short", "download it again");
    }
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(
            "promises %d bytes of tensors, holds %d"
                .formatted(whole.length - headerEnd, whole.length - headerEnd - 1));
  }

  @Test
  void saysWhereThereIsNoFile() {
    assertThatThrownBy(() -> Safetensors.read(folder.resolve("none.safetensors")))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("No file ");
  }

  @Test
  void writesViewsAndColumnMajorArraysRowMajor() throws Exception {
    INDArray matrix = Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, 5, 6}});
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    tensors.put("transposed", matrix.transpose());
    tensors.put("column", matrix.getColumn(1));
    tensors.put("fortran", matrix.dup('f'));
    Path file = folder.resolve("views.safetensors");

    Safetensors.write(new NamedTensors(tensors), file);

    Map<String, INDArray> read = Safetensors.read(file).tensors();
    assertThat(read.get("transposed").data().asFloat()).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(read.get("column").data().asFloat()).containsExactly(2, 5);
    assertThat(read.get("fortran").data().asFloat()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void replacesAFileInOneStepAndLeavesNothingBesideIt() throws Exception {
    Path file = folder.resolve("y.safetensors");
    Files.writeString(file, "old");

    Safetensors.write(new NamedTensors(Map.of("x", Nd4j.createFromArray(1f, 2f))), file);

    assertThat(Safetensors.read(file).tensors().get("x").toFloatVector()).containsExactly(1, 2);
    assertThat(names()).containsExactly("y.safetensors");
  }

  @Test
  void leavesTheOldFileWhereAnArrayCannotBeStored() throws Exception {
    Path file = folder.resolve("y.safetensors");
    Files.writeString(file, "old");
    NamedTensors unstorable = new NamedTensors(Map.of("x", Nd4j.create(DataType.INT16, 2)));

    assertThatThrownBy(() -> Safetensors.write(unstorable, file))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("y.safetensors");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  static byte[] file(String header, byte[] data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(data)
        .array();
  }
}
