// What products read: rows of elements of one kind. TO names the kind that a kernel writes:
// 0 float; 1 float rounded to tf32; 2 bf16; 3 the three bf16 parts of a float, each part's row after the other.

typedef unsigned short bf16;

constexpr int TO_PARTS = TO == 3 ? 3 : 1;
constexpr int TO_BYTES = TO == 2 || TO == 3 ? 2 : 4;

/** Two floats as bf16 in one word, the first in the low half; rounded to nearest even. */
__device__ __forceinline__ unsigned pack_bf16(float low, float high) {
  unsigned packed;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(packed) : "f"(high), "f"(low));
  return packed;
}

__device__ __forceinline__ float low_bf16(unsigned packed) {
  return __uint_as_float(packed << 16);
}

__device__ __forceinline__ float high_bf16(unsigned packed) {
  return __uint_as_float(packed & 0xffff0000);
}

/** A float rounded to tf32. */
__device__ __forceinline__ float round_tf32(float value) {
  unsigned bits;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(value));
  return __uint_as_float(bits);
}

/** Writes N floats, 2 or a multiple of 4, to row-major [rows, width] from a column that N divides. Uses up the values. */
template <int N>
__device__ __forceinline__ void store(unsigned char *to, long long row, int width, int column, float *values) {
  constexpr int STEP = N < 4 ? 2 : 4;
#pragma unroll
  for (int part = 0; part < TO_PARTS; part++) {
    unsigned char *at = to + ((row * TO_PARTS + part) * width + column) * TO_BYTES;
#pragma unroll
    for (int i = 0; i < N; i += STEP) {
      float *v = values + i;
      unsigned words[STEP]; // what is written, in as few words as it takes
      if (TO == 0 || TO == 1) {
        for (int j = 0; j < STEP; j++) {
          words[j] = __float_as_uint(TO == 1 ? round_tf32(v[j]) : v[j]);
        }
      } else {
        for (int j = 0; j < STEP; j += 2) {
          unsigned packed = pack_bf16(v[j], v[j + 1]);
          v[j] -= low_bf16(packed);
          v[j + 1] -= high_bf16(packed);
          words[j / 2] = packed;
        }
      }
      constexpr int BYTES = STEP * TO_BYTES;
      if (BYTES == 16) {
        *(uint4 *)(at + i * TO_BYTES) = make_uint4(words[0], words[1], words[2 % STEP], words[3 % STEP]);
      } else if (BYTES == 8) {
        *(uint2 *)(at + i * TO_BYTES) = make_uint2(words[0], words[1]);
      } else {
        *(unsigned *)(at + i * TO_BYTES) = words[0];
      }
    }
  }
}
