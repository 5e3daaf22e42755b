package org.eegptspark.job.table.delta;

import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Operation;
import io.delta.kernel.Table;
import io.delta.kernel.TableManager;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.ConcurrentWriteException;
import io.delta.kernel.exceptions.TableAlreadyExistsException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.hook.PostCommitHook;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.types.DataTypeJsonSerDe;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.statistics.DataFileStatistics;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructType;
import org.eegptspark.job.table.DataFile;
import org.eegptspark.job.table.KeyStatistics;

/**
 * Commits files to a Delta table, one a transaction, through Delta Kernel.
 *
 * <p>Each of this job's transactions has the number after the last one's: of two drivers that know
 * of the same last one, the second is refused. Transactions of others, such as OPTIMIZE and
 * appends, have no such number and do not stand in the way.
 */
final class DeltaCommits {
  private static final String APPLICATION = "eegpt-spark";

  private final String folder;
  private final Configuration hadoop;
  private final Engine engine;

  DeltaCommits(String folder, Configuration hadoop) {
    this.folder = folder;
    this.hadoop = hadoop;
    this.engine = DefaultEngine.create(hadoop);
  }

  /**
   * What a driver knows of a table.
   *
   * @param version the table's; -1 where it does not exist
   * @param number of this job's last transaction
   */
  record State(long version, long number) {
    static final State NOTHING = new State(-1, -1);

    boolean exists() {
      return version >= 0;
    }
  }

  /** Makes the table with these columns, unless another driver was faster. */
  void create(StructType columns) {
    try {
      TableManager.buildCreateTableTransaction(
              folder, DataTypeJsonSerDe.deserializeStructType(columns.json()), APPLICATION)
          .build(engine)
          .commit(engine, CloseableIterable.emptyIterable());
    } catch (TableAlreadyExistsException | ConcurrentWriteException e) {
      return; // by another driver
    }
  }

  /** The table as it is now. */
  State state() {
    SnapshotImpl latest;
    try {
      latest = (SnapshotImpl) Table.forPath(engine, folder).getLatestSnapshot(engine);
    } catch (TableNotFoundException e) {
      return State.NOTHING;
    }
    return new State(
        latest.getVersion(), latest.getLatestTransactionVersion(engine, APPLICATION).orElse(-1L));
  }

  /**
   * Adds a file.
   *
   * @throws io.delta.kernel.exceptions.ConcurrentWriteException where this job has committed since,
   *     or the table's schema has changed
   */
  State add(DataFile file, State since) throws IOException {
    long number = since.number + 1;
    Transaction transaction =
        Table.forPath(engine, folder)
            .createTransactionBuilder(engine, APPLICATION, Operation.WRITE)
            .withTransactionId(engine, APPLICATION, number)
            .build(engine);
    Row state = transaction.getTransactionState(engine);
    DataWriteContext context = Transaction.getWriteContext(engine, state, Map.of());
    try (CloseableIterator<DataFileStatus> files =
            Utils.toCloseableIterator(List.of(status(file)).iterator());
        CloseableIterator<Row> actions =
            Transaction.generateAppendActions(engine, state, files, context)) {
      TransactionCommitResult result =
          transaction.commit(engine, CloseableIterable.inMemoryIterable(actions));
      for (PostCommitHook hook : result.getPostCommitHooks()) {
        hook.threadSafeInvoke(engine);
      }
      return new State(result.getVersion(), number);
    }
  }

  private DataFileStatus status(DataFile file) throws IOException {
    Path path = new Path(file.path());
    FileStatus found = path.getFileSystem(hadoop).getFileStatus(path);
    Map<Column, Literal> smallest = new HashMap<>();
    Map<Column, Literal> largest = new HashMap<>();
    Map<Column, Long> nulls = new HashMap<>();
    KeyStatistics.of(file, hadoop)
        .forEach(
            (name, range) -> {
              Column column = new Column(name);
              smallest.put(column, literal(range.smallest()));
              largest.put(column, literal(range.largest()));
              nulls.put(column, 0L);
            });
    return new DataFileStatus(
        path.toString(),
        found.getLen(),
        found.getModificationTime(),
        Optional.of(
            new DataFileStatistics(file.rows(), smallest, largest, nulls, Optional.empty())));
  }

  private static Literal literal(Comparable<?> value) {
    if (value instanceof Long number) {
      return Literal.ofLong(number);
    }
    return value instanceof Integer number
        ? Literal.ofInt(number)
        : Literal.ofString((String) value);
  }
}
