package org.eegptspark.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.eegptspark.model.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

class TorchPickleTest {
  private static final String COMMAND = "touch canary";

  @TempDir Path folder;

  @Test
  void readsWhatPyTorchSavedAsItsSafetensorsTwin() throws Exception {
    NamedTensors pickled = TorchPickle.read(References.checkpoint("tiny1-hub/pytorch_model.bin"));
    NamedTensors twin = Safetensors.read(References.checkpoint("tiny1-hub/model.safetensors"));

    assertThat(pickled.tensors()).isEqualTo(twin.tensors());
    assertThat(pickled.tensors().get("chans_id").dataType()).isEqualTo(DataType.LONG);
    assertThat(pickled.tensors().keySet()).startsWith("chans_id", "target_encoder.summary_token");
  }

  @Test
  void readsTheStateDictOfALightningCheckpoint() throws Exception {
    NamedTensors all = TorchPickle.read(References.checkpoint("tiny1-lightning.ckpt"));

    assertThat(all.tensors()).hasSize(62);
    assertThat(all.tensors())
        .containsKeys("encoder.summary_token", "predictor.mask_token", "target_encoder.norm.bias");
  }

  @Test
  void readsOnlyTheWantedTensors() throws Exception {
    NamedTensors wanted =
        TorchPickle.read(
            References.checkpoint("tiny1-lightning.ckpt"), key -> key.startsWith("predictor."));

    assertThat(wanted.tensors()).containsOnlyKeys("predictor.mask_token");
  }

  static Stream<Arguments> programs() {
    return Stream.of(
        Arguments.of(
            "GLOBAL and REDUCE", start(2).global("os", "system").text(COMMAND).op(0x85, 'R')),
        Arguments.of(
            "STACK_GLOBAL and REDUCE",
            start(4).text("os").text("system").op(0x93).text(COMMAND).op(0x85, 'R')),
        Arguments.of("INST", start(2).op('(').text(COMMAND).ascii("ios\nsystem\n")),
        Arguments.of("OBJ", start(2).op('(').global("os", "system").text(COMMAND).op('o')),
        Arguments.of("NEWOBJ", start(2).global("os", "system").text(COMMAND).op(0x85, 0x81)),
        Arguments.of(
            "NEWOBJ_EX", start(4).global("os", "system").text(COMMAND).op(0x85).op('}').op(0x92)),
        Arguments.of("BUILD", start(2).global("os", "system").text(COMMAND).op('b')),
        Arguments.of(
            "a memo and REDUCE",
            start(2).global("os", "system").op('q', 9, '0', 'h', 9).text(COMMAND).op(0x85, 'R')));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  void refusesToRunACommandAndNamesIt(String how, PickleBytes program) throws Exception {
    Path file = save(program.op('s').stop(), Map.of());

    assertThatThrownBy(() -> TorchPickle.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll(file.toString(), "names os.system", "refused, nothing was run")
        .hasMessageNotContaining("\n");
    assertThat(Path.of("canary")).doesNotExist();
    assertThat(folder.resolve("canary")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "posix, system",
    "builtins, eval",
    "__builtin__, exec",
    "decimal, Decimal",
    "datetime, datetime",
    "operator, attrgetter",
    "copy_reg, _reconstructor",
    "array, array",
    "numpy.core.multiarray, _reconstruct",
    "torch.nn.modules.linear, Linear",
    "torch, load",
    "java.lang.Runtime, exec"
  })
  void refusesNamesBeyondItsList(String module, String name) throws Exception {
    Path file = save(start(2).global(module, name).op(')', 'R', 's').stop(), Map.of());

    assertThatThrownBy(() -> TorchPickle.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("names " + module + "." + name);
  }

  static Stream<Arguments> misuses() {
    return Stream.of(
        Arguments.of("extension code", start(2).op(0x82, 1).op('s'), "opcode 0x82"),
        Arguments.of("text persistent id", start(2).ascii("Pid\n").op('s'), "opcode 0x50"),
        Arguments.of(
            "OBJ of a known class",
            start(2).op('(').global("torch", "Size").op('o', 's'),
            "opcode 0x6f"),
        Arguments.of(
            "INST of a known class",
            start(2).op('(').ascii("itorch\nSize\n").op('s'),
            "torch.Size"),
        Arguments.of("out-of-band buffer", start(5).op(0x97).op('s'), "opcode 0x97"),
        Arguments.of(
            "calling a text", start(2).text("x").op(')', 'R', 's'), "calls what is no function"),
        Arguments.of(
            "a state for a tensor",
            start(2).tensor("0", 1, 0, new int[] {1}, new int[] {1}).op('}', 'b', 's'),
            "gives a state"),
        Arguments.of(
            "a list that holds itself as a key",
            PickleBytes.protocol(2).op('}', ']', 'q', 0, 'h', 0, 'a', 'N', 's'),
            "a container as a dictionary's key"),
        Arguments.of("a text of 2 GB", start(2).op('X', 0xff, 0xff, 0xff, 0x7f), "2147483647"),
        Arguments.of("a text of -1 bytes", start(2).op('T', 0xff, 0xff, 0xff, 0xff), "4294967295"),
        Arguments.of(
            "bytes of 2^62", start(4).op(0x8e, 0, 0, 0, 0, 0, 0, 0, 0x40), "4611686018427387904"),
        Arguments.of("an empty stack", PickleBytes.protocol(2).op('R'), "damaged pickle"),
        Arguments.of("no dictionary", PickleBytes.protocol(2).op('N'), "no dictionary"),
        Arguments.of("no tensors", PickleBytes.protocol(2).op('}'), "no tensors"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("misuses")
  void refusesWhatTorchSaveDoesNotWrite(String what, PickleBytes pickle, String message)
      throws Exception {
    Path file = save(pickle.stop(), Map.of("0", floats(1)));

    assertThatThrownBy(() -> TorchPickle.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void passesOverWhatLightningLeavesBesideTheStateDict() throws Exception {
    PickleBytes pickle =
        PickleBytes.protocol(2)
            .op('}', '(')
            .text("hyper_parameters")
            .global("argparse", "Namespace")
            .op(')', 0x81, '}')
            .text("lr")
            .integer(1)
            .op('s', 'b')
            .text("callbacks")
            .op('}')
            .global("pytorch_lightning.callbacks.model_checkpoint", "ModelCheckpoint")
            .op('}')
            .text("dirpath")
            .global("pathlib", "PosixPath")
            .text("/tmp")
            .op(0x85, 'R', 's', 's')
            .text("attributes")
            .global("pytorch_lightning.utilities.parsing", "AttributeDict")
            .op(')', 0x81)
            .text("seed")
            .integer(7)
            .op('s')
            .text("seen")
            .global("__builtin__", "set")
            .op(']')
            .integer(1)
            .op('a', 0x85, 'R')
            .text("state_dict")
            .op('}')
            .text("weight")
            .tensor("0", 2, 0, new int[] {2}, new int[] {1})
            .op('s')
            .op('u');
    Path file = save(pickle.stop(), Map.of("0", floats(3, 4)));

    assertThat(TorchPickle.read(file).tensors()).containsOnlyKeys("weight");
    assertThat(TorchPickle.read(file).tensors().get("weight").toFloatVector())
        .containsExactly(3, 4);
  }

  @Test
  void readsTransposedAndOffsetViewsRowMajor() throws Exception {
    PickleBytes pickle =
        PickleBytes.protocol(2)
            .op('}', '(')
            .text("transposed")
            .tensor("0", 7, 1, new int[] {3, 2}, new int[] {1, 3})
            .text("column")
            .tensor("0", 7, 2, new int[] {2}, new int[] {3})
            .text("scalar")
            .tensor("0", 7, 6, new int[] {}, new int[] {})
            .text("none")
            .tensor("0", 7, 7, new int[] {0, 3}, new int[] {3, 1})
            .op('u');
    Path file = save(pickle.stop(), Map.of("0", floats(9, 1, 2, 3, 4, 5, 6)));

    NamedTensors read = TorchPickle.read(file);

    assertThat(read.tensors().get("transposed").toFloatMatrix())
        .isDeepEqualTo(new float[][] {{1, 4}, {2, 5}, {3, 6}});
    assertThat(read.tensors().get("column").toFloatVector()).containsExactly(2, 5);
    assertThat(read.tensors().get("scalar").rank()).isZero();
    assertThat(read.tensors().get("scalar").getFloat(0)).isEqualTo(6);
    assertThat(read.tensors().get("none").shape()).containsExactly(0, 3);
  }

  static Stream<Arguments> views() {
    return Stream.of(
        Arguments.of("past the end", 0, new int[] {5}, new int[] {1}, "outside its storage"),
        Arguments.of("offset past the end", 3, new int[] {2}, new int[] {1}, "outside its storage"),
        Arguments.of(
            "strided past it", 0, new int[] {2, 2}, new int[] {3, 1}, "outside its storage"),
        Arguments.of("negative stride", 3, new int[] {2}, new int[] {-1}, "no whole numbers"),
        Arguments.of("negative offset", -1, new int[] {2}, new int[] {1}, "outside its storage"),
        Arguments.of(
            "expanded", 0, new int[] {2_000_000_000}, new int[] {0}, "outside its storage"),
        Arguments.of(
            "overflowing",
            0,
            new int[] {2_000_000_000, 2_000_000_000, 2_000_000_000},
            new int[] {2_000_000_000, 2_000_000_000, 2_000_000_000},
            "outside its storage"),
        Arguments.of("too few strides", 0, new int[] {2, 2}, new int[] {1}, "outside its storage"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("views")
  void refusesViewsBeyondTheirStorage(
      String what, int offset, int[] shape, int[] strides, String message) throws Exception {
    PickleBytes pickle = start(2).tensor("0", 4, offset, shape, strides).op('s');
    Path file = save(pickle.stop(), Map.of("0", floats(1, 2, 3, 4)));

    assertThatThrownBy(() -> TorchPickle.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesAStorageShorterThanPromised() throws Exception {
    PickleBytes pickle = start(2).tensor("0", 500, 0, new int[] {500}, new int[] {1}).op('s');
    Path file = save(pickle.stop(), Map.of("0", floats(1, 2)));

    assertThatThrownBy(() -> TorchPickle.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("is cut short", "500 numbers", "8 bytes", "download it again");
  }

  @Test
  void refusesManyTensorsOfOneStorage() throws Exception {
    PickleBytes pickle = PickleBytes.protocol(2).op('}', '(');
    pickle.text("first").tensor("0", 4096, 0, new int[] {4096}, new int[] {1}).op('q', 1);
    for (int i = 0; i < 100; i++) {
      pickle.text("copy" + i).op('h', 1);
    }
    Path file = save(pickle.op('u').stop(), Map.of("0", floats(new float[4096])));

    assertThatThrownBy(() -> TorchPickle.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("promise " + 101 * 4096 * 4 + " bytes");
  }

  @Test
  void refusesBigEndianNumbers() throws Exception {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("m/data.pkl", start(2).op('N', 's').stop());
    entries.put("m/byteorder", "big".getBytes(StandardCharsets.US_ASCII));

    assertThatThrownBy(() -> TorchPickle.read(zip(entries, ZipEntry.STORED)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("byte order 'big'", "expected little");
  }

  @Test
  void refusesCompressedEntries() throws Exception {
    Path file = zip(Map.of("m/data.pkl", start(2).op('N', 's').stop()), ZipEntry.DEFLATED);

    assertThatThrownBy(() -> TorchPickle.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("compressed");
  }

  @Test
  void tellsAnotherZipFromOneOfTorch() throws Exception {
    Path file = zip(Map.of("a.txt", new byte[3]), ZipEntry.STORED);

    assertThatThrownBy(() -> TorchPickle.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("not one that torch.save wrote");
  }

  @Test
  void tellsALegacyFileFromADamagedOne() throws Exception {
    Path legacy = Files.write(folder.resolve("old.pt"), new byte[] {(byte) 0x80, 2, (byte) 0x8a});
    Path text = Files.writeString(folder.resolve("page.ckpt"), "<html>Not found</html>");

    assertThatThrownBy(() -> TorchPickle.read(legacy))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("before PyTorch 1.6");
    assertThatThrownBy(() -> TorchPickle.read(text))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is not a file that torch.save wrote");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 100, 5_000, 100_000, 444_000, 444_400})
  void tellsATruncatedFile(int length) throws Exception {
    byte[] whole = Files.readAllBytes(References.checkpoint("tiny1-hub/pytorch_model.bin"));
    assertThat(length).isLessThan(whole.length);
    Path file = Files.write(folder.resolve("cut.bin"), java.util.Arrays.copyOf(whole, length));

    assertThatThrownBy(() -> TorchPickle.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("download it again");
  }

  /** A dictionary that is about to take its one entry. */
  private static PickleBytes start(int protocol) {
    return PickleBytes.protocol(protocol).op('}').text("weight");
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private Path save(byte[] pickle, Map<String, byte[]> storages) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("m/data.pkl", pickle);
    entries.put("m/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
    storages.forEach((key, bytes) -> entries.put("m/data/" + key, bytes));
    return zip(entries, ZipEntry.STORED);
  }

  private Path zip(Map<String, byte[]> entries, int method) throws IOException {
    return write(folder.resolve("model.pt"), entries, method);
  }

  static Path write(Path file, Map<String, byte[]> entries, int method) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> item : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(item.getKey());
        CRC32 crc = new CRC32();
        crc.update(item.getValue());
        entry.setMethod(method);
        entry.setCrc(crc.getValue());
        entry.setSize(item.getValue().length);
        zip.putNextEntry(entry);
        zip.write(item.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }
}
