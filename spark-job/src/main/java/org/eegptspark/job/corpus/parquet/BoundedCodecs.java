package org.eegptspark.job.corpus.parquet;

import static org.eegptspark.model.BadInputException.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Parquet's decompressors, which would take the memory that a page says it unpacks to. */
final class BoundedCodecs implements CompressionCodecFactory {
  /** Writers make pages of one megabyte. */
  private static final int MAX_PAGE_BYTES = 64 << 20;

  private final CodecFactory codecs;

  BoundedCodecs(ParquetConfiguration configuration) {
    this.codecs = new CodecFactory(configuration, 0);
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName name) {
    return codecs.getCompressor(name);
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
    BytesInputDecompressor unbounded = codecs.getDecompressor(name);
    return new BytesInputDecompressor() {
      @Override
      public BytesInput decompress(BytesInput bytes, int size) throws IOException {
        allow(size);
        return unbounded.decompress(bytes, size);
      }

      @Override
      public void decompress(ByteBuffer input, int packed, ByteBuffer output, int size)
          throws IOException {
        allow(size);
        unbounded.decompress(input, packed, output, size);
      }

      @Override
      public void release() {
        unbounded.release();
      }
    };
  }

  @Override
  public void release() {
    codecs.release();
  }

  private static void allow(int bytes) {
    check(
        bytes >= 0 && bytes <= MAX_PAGE_BYTES,
        "A page says that it unpacks to %s bytes, more than %s: it is damaged, or has to be written"
            + " again with smaller pages",
        bytes,
        MAX_PAGE_BYTES);
  }
}
