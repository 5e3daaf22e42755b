// softmax(q k^T / sqrt(d)) v of one head of one patch: QUERIES queries over TOKENS keys.
//
// Row i of patch p's queries lies at q + (p * QUERIES + i) * q_stride + head * d, of its keys and values likewise with
// TOKENS and kv_stride. A block a head and patch, a warp 16 queries: scores and mixture stay in registers, q, k and v
// come from memory once. Rows in shared memory are padded by 16 bytes so that no two lanes meet in a bank.
// Constants: QUERIES, TOKENS, HEAD_DIM (a multiple of 16), BF16 (1 where q, k and v are bf16, 0 where they are
// floats), SPLIT for floats, TO.

#include "element.cuh"

#if BF16
typedef bf16 element;
#else
typedef float element;
#endif

constexpr int WARPS = (QUERIES + 15) / 16;
constexpr int LANES = 32;
constexpr int PADDED = (TOKENS + 15) / 16 * 16;
constexpr int CHUNK = 16 / sizeof(element); // elements of a 16-byte copy
constexpr int PITCH = HEAD_DIM + CHUNK;
constexpr int CHUNKS = HEAD_DIM / CHUNK;
#define LOWEST __int_as_float(0xff800000) // -infinity

/** Starts a copy of `rows` rows into shared memory; those up to `padded` become zero. */
__device__ __forceinline__ void fetch(element *to, const element *from, long long stride, int rows, int padded) {
  for (int i = threadIdx.x; i < padded * CHUNKS; i += WARPS * LANES) {
    int row = i / CHUNKS;
    int column = i % CHUNKS * CHUNK;
    unsigned target = (unsigned)__cvta_generic_to_shared(to + row * PITCH + column);
    const element *source = from + (row < rows ? row : 0) * stride + column;
    int bytes = row < rows ? 16 : 0;
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(target), "l"(source), "r"(bytes));
  }
}

__device__ __forceinline__ void arrived() {
  asm volatile("cp.async.commit_group;\ncp.async.wait_group 0;" ::: "memory");
  __syncthreads();
}

/** Softmax over the keys of two rows, spread over 4 lanes: exponentials in place, and 1 / their sums. */
__device__ __forceinline__ void softmax(float (&scores)[PADDED / 8][4], float (&inverse)[2]) {
  const float SCALE = rsqrtf((float)HEAD_DIM) * 1.44269504f; // to powers of 2
  int t = threadIdx.x % 4;
  for (int half = 0; half < 2; half++) {
    float most = LOWEST;
#pragma unroll
    for (int i = 0; i < PADDED / 8; i++) {
      for (int j = 0; j < 2; j++) {
        float &score = scores[i][2 * half + j];
        score = i * 8 + 2 * t + j < TOKENS ? score * SCALE : LOWEST;
        most = fmaxf(most, score);
      }
    }
    most = fmaxf(most, __shfl_xor_sync(0xffffffff, most, 1));
    most = fmaxf(most, __shfl_xor_sync(0xffffffff, most, 2));
    float sum = 0;
#pragma unroll
    for (int i = 0; i < PADDED / 8; i++) {
      for (int j = 0; j < 2; j++) {
        float &score = scores[i][2 * half + j];
        score = exp2f(score - most);
        sum += score;
      }
    }
    sum += __shfl_xor_sync(0xffffffff, sum, 1);
    sum += __shfl_xor_sync(0xffffffff, sum, 2);
    inverse[half] = 1.0f / sum;
  }
}

#if BF16
__device__ __forceinline__ void load_4(unsigned (&r)[4], const element *row) {
  unsigned address = (unsigned)__cvta_generic_to_shared(row);
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(address));
}

__device__ __forceinline__ void load_4_transposed(unsigned (&r)[4], const element *row) {
  unsigned address = (unsigned)__cvta_generic_to_shared(row);
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(address));
}

__device__ __forceinline__ void mma(float *c, const unsigned (&a)[4], unsigned b0, unsigned b1) {
  asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

/** 16 queries by all keys. */
__device__ __forceinline__ void score(float (&scores)[PADDED / 8][4], const element *q, const element *k) {
  int lane = threadIdx.x % LANES;
#pragma unroll
  for (int step = 0; step < HEAD_DIM / 16; step++) {
    unsigned a[4];
    load_4(a, q + lane % 16 * PITCH + step * 16 + lane / 16 * 8);
#pragma unroll
    for (int keys = 0; keys < PADDED / 16; keys++) {
      unsigned b[4]; // two tiles of 8 keys
      load_4(b, k + (keys * 16 + lane / 16 * 8 + lane % 8) * PITCH + step * 16 + lane / 8 % 2 * 8);
      mma(scores[2 * keys], a, b[0], b[1]);
      mma(scores[2 * keys + 1], a, b[2], b[3]);
    }
  }
}

/** Exponentials by values. */
__device__ __forceinline__ void mix(float (&mixed)[HEAD_DIM / 8][4], const float (&scores)[PADDED / 8][4],
                                    const element *v) {
  int lane = threadIdx.x % LANES;
#pragma unroll
  for (int keys = 0; keys < PADDED / 16; keys++) {
    const float *left = scores[2 * keys];
    const float *right = scores[2 * keys + 1];
    unsigned a[4] = {pack_bf16(left[0], left[1]), pack_bf16(left[2], left[3]), pack_bf16(right[0], right[1]),
                     pack_bf16(right[2], right[3])};
#pragma unroll
    for (int column = 0; column < HEAD_DIM / 16; column++) {
      unsigned b[4]; // two tiles of 8 columns
      load_4_transposed(b, v + (keys * 16 + lane % 16) * PITCH + column * 16 + lane / 16 * 8);
      mma(mixed[2 * column], a, b[0], b[1]);
      mma(mixed[2 * column + 1], a, b[2], b[3]);
    }
  }
}
#else
#include "tf32_mma.cuh"

__device__ __forceinline__ void score(float (&scores)[PADDED / 8][4], const element *q, const element *k) {
  int g = threadIdx.x % LANES / 4;
  int t = threadIdx.x % 4;
#pragma unroll
  for (int step = 0; step < HEAD_DIM / 8; step++) {
    const float *upper = q + g * PITCH + step * 8 + t;
    const float *lower = upper + 8 * PITCH;
    Factor a[4];
    a[0].set(upper[0]);
    a[1].set(lower[0]);
    a[2].set(upper[4]);
    a[3].set(lower[4]);
#pragma unroll
    for (int keys = 0; keys < PADDED / 8; keys++) {
      const float *key = k + (keys * 8 + g) * PITCH + step * 8 + t;
      Factor b[2];
      b[0].set(key[0]);
      b[1].set(key[4]);
      mma(scores[keys], a, b);
    }
  }
}

/** Keys are summed in an order that takes scores from where they are: t stands for 2t, t+4 for 2t+1. */
__device__ __forceinline__ void mix(float (&mixed)[HEAD_DIM / 8][4], const float (&scores)[PADDED / 8][4],
                                    const element *v) {
  int g = threadIdx.x % LANES / 4;
  int t = threadIdx.x % 4;
#pragma unroll
  for (int keys = 0; keys < PADDED / 8; keys++) {
    Factor a[4];
    a[0].set(scores[keys][0]);
    a[1].set(scores[keys][2]);
    a[2].set(scores[keys][1]);
    a[3].set(scores[keys][3]);
#pragma unroll
    for (int column = 0; column < HEAD_DIM / 8; column++) {
      const float *value = v + (keys * 8 + 2 * t) * PITCH + column * 8 + g;
      Factor b[2];
      b[0].set(value[0]);
      b[1].set(value[PITCH]);
      mma(mixed[column], a, b);
    }
  }
}
#endif

extern "C" __global__ void __launch_bounds__(WARPS * LANES) attention(
    const element *__restrict__ q, long long q_stride, const element *__restrict__ k,
    const element *__restrict__ v, long long kv_stride, unsigned char *__restrict__ to, int to_width) {
  extern __shared__ __align__(16) element memory[];
  element *queries = memory;
  element *keys = queries + WARPS * 16 * PITCH;
  element *values = keys + PADDED * PITCH;
  long long head = (long long)blockIdx.x * HEAD_DIM;
  long long p = blockIdx.y;
  fetch(queries, q + p * QUERIES * q_stride + head, q_stride, QUERIES, WARPS * 16);
  fetch(keys, k + p * TOKENS * kv_stride + head, kv_stride, TOKENS, PADDED);
  fetch(values, v + p * TOKENS * kv_stride + head, kv_stride, TOKENS, PADDED);
  arrived();

  int warp = threadIdx.x / LANES;
  int lane = threadIdx.x % LANES;
  element *own = queries + warp * 16 * PITCH; // queries, later the result
  float scores[PADDED / 8][4] = {};
  score(scores, own, keys);
  float inverse[2];
  softmax(scores, inverse);
  float mixed[HEAD_DIM / 8][4] = {};
  mix(mixed, scores, values);

  __syncwarp();
  for (int half = 0; half < 2; half++) {
    for (int column = 0; column < HEAD_DIM / 8; column++) {
      element *at = own + (lane / 4 + 8 * half) * PITCH + column * 8 + lane % 4 * 2;
      float first = mixed[column][2 * half] * inverse[half];
      float second = mixed[column][2 * half + 1] * inverse[half];
#if BF16
      *(unsigned *)at = pack_bf16(first, second);
#else
      *(float2 *)at = make_float2(first, second);
#endif
    }
  }
  __syncwarp();
  for (int i = lane; i < 16 * CHUNKS; i += LANES) {
    int row = warp * 16 + i / CHUNKS;
    int column = i % CHUNKS * CHUNK;
    if (row < QUERIES) {
      uint4 words = *(uint4 *)(own + i / CHUNKS * PITCH + column);
      long long to_row = p * QUERIES + row;
      int to_column = (int)head + column;
#if BF16 && TO == 2
      *(uint4 *)(to + (to_row * to_width + to_column) * TO_BYTES) = words;
#elif BF16
      float values[CHUNK] = {low_bf16(words.x), high_bf16(words.x), low_bf16(words.y), high_bf16(words.y),
                             low_bf16(words.z), high_bf16(words.z), low_bf16(words.w), high_bf16(words.w)};
      store<CHUNK>(to, to_row, to_width, to_column, values);
#else
      float values[CHUNK] = {__uint_as_float(words.x), __uint_as_float(words.y), __uint_as_float(words.z),
                             __uint_as_float(words.w)};
      store<CHUNK>(to, to_row, to_width, to_column, values);
#endif
    }
  }
}
