package org.eegptspark.job.action;

import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.TaskCompletionListener;
import org.eegptspark.job.table.Quarantine;
import org.eegptspark.job.table.SegmentRows;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.SegmentEncoder;
import org.eegptspark.model.config.EegptConfig;
import org.eegptspark.model.recording.Segment;
import org.eegptspark.udf.SharedModels;
import org.eegptspark.udf.TaskGpu;

/** The work of a task: rows of segments to rows of windows, one segment in memory at a time. */
record EncodeSegments(
    ModelRun run,
    Map<String, Double> rates,
    LongAccumulator windows,
    LongAccumulator patches,
    CollectionAccumulator<Quarantine.Entry> failures)
    implements MapPartitionsFunction<Row, Row> {

  @Override
  public Iterator<Row> call(Iterator<Row> segments) {
    SharedModels.Lease lease =
        SharedModels.lease(run.weights(), run.engine().withGpu(TaskGpu.index()));
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> lease.close());
    SegmentEncoder encoder =
        new SegmentEncoder(lease.model(), run.profile(), run.grid(), run.tokenOutput().pooled());
    return new Rows(segments, encoder, lease.model().engine().precision().key());
  }

  /** Windows of segment after segment. */
  private final class Rows implements Iterator<Row> {
    private final Iterator<Row> segments;
    private final SegmentEncoder encoder;
    private final String precision;
    private Iterator<Row> current = Collections.emptyIterator();

    Rows(Iterator<Row> segments, SegmentEncoder encoder, String precision) {
      this.segments = segments;
      this.encoder = encoder;
      this.precision = precision;
    }

    @Override
    public boolean hasNext() {
      while (!current.hasNext() && segments.hasNext()) {
        Row row = segments.next();
        Double rate = rates.get(row.getString(0));
        if (rate != null && rate == row.getDouble(5)) {
          current = windowsOf(row);
        }
      }
      return current.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return current.next();
    }

    private Iterator<Row> windowsOf(Row row) {
      try {
        Segment segment = SegmentRows.of(row);
        SegmentEncoder.Windows encoded = encoder.encode(segment);
        windows.add(encoded.count());
        patches.add(encoded.patchesEncoded());
        return IntStream.range(0, encoded.count())
            .mapToObj(i -> window(segment, encoded, i))
            .iterator();
      } catch (BadInputException | ArithmeticException | IndexOutOfBoundsException e) {
        String reason = e instanceof BadInputException ? e.getMessage() : e.toString();
        failures.add(
            new Quarantine.Entry(
                row.getString(1), row.getString(0), row.getInt(7), "featurize", reason));
        return Collections.emptyIterator();
      }
    }

    private Row window(Segment segment, SegmentEncoder.Windows encoded, int i) {
      EegptConfig config = run.weights().config();
      long first = run.grid().startOf(encoded.index(i));
      double startS = first / (double) EegptConfig.SAMPLING_RATE_HZ;
      return RowFactory.create(
          segment.recordingId(),
          segment.source(),
          segment.subject(),
          segment.session(),
          encoded.index(i),
          first,
          run.grid().windowSamples(),
          startS,
          run.grid().windowSamples() / (double) EegptConfig.SAMPLING_RATE_HZ,
          segment.labelAt(startS).orElse(null),
          run.tokenOutput().rounded(encoded.tokens(i)),
          config.patches(run.grid().windowSamples()),
          config.embedNum(),
          config.embedDim(),
          run.weights().modelId(),
          run.signalId(),
          precision,
          run.weights().description());
    }
  }
}
