package org.eegptspark.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.eegptspark.model.BadInputException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link Safetensors} over many files. */
class SafetensorsPropertyTest {
  @Property(tries = 2000)
  void meetsADamagedHeaderWithItsOwnErrorOnly(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    byte[] bytes =
        SafetensorsTest.file(
            "{\"__metadata__\":{\"k\":\"v\"},\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],"
                + "\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"I64\",\"shape\":[],"
                + "\"data_offsets\":[8,16]}}",
            new byte[16]);
    for (int damage = random.nextInt(6); damage >= 0; damage--) {
      byte value =
          (byte)
              (random.nextBoolean()
                  ? random.nextInt(256)
                  : "09,:[]{}\"-e".charAt(random.nextInt(11)));
      bytes[random.nextInt(bytes.length)] = value;
    }
    int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;

    try {
      Safetensors.read(new ByteArrayInputStream(bytes, 0, length), "fuzzed");
    } catch (BadInputException e) {
      assertThat(e).hasMessageStartingWith("fuzzed: ").hasMessageNotContaining("\n");
    }
  }

  /** What an array is made of: ND4J's own hash of an array without elements ends the JVM. */
  record Recipe(DataType type, List<Long> shape, long seed) {
    INDArray array() {
      long[] lengths = shape.stream().mapToLong(length -> length).toArray();
      int count = (int) Arrays.stream(lengths).reduce(1, (a, b) -> a * b);
      Random random = new Random(seed);
      ByteBuffer bytes = ByteBuffer.allocate(8 * count).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < count; i++) {
        switch (type) {
          case FLOAT -> bytes.putFloat(random.nextFloat() - 0.5f);
          case DOUBLE -> bytes.putDouble(random.nextGaussian());
          default -> bytes.putLong(random.nextLong());
        }
      }
      return element().decode(bytes.flip(), lengths);
    }

    private ElementType element() {
      return switch (type) {
        case FLOAT -> ElementType.F32;
        case DOUBLE -> ElementType.F64;
        default -> ElementType.I64;
      };
    }
  }

  @Property(tries = 200)
  void readsWhatItWrote(
      @ForAll("recipes") Map<String, Recipe> recipes, @ForAll("texts") Map<String, String> metadata)
      throws Exception {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    recipes.forEach((name, recipe) -> tensors.put(name, recipe.array()));
    Path file = Files.createTempFile("round", ".safetensors");
    try {
      Safetensors.write(new NamedTensors(tensors, metadata), file);
      NamedTensors read = Safetensors.read(file);

      assertThat(read.metadata()).isEqualTo(metadata);
      assertThat(read.tensors().keySet()).isEqualTo(tensors.keySet());
      tensors.forEach(
          (name, tensor) -> {
            INDArray back = read.tensors().get(name);
            assertThat(back.shape()).as(name).isEqualTo(tensor.shape());
            assertThat(back.dataType()).as(name).isEqualTo(tensor.dataType());
            assertThat(back.ordering()).isEqualTo('c');
            assertThat(ElementType.encode(back)).as(name).isEqualTo(ElementType.encode(tensor));
          });
    } finally {
      Files.delete(file);
    }
  }

  @Provide
  Arbitrary<Map<String, Recipe>> recipes() {
    Arbitrary<Recipe> recipe =
        Combinators.combine(
                Arbitraries.of(DataType.FLOAT, DataType.DOUBLE, DataType.LONG),
                Arbitraries.longs().between(0, 4).list().ofMaxSize(4),
                Arbitraries.longs())
            .as(Recipe::new);
    return Arbitraries.maps(names(1), recipe).ofMaxSize(6);
  }

  @Provide
  Arbitrary<Map<String, String>> texts() {
    return Arbitraries.maps(names(1), names(0)).ofMaxSize(2);
  }

  private static Arbitrary<String> names(int leastLength) {
    return Arbitraries.strings()
        .ofMinLength(leastLength)
        .ofMaxLength(12)
        .filter(name -> StandardCharsets.UTF_8.newEncoder().canEncode(name))
        .filter(name -> !name.equals("__metadata__"));
  }
}
