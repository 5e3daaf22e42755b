// Means over windows' patches: pooled[w, i] = (sum over n of tokens[member[w, n], i]) / members.
//
// Summed in double in the order of n, divided in double and rounded to float once: the same bits as on the CPU, whatever
// else a batch holds. Bound by memory: each patch's tokens are read once a window.
// A block a window; a thread 4 values at a time. Constant: VALUES = S * D, a multiple of 4.

extern "C" __global__ void __launch_bounds__(256) pool(
    const float4 *__restrict__ tokens, const int *__restrict__ member, float4 *__restrict__ pooled, int members) {
  member += (long long)blockIdx.x * members;
  for (int i = threadIdx.x; i < VALUES / 4; i += blockDim.x) {
    double x = 0, y = 0, z = 0, w = 0;
    for (int n = 0; n < members; n++) {
      float4 value = tokens[(long long)member[n] * (VALUES / 4) + i];
      x += value.x;
      y += value.y;
      z += value.z;
      w += value.w;
    }
    pooled[(long long)blockIdx.x * (VALUES / 4) + i] =
        make_float4((float)(x / members), (float)(y / members), (float)(z / members), (float)(w / members));
  }
}
