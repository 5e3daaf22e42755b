// Patches to tokens: x[p, t] = Wp patch[p, t] + constant[t] for channel tokens, constant[t] for summary tokens.
//
// Reads patches where they lie in a signal, float or int16: sample s of channel c of patch p is
// signal[start[p] + c * channel_stride + s], zero from length[p] on; int16 becomes gain[c] * v + offset[c].
// With PATCH_NORM each channel's patch is normalized to mean 0 and variance 1 first.
//
// A block a patch, 8 warps: the patch lies in shared memory, rounded once; each warp makes DIM / 8 columns of all its tokens
// by tensor cores; x is written once, in whole sectors.
// Constants: DIM, CHANNELS, TOKENS = C + S, PATCH (64), SPLIT, INT16, PATCH_NORM.

#include "tf32_mma.cuh"

#if INT16
typedef short sample;
#else
typedef float sample;
#endif

constexpr int WARPS = 8;
constexpr int LANES = 32;
constexpr int ROW_TILES = (CHANNELS + 15) / 16;
constexpr int PITCH = PATCH + 4; // no two lanes in one bank
constexpr int STEPS = PATCH / 8;
constexpr int COLUMN_TILES = DIM / 8;

__device__ __forceinline__ float sum_over_warp(float value) {
  for (int other = LANES / 2; other > 0; other /= 2) {
    value += __shfl_xor_sync(0xffffffff, value, other);
  }
  return value;
}

extern "C" __global__ void __launch_bounds__(WARPS * LANES) embed(
    const sample *__restrict__ signal, const long long *__restrict__ start, const int *__restrict__ length,
    long long channel_stride, const float *__restrict__ gain, const float *__restrict__ offset,
    const float *__restrict__ weight, const float *__restrict__ constant, float *__restrict__ x, float eps) {
  __shared__ Factor patch[ROW_TILES * 16][PITCH];
  int p = blockIdx.x;
  int warp = threadIdx.x / LANES;
  int lane = threadIdx.x % LANES;
  const sample *from = signal + start[p];
  int samples = length[p];
  for (int c = warp; c < ROW_TILES * 16; c += WARPS) {
    float values[PATCH / LANES];
    for (int i = 0; i < PATCH / LANES; i++) {
      int s = lane + i * LANES;
      float value = c < CHANNELS && s < samples ? (float)from[c * channel_stride + s] : 0.0f;
#if INT16
      value = c < CHANNELS && s < samples ? value * gain[c] + offset[c] : 0.0f;
#endif
      values[i] = value;
    }
#if PATCH_NORM
    float sum = 0;
    for (int i = 0; i < PATCH / LANES; i++) {
      sum += values[i];
    }
    float mean = sum_over_warp(sum) / PATCH;
    float squares = 0;
    for (int i = 0; i < PATCH / LANES; i++) {
      values[i] -= mean;
      squares += values[i] * values[i];
    }
    float scale = 1.0f / sqrtf(sum_over_warp(squares) / PATCH + eps);
    for (int i = 0; i < PATCH / LANES; i++) {
      values[i] *= scale;
    }
#endif
    for (int i = 0; i < PATCH / LANES; i++) {
      patch[c][lane + i * LANES].set(values[i]);
    }
  }
  __syncthreads();
  float *tokens = x + (long long)p * TOKENS * DIM;
  int g = lane / 4;
  int t = lane % 4;
  for (int column = warp; column < COLUMN_TILES; column += WARPS) {
    Factor b[STEPS][2];
#pragma unroll
    for (int k = 0; k < STEPS; k++) {
      const float *row = weight + (column * 8 + g) * PATCH + k * 8 + t;
      b[k][0].set(row[0]);
      b[k][1].set(row[4]);
    }
    for (int tile = 0; tile < ROW_TILES; tile++) {
      float sum[4] = {0, 0, 0, 0};
#pragma unroll
      for (int k = 0; k < STEPS; k++) {
        const Factor *upper = &patch[tile * 16 + g][k * 8 + t];
        const Factor *lower = &patch[tile * 16 + g + 8][k * 8 + t];
        Factor a[4] = {upper[0], lower[0], upper[4], lower[4]};
        mma(sum, a, b[k]);
      }
      int at = column * 8 + 2 * t;
      for (int half = 0; half < 2; half++) {
        int c = tile * 16 + g + 8 * half;
        if (c < CHANNELS) {
          float2 add = *(const float2 *)(constant + c * DIM + at);
          *(float2 *)(tokens + c * DIM + at) = make_float2(sum[2 * half] + add.x, sum[2 * half + 1] + add.y);
        }
      }
    }
  }
  for (int i = threadIdx.x; i < (TOKENS - CHANNELS) * DIM / 4; i += blockDim.x) {
    ((float4 *)(tokens + CHANNELS * DIM))[i] = ((const float4 *)(constant + CHANNELS * DIM))[i];
  }
}
