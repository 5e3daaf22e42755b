// Patches to tokens: x[p, t] = Wp patch[p, t] + constant[t] for channel tokens, constant[t] for summary tokens.
//
// Reads patches where they lie in a signal: sample s of channel c of patch p is signal[start[p] + c * channel_stride + s],
// zero from length[p] on. With PATCH_NORM each channel's patch is normalized to mean 0 and variance 1 first.
//
// A block, of 8 warps, keeps COLUMNS columns of Wp in shared memory and walks over patches; the next patch is on its way
// while one is multiplied. A warp makes 64 columns of 16 tokens at a time by tensor cores. In shared memory, row 8 i + 2 t
// + e of 16 of Wp is column 4 t + 2 i + e, so that a thread has 4 neighbours of a token to store at once.
//
// With NOTE it also makes what products with a folded layer norm read, see product.cu: of each token's every 64 columns
// the mean and the sum of squared differences to it and, with COPY, the tokens in bf16.
// Constants: DIM, COLUMNS (a multiple of 64 that divides DIM), CHANNELS, TOKENS = C + S, PATCH (64), SPLIT, PATCH_NORM,
// NOTE, COPY.

#include "tf32_mma.cuh"

constexpr int WARPS = 8;
constexpr int LANES = 32;
constexpr int TILES = (TOKENS + 15) / 16; // of 16 tokens
constexpr int ROWS_A_WARP = TILES * 16 / WARPS;
constexpr int PITCH = PATCH + 4; // no two lanes in one bank
constexpr int STEPS = PATCH / 8;
constexpr int GROUP = 64; // columns that a warp makes at once
constexpr int GROUPS = COLUMNS / GROUP;
constexpr int PARTS = PATCH / LANES;

__device__ __forceinline__ float sum_over_warp(float value) {
  for (int other = LANES / 2; other > 0; other /= 2) {
    value += __shfl_xor_sync(0xffffffff, value, other);
  }
  return value;
}

/** Sums over the 4 lanes that share a row. */
__device__ __forceinline__ float sum_over_row(float value) {
  value += __shfl_xor_sync(0xffffffff, value, 1);
  return value + __shfl_xor_sync(0xffffffff, value, 2);
}

__device__ __forceinline__ unsigned pack_bf16(float low, float high) {
  unsigned packed;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(packed) : "f"(high), "f"(low));
  return packed;
}

/** Reads a warp's rows of a patch, every WARPS-th; those of no channel are zero. */
__device__ __forceinline__ void read(float (&rows)[ROWS_A_WARP][PARTS], const float *signal, long long start,
                                     int samples, long long channel_stride) {
#pragma unroll
  for (int i = 0; i < ROWS_A_WARP; i++) {
    int c = threadIdx.x / LANES + i * WARPS;
#pragma unroll
    for (int j = 0; j < PARTS; j++) {
      int s = threadIdx.x % LANES + j * LANES;
      bool there = c < CHANNELS && s < samples;
      rows[i][j] = there ? signal[start + c * channel_stride + s] : 0.0f;
    }
  }
}

/** Puts what was read to shared memory. */
__device__ __forceinline__ void put(float (&rows)[ROWS_A_WARP][PARTS], float *patch, float eps) {
#pragma unroll
  for (int i = 0; i < ROWS_A_WARP; i++) {
#if PATCH_NORM
    float sum = 0;
    for (int j = 0; j < PARTS; j++) {
      sum += rows[i][j];
    }
    float mean = sum_over_warp(sum) / PATCH;
    float squares = 0;
    for (int j = 0; j < PARTS; j++) {
      rows[i][j] -= mean;
      squares += rows[i][j] * rows[i][j];
    }
    float scale = 1.0f / sqrtf(sum_over_warp(squares) / PATCH + eps);
    for (int j = 0; j < PARTS; j++) {
      rows[i][j] *= scale;
    }
#endif
    for (int j = 0; j < PARTS; j++) {
      patch[(threadIdx.x / LANES + i * WARPS) * PITCH + threadIdx.x % LANES + j * LANES] = rows[i][j];
    }
  }
}

#if NOTE
/** Notes a row's 64 columns, of which a lane has 16. */
__device__ __forceinline__ void note(const float (&values)[GROUP / 4], float2 *to, bool there) {
  float sum = 0;
#pragma unroll
  for (int i = 0; i < GROUP / 4; i++) {
    sum += values[i];
  }
  float mean = sum_over_row(sum) / GROUP;
  float squares = 0;
#pragma unroll
  for (int i = 0; i < GROUP / 4; i++) {
    float difference = values[i] - mean;
    squares += difference * difference;
  }
  squares = sum_over_row(squares);
  if (there && threadIdx.x % 4 == 0) {
    *to = make_float2(mean, squares);
  }
}
#endif

extern "C" __global__ void __launch_bounds__(WARPS * LANES) embed(
    const float *__restrict__ signal, const long long *__restrict__ start, const int *__restrict__ length,
    long long channel_stride, const float *__restrict__ weight, const float *__restrict__ constant,
    float *__restrict__ x, float2 *__restrict__ moments, unsigned char *__restrict__ copy, int patches, float eps) {
  extern __shared__ float memory[];
  float *weights = memory;                   // [COLUMNS][PITCH]
  float *patch = weights + COLUMNS * PITCH;  // [TILES * 16][PITCH]
  int first_column = blockIdx.y * COLUMNS;
  for (int i = threadIdx.x; i < COLUMNS * PATCH; i += blockDim.x) {
    int row = i / PATCH;
    int within = row % 16;
    int column = row - within + 4 * (within % 8 / 2) + 2 * (within / 8) + within % 2;
    weights[row * PITCH + i % PATCH] = weight[(first_column + column) * PATCH + i % PATCH];
  }
  int warp = threadIdx.x / LANES;
  int g = threadIdx.x % LANES / 4;
  int t = threadIdx.x % 4;
  float rows[ROWS_A_WARP][PARTS];
  if (blockIdx.x < patches) {
    read(rows, signal, start[blockIdx.x], length[blockIdx.x], channel_stride);
  }
  for (int p = blockIdx.x; p < patches; p += gridDim.x) {
    __syncthreads(); // the last patch was multiplied
    put(rows, patch, eps);
    __syncthreads();
    int next = p + gridDim.x;
    if (next < patches) {
      read(rows, signal, start[next], length[next], channel_stride);
    }
    for (int item = warp; item < GROUPS * TILES; item += WARPS) {
      int tile = item / GROUPS;
      int group = item % GROUPS * GROUP;
      Factor a[STEPS][4];
#pragma unroll
      for (int k = 0; k < STEPS; k++) {
        const float *upper = patch + (tile * 16 + g) * PITCH + k * 8 + t;
        const float *lower = upper + 8 * PITCH;
        a[k][0].set(upper[0]);
        a[k][1].set(lower[0]);
        a[k][2].set(upper[4]);
        a[k][3].set(lower[4]);
      }
      float values[2][GROUP / 4]; // of two tokens
#pragma unroll
      for (int pair = 0; pair < GROUP / 16; pair++) {
#pragma unroll
        for (int side = 0; side < 2; side++) {
          float sum[4] = {0, 0, 0, 0};
          const float *row = weights + (group + pair * 16 + side * 8 + g) * PITCH + t;
#pragma unroll
          for (int k = 0; k < STEPS; k++) {
            Factor b[2];
            b[0].set(row[k * 8]);
            b[1].set(row[k * 8 + 4]);
            mma(sum, a[k], b);
          }
#pragma unroll
          for (int i = 0; i < 4; i++) {
            values[i / 2][pair * 4 + side * 2 + i % 2] = sum[i];
          }
        }
      }
#pragma unroll
      for (int half = 0; half < 2; half++) {
        int token = tile * 16 + g + 8 * half;
        bool there = token < TOKENS;
        int column = first_column + group + 4 * t;
        long long at = ((long long)p * TOKENS + token) * DIM + column;
#pragma unroll
        for (int pair = 0; pair < GROUP / 16; pair++) {
          float *v = values[half] + pair * 4;
          float4 add = there ? *(const float4 *)(constant + token * DIM + column + pair * 16) : make_float4(0, 0, 0, 0);
          v[0] += add.x;
          v[1] += add.y;
          v[2] += add.z;
          v[3] += add.w;
          if (there) {
            *(float4 *)(x + at + pair * 16) = make_float4(v[0], v[1], v[2], v[3]);
#if COPY
            *(uint2 *)(copy + (at + pair * 16) * 2) = make_uint2(pack_bf16(v[0], v[1]), pack_bf16(v[2], v[3]));
#endif
          }
        }
#if NOTE
        note(values[half], moments + ((long long)p * TOKENS + token) * (DIM / GROUP) + (first_column + group) / GROUP,
             there);
#endif
      }
    }
  }
}
