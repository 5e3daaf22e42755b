package org.eegptspark.model.probe;

import static org.eegptspark.model.BadInputException.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.array.FloatArrays;
import org.eegptspark.model.checkpoint.NamedTensors;
import org.eegptspark.model.checkpoint.Safetensors;
import org.eegptspark.model.probe.TrainedProbe.About;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A trained probe in a safetensors file, whose metadata {@code eegpt_probe} tells in JSON what it
 * is for.
 *
 * <p>A {@link LinearConstraintProbe} has the keys of braindecode's EEGPT, so that {@code
 * load_state_dict(…, strict=False)} takes it: {@code
 * final_layer.probe1.parametrizations.weight.original} [16, S*D], {@code final_layer.probe1.bias},
 * {@code final_layer.probe2.parametrizations.weight.original} [outputs, N*16], {@code
 * final_layer.probe2.bias}. An {@link AffineProbe} has {@code probe.weight} [outputs, features] and
 * {@code probe.bias}.
 */
public final class ProbeFile {
  private static final String METADATA = "eegpt_probe";
  private static final String CONSTRAINED = "final_layer.probe%s.parametrizations.weight.original";
  private static final String BIAS = "final_layer.probe%s.bias";
  private static final String AFFINE_WEIGHT = "probe.weight";
  private static final String AFFINE_BIAS = "probe.bias";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ProbeFile() {}

  /**
   * Writes a probe. The file appears whole or not at all.
   *
   * @throws IllegalArgumentException for a probe that is not kept in a file
   * @throws IOException where it cannot be written
   */
  public static void write(TrainedProbe trained, Path file) throws IOException {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    if (trained.probe() instanceof LinearConstraintProbe probe) {
      put(tensors, String.format(CONSTRAINED, 1), probe.weight1());
      tensors.put(String.format(BIAS, 1), vector(probe.bias1()));
      put(tensors, String.format(CONSTRAINED, 2), probe.weight2());
      tensors.put(String.format(BIAS, 2), vector(probe.bias2()));
    } else if (trained.probe() instanceof AffineProbe probe) {
      put(tensors, AFFINE_WEIGHT, probe.weight());
      tensors.put(AFFINE_BIAS, vector(probe.bias()));
    } else {
      throw new IllegalArgumentException("Not kept in a file: " + trained.about().head());
    }
    try {
      String about = JSON.writeValueAsString(trained.about());
      Safetensors.write(new NamedTensors(tensors, Map.of(METADATA, about)), file);
    } finally {
      tensors.values().forEach(INDArray::close);
    }
  }

  /** A probe's identity: 16 hexadecimal digits of the SHA-256 over what {@link #write} writes. */
  public static String id(TrainedProbe trained) {
    try {
      Path file = Files.createTempFile("eegpt-probe", ".safetensors");
      try {
        write(trained, file);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        return HexFormat.of().formatHex(hash, 0, 8);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JVM has it
    }
  }

  private static void put(Map<String, INDArray> tensors, String key, float[][] rows) {
    int width = rows[0].length;
    float[] values = new float[rows.length * width];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, values, row * width, width);
    }
    tensors.put(key, FloatArrays.copyOf(values, rows.length, width));
  }

  private static INDArray vector(float[] values) {
    return FloatArrays.copyOf(values, values.length);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param name what messages call the file
   * @throws BadInputException where there is no such file, or it is no probe of ours
   * @throws IOException where the bytes cannot be had
   */
  public static TrainedProbe read(Path file, String name) throws IOException {
    NamedTensors stored;
    try (InputStream in = Files.newInputStream(file)) {
      stored = Safetensors.read(in, name);
    }
    try {
      String json = stored.metadata().get(METADATA);
      check(
          json != null,
          "%s: is no probe: it has no metadata '%s'; 'eegpt probe' writes probes",
          name,
          METADATA);
      About about = JSON.readValue(json, About.class);
      WindowProbe probe =
          stored.tensors().containsKey(AFFINE_WEIGHT)
              ? new AffineProbe(
                  rows(stored, AFFINE_WEIGHT, name), values(stored, AFFINE_BIAS, name))
              : new LinearConstraintProbe(
                  rows(stored, String.format(CONSTRAINED, 1), name),
                  values(stored, String.format(BIAS, 1), name),
                  rows(stored, String.format(CONSTRAINED, 2), name),
                  values(stored, String.format(BIAS, 2), name));
      return new TrainedProbe(probe, about);
    } catch (JsonProcessingException e) {
      throw new BadInputException(
          e, "%s: has unreadable metadata '%s': %s", name, METADATA, e.getOriginalMessage());
    } finally {
      stored.tensors().values().forEach(INDArray::close);
    }
  }

  private static float[][] rows(NamedTensors stored, String key, String file) {
    INDArray tensor = tensor(stored, key, 2, file);
    return tensor.toFloatMatrix();
  }

  private static float[] values(NamedTensors stored, String key, String file) {
    return FloatArrays.values(tensor(stored, key, 1, file));
  }

  private static INDArray tensor(NamedTensors stored, String key, int rank, String file) {
    INDArray tensor = stored.tensors().get(key);
    check(
        tensor != null && tensor.rank() == rank,
        "%s: has no tensor '%s' of %s dimensions",
        file,
        key,
        rank);
    return tensor;
  }
}
