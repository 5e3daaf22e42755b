package org.eegptspark.udf.rapids;

import static org.eegptspark.model.BadInputException.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.array.FloatArrays;
import org.eegptspark.model.encoder.SignalPatches;
import org.eegptspark.model.signal.ChannelNames;
import org.nd4j.linalg.api.ndarray.INDArray;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A row's window on the CPU.
 *
 * @param samples channel after channel
 * @param electrodes their names
 */
record RowWindow(float[] samples, List<String> electrodes) {
  /** Takes a row's values as Spark gives them to functions. */
  static RowWindow of(Seq<?> samples, Seq<String> channels) {
    List<String> electrodes =
        CollectionConverters.asJava(channels).stream()
            .map(label -> ChannelNames.normalize(String.valueOf(label)))
            .toList();
    List<Integer> ends = new ArrayList<>(List.of(0));
    List<Object> numbers = new ArrayList<>();
    boolean nested = !samples.isEmpty() && samples.head() instanceof Seq;
    for (Object element : CollectionConverters.asJava(samples)) {
      if (nested) {
        check(element != null, "The samples of channel %s are null", ends.size() - 1);
        numbers.addAll(CollectionConverters.asJava((Seq<?>) element));
        ends.add(numbers.size());
      } else {
        numbers.add(element);
      }
    }
    int[] row = {0, samples.size()};
    int[] ofChannels = ends.stream().mapToInt(end -> end).toArray();
    new WindowOffsets(row, nested ? ofChannels : null).window(0, electrodes.size());
    float[] floats = new float[numbers.size()];
    for (int i = 0; i < floats.length; i++) {
      check(numbers.get(i) != null, "Sample %s is null", i);
      floats[i] = ((Number) numbers.get(i)).floatValue();
    }
    return new RowWindow(floats, electrodes);
  }

  /** Its tokens, [N, S, D], or [S, D] of their mean over patches. */
  float[] encode(EegptModel model, boolean pooled) {
    int channels = electrodes.size();
    INDArray signal = FloatArrays.copyOf(samples, 1, channels, samples.length / channels);
    INDArray tokens = null;
    try {
      SignalPatches patches =
          SignalPatches.of(signal, model.electrodes(electrodes), model.config());
      int[][] window = {IntStream.range(0, patches.size()).toArray()};
      tokens =
          pooled ? model.engine().encodePooled(patches, window) : model.engine().encode(patches);
      return FloatArrays.values(tokens);
    } finally {
      signal.close();
      if (tokens != null) {
        tokens.close();
      }
    }
  }
}
