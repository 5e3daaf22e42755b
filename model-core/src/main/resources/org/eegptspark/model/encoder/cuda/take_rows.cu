// Rows out of an array: row r of the result is row (r / group) * stride + offset + r % group.
//
// A thread 16 bytes. Constant: ROW_BYTES, a multiple of 16.

constexpr int PIECES = ROW_BYTES / 16;

extern "C" __global__ void take_rows(
    const uint4 *__restrict__ from, uint4 *__restrict__ to, int rows, int group, int stride, int offset) {
  long long at = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  long long row = at / PIECES;
  if (row < rows) {
    to[at] = from[(row / group * stride + offset + row % group) * PIECES + at % PIECES];
  }
}
