// GELU, x / 2 (1 + erf(x / sqrt 2)), over floats in place, to the last bits of fp32.
//
// A thread 4 floats, a block 256 threads; `vectors` counts fours. Bound by memory: each float is read and written once.

__device__ __forceinline__ float gelu_of(float x) {
  return 0.5f * x * (1.0f + erff(x * 0.70710678f));
}

extern "C" __global__ void __launch_bounds__(256) gelu(float4 *__restrict__ x, long long vectors) {
  long long at = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (at < vectors) {
    float4 v = x[at];
    x[at] = make_float4(gelu_of(v.x), gelu_of(v.y), gelu_of(v.z), gelu_of(v.w));
  }
}
