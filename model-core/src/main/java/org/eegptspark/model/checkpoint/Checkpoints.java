package org.eegptspark.model.checkpoint;

import static org.eegptspark.model.BadInputException.check;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.config.NamedConfigs;
import org.eegptspark.model.download.Download;

/**
 * Loads a model's weights, wherever they are and in whichever layout they come.
 *
 * <p>Weights are named by one text: the path of a safetensors file, of a folder as model hubs hold
 * them, or of a file that {@code torch.save} wrote; {@code hf://owner/repo[@revision]}; {@code
 * demo} for the weights that come with this library; {@code synthetic:NAME} for untrained ones of a
 * named configuration.
 */
public final class Checkpoints {
  private static final String SYNTHETIC = "synthetic:";
  private static final String DEMO = "demo";
  private static final String DEMO_FOLDER = "/org/eegptspark/model/weights/";
  static final String CONFIG_FILE = "config.json";
  private static final String SAFETENSORS_FILE = "model.safetensors";
  static final List<String> WEIGHTS_FILES = List.of(SAFETENSORS_FILE, "pytorch_model.bin");
  private static final long MAX_CONFIG_BYTES = 1 << 20;

  private Checkpoints() {}

  /**
   * Loads weights.
   *
   * @param weights which, as said above
   * @throws BadInputException where they cannot be had or used: one line that says what to do
   */
  public static Checkpoint load(String weights) {
    return load(weights, Optional.empty());
  }

  /**
   * Loads weights whose own configuration is completed by the caller's.
   *
   * @param weights which, as said above
   * @param configJson a JSON object with keys of braindecode's config.json, or their short names
   *     {@code channels}, {@code times}, {@code chan_proj}; it goes before what the weights' own
   *     configuration says, and must agree with the tensors' shapes
   * @throws BadInputException where they cannot be had or used: one line that says what to do
   */
  public static Checkpoint load(String weights, Optional<String> configJson) {
    return load(weights, configJson, Download.Progress.NONE);
  }

  /**
   * As {@link #load(String, Optional)}, telling how far a download is.
   *
   * @param progress hears of it; of nothing where nothing is fetched
   */
  public static Checkpoint load(
      String weights, Optional<String> configJson, Download.Progress progress) {
    check(weights != null && !weights.isBlank(), "No weights are named; %s", expected());
    ConfigJson extra = given(configJson);
    try {
      if (weights.equals(DEMO)) {
        return demo(extra);
      }
      if (weights.startsWith(SYNTHETIC)) {
        return synthetic(weights, extra);
      }
      if (weights.startsWith(HubRepository.SCHEME)) {
        return hub(weights, extra, progress);
      }
      return local(path(weights), extra, weights);
    } catch (IOException e) {
      throw new BadInputException(e, "Cannot read weights %s: %s", weights, e.getMessage());
    }
  }

  /**
   * Loads weights from files that were brought here from elsewhere.
   *
   * @param files a file or folder, as of {@link #load(String)}; not needed any more afterwards
   * @param configJson as for {@link #load(String, Optional)}
   * @param source where they came from, for descriptions and messages
   * @throws BadInputException where they cannot be used: one line that says what to do
   */
  public static Checkpoint load(Path files, Optional<String> configJson, String source) {
    try {
      return local(files, given(configJson), source);
    } catch (IOException e) {
      throw new BadInputException(e, "Cannot read weights %s: %s", source, e.getMessage());
    }
  }

  /**
   * A checkpoint of tensors that are in memory already.
   *
   * @param stored a state dict, as any of the layouts holds it; its metadata {@code config} counts
   * @param configJson as for {@link #load(String, Optional)}
   * @param description where they came from
   * @throws BadInputException where they are not a whole EEGPT
   */
  public static Checkpoint of(
      NamedTensors stored, Optional<String> configJson, String description) {
    ConfigJson extra = given(configJson);
    return StateDict.checkpoint(stored, withMetadata(stored, extra, description), description, "");
  }

  private static ConfigJson given(Optional<String> configJson) {
    return configJson
        .map(json -> ConfigJson.parse(json, "the given configuration"))
        .orElseGet(ConfigJson::empty);
  }

  /**
   * A model's identity: 16 hexadecimal digits of the SHA-256 over its configuration and its
   * tensors' names, shapes and values. The same for the same model in any layout.
   */
  public static String modelId(Checkpoint checkpoint) {
    MessageDigest digest = sha256();
    digest.update(canonicalText(checkpoint.config()).getBytes(StandardCharsets.UTF_8));
    new TreeMap<>(checkpoint.tensors())
        .forEach(
            (key, tensor) -> {
              String line = "\n" + key + " " + Arrays.toString(tensor.shape()) + "\n";
              digest.update(line.getBytes(StandardCharsets.UTF_8));
              digest.update(ElementType.encode(tensor));
            });
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static String canonicalText(EegptConfig config) {
    return String.join(
        " ",
        "patch_size=" + config.patchSize(),
        "patch_stride=" + config.patchStride(),
        "embed_dim=" + config.embedDim(),
        "embed_num=" + config.embedNum(),
        "depth=" + config.depth(),
        "num_heads=" + config.numHeads(),
        "mlp_dim=" + config.mlpDim(),
        "padding=" + config.padding(),
        "patch_norm=" + config.patchNorm(),
        "chan_proj=" + config.channelProjection().key(),
        "n_outputs=" + config.outputs());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }

  private static Checkpoint demo(ConfigJson extra) throws IOException {
    String description = "demo (demonstration weights, pretrained on one subject; not for science)";
    try (InputStream config = resource(CONFIG_FILE);
        InputStream weights = resource(SAFETENSORS_FILE)) {
      String json = new String(config.readAllBytes(), StandardCharsets.UTF_8);
      return StateDict.checkpoint(
          Safetensors.read(weights, DEMO),
          extra.over(ConfigJson.parse(json, "demo's config.json")),
          DEMO,
          "demonstration weights, pretrained on one subject; not for science");
    }
  }

  private static InputStream resource(String name) throws IOException {
    InputStream stream = Checkpoints.class.getResourceAsStream(DEMO_FOLDER + name);
    if (stream == null) {
      throw new FileNotFoundException("this build comes without " + DEMO_FOLDER + name);
    }
    return stream;
  }

  private static Checkpoint synthetic(String weights, ConfigJson extra) {
    EegptConfig config = NamedConfigs.get(weights.substring(SYNTHETIC.length()));
    return StateDict.checkpoint(
        SyntheticWeights.of(config, 0, 0),
        extra,
        weights,
        "untrained weights; for demonstrations and benchmarks only");
  }

  private static Checkpoint hub(String weights, ConfigJson extra, Download.Progress progress)
      throws IOException {
    HubRepository.Snapshot snapshot = HubRepository.of(weights).snapshot(progress);
    return folder(snapshot.folder(), extra, weights, "commit " + snapshot.commit());
  }

  private static Path path(String weights) {
    try {
      return Path.of(weights);
    } catch (InvalidPathException e) {
      throw new BadInputException(e, "No weights at %s; %s", weights, expected());
    }
  }

  private static Checkpoint local(Path path, ConfigJson extra, String source) throws IOException {
    check(Files.exists(path), "No weights at %s; %s", path, expected());
    return Files.isDirectory(path)
        ? folder(path, extra, source, "")
        : file(path, extra, source, "");
  }

  /** A folder as model hubs hold it, without regard to its other files. */
  private static Checkpoint folder(Path folder, ConfigJson extra, String source, String note)
      throws IOException {
    for (String name : WEIGHTS_FILES) {
      Path weights = folder.resolve(name);
      if (Files.exists(weights)) {
        return file(weights, extra, source, note);
      }
    }
    throw new BadInputException(
        "%s: holds none of %s; put the weights there with their config.json, or name their file",
        folder, WEIGHTS_FILES);
  }

  /** A file of weights; one named as model hubs do has its configuration beside it. */
  private static Checkpoint file(Path file, ConfigJson extra, String source, String note)
      throws IOException {
    NamedTensors stored = isTorch(file) ? torch(file) : Safetensors.read(file);
    ConfigJson known = withMetadata(stored, extra, source);
    Path config = file.resolveSibling(CONFIG_FILE);
    if (WEIGHTS_FILES.contains(file.getFileName().toString()) && Files.exists(config)) {
      check(
          Files.size(config) <= MAX_CONFIG_BYTES,
          "%s: is longer than %s bytes; expected braindecode's config.json",
          config,
          MAX_CONFIG_BYTES);
      known = known.over(ConfigJson.parse(Files.readString(config), config.toString()));
    }
    return StateDict.checkpoint(stored, known, source, note);
  }

  /** Reads what inference wants; where that is nothing, all, for messages to say what is there. */
  private static NamedTensors torch(Path file) throws IOException {
    NamedTensors wanted = TorchPickle.read(file, StateDict::mayBeWanted);
    return wanted.tensors().isEmpty() ? TorchPickle.read(file) : wanted;
  }

  private static boolean isTorch(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] magic = in.readNBytes(4);
      boolean zip = Arrays.equals(magic, new byte[] {'P', 'K', 3, 4});
      return zip || file.getFileName().toString().matches("(?i).*\\.(ckpt|bin|pth?)");
    }
  }

  private static ConfigJson withMetadata(NamedTensors stored, ConfigJson extra, String source) {
    String json = stored.metadata().get("config");
    return json == null
        ? extra
        : extra.over(ConfigJson.parse(json, source + "'s metadata 'config'"));
  }

  private static String expected() {
    return "expected a safetensors file, a folder with config.json and model.safetensors, a .ckpt or"
        + " .bin that torch.save wrote, hf://owner/repo, demo, or synthetic:NAME";
  }
}
