package org.eegptspark.model.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes pickles opcode by opcode, hostile ones too. */
final class PickleBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  static PickleBytes protocol(int version) {
    return new PickleBytes().op(0x80, version);
  }

  PickleBytes op(int... codes) {
    for (int code : codes) {
      bytes.write(code);
    }
    return this;
  }

  PickleBytes ascii(String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  PickleBytes text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    op('X').int32(utf8.length);
    bytes.writeBytes(utf8);
    return this;
  }

  PickleBytes integer(int value) {
    return op('J').int32(value);
  }

  PickleBytes global(String module, String name) {
    return ascii("c" + module + "\n" + name + "\n");
  }

  PickleBytes tuple(int... values) {
    op('(');
    for (int value : values) {
      integer(value);
    }
    return op('t');
  }

  /** A float tensor viewing storage {@code key} of {@code length} numbers. */
  PickleBytes tensor(String key, int length, int offset, int[] shape, int[] strides) {
    global("torch._utils", "_rebuild_tensor_v2").op('(', '(').text("storage");
    global("torch", "FloatStorage").text(key).text("cpu").integer(length).op('t', 'Q');
    integer(offset).tuple(shape).tuple(strides).op(0x89);
    return global("collections", "OrderedDict").op(')', 'R').op('t', 'R');
  }

  private PickleBytes int32(int value) {
    return op(value & 0xff, value >> 8 & 0xff, value >> 16 & 0xff, value >>> 24);
  }

  byte[] stop() {
    op('.');
    return bytes.toByteArray();
  }
}
