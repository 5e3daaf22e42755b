package org.eegptspark.udf.rapids;

import static org.eegptspark.model.BadInputException.check;

import ai.rapids.cudf.BinaryOp;
import ai.rapids.cudf.ColumnVector;
import ai.rapids.cudf.Cuda;
import ai.rapids.cudf.DType;
import ai.rapids.cudf.DeviceMemoryBuffer;
import ai.rapids.cudf.HostColumnVector;
import com.nvidia.spark.RapidsUDF;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF3;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.EngineOptions;
import org.eegptspark.model.encoder.cuda.CudaEncoder;
import org.eegptspark.model.encoder.cuda.DeviceSignals;
import org.eegptspark.model.signal.ChannelNames;
import org.eegptspark.udf.EegptSettings;
import org.eegptspark.udf.SharedModels;
import org.eegptspark.udf.SharedWeights;
import org.eegptspark.udf.TaskGpu;
import scala.collection.Seq;

/**
 * EEGPT's embedding for plans that RAPIDS runs on the GPU: {@code (samples, channels,
 * sampling_rate)} to {@code array<float>}, N*S*D row-major, or S*D of their mean over patches.
 *
 * <p>Samples are {@code array<float>} channel after channel, or an array of such arrays, in
 * millivolts at 256 Hz; a window of any other rate is refused, as resampling is the CPU's work. The
 * column's samples are read where cuDF has them, and the result is made where cuDF takes it:
 * neither comes to this machine; what comes are the lists' offsets, channel names and rates.
 * Consecutive rows of one montage and length go to the engine together. A null argument gives null.
 *
 * <p>Where RAPIDS leaves an expression to the CPU, rows are encoded one by one: correct, and slow.
 */
public final class EmbedOnGpu implements UDF3<Seq<?>, Seq<String>, Number, float[]>, RapidsUDF {
  private static final long serialVersionUID = 1L;

  private final SharedWeights weights;
  private final EngineOptions engine;
  private final boolean pooled;

  /** With the model that the active session's settings ask for when this is made. */
  public EmbedOnGpu() {
    this(EegptSettings.of(SparkSession.active(), Map.of()));
  }

  private EmbedOnGpu(EegptSettings settings) {
    this(settings.weights(), settings.engine(), settings.pooled());
  }

  /**
   * @param weights with every executor
   * @param engine whichever runs rows; on the GPU it has to be {@code cuda} or {@code auto}
   * @param pooled whether means over windows' patches are asked for
   */
  public EmbedOnGpu(SharedWeights weights, EngineOptions engine, boolean pooled) {
    check(
        weights.projected() == 0,
        "%s projects channels, which is the CPU's work; use eegpt_embed",
        weights.description());
    this.weights = weights;
    this.engine = engine;
    this.pooled = pooled;
  }

  @Override
  public float[] call(Seq<?> samples, Seq<String> channels, Number samplingRate) {
    if (samples == null || channels == null || samplingRate == null) {
      return null;
    }
    checkRate(samplingRate.doubleValue());
    try (SharedModels.Lease lease = SharedModels.lease(weights, engine.withGpu(TaskGpu.index()))) {
      return RowWindow.of(samples, channels).encode(lease.model(), pooled);
    }
  }

  @Override
  public ColumnVector evaluateColumnar(int rows, ColumnVector... arguments) {
    EegptConfig config = weights.config();
    int[] ends = new int[rows + 1]; // in floats of the result
    WindowRuns windows = new WindowRuns();
    if (rows == 0) {
      return lists(ends, ColumnVector.fromFloats(), arguments);
    }
    try (SampleColumn samples = new SampleColumn(arguments[0])) {
      try (ColumnVector thereOnGpu = arguments[0].isNotNull();
          HostColumnVector there = thereOnGpu.copyToHost();
          HostColumnVector channels = arguments[1].copyToHost();
          ColumnVector ratesOnGpu = arguments[2].castTo(DType.FLOAT64);
          HostColumnVector rates = ratesOnGpu.copyToHost()) {
        for (int row = 0; row < rows; row++) {
          ends[row + 1] = ends[row];
          if (there.getBoolean(row) && !channels.isNull(row) && !rates.isNull(row)) {
            checkRate(rates.getDouble(row));
            List<String> electrodes = electrodes(channels.getList(row));
            WindowOffsets.Window window = samples.offsets().window(row, electrodes.size());
            windows.add(electrodes, window);
            ends[row + 1] = Math.addExact(ends[row], floats(config, window.length()));
          }
        }
      }
      return lists(ends, encode(windows.runs(), samples, ends[rows]), arguments);
    }
  }

  private int floats(EegptConfig config, int length) {
    return (pooled ? 1 : config.patches(length)) * config.embedNum() * config.embedDim();
  }

  /** Encodes to a column of so many floats, of which the windows' follow one another. */
  private ColumnVector encode(List<WindowRuns.Run> runs, SampleColumn samples, int floats) {
    if (floats == 0) {
      return ColumnVector.fromFloats();
    }
    DeviceMemoryBuffer tokens = DeviceMemoryBuffer.allocate((long) floats * Float.BYTES);
    try (SharedModels.Lease lease = SharedModels.lease(weights, engine.withGpu(Cuda.getDevice()))) {
      EegptModel model = lease.model();
      check(
          model.engine() instanceof CudaEncoder,
          "RAPIDS runs on this GPU, but the engine is %s; set spark.eegpt.engine to cuda, which"
              + " says what it misses",
          model.engine().name());
      CudaEncoder encoder = (CudaEncoder) model.engine();
      // cuDF's stream has made the samples, and the memory for tokens, before the engine's begins.
      Cuda.DEFAULT_STREAM.sync();
      long to = tokens.getAddress();
      for (WindowRuns.Run run : runs) {
        if (TaskContext.get() != null) {
          TaskContext.get().killTaskIfInterrupted();
        }
        long[] starts = run.starts().stream().mapToLong(start -> start).toArray();
        int[] electrodes = model.electrodes(run.electrodes());
        encoder.encodeOnGpu(
            new DeviceSignals(samples.address(), starts, run.length(), electrodes), pooled, to);
        to += (long) starts.length * floats(model.config(), run.length()) * Float.BYTES;
      }
    } catch (RuntimeException | Error e) {
      tokens.close();
      throw e;
    }
    return new ColumnVector(DType.FLOAT32, floats, Optional.of(0L), tokens, null, null);
  }

  /** Makes lists of values, which it closes; null where an argument is. */
  private static ColumnVector lists(int[] ends, ColumnVector values, ColumnVector[] arguments) {
    try (ColumnVector floats = values;
        ColumnVector offsets = ColumnVector.fromInts(ends);
        ColumnVector lists = floats.makeListFromOffsets(ends.length - 1, offsets)) {
      boolean nulls = false;
      for (ColumnVector argument : arguments) {
        nulls |= argument.hasNulls();
      }
      return nulls
          ? lists.mergeAndSetValidity(BinaryOp.BITWISE_AND, arguments)
          : lists.incRefCount();
    }
  }

  private static List<String> electrodes(List<?> labels) {
    return labels.stream().map(label -> ChannelNames.normalize(String.valueOf(label))).toList();
  }

  private static void checkRate(double samplingRate) {
    check(
        samplingRate == EegptConfig.SAMPLING_RATE_HZ,
        "A window of %s Hz: this function takes %s Hz, and eegpt_embed resamples",
        samplingRate,
        EegptConfig.SAMPLING_RATE_HZ);
  }
}
