package org.eegptspark.model.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipFile;
import org.eegptspark.fixtures.FuzzTarget;
import org.eegptspark.fixtures.RecordingCheck;
import org.eegptspark.model.checkpoint.CheckpointFuzz;
import org.eegptspark.model.recording.edf.EdfSeeds;

/**
 * What each fuzz target starts from: the simulated recordings and the reference checkpoints, and
 * the inputs that once made it fail, which are kept in the folder {@code fuzz/TARGET} of the test
 * resources.
 */
public final class FuzzCorpus {
  private final Path resources;

  /**
   * @param resources the test resources' folder
   */
  public FuzzCorpus(Path resources) {
    this.resources = resources;
  }

  /** The targets by name. */
  public static Map<String, FuzzTarget> targets() {
    Map<String, FuzzTarget> targets = new LinkedHashMap<>();
    targets.put("Edf", RecordingFuzz.Edf::fuzzerTestOneInput);
    targets.put("Gdf", RecordingFuzz.Gdf::fuzzerTestOneInput);
    targets.put("BrainVision", RecordingFuzz.BrainVision::fuzzerTestOneInput);
    targets.put("Eeglab", RecordingFuzz.Eeglab::fuzzerTestOneInput);
    targets.put("Numpy", RecordingFuzz.Numpy::fuzzerTestOneInput);
    targets.put("Npz", RecordingFuzz.Npz::fuzzerTestOneInput);
    targets.put("Arrow", RecordingFuzz.Arrow::fuzzerTestOneInput);
    targets.put("Compressed", RecordingFuzz.Compressed::fuzzerTestOneInput);
    targets.put("SafetensorsFile", CheckpointFuzz.SafetensorsFile::fuzzerTestOneInput);
    targets.put("Pickle", CheckpointFuzz.Pickle::fuzzerTestOneInput);
    targets.put("Config", CheckpointFuzz.Config::fuzzerTestOneInput);
    return targets;
  }

  /** A target's inputs, by names that tell them apart. */
  public Map<String, byte[]> of(String target) throws IOException {
    Map<String, byte[]> inputs = new LinkedHashMap<>();
    switch (target) {
      case "Edf" -> inputs.putAll(EdfSeeds.all());
      case "Gdf" -> single(inputs, ".gdf");
      case "BrainVision" -> parts(inputs, ".vhdr", ".vmrk", ".eeg");
      case "Eeglab" -> parts(inputs, ".set", ".fdt");
      case "Numpy" -> described(inputs, ".npy");
      case "Npz" -> described(inputs, ".npz");
      case "Arrow" -> {
        described(inputs, ".arrow");
        described(inputs, ".arrows");
        described(inputs, ".feather");
      }
      case "Compressed" -> compressed(inputs);
      case "SafetensorsFile" ->
          inputs.put("tiny", safetensors("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],"));
      case "Pickle" -> inputs.put("hub", pickle());
      case "Config" -> inputs.put("hub", reference("tiny1-hub/config.json"));
      default -> throw new IllegalArgumentException("No target " + target);
    }
    Path kept = resources.resolve("fuzz").resolve(target);
    if (Files.exists(kept)) {
      for (Path file : files(kept)) {
        inputs.put("kept-" + file.getFileName(), Files.readAllBytes(file));
      }
    }
    return inputs;
  }

  /**
   * Writes a target's inputs into a folder, for the fuzzer.
   *
   * @param arguments the test resources' folder, the target, the folder to write into
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[2]));
    for (var input : new FuzzCorpus(Path.of(arguments[0])).of(arguments[1]).entrySet()) {
      Files.write(folder.resolve(input.getKey()), input.getValue());
    }
  }

  private void single(Map<String, byte[]> inputs, String ending) throws IOException {
    for (Path file : recordings(ending)) {
      inputs.put(file.getFileName().toString(), Files.readAllBytes(file));
    }
  }

  private void parts(Map<String, byte[]> inputs, String... endings) throws IOException {
    for (Path file : recordings(endings[0])) {
      List<byte[]> parts = new ArrayList<>();
      for (String ending : endings) {
        Path part = Path.of(file.toString().replace(endings[0], ending));
        parts.add(Files.exists(part) ? Files.readAllBytes(part) : new byte[0]);
      }
      inputs.put(file.getFileName().toString(), renamed(joined(parts), stem(file)));
    }
  }

  private void described(Map<String, byte[]> inputs, String ending) throws IOException {
    for (Path file : recordings(ending)) {
      Path json = file.resolveSibling(stem(file) + ".json");
      inputs.put(
          file.getFileName().toString(),
          joined(List.of(Files.readAllBytes(json), Files.readAllBytes(file))));
    }
  }

  private static void compressed(Map<String, byte[]> inputs) throws IOException {
    byte[] edf = EdfSeeds.all().values().iterator().next();
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(gzip)) {
      out.write(edf);
    }
    inputs.put("edf.gz", gzip.toByteArray());
    inputs.put("edf.zst", com.github.luben.zstd.Zstd.compress(edf));
  }

  /** The files of a recording name each other; in the fuzzer's folder all are called x. */
  private static byte[] renamed(byte[] bytes, String stem) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String padded = text.replace(stem + ".eeg", "x.eeg").replace(stem + ".vmrk", "x.vmrk");
    return padded.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] joined(List<byte[]> parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        joined.writeBytes(RecordingCheck.NEXT_FILE.getBytes(StandardCharsets.ISO_8859_1));
      }
      joined.writeBytes(parts.get(i));
    }
    return joined.toByteArray();
  }

  private static byte[] safetensors(String start) {
    byte[] header = (start + "\"data_offsets\":[0,8]}}").getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int b = 0; b < 8; b++) {
      out.write(header.length >> 8 * Math.min(b, 3) & (b < 4 ? 255 : 0));
    }
    out.writeBytes(header);
    out.writeBytes(new byte[8]);
    return out.toByteArray();
  }

  private byte[] pickle() throws IOException {
    Path hub = resources.resolve("reference/checkpoints/tiny1-hub/pytorch_model.bin");
    try (ZipFile zip = new ZipFile(hub.toFile())) {
      return zip.getInputStream(zip.getEntry("pytorch_model/data.pkl")).readAllBytes();
    }
  }

  private byte[] reference(String name) throws IOException {
    return Files.readAllBytes(resources.resolve("reference/checkpoints").resolve(name));
  }

  private List<Path> recordings(String ending) throws IOException {
    return files(resources.resolve("recordings")).stream()
        .filter(file -> file.toString().endsWith(ending))
        .toList();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static String stem(Path file) {
    return file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
  }
}
