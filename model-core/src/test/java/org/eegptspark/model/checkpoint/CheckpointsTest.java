package org.eegptspark.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.config.ChannelProjection;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.config.Montage;
import org.eegptspark.model.config.NamedConfigs;
import org.eegptspark.model.config.Padding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class CheckpointsTest {
  private static final EegptConfig TINY = NamedConfigs.get("tiny1");

  @TempDir Path folder;

  @Test
  void loadsTheDemonstrationWeightsAndSaysWhatTheyAre() {
    Checkpoint demo = Checkpoints.load("demo");

    assertThat(demo.config()).isEqualTo(NamedConfigs.get("little"));
    assertThat(demo.channels()).isEqualTo(Montage.PRETRAINING_58.electrodes());
    assertThat(demo.description()).contains("demonstration", "one subject", "not for science");
  }

  @Test
  void loadsUntrainedWeightsOfANamedConfigurationAndSaysSo() {
    Checkpoint synthetic = Checkpoints.load("synthetic:base3");

    assertThat(synthetic.config()).isEqualTo(EegptConfig.of(512, 1, 6, 8));
    assertThat(synthetic.channels()).isEmpty();
    assertThat(synthetic.description()).startsWith("synthetic:base3 ").contains("untrained");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tiny1-hub",
        "tiny1-hub/model.safetensors",
        "tiny1-hub/pytorch_model.bin",
        "tiny1-lightning.ckpt"
      })
  void loadsTheSameModelFromEveryLayout(String layout) {
    Checkpoint expected = Checkpoints.load("synthetic:tiny1");

    Checkpoint loaded = Checkpoints.load(References.checkpoint(layout).toString());

    assertThat(loaded.config()).isEqualTo(TINY);
    assertThat(loaded.tensors()).isEqualTo(expected.tensors());
    assertThat(Checkpoints.modelId(loaded)).isEqualTo(Checkpoints.modelId(expected));
    assertThat(loaded.description()).isEqualTo(References.checkpoint(layout).toString());
    assertThat(loaded.channels())
        .isEqualTo(layout.endsWith(".ckpt") ? List.of() : Montage.TEN_TWENTY_19.electrodes());
  }

  @ParameterizedTest
  @CsvSource({"tiny1-half.safetensors, 10, -14", "tiny1-bfloat16.safetensors, 7, -126"})
  void loads16BitWeightsToTheirRounding(String file, int fractionBits, int leastExponent) {
    Checkpoint full = Checkpoints.load("synthetic:tiny1");

    Checkpoint loaded = Checkpoints.load(References.checkpoint(file).toString());

    assertThat(loaded.tensors().keySet()).isEqualTo(full.tensors().keySet());
    loaded
        .tensors()
        .forEach(
            (key, tensor) -> {
              float[] expected = full.tensor(key).dup('c').data().asFloat();
              for (int i = 0; i < expected.length; i++) {
                int exponent = Math.max(Math.getExponent(expected[i]), leastExponent);
                double ulp = Math.scalb(1.0, exponent - fractionBits);
                expected[i] = (float) (Math.rint(expected[i] / ulp) * ulp);
              }
              assertThat(tensor.data().asFloat()).as(key).isEqualTo(expected);
            });
  }

  @Test
  void loadsAHubFolderThatHoldsOnlyThePickle() throws Exception {
    for (String name : List.of("config.json", "pytorch_model.bin")) {
      Files.copy(References.checkpoint("tiny1-hub").resolve(name), folder.resolve(name));
    }

    Checkpoint loaded = Checkpoints.load(folder.toString());

    assertThat(loaded.tensors()).isEqualTo(Checkpoints.load("synthetic:tiny1").tensors());
    assertThat(loaded.channels()).isEqualTo(Montage.TEN_TWENTY_19.electrodes());
  }

  @Test
  void namesTheElectrodesByChansIdWhereNoConfigurationDoes() throws Exception {
    Path alone = folder.resolve("alone.safetensors");
    Files.copy(References.checkpoint("tiny1-hub/model.safetensors"), alone);

    assertThat(Checkpoints.load(alone.toString()).channels())
        .isEqualTo(Montage.TEN_TWENTY_19.electrodes());
  }

  @Test
  void takesFromTheFilesMetadataWhatShapesDoNotTell() throws Exception {
    Path file = folder.resolve("m.safetensors");
    String json = "{\"num_heads\": 2, \"patch_stride\": 32, \"channels\": [\"c3.\", \"Cz\"]}";
    Safetensors.write(
        new NamedTensors(SyntheticWeights.of(TINY, 0, 0).tensors(), Map.of("config", json)), file);

    Checkpoint loaded = Checkpoints.load(file.toString());
    Checkpoint overridden =
        Checkpoints.load(file.toString(), Optional.of("{\"patch_stride\": 16}"));

    assertThat(loaded.config().numHeads()).isEqualTo(2);
    assertThat(loaded.config().patchStride()).isEqualTo(32);
    assertThat(loaded.channels()).containsExactly("C3", "CZ");
    assertThat(overridden.config().patchStride()).isEqualTo(16);
    assertThat(overridden.config().numHeads()).isEqualTo(2);
  }

  @Test
  void takesANullStrideForThePatchSize() {
    Checkpoint loaded = synthetic(TINY, "{\"patch_stride\": null, \"patch_module\": null}");

    assertThat(loaded.config().patchStride()).isEqualTo(64);
    assertThat(loaded.config().patches(1000)).isEqualTo(16);
  }

  @Test
  void infersEveryVariantFromShapes() {
    EegptConfig config =
        new EegptConfig(
            32, 32, 256, 2, 3, 8, 2.5, Padding.RIGHT, true, ChannelProjection.LINEAR, 5);

    Checkpoint loaded =
        Checkpoints.of(SyntheticWeights.of(config, 7, 23), Optional.empty(), "memory");

    assertThat(loaded.config()).isEqualTo(config);
    assertThat(loaded.tensor("chan_proj.proj.weight").shape()).containsExactly(19, 23);
    assertThat(loaded.tensor("final_layer.probe2.weight").shape()).containsExactly(5, 7 * 16);
    assertThat(loaded.channels()).isEmpty();
  }

  @Test
  void limitsTheRowsOfConstrainedLayersInEitherNaming() {
    EegptConfig config = probed(ChannelProjection.CONV1D_CONSTRAINT);
    Map<String, INDArray> plain = new LinkedHashMap<>();
    SyntheticWeights.of(config, 3, 22)
        .tensors()
        .forEach(
            (key, tensor) ->
                plain.put(key.replace(".parametrizations.weight.original", ".weight"), tensor));

    Checkpoint fromPlain = Checkpoints.of(new NamedTensors(plain), Optional.empty(), "plain");
    Checkpoint fromParametrized =
        Checkpoints.of(SyntheticWeights.of(config, 3, 22), Optional.empty(), "parametrized");

    assertThat(fromPlain.tensors()).isEqualTo(fromParametrized.tensors());
    assertRowsLimited(plain, fromPlain, "final_layer.probe1.weight", 1);
    assertRowsLimited(plain, fromPlain, "final_layer.probe2.weight", 0.25);
    assertRowsLimited(plain, fromPlain, "chan_proj.proj.weight", 1);
  }

  @Test
  void leavesRowsWithinTheirLimitAndALinearProjectionAsTheyAre() {
    EegptConfig config = probed(ChannelProjection.LINEAR);
    Map<String, INDArray> stored =
        new LinkedHashMap<>(SyntheticWeights.of(config, 3, 22).tensors());
    String probe1 = "final_layer.probe1.parametrizations.weight.original";
    stored.put(probe1, stored.get(probe1).mul(0.01));

    Checkpoint loaded = Checkpoints.of(new NamedTensors(stored), Optional.empty(), "memory");

    assertThat(loaded.tensor("final_layer.probe1.weight")).isEqualTo(stored.get(probe1));
    assertThat(loaded.tensor("chan_proj.proj.weight"))
        .isEqualTo(stored.get("chan_proj.proj.weight"));
  }

  @Test
  void namesTheRecordingsChannelsOfAProjectionNotTheEncoders() {
    EegptConfig config = probed(ChannelProjection.CONV1D_CONSTRAINT);
    Map<String, INDArray> stored = new LinkedHashMap<>(SyntheticWeights.of(config, 3, 2).tensors());
    stored.put("chans_id", Nd4j.createFromArray(0L, 2L));

    Checkpoint named =
        Checkpoints.of(
            new NamedTensors(stored), Optional.of("{\"channels\": \"EOG1,Cz\"}"), "memory");
    Checkpoint unnamed = Checkpoints.of(new NamedTensors(stored), Optional.empty(), "memory");

    assertThat(named.channels()).containsExactly("EOG1", "CZ");
    assertThat(unnamed.channels()).isEmpty();
  }

  @Test
  void toleratesAWrappersPrefixAndIgnoresPretrainingsKeys() {
    Map<String, INDArray> wrapped = new LinkedHashMap<>();
    SyntheticWeights.of(TINY, 0, 0)
        .tensors()
        .forEach(
            (key, tensor) -> {
              wrapped.put("module." + key, tensor);
              wrapped.put("module.encoder." + key, tensor.mul(0));
              wrapped.put(key.replace("target_encoder", "encoder"), tensor.mul(0));
            });

    Checkpoint loaded = Checkpoints.of(new NamedTensors(wrapped), Optional.empty(), "memory");

    assertThat(loaded.tensors()).isEqualTo(Checkpoints.load("synthetic:tiny1").tensors());
  }

  @Test
  void leavesOutAHeadThatIsNotTheProbeAndSaysSo() {
    Map<String, INDArray> stored = new LinkedHashMap<>(SyntheticWeights.of(TINY, 0, 0).tensors());
    stored.put("final_layer.1.weight", Nd4j.create(DataType.FLOAT, 2, 1024));

    Checkpoint loaded =
        Checkpoints.of(
            new NamedTensors(stored),
            Optional.of("{\"n_outputs\": 2, \"final_layer\": \"torch.nn.Linear\"}"),
            "memory");

    assertThat(loaded.config().outputs()).isZero();
    assertThat(loaded.description())
        .isEqualTo("memory (its final_layer is not EEGPT's probe and is left out)");
  }

  static Stream<Arguments> spoiled() {
    UnaryOperator<Map<String, INDArray>> same = tensors -> tensors;
    return Stream.of(
        Arguments.of(
            without("target_encoder.blocks.1.mlp.fc2.bias"),
            "{}",
            "lacks 1 of its tensors: target_encoder.blocks.1.mlp.fc2.bias"),
        Arguments.of(
            without("target_encoder.summary_token"),
            "{}",
            "is not EEGPT: it has no tensor 'target_encoder.summary_token'"),
        Arguments.of(
            replaced("target_encoder.norm.weight", Nd4j.ones(DataType.FLOAT, 65)),
            "{}",
            "'target_encoder.norm.weight' has shape [65], expected [64]"),
        Arguments.of(
            replaced("target_encoder.chan_embed.weight", Nd4j.ones(DataType.FLOAT, 61, 64)),
            "{}",
            "embeds 61 electrodes, expected EEGPT's 62"),
        Arguments.of(
            replaced(
                "target_encoder.norm.bias",
                Nd4j.valueArrayOf(64, Double.NaN).castTo(DataType.FLOAT)),
            "{}",
            "'target_encoder.norm.bias' holds NaN at index 0"),
        Arguments.of(
            replaced("target_encoder.norm.bias", Nd4j.valueArrayOf(64, 1e300)),
            "{}",
            "'target_encoder.norm.bias' holds Infinity at index 0"),
        Arguments.of(
            replaced("chans_id", Nd4j.createFromArray(3L, 62L)),
            "{}",
            "chans_id holds 62, expected rows 0 to 61"),
        Arguments.of(
            same, "{\"embed_dim\": 128}", "says embed_dim 128, but the weights of memory have 64"),
        Arguments.of(same, "{\"depth\": 3}", "says depth 3, but"),
        Arguments.of(same, "{\"patch_size\": 32}", "says patch_size 32, but"),
        Arguments.of(same, "{\"embed_num\": 4}", "says embed_num 4, but"),
        Arguments.of(same, "{\"mlp_ratio\": 2}", "says mlp_ratio 2.0, but"),
        Arguments.of(same, "{\"patch_norm\": true}", "says patch_norm true, but"),
        Arguments.of(same, "{\"chan_proj\": \"linear\"}", "says channel projection 'linear', but"),
        Arguments.of(same, "{\"n_outputs\": 4}", "says n_outputs 4, but memory holds no probe"),
        Arguments.of(same, "{\"num_heads\": 5}", "num_heads must divide embed_dim 64"),
        Arguments.of(same, "{\"num_heads\": \"8\"}", "num_heads must be a whole number"),
        Arguments.of(same, "{\"num_heads\": 4.5}", "num_heads must be a whole number"),
        Arguments.of(same, "{\"layer_norm_eps\": 1e-5}", "layer_norm_eps 1.0E-5; only"),
        Arguments.of(same, "{\"n_chans_target\": 20}", "projects to 20 channels"),
        Arguments.of(same, "{\"padding\": \"left\"}", "padding must be right or none"),
        Arguments.of(same, "{\"channels\": [\"C3\", \"EOG\"]}", "EOG"),
        Arguments.of(same, "{\"channels\": [\"C3\", \"c3\"]}", "names an electrode twice"),
        Arguments.of(same, "{\"channels\": [3]}", "names no channel in 3"),
        Arguments.of(same, "{\"times\": 1, \"n_times\": 1}", "gives"),
        Arguments.of(same, "[]", "is not a JSON object"),
        Arguments.of(same, "{\"depth\": ", "is not readable JSON"));
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("spoiled")
  void refusesWeightsThatAreNotWholeOrContradictTheirConfiguration(
      UnaryOperator<Map<String, INDArray>> spoil, String json, String message) {
    Map<String, INDArray> tensors =
        spoil.apply(new LinkedHashMap<>(SyntheticWeights.of(TINY, 0, 0).tensors()));

    assertRefused(
        () -> Checkpoints.of(new NamedTensors(tensors), Optional.of(json), "memory"), message);
  }

  @Test
  void refusesAWindowThatTheProbeDoesNotFit() {
    NamedTensors stored = SyntheticWeights.of(probed(ChannelProjection.NONE), 3, 0);

    assertThat(Checkpoints.of(stored, Optional.of("{\"times\": 192}"), "memory").config().outputs())
        .isEqualTo(4);
    assertRefused(
        () -> Checkpoints.of(stored, Optional.of("{\"times\": 256}"), "memory"),
        "says windows of 256 samples, 4 patches at stride 64, but the probe of memory takes 3");
  }

  @Test
  void tellsAnotherModelsFile() throws Exception {
    Path file = folder.resolve("bert.safetensors");
    Safetensors.write(
        new NamedTensors(Map.of("bert.embeddings.weight", Nd4j.ones(DataType.FLOAT, 2))), file);

    assertRefused(
        () -> Checkpoints.load(file.toString()),
        "is not EEGPT: it has no tensor 'target_encoder.summary_token' nor any"
            + " 'target_encoder.*', but 1 others, 'bert.embeddings.weight'");
  }

  @Test
  void saysWhatWeightsMayBeWhereThereAreNone() {
    assertRefused(() -> Checkpoints.load("no/such/file"), "No weights at no/such/file; expected a");
    assertRefused(() -> Checkpoints.load(""), "No weights are named; expected a");
    assertRefused(() -> Checkpoints.load("bad\0path"), "No weights at bad");
    assertRefused(() -> Checkpoints.load(folder.toString()), "holds none of [model.safetensors,");
    assertRefused(() -> Checkpoints.load("synthetic:huge"), "Unknown configuration 'huge'");
  }

  @Test
  void identifiesAModelByItsConfigurationAndWeights() {
    Checkpoint tiny = Checkpoints.load("synthetic:tiny1");
    Map<String, INDArray> changed = new LinkedHashMap<>(tiny.tensors());
    changed.put("target_encoder.norm.bias", tiny.tensor("target_encoder.norm.bias").add(1e-6f));

    String id = Checkpoints.modelId(tiny);

    assertThat(id).matches("[0-9a-f]{16}");
    assertThat(Checkpoints.modelId(Checkpoints.load("synthetic:tiny1"))).isEqualTo(id);
    assertThat(Checkpoints.modelId(new Checkpoint(TINY, tiny.tensors(), List.of("CZ"), "other")))
        .isEqualTo(id);
    assertThat(Checkpoints.modelId(new Checkpoint(TINY, changed, List.of(), ""))).isNotEqualTo(id);
    assertThat(
            Checkpoints.modelId(
                new Checkpoint(TINY.withPatchStride(32), tiny.tensors(), List.of(), "")))
        .isNotEqualTo(id);
  }

  private static Checkpoint synthetic(EegptConfig config, String json) {
    return Checkpoints.of(SyntheticWeights.of(config, 0, 0), Optional.of(json), "memory");
  }

  private static EegptConfig probed(ChannelProjection projection) {
    return new EegptConfig(64, 64, 64, 1, 2, 4, 4, Padding.RIGHT, false, projection, 4);
  }

  private static void assertRowsLimited(
      Map<String, INDArray> stored, Checkpoint loaded, String key, double limit) {
    INDArray before = stored.get(key).reshape('c', stored.get(key).size(0), -1);
    INDArray after = loaded.tensor(key).reshape('c', before.shape());
    for (int row = 0; row < before.rows(); row++) {
      double norm = before.getRow(row).norm2Number().doubleValue();
      double expected = Math.min(norm, limit);
      assertThat(after.getRow(row).norm2Number().doubleValue()).isCloseTo(expected, within(1e-6));
      assertThat(after.getRow(row).div(before.getRow(row)).meanNumber().doubleValue())
          .isCloseTo(expected / norm, within(1e-6));
    }
  }

  private static UnaryOperator<Map<String, INDArray>> without(String key) {
    return tensors -> {
      tensors.remove(key);
      return tensors;
    };
  }

  private static UnaryOperator<Map<String, INDArray>> replaced(String key, INDArray tensor) {
    return tensors -> {
      tensors.put(key, tensor);
      return tensors;
    };
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }
}
