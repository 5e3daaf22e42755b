package org.eegptspark.model.encoder.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCacheTest {
  private static final byte[] BINARY = {1, 2, 3, 4, 5};
  private static final List<String> KERNEL = List.of("NVRTC 13.0", "-DDIM=512", "source");

  private final AtomicInteger compiled = new AtomicInteger();

  private byte[] get(Path folder, List<String> madeOf) {
    return new KernelCache(folder)
        .get(
            madeOf,
            () -> {
              compiled.incrementAndGet();
              return BINARY.clone();
            });
  }

  @Test
  void aKernelIsCompiledOnce(@TempDir Path folder) throws IOException {
    Path kernels = folder.resolve("not/yet/there");
    assertThat(get(kernels, KERNEL)).isEqualTo(BINARY);
    assertThat(get(kernels, KERNEL)).isEqualTo(BINARY);
    assertThat(compiled).hasValue(1);
    try (Stream<Path> files = Files.list(kernels)) {
      assertThat(files.map(Path::toString)).singleElement().asString().endsWith(".cubin");
    }
  }

  @Test
  void aKernelOfOtherConstantsVersionOrSourceIsAnother(@TempDir Path folder) {
    get(folder, KERNEL);
    get(folder, List.of("NVRTC 13.1", "-DDIM=512", "source"));
    get(folder, List.of("NVRTC 13.0", "-DDIM=256", "source"));
    get(folder, List.of("NVRTC 13.0", "-DDIM=512", "source "));
    get(folder, List.of("NVRTC 13.0-DDIM=512", "source"));
    assertThat(compiled).hasValue(5);
  }

  @Test
  void aDamagedFileIsCompiledAgain(@TempDir Path folder) throws IOException {
    for (int length : new int[] {0, 10, 32, 36, 37}) {
      get(folder, KERNEL);
      Path file = only(folder);
      byte[] all = Files.readAllBytes(file);
      all[all.length - 1] ^= 1;
      Files.write(file, Arrays.copyOf(all, length));
      compiled.set(0);
      assertThat(get(folder, KERNEL)).isEqualTo(BINARY);
      assertThat(get(folder, KERNEL)).isEqualTo(BINARY);
      assertThat(compiled).as("after damage to %s bytes", length).hasValue(1);
    }
  }

  @Test
  void aFolderThatCannotBeWrittenCostsTheCompileOnly(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    assertThat(get(file.resolve("kernels"), KERNEL)).isEqualTo(BINARY);
    assertThat(get(file.resolve("kernels"), KERNEL)).isEqualTo(BINARY);
    assertThat(compiled).hasValue(2);
  }

  private static Path only(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findFirst().orElseThrow();
    }
  }
}
