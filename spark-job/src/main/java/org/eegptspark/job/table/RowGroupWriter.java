package org.eegptspark.job.table;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

/**
 * Writes rows to a Parquet file in row groups that end where the caller says, which Parquet's own
 * writer leaves to the rows' sizes alone.
 */
final class RowGroupWriter implements AutoCloseable {
  private final ParquetProperties properties;
  private final BytesInputCompressor compressor;
  private final AvroWriteSupport<GenericRecord> rows;
  private final Map<String, String> metadata;
  private final MessageType schema;
  private final MessageColumnIO columns;
  private final ParquetFileWriter file;
  private ColumnChunkPageWriteStore pages;
  private ColumnWriteStore values;
  private RecordConsumer consumer;
  private int rowsInGroup;
  private int groups;

  /**
   * Creates the file.
   *
   * @param compressor of pages; this writer's from now on
   * @throws IOException where the file exists already or cannot be written
   */
  RowGroupWriter(
      OutputFile output,
      Schema schema,
      ParquetProperties properties,
      BytesInputCompressor compressor,
      Configuration hadoop)
      throws IOException {
    this.properties = properties;
    this.compressor = compressor;
    this.rows =
        new AvroWriteSupport<>(
            new AvroSchemaConverter(hadoop).convert(schema), schema, GenericData.get());
    var context = rows.init(hadoop);
    this.metadata = new HashMap<>(context.getExtraMetaData());
    this.schema = context.getSchema();
    this.columns = new ColumnIOFactory(false).getColumnIO(this.schema);
    this.file =
        new ParquetFileWriter(
            output,
            this.schema,
            ParquetFileWriter.Mode.CREATE,
            ParquetWriter.DEFAULT_BLOCK_SIZE,
            ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
            null,
            properties);
    file.start();
    beginGroup();
  }

  /** Row groups written. */
  int groups() {
    return groups;
  }

  /** Bytes that the row group under way keeps in memory. */
  long bufferedBytes() {
    return values.getBufferedSize();
  }

  /** Appends a row to the row group under way. */
  void write(GenericRecord row) {
    rows.write(row);
    rowsInGroup++;
  }

  /** Writes the row group under way, if it has rows, and begins another. */
  void endGroup() throws IOException {
    if (rowsInGroup > 0) {
      consumer.flush();
      file.startBlock(rowsInGroup);
      values.flush();
      pages.flushToFileWriter(file);
      file.endBlock();
      groups++;
      beginGroup();
    }
  }

  /** Forgets the rows of the row group under way. */
  void dropGroup() {
    if (rowsInGroup > 0) {
      beginGroup();
    }
  }

  private void beginGroup() {
    release();
    pages =
        new ColumnChunkPageWriteStore(
            compressor,
            schema,
            properties.getAllocator(),
            properties.getColumnIndexTruncateLength(),
            properties.getPageWriteChecksumEnabled());
    values = properties.newColumnWriteStore(schema, pages, pages);
    consumer = columns.getRecordWriter(values);
    rows.prepareForWrite(consumer);
    rowsInGroup = 0;
  }

  private void release() {
    if (values != null) {
      values.close();
      pages.close();
    }
  }

  /** Writes what is buffered and closes the file. */
  @Override
  public void close() throws IOException {
    try (file) {
      endGroup();
      file.end(metadata);
    } finally {
      release();
      compressor.release();
    }
  }
}
