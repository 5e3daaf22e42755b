package org.eegptspark.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.eegptspark.model.config.ChannelProjection;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.config.NamedConfigs;
import org.eegptspark.model.config.Padding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class SyntheticWeightsTest {
  @Test
  void hashesAKeyAsTheReferenceDoes() {
    assertThat(SyntheticWeights.fnv1a64("input:tiny1-19x1024")).isEqualTo(0x35a64754ee71e9c0L);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "target_encoder.blocks.0.attn.qkv.weight, 192 64, -0.058180265 0.107104316 0.081157282,"
        + " fb16483ea6468bf0ea66e41fdd50aa17bcb705ddd16454e282a8daa5d5385f79",
    "target_encoder.norm.weight, 64, 0.917170942 0.955798030 1.054403186,"
        + " 2e77fe05ef8d86b4a0b3c9a2d6eb926e61d2f98a799bf31c9f51b4d7c00d91a0",
    "target_encoder.chan_embed.weight, 62 64, -0.465329885 0.248953819 -0.014931083,"
        + " f134a266a2c5a4ba1a115f11483f271b19541f02bd378c23cd361209cf3991a4",
    "target_encoder.patch_embed.proj.weight, 64 1 1 64, -0.061669640 0.104784936 -0.096932270,"
        + " fad7824109a9a14f5b8685b4fb6cfccb3119882dfc5bbc24f7fe5337832b9c0a",
  })
  void makesTheReferencesTensors(String key, String shape, String first, String sha256)
      throws Exception {
    assertMatches(SyntheticWeights.tensor(key, longs(shape)), shape, first, sha256);
  }

  @Test
  void makesTheReferencesInput() throws Exception {
    String shape = "2 19 1024";
    assertMatches(
        SyntheticWeights.uniform("input:tiny1-19x1024", 1, 0, longs(shape)),
        shape,
        "0.885666013 0.601384759 -0.798524857 -0.503617287",
        "28b486b22c535c9c31c02ac7b369119e9509dabe3ea257297a6e4c25c090c5b2");
  }

  @Test
  void fillsTheStateDictThatBraindecodeSaves() throws Exception {
    Map<String, INDArray> saved =
        Safetensors.read(References.checkpoint("tiny1-hub/model.safetensors")).tensors();

    Map<String, INDArray> made = SyntheticWeights.of(NamedConfigs.get("tiny1"), 0, 0).tensors();

    assertThat(saved.keySet())
        .containsAll(made.keySet())
        .hasSize(made.size() + 1)
        .contains(StateDictLayout.CHANNEL_ROWS);
    made.forEach((key, tensor) -> assertThat(tensor).as(key).isEqualTo(saved.get(key)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "base1-19x2000-probe, 256, 1, 6, 8, 64, 32, false, NONE, 4",
    "little-patchnorm-19x512, 128, 4, 8, 4, 64, 8, true, NONE, 3",
    "little-proj-22x1000-probe, 128, 4, 4, 4, 32, 31, false, CONV1D_CONSTRAINT, 4",
    "seed-22x1000, 512, 4, 2, 8, 32, 31, false, NONE, 4"
  })
  void givesTheProbeThatTurnsTheReferencesTokensIntoItsLogits(
      String parityCase,
      int embedDim,
      int embedNum,
      int depth,
      int numHeads,
      int stride,
      int patches,
      boolean patchNorm,
      ChannelProjection projection,
      int outputs)
      throws Exception {
    EegptConfig config =
        new EegptConfig(
            64,
            stride,
            embedDim,
            embedNum,
            depth,
            numHeads,
            4,
            Padding.RIGHT,
            patchNorm,
            projection,
            outputs);
    Map<String, INDArray> reference = Safetensors.read(References.parityCase(parityCase)).tensors();

    Checkpoint checkpoint =
        Checkpoints.of(
            SyntheticWeights.of(config, patches, 22),
            Optional.of("{\"patch_stride\": " + stride + "}"),
            parityCase);

    assertThat(checkpoint.config()).isEqualTo(config);
    INDArray logits = probe(checkpoint, reference.get("tokens_f64"));
    INDArray error = logits.sub(reference.get("logits_f64"));
    assertThat(error.amaxNumber().doubleValue()).isCloseTo(0, within(7.3e-7));
  }

  private static INDArray probe(Checkpoint checkpoint, INDArray tokens) {
    long batch = tokens.size(0);
    INDArray features = tokens.dup('c').reshape('c', batch * tokens.size(1), -1); // [B*N, S*D]
    INDArray hidden = linear(checkpoint, "final_layer.probe1", features); // [B*N, 16]
    return linear(checkpoint, "final_layer.probe2", hidden.dup('c').reshape('c', batch, -1));
  }

  private static INDArray linear(Checkpoint checkpoint, String layer, INDArray in) {
    INDArray weight = checkpoint.tensor(layer + ".weight").castTo(DataType.DOUBLE);
    INDArray bias = checkpoint.tensor(layer + ".bias").castTo(DataType.DOUBLE);
    return in.mmul(weight.transpose()).addRowVector(bias);
  }

  private static void assertMatches(INDArray tensor, String shape, String first, String sha256)
      throws Exception {
    assertThat(tensor.shape()).isEqualTo(longs(shape));
    assertThat(tensor.dataType()).isEqualTo(DataType.FLOAT);
    float[] values = tensor.dup('c').data().asFloat();
    String[] firstValues = first.strip().split(" ", -1);
    for (int i = 0; i < firstValues.length; i++) {
      assertThat(values[i]).isEqualTo(Float.parseFloat(firstValues[i]));
    }
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(ElementType.encode(tensor).array());
    assertThat(HexFormat.of().formatHex(hash)).isEqualTo(sha256.strip());
  }

  private static long[] longs(String text) {
    String[] parts = text.strip().split(" ", -1);
    long[] numbers = new long[parts.length];
    for (int i = 0; i < parts.length; i++) {
      numbers[i] = Long.parseLong(parts[i]);
    }
    return numbers;
  }
}
