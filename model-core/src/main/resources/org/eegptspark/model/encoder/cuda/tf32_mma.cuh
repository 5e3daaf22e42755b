// Products of 16x8 by 8x8 matrices on tensor cores, in tf32 or, by splitting each factor in two tf32
// numbers, in nearly fp32. SPLIT is 1 or 0.
//
// Of a lane, with g = lane / 4 and t = lane % 4: A holds (g, t), (g+8, t), (g, t+4), (g+8, t+4); B holds
// (t, g), (t+4, g); the result holds (g, 2t), (g, 2t+1), (g+8, 2t), (g+8, 2t+1).

__device__ __forceinline__ unsigned tf32(float value) {
  unsigned bits;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(value));
  return bits;
}

/** A number as tf32, and with SPLIT what tf32 leaves of it. */
struct __align__(SPLIT ? 8 : 4) Factor {
  unsigned high;
#if SPLIT
  unsigned low;
#endif
  __device__ __forceinline__ void set(float value) {
    high = tf32(value);
#if SPLIT
    low = tf32(value - __uint_as_float(high));
#endif
  }
};

__device__ __forceinline__ void mma_bits(float *c, unsigned a0, unsigned a1, unsigned a2, unsigned a3,
                                         unsigned b0, unsigned b1) {
  asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
      : "r"(a0), "r"(a1), "r"(a2), "r"(a3), "r"(b0), "r"(b1));
}

/** c += a b. Tensor cores cut off what they add to a sum; in nearly fp32, each product is therefore added on its own. */
__device__ __forceinline__ void mma(float *c, const Factor *a, const Factor *b) {
#if SPLIT
  float product[4] = {0, 0, 0, 0};
  mma_bits(product, a[0].low, a[1].low, a[2].low, a[3].low, b[0].high, b[1].high);
  mma_bits(product, a[0].high, a[1].high, a[2].high, a[3].high, b[0].low, b[1].low);
  mma_bits(product, a[0].high, a[1].high, a[2].high, a[3].high, b[0].high, b[1].high);
  for (int i = 0; i < 4; i++) {
    c[i] += product[i];
  }
#else
  mma_bits(c, a[0].high, a[1].high, a[2].high, a[3].high, b[0].high, b[1].high);
#endif
}
