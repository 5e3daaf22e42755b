package org.eegptspark.model.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.eegptspark.model.BadInputException;

/** Fuzz targets of what reads weights: whatever the bytes, an error in a line, or weights. */
public final class CheckpointFuzz {
  private CheckpointFuzz() {}

  /** Safetensors. */
  public static final class SafetensorsFile {
    private SafetensorsFile() {}

    /** Reads a file. */
    public static void fuzzerTestOneInput(byte[] bytes) {
      attempt(() -> Safetensors.read(new ByteArrayInputStream(bytes), "fuzzed"));
    }
  }

  /** The pickle in a PyTorch file. */
  public static final class Pickle {
    private Pickle() {}

    /** Reads a pickle, and, where it is one, a file that has it beside one storage. */
    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
      if (!attempt(() -> new TensorUnpickler("fuzzed").loads(bytes))) {
        return;
      }
      Path file = Files.createTempFile("fuzzed-", ".bin");
      try {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("archive/data.pkl", bytes);
        entries.put("archive/data/0", new byte[4096]);
        entries.put("archive/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        TorchPickleTest.write(file, entries, ZipEntry.STORED);
        attempt(() -> TorchPickle.read(file));
      } finally {
        Files.deleteIfExists(file);
      }
    }
  }

  /** A hub folder's config.json. */
  public static final class Config {
    private Config() {}

    /** Reads a text. */
    public static void fuzzerTestOneInput(byte[] bytes) {
      attempt(() -> ConfigJson.parse(new String(bytes, StandardCharsets.UTF_8), "fuzzed"));
    }
  }

  private interface Reading {
    void run() throws IOException;
  }

  /** Whether it could be read. */
  private static boolean attempt(Reading reading) {
    try {
      reading.run();
      return true;
    } catch (BadInputException | IOException e) {
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        throw new AssertionError("An error without a message", e);
      }
      return false;
    }
  }
}
