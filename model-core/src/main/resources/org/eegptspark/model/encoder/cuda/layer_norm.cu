// Layer norm over rows of DIM floats, a multiple of 64, to elements of a kind.
//
// A warp a row, a block of 8 warps; a lane keeps its part of the row in registers, so the row is read once.
// Row r of the result is row (r / group) * stride + offset + r % group of x: with group = stride = 1 every
// row, else the last `group` of each `stride`.

#include "element.cuh"

constexpr int LANES = 32;
constexpr int VECTOR = DIM % (4 * LANES) == 0 ? 4 : 2; // floats of a load
constexpr int PARTS = DIM / (LANES * VECTOR);

__device__ __forceinline__ float sum_over_warp(float value) {
  for (int other = LANES / 2; other > 0; other /= 2) {
    value += __shfl_xor_sync(0xffffffff, value, other);
  }
  return value;
}

__device__ __forceinline__ void load(float *values, const float *from) {
  if (VECTOR == 4) {
    *(float4 *)values = *(const float4 *)from;
  } else {
    *(float2 *)values = *(const float2 *)from;
  }
}

/** Mean and 1 / standard deviation of a row held by a warp. */
__device__ __forceinline__ float2 statistics(float (&row)[PARTS][4], float eps) {
  float sum = 0;
  for (int i = 0; i < PARTS; i++) {
    for (int j = 0; j < VECTOR; j++) {
      sum += row[i][j];
    }
  }
  float mean = sum_over_warp(sum) / DIM;
  float squares = 0;
  for (int i = 0; i < PARTS; i++) {
    for (int j = 0; j < VECTOR; j++) {
      float difference = row[i][j] - mean;
      squares += difference * difference;
    }
  }
  return make_float2(mean, 1.0f / sqrtf(sum_over_warp(squares) / DIM + eps));
}

extern "C" __global__ void __launch_bounds__(256) layer_norm(
    const float *__restrict__ x, const float *__restrict__ scale, const float *__restrict__ shift,
    unsigned char *__restrict__ to, int rows, int group, int stride, int offset, float eps) {
  int row = blockIdx.x * (blockDim.x / LANES) + threadIdx.x / LANES;
  if (row >= rows) {
    return;
  }
  long long source = (long long)(row / group) * stride + offset + row % group;
  int column = threadIdx.x % LANES * VECTOR;
  float values[PARTS][4];
#pragma unroll
  for (int i = 0; i < PARTS; i++) {
    load(values[i], x + source * DIM + column + i * LANES * VECTOR);
  }
  float2 norm = statistics(values, eps);
#pragma unroll
  for (int i = 0; i < PARTS; i++) {
    int at = column + i * LANES * VECTOR;
    float scales[4], shifts[4];
    load(scales, scale + at);
    load(shifts, shift + at);
    for (int j = 0; j < VECTOR; j++) {
      values[i][j] = (values[i][j] - norm.x) * norm.y * scales[j] + shifts[j];
    }
    store<VECTOR>(to, row, DIM, at, values[i]);
  }
}
