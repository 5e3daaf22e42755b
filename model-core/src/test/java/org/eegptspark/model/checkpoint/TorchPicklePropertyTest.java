package org.eegptspark.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.eegptspark.model.BadInputException;

/** {@link TorchPickle} over many damaged files. */
class TorchPicklePropertyTest {
  private static Path fuzzFolder;

  @BeforeContainer
  static void makeFuzzFolder() throws IOException {
    fuzzFolder = Files.createTempDirectory("pickles");
  }

  @AfterContainer
  static void deleteFuzzFolder() throws IOException {
    Files.deleteIfExists(fuzzFolder.resolve("fuzzed.bin"));
    Files.deleteIfExists(fuzzFolder);
  }

  @Property(tries = 300)
  void meetsDamageWithItsOwnErrorOnly(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(References.checkpoint("tiny1-hub/pytorch_model.bin").toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    byte[] pickle = entries.get("pytorch_model/data.pkl");
    for (int damage = random.nextInt(8); damage >= 0; damage--) {
      pickle[random.nextInt(pickle.length)] = (byte) random.nextInt(256);
    }
    Path file = TorchPickleTest.write(fuzzFolder.resolve("fuzzed.bin"), entries, ZipEntry.STORED);

    try {
      assertThat(TorchPickle.read(file).tensors()).isNotEmpty();
    } catch (BadInputException e) {
      assertThat(e).hasMessageContaining("fuzzed.bin");
    }
  }
}
