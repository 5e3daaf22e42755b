package org.eegptspark.model.recording;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text of recording files, which say little of their encoding and follow it less. */
public final class FileText {
  private FileText() {}

  /** Decodes a stretch of bytes as UTF-8 where it is valid UTF-8, and as Latin-1 where not. */
  public static String decode(byte[] bytes, int from, int to) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
  }
}
