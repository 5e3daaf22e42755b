package org.eegptspark.udf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.EegptModel;
import org.eegptspark.model.ProcessCounter;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.WindowEncoder;
import org.eegptspark.model.signal.WindowGrid;
import org.eegptspark.udf.metrics.ProcessMetrics;

/** The work of a task: the windows of a batch that are of a kind go to the engine together. */
final class EmbedWindows implements VectorizedFunction {
  private final TokenForm form;
  private final EegptSettings settings;
  private final VectorizedContext context;
  private final SharedModels.Lease lease;
  private final long began = System.nanoTime();
  private final Map<Map<String, String>, WindowOptions> options = new HashMap<>();

  EmbedWindows(TokenForm form, EegptSettings settings, VectorizedContext context) {
    this.form = form;
    this.settings = settings;
    this.context = context;
    this.lease = SharedModels.lease(settings.weights(), settings.engine().withGpu(TaskGpu.index()));
  }

  @Override
  public FieldVector apply(VectorizedBatch batch) {
    Map<PreparedWindow.Kind, List<Integer>> kinds = new LinkedHashMap<>();
    PreparedWindow[] windows = prepare(batch);
    for (int row = 0; row < windows.length; row++) {
      if (windows[row] != null) {
        kinds.computeIfAbsent(windows[row].kind(), kind -> new ArrayList<>()).add(row);
      }
    }
    float[][] tokens = new float[windows.length][];
    kinds.forEach((kind, rows) -> encode(kind, rows, windows, tokens));
    EegptConfig config = settings.weights().config();
    FieldVector result = context.newResult();
    try {
      form.write(Arrays.asList(tokens), config.embedNum() * config.embedDim(), result);
    } catch (RuntimeException e) {
      result.close();
      throw e;
    }
    return result;
  }

  /** The batch's windows; null for a row that is to be null. */
  private PreparedWindow[] prepare(VectorizedBatch batch) {
    WindowSamples samples = WindowSamples.of(batch.arguments().get(0));
    ListVector channels = batch.argument(1, ListVector.class);
    Float8Vector rates = batch.argument(2, Float8Vector.class);
    PreparedWindow[] windows = new PreparedWindow[batch.rows()];
    for (int row = 0; row < windows.length; row++) {
      boolean nullOnError = false;
      try {
        WindowOptions ofRow = options(batch, row);
        nullOnError = ofRow.nullOnError();
        List<String> names = names(channels, row);
        BadInputException.check(!names.isEmpty(), "A window has no channels; name them");
        windows[row] =
            PreparedWindow.of(
                samples.read(row, names.size(), ofRow), names, rates.get(row), ofRow, settings);
      } catch (BadInputException e) {
        if (!nullOnError) {
          throw new FailedRowException(row, e.getMessage(), e);
        }
        context.count(EegptFunction.FAILED_ROWS, 1);
      }
    }
    return windows;
  }

  /** Encodes windows of a kind in calls that fill the engine, and asks in between for the task. */
  private void encode(
      PreparedWindow.Kind kind, List<Integer> rows, PreparedWindow[] windows, float[][] tokens) {
    EegptModel model = lease.model();
    WindowEncoder encoder =
        new WindowEncoder(model, new WindowGrid(kind.samples(), kind.samples()), kind.pooled());
    int batch = model.engine().batchSize(model.electrodes(kind.channels()).length);
    int part = Math.max(1, batch / model.config().patches(kind.samples()));
    for (int from = 0; from < rows.size(); from += part) {
      context.checkInterrupted();
      List<Integer> some = rows.subList(from, Math.min(rows.size(), from + part));
      float[][][] signals =
          some.stream().map(row -> windows[row].signal()).toArray(float[][][]::new);
      WindowEncoder.Result encoded = encoder.encode(kind.channels(), signals);
      for (int i = 0; i < signals.length; i++) {
        tokens[some.get(i)] = encoded.tokens(i);
      }
    }
  }

  private WindowOptions options(VectorizedBatch batch, int row) {
    if (batch.arguments().size() <= 3) {
      return WindowOptions.DEFAULT;
    }
    MapVector map = batch.argument(3, MapVector.class);
    StructVector entries = (StructVector) map.getDataVector();
    VarCharVector keys = entries.getChild(MapVector.KEY_NAME, VarCharVector.class);
    VarCharVector values = entries.getChild(MapVector.VALUE_NAME, VarCharVector.class);
    Map<String, String> given = new HashMap<>();
    for (int i = map.getElementStartIndex(row); i < map.getElementEndIndex(row); i++) {
      given.put(text(keys, i), text(values, i));
    }
    WindowOptions known = options.get(given);
    if (known == null) {
      known = WindowOptions.of(given);
      BadInputException.check(
          form == TokenForm.FLAT || known.pooled().isEmpty(),
          "%s gives the tokens of each patch: leave out option 'pool'",
          form.function());
      options.put(given, known);
    }
    return known;
  }

  private static List<String> names(ListVector channels, int row) {
    VarCharVector names = (VarCharVector) channels.getDataVector();
    List<String> found = new ArrayList<>();
    for (int i = channels.getElementStartIndex(row); i < channels.getElementEndIndex(row); i++) {
      String name = text(names, i);
      BadInputException.check(name != null, "A channel's name is null");
      found.add(name);
    }
    return found;
  }

  private static String text(VarCharVector vector, int index) {
    return vector.isNull(index) ? null : vector.getObject(index).toString();
  }

  @Override
  public void close() {
    lease.close();
    ProcessCounter.TASK_NANOS.add(System.nanoTime() - began);
    ProcessMetrics.tell();
  }
}
