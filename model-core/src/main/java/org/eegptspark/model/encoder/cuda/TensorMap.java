package org.eegptspark.model.encoder.cuda;

import static org.bytedeco.cuda.global.cudart.CU_TENSOR_MAP_DATA_TYPE_BFLOAT16;
import static org.bytedeco.cuda.global.cudart.CU_TENSOR_MAP_DATA_TYPE_FLOAT32;
import static org.bytedeco.cuda.global.cudart.CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE;
import static org.bytedeco.cuda.global.cudart.CU_TENSOR_MAP_INTERLEAVE_NONE;
import static org.bytedeco.cuda.global.cudart.CU_TENSOR_MAP_L2_PROMOTION_L2_256B;
import static org.bytedeco.cuda.global.cudart.CU_TENSOR_MAP_SWIZZLE_128B;
import static org.bytedeco.cuda.global.cudart.cuTensorMapEncodeTiled;

import org.bytedeco.cuda.cudart.CUtensorMap;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** A matrix as the GPU's copy engine sees it: boxes of 128 bytes a row, swizzled. */
final class TensorMap {
  private static final int ALIGNMENT = 64;
  private static final int BYTES = 128;

  private TensorMap() {}

  /**
   * Describes row-major [rows, columns] at an address; of {@link Kind#PARTS}, [rows, 3, columns].
   *
   * @param boxRows rows that a copy brings, of one part
   */
  static Pointer of(GpuScope scope, Kind kind, Pointer at, long rows, long columns, int boxRows) {
    BytePointer block = new BytePointer(BYTES + ALIGNMENT);
    scope.own(block, block::deallocate);
    long slack = (ALIGNMENT - block.address() % ALIGNMENT) % ALIGNMENT;
    CUtensorMap map = new Aligned(block.address() + slack);
    int parts = kind == Kind.PARTS ? 3 : 1;
    int elementBytes = kind.bytes() / parts;
    int type =
        switch (kind) {
          case BF16, PARTS -> CU_TENSOR_MAP_DATA_TYPE_BFLOAT16;
          case FLOAT, TF32 -> CU_TENSOR_MAP_DATA_TYPE_FLOAT32;
        };
    Cuda.check(
        cuTensorMapEncodeTiled(
            map,
            type,
            3,
            at,
            new long[] {columns, parts, rows},
            new long[] {columns * elementBytes, columns * parts * elementBytes},
            new int[] {128 / elementBytes, 1, boxRows},
            new int[] {1, 1, 1},
            CU_TENSOR_MAP_INTERLEAVE_NONE,
            CU_TENSOR_MAP_SWIZZLE_128B,
            CU_TENSOR_MAP_L2_PROMOTION_L2_256B,
            CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE),
        "describe a matrix");
    return map;
  }

  /** At an address in memory that someone else owns; the driver wants it aligned. */
  private static final class Aligned extends CUtensorMap {
    Aligned(long address) {
      super((Pointer) null);
      this.address = address;
    }
  }
}
