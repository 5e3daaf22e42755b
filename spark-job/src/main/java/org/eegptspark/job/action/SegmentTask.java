package org.eegptspark.job.action;

import java.util.Optional;
import org.apache.arrow.vector.FieldVector;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ArrowColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.eegptspark.job.table.SegmentRows;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.ProcessCounter;
import org.eegptspark.model.SegmentEncoder;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.encoder.EngineFailureException;
import org.eegptspark.model.probe.FeatureKind;
import org.eegptspark.model.probe.TrainedProbe;
import org.eegptspark.model.recording.Segment;
import org.eegptspark.udf.SharedModels;
import org.eegptspark.udf.TaskGpu;
import org.eegptspark.udf.VectorizedBatch;
import org.eegptspark.udf.VectorizedContext;
import org.eegptspark.udf.VectorizedFunction;
import org.eegptspark.udf.metrics.ProcessMetrics;
import scala.Function1;

/** The work of a task: segment after segment, in pieces where {@link EncodeSegments} says so. */
final class SegmentTask implements VectorizedFunction {
  private final EncodeSegments job;
  private final VectorizedContext context;
  private final SharedModels.Lease lease;
  private final SegmentEncoder encoder;
  private final Function1<Object, Object> toRow;
  private final int pieceColumn;
  private final int patches;
  private final long began = System.nanoTime();

  SegmentTask(EncodeSegments job, VectorizedContext context) {
    ModelRun run = job.run();
    this.job = job;
    this.context = context;
    this.lease = SharedModels.lease(run.weights(), run.engine().withGpu(TaskGpu.index()));
    this.encoder =
        new SegmentEncoder(
            lease.model(),
            run.profile(),
            run.grid(),
            Optional.ofNullable(run.artifacts()),
            run.tokenOutput().pooled() && run.probe() == null);
    StructType columns = new StructType();
    for (int i = 0; i < context.signature().arguments().size(); i++) {
      columns = columns.add("c" + i, context.signature().arguments().get(i));
    }
    this.toRow = CatalystTypeConverters.createToScalaConverter(columns);
    this.pieceColumn = columns.size() - 1;
    this.patches = run.weights().config().patches(run.grid().windowSamples());
  }

  @Override
  public FieldVector apply(VectorizedBatch batch) {
    ColumnVector[] columns =
        batch.arguments().stream().map(ArrowColumnVector::new).toArray(ColumnVector[]::new);
    ColumnarBatch rows = new ColumnarBatch(columns, batch.rows());
    FieldVector result = context.newResult();
    try {
      WindowsVector windows = new WindowsVector(result);
      for (int i = 0; i < batch.rows(); i++) {
        Row row = (Row) toRow.apply(rows.getRow(i));
        Double rate = job.rates().get(row.getString(0));
        windows.end(rate != null && rate == row.getDouble(5) ? encode(row, windows) : 0);
      }
      windows.finish();
      return result;
    } catch (RuntimeException e) {
      result.close();
      throw e;
    }
  }

  /** The number of windows of a row's piece. */
  private int encode(Row row, WindowsVector windows) {
    int most = job.windowsAPiece();
    Segment segment;
    SegmentEncoder.Windows encoded;
    try {
      segment = SegmentRows.of(row);
      encoded = encodeTwice(segment, (long) row.getInt(pieceColumn) * most, most);
    } catch (Throwable e) {
      if (!isOfTheSegment(e)) {
        throw e;
      }
      String reason = e instanceof BadInputException ? e.getMessage() : e.toString();
      job.failures()
          .add(job.run().failure(row.getString(0), row.getString(1), row.getInt(7), reason));
      return 0;
    }
    ProcessCounter.BYTES_READ.add(segment.samples().length);
    if (row.getInt(pieceColumn) == 0) {
      ProcessCounter.SEGMENTS.add(1);
    }
    job.windows().add(encoded.count());
    job.patches().add(encoded.patchesEncoded());
    for (int i = 0; i < encoded.count(); i++) {
      double start =
          job.run().grid().startOf(encoded.index(i)) / (double) EegptConfig.SAMPLING_RATE_HZ;
      float[] tokens = encoded.tokens(i);
      windows.add(
          encoded.index(i),
          segment.labelAt(start).orElse(null),
          encoded.artifact(i),
          prediction(tokens),
          job.run().tokenOutput().rounded(kept(tokens)));
    }
    return encoded.count();
  }

  private Optional<WindowsVector.Prediction> prediction(float[] tokens) {
    TrainedProbe probe = job.run().probe();
    if (probe == null) {
      return Optional.empty();
    }
    double[] outputs = probe.outputs(tokens, patches);
    return Optional.of(new WindowsVector.Prediction(outputs, probe.prediction(outputs)));
  }

  /** Means over patches, where they are asked for, were not taken by the engine before a probe. */
  private float[] kept(float[] tokens) {
    boolean toPool = job.run().probe() != null && job.run().tokenOutput().pooled();
    return toPool ? FeatureKind.MEAN.of(tokens, patches) : tokens;
  }

  /** What fails may have failed for want of memory, or for what another task did: once more. */
  private SegmentEncoder.Windows encodeTwice(Segment segment, long first, int most) {
    try {
      return encoder.encode(segment, first, most);
    } catch (Throwable e) {
      if (!isOfTheSegment(e) || e instanceof BadInputException) {
        throw e;
      }
      return encoder.encode(segment, first, most);
    }
  }

  /** Whether the segment is to blame: not the engine, nor the JVM, nor who has the task killed. */
  private static boolean isOfTheSegment(Throwable e) {
    boolean endOfJvm =
        e instanceof VirtualMachineError
            && !(e instanceof OutOfMemoryError || e instanceof StackOverflowError);
    return !(endOfJvm
        || e instanceof EngineFailureException
        || e instanceof TaskKilledException
        || Thread.currentThread().isInterrupted());
  }

  @Override
  public void close() {
    lease.close();
    ProcessCounter.TASK_NANOS.add(System.nanoTime() - began);
    ProcessMetrics.tell();
  }
}
