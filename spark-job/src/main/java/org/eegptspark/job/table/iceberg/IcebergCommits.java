package org.eegptspark.job.table.iceberg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.ParquetUtil;
import org.eegptspark.job.table.DataFile;

/**
 * Commits files to an Iceberg table, each in one snapshot, unless data was added since the one that
 * the driver knows of. Compaction adds none and does not stand in the way.
 */
final class IcebergCommits {
  private final IcebergHome home;

  IcebergCommits(IcebergHome home) {
    this.home = home;
  }

  /** The table's snapshot; nothing where it has none yet. */
  Optional<Long> current() {
    return Optional.ofNullable(home.load().currentSnapshot()).map(Snapshot::snapshotId);
  }

  /**
   * Adds a file, replaces one, or takes one away.
   *
   * @param since the snapshot that the driver knows of
   * @return the new one
   * @throws ValidationException where data was added since
   */
  Optional<Long> replace(Optional<String> old, Optional<DataFile> added, Optional<Long> since) {
    Table table = home.load();
    OverwriteFiles commit =
        table
            .newOverwrite()
            .conflictDetectionFilter(Expressions.alwaysTrue())
            .validateNoConflictingData();
    since.ifPresent(commit::validateFromSnapshot);
    old.ifPresent(path -> commit.deleteFile(find(table, path)));
    added.ifPresent(file -> commit.addFile(describe(table, file)));
    commit.commit();
    return current(table);
  }

  /** What this driver's commit made: a later one of another driver is not known of yet. */
  private static Optional<Long> current(Table table) {
    return Optional.of(table.currentSnapshot().snapshotId());
  }

  private static org.apache.iceberg.DataFile describe(Table table, DataFile file) {
    InputFile input = table.io().newInputFile(file.path());
    return DataFiles.builder(table.spec())
        .withInputFile(input)
        .withFormat("parquet")
        .withMetrics(ParquetUtil.fileMetrics(input, MetricsConfig.forTable(table)))
        .build();
  }

  private static org.apache.iceberg.DataFile find(Table table, String path) {
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        if (task.file().location().equals(path)) {
          return task.file();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new ValidationException("No file %s in the table any more", path);
  }
}
