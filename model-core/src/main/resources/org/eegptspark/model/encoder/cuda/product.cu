// to = f(a w^T * scale + bias), or x += a w^T * scale + bias, for row-major a [rows, K] and w [columns, K].
//
// Tiles of TILE_ROWS x TILE_COLUMNS, 128 or 64 each, by Hopper's asynchronous tensor-core products; one warp brings
// tiles of a and w to shared memory through the copy engine, STAGES ahead, and two warpgroups take turns: while one
// multiplies its tile, the other finishes its last one, so that bias, GELU and stores cost little. Blocks of a cluster,
// over CLUSTER_ROWS x CLUSTER_COLUMNS tiles, share what they load: each loads a part of its rows of a and of w and
// sends it to its neighbours as well, so that less comes from L2. Clusters stay and walk over the tiles, columns first,
// so that rows of a are read from memory once. A row's sum runs over K in one order whatever the tile, so it has the
// same bits in any batch.
//
// TYPE of a and w: 0 bf16, 1 tf32, 2 e4m3. TERMS: 1, or 6 (bf16 alone): a and w then are [rows, 3, K], the leading,
// middle and last part of fp32 numbers, and the six largest products of parts are summed, smallest first. Tensor cores
// cut off what they add to a sum, so sums are kept short: 512 columns' smaller products and half of their largest, then
// the other half; what was summed before waits in shared memory. That is as good as fp32.
// TO: 0 float, 1 tf32, 2 bf16, 3 three bf16 parts, 4 e4m3, 5 added to float. GELU: 0, 1 exact, 2 to 1.5e-7 (Abramowitz
// and Stegun 7.1.26), 3 to 8e-4, less than bf16 rounds a value of 1 by.

constexpr int A_BYTES = TILE_ROWS * 128; // 128 bytes of each row, swizzled
constexpr int W_BYTES = TILE_COLUMNS * 128;
constexpr int STAGE_BYTES = A_BYTES + W_BYTES;
constexpr int BLOCKS = TILE_ROWS / 64;               // of rows that are multiplied at once
constexpr int SUMS = TILE_COLUMNS / 2;               // of a block that a thread holds
constexpr int OF_A = TILE_ROWS / CLUSTER_COLUMNS;    // rows of a that a block loads, for its row of the cluster
constexpr int OF_W = TILE_COLUMNS / CLUSTER_ROWS;    // rows of w, for its column
constexpr int STAGING_BYTES = TILE_ROWS * 128;       // of a warpgroup
constexpr int FIRST_SUM_BYTES = TERMS == 1 ? 0 : TILE_ROWS * TILE_COLUMNS * 4;
constexpr int SHORT_STEPS = TERMS == 1 ? 1 << 30 : 512 / 64; // steps over K whose products are summed at once
constexpr int STEP = TYPE == 0 ? 64 : TYPE == 1 ? 32 : 128; // elements in 128 bytes
constexpr int TO_BYTES = TO == 2 || TO == 3 ? 2 : TO == 4 ? 1 : 4;
constexpr int CHUNK = 128 / TO_BYTES;        // columns stored at once
constexpr int PARTS = TO == 3 ? 3 : 1;
constexpr int CLUSTER = CLUSTER_ROWS * CLUSTER_COLUMNS;
constexpr int MATES = CLUSTER_ROWS + CLUSTER_COLUMNS - 1; // blocks that a block shares loads with, itself among them
constexpr int WARPGROUP = 128;

struct __align__(64) TensorMap {
  unsigned long long words[16];
};

__device__ __forceinline__ unsigned shared(const void *pointer) {
  return (unsigned)__cvta_generic_to_shared(pointer);
}

// Barriers in shared memory.

__device__ __forceinline__ void barrier_init(unsigned barrier, int count) {
  asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(barrier), "r"(count));
}

__device__ __forceinline__ void barrier_expect(unsigned barrier, int bytes) {
  asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(barrier), "r"(bytes) : "memory");
}

__device__ __forceinline__ void barrier_wait(unsigned barrier, int parity) {
  asm volatile(
      "{\n.reg .pred done;\nAGAIN:\nmbarrier.try_wait.parity.shared::cta.b64 done, [%0], %1;\n"
      "@done bra DONE;\nbra AGAIN;\nDONE:\n}" ::"r"(barrier), "r"(parity)
      : "memory");
}

/** Arrives at the barrier that a block of the cluster has at the same place. Nothing was written, so nothing is fenced. */
__device__ __forceinline__ void barrier_arrive(unsigned barrier, unsigned block) {
  asm volatile(
      "{\n.reg .b32 remote;\nmapa.shared::cluster.u32 remote, %0, %1;\n"
      "mbarrier.arrive.shared::cluster.b64 _, [remote];\n}" ::"r"(barrier), "r"(block)
      : "memory");
}

__device__ __forceinline__ void cluster_sync() {
  asm volatile("barrier.cluster.arrive.release;\nbarrier.cluster.wait.acquire;" ::: "memory");
}

/** Copies rows of a part of a matrix, 128 bytes of each, to the same place in each block of a mask. */
__device__ __forceinline__ void load(unsigned to, const TensorMap *map, int column, int part, int row,
                                     unsigned barrier, unsigned short blocks) {
  asm volatile(
      "cp.async.bulk.tensor.3d.shared::cluster.global.mbarrier::complete_tx::bytes.multicast::cluster"
      " [%0], [%1, {%2, %3, %4}], [%5], %6;" ::"r"(to), "l"(map), "r"(column), "r"(part), "r"(row), "r"(barrier),
      "h"(blocks)
      : "memory");
}

/** Describes 8-row groups of 128 swizzled bytes a row. */
__device__ __forceinline__ unsigned long long describe(unsigned address) {
  return (unsigned long long)((address & 0x3ffff) >> 4) | 1ull << 16 | 64ull << 32 | 1ull << 62;
}

#if TYPE == 0
#define INSTRUCTION(columns) "wgmma.mma_async.sync.aligned.m64n" columns "k16.f32.bf16.bf16 "
#define TRANSPOSED ", 0, 0"
#elif TYPE == 1
#define INSTRUCTION(columns) "wgmma.mma_async.sync.aligned.m64n" columns "k8.f32.tf32.tf32 "
#define TRANSPOSED ""
#else
#define INSTRUCTION(columns) "wgmma.mma_async.sync.aligned.m64n" columns "k32.f32.e4m3.e4m3 "
#define TRANSPOSED ""
#endif

/** c = a b, or added to c: 64 rows, 128 columns, 32 bytes of each. */
__device__ __forceinline__ void mma(float (&c)[64], unsigned long long a, unsigned long long b, int added) {
  asm volatile(
      "{\n.reg .pred p;\nsetp.ne.b32 p, %66, 0;\n" INSTRUCTION("128")
      "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, %17, %18, %19, %20, "
      "%21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, %32, %33, %34, %35, %36, %37, %38, %39, "
      "%40, %41, %42, %43, %44, %45, %46, %47, %48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, "
      "%59, %60, %61, %62, %63}, %64, %65, p, 1, 1" TRANSPOSED ";\n}"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3]), "+f"(c[4]), "+f"(c[5]), "+f"(c[6]), "+f"(c[7]),
        "+f"(c[8]), "+f"(c[9]), "+f"(c[10]), "+f"(c[11]), "+f"(c[12]), "+f"(c[13]), "+f"(c[14]),
        "+f"(c[15]), "+f"(c[16]), "+f"(c[17]), "+f"(c[18]), "+f"(c[19]), "+f"(c[20]), "+f"(c[21]),
        "+f"(c[22]), "+f"(c[23]), "+f"(c[24]), "+f"(c[25]), "+f"(c[26]), "+f"(c[27]), "+f"(c[28]),
        "+f"(c[29]), "+f"(c[30]), "+f"(c[31]), "+f"(c[32]), "+f"(c[33]), "+f"(c[34]), "+f"(c[35]),
        "+f"(c[36]), "+f"(c[37]), "+f"(c[38]), "+f"(c[39]), "+f"(c[40]), "+f"(c[41]), "+f"(c[42]),
        "+f"(c[43]), "+f"(c[44]), "+f"(c[45]), "+f"(c[46]), "+f"(c[47]), "+f"(c[48]), "+f"(c[49]),
        "+f"(c[50]), "+f"(c[51]), "+f"(c[52]), "+f"(c[53]), "+f"(c[54]), "+f"(c[55]), "+f"(c[56]),
        "+f"(c[57]), "+f"(c[58]), "+f"(c[59]), "+f"(c[60]), "+f"(c[61]), "+f"(c[62]), "+f"(c[63])
      : "l"(a), "l"(b), "r"(added));
}

/** c = a b, or added to c: 64 rows, 64 columns, 32 bytes of each. */
__device__ __forceinline__ void mma(float (&c)[32], unsigned long long a, unsigned long long b, int added) {
  asm volatile(
      "{\n.reg .pred p;\nsetp.ne.b32 p, %34, 0;\n" INSTRUCTION("64")
      "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, %17, %18, %19, %20, "
      "%21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31}, %32, %33, p, 1, 1" TRANSPOSED ";\n}"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3]), "+f"(c[4]), "+f"(c[5]), "+f"(c[6]), "+f"(c[7]),
        "+f"(c[8]), "+f"(c[9]), "+f"(c[10]), "+f"(c[11]), "+f"(c[12]), "+f"(c[13]), "+f"(c[14]),
        "+f"(c[15]), "+f"(c[16]), "+f"(c[17]), "+f"(c[18]), "+f"(c[19]), "+f"(c[20]), "+f"(c[21]),
        "+f"(c[22]), "+f"(c[23]), "+f"(c[24]), "+f"(c[25]), "+f"(c[26]), "+f"(c[27]), "+f"(c[28]),
        "+f"(c[29]), "+f"(c[30]), "+f"(c[31])
      : "l"(a), "l"(b), "r"(added));
}

/** Keeps the compiler from reading sums before they are there. */
__device__ __forceinline__ void settle(float (&c)[SUMS]) {
#pragma unroll
  for (int i = 0; i < SUMS; i++) {
    asm volatile("" : "+f"(c[i])::"memory");
  }
}

__device__ __forceinline__ float gelu(float x) {
#if GELU == 1
  return 0.5f * x * (1.0f + erff(x * 0.70710678f));
#elif GELU == 2
  float z = fabsf(x) * 0.70710678f;
  float t, e;
  asm("rcp.approx.ftz.f32 %0, %1;" : "=f"(t) : "f"(fmaf(0.3275911f, z, 1.0f)));
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(e) : "f"(z * z * -1.44269504f));
  float polynomial = fmaf(t, 1.061405429f, -1.453152027f);
  polynomial = fmaf(t, polynomial, 1.421413741f);
  polynomial = fmaf(t, polynomial, -0.284496736f);
  polynomial = fmaf(t, polynomial, 0.254829592f);
  float tail = 0.5f * polynomial * t * e; // of the normal distribution beyond |x|
  return x * (x > 0 ? 1.0f - tail : tail);
#elif GELU == 3
  // x / 2 (1 + tanh(x p(x^2))), p fitted so that the whole is off by at most 3e-4; the instruction adds up to 5e-4.
  float u = x * fmaf(x * x, 3.468407e-2f, 8.0018767e-1f);
  float tanh;
  asm("tanh.approx.f32 %0, %1;" : "=f"(tanh) : "f"(u));
  float half = 0.5f * x;
  return fmaf(half, tanh, half);
#else
  return x;
#endif
}

/** A sum to what is stored; only e4m3 has scales. */
__device__ __forceinline__ float finish(float sum, float bias, float scale, float to_scale) {
  float value = gelu(TYPE == 2 ? fmaf(sum, scale, bias) : sum + bias);
  return TO == 4 ? value * to_scale : value;
}

__device__ __forceinline__ unsigned pack_bf16(float low, float high) {
  unsigned packed;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(packed) : "f"(high), "f"(low));
  return packed;
}

/** Writes two neighbours to a row of 128 swizzled bytes; of parts, takes what is written away from them. */
__device__ __forceinline__ void write(unsigned rows, int row, int column, float &first, float &second) {
  unsigned byte = column * TO_BYTES;
  unsigned address = rows + row * 128 + ((byte / 16 ^ row % 8) * 16) + byte % 16;
#if TO == 2 || TO == 3
  unsigned packed = pack_bf16(first, second);
  asm volatile("st.shared.b32 [%0], %1;" ::"r"(address), "r"(packed) : "memory");
#if TO == 3
  first -= __uint_as_float(packed << 16);
  second -= __uint_as_float(packed & 0xffff0000);
#endif
#elif TO == 4
  unsigned short packed;
  asm("cvt.rn.satfinite.e4m3x2.f32 %0, %1, %2;" : "=h"(packed) : "f"(second), "f"(first));
  asm volatile("st.shared.b16 [%0], %1;" ::"r"(address), "h"(packed) : "memory");
#else
  float pair[2] = {first, second};
#if TO == 1
  unsigned bits[2];
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits[0]) : "f"(first));
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits[1]) : "f"(second));
  pair[0] = __uint_as_float(bits[0]);
  pair[1] = __uint_as_float(bits[1]);
#endif
  // As floats: taken as words, sums would each be waited for as soon as they are multiplied.
  asm volatile("st.shared.v2.f32 [%0], {%1, %2};" ::"r"(address), "f"(pair[0]), "f"(pair[1]) : "memory");
#endif
}

// The two warpgroups multiply in turns. A barrier's parity tells one round of the ring from the next and no more, so a
// warpgroup must not wait for its stages before the other has passed its own.

__device__ __forceinline__ void take_turn(int turn) {
  asm volatile("bar.sync %0, 256;" ::"r"(3 + turn) : "memory");
}

__device__ __forceinline__ void give_turn(int turn) {
  asm volatile("bar.arrive %0, 256;" ::"r"(3 + turn) : "memory");
}

// One of the two keeps its first sum at a time.

__device__ __forceinline__ void take_store() {
  asm volatile("bar.sync 5, 256;" ::: "memory");
}

__device__ __forceinline__ void give_store() {
  asm volatile("bar.arrive 5, 256;" ::: "memory");
}

struct Ring {
  int stage = 0;
  int phase = 0;
  __device__ __forceinline__ void advance(int steps) {
    int next = stage + steps;
    phase ^= next / STAGES & 1;
    stage = next % STAGES;
  }
};

extern "C" __global__ void __cluster_dims__(CLUSTER, 1, 1) __launch_bounds__(3 * WARPGROUP, 1) product(
    const __grid_constant__ TensorMap a, const __grid_constant__ TensorMap w, const float *__restrict__ bias,
    unsigned char *__restrict__ to, int rows, int columns, int row_groups, int column_groups, int steps, float scale,
    float to_scale) {
  extern __shared__ unsigned char unaligned[];
  unsigned memory = (shared(unaligned) + 1023) / 1024 * 1024;
  unsigned staging = memory + STAGES * STAGE_BYTES;
  unsigned first_sums = staging + 2 * STAGING_BYTES; // [sums][threads] floats where there are six terms
  unsigned full = first_sums + FIRST_SUM_BYTES;
  unsigned empty = full + STAGES * 8;
  unsigned rank;
  asm("mov.u32 %0, %%cluster_ctarank;" : "=r"(rank));
  int in_row = rank / CLUSTER_COLUMNS; // which of the cluster's tiles
  int in_column = rank % CLUSTER_COLUMNS;
  int warpgroup = threadIdx.x / WARPGROUP;
  int thread = threadIdx.x % WARPGROUP;
  if (threadIdx.x == 0) {
    for (int i = 0; i < STAGES; i++) {
      barrier_init(full + i * 8, 1);
      barrier_init(empty + i * 8, MATES * 4); // a warpgroup's warps, here and in the neighbours
    }
    asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
  }
  cluster_sync();

  int tiles = row_groups * column_groups;
  int clusters = gridDim.x / CLUSTER;
  int all_steps = steps * TERMS;
  Ring ring;
  if (warpgroup == 0) {
    asm volatile("setmaxnreg.dec.sync.aligned.u32 40;");
    if (thread == 0) {
      unsigned short row_mates = ((1 << CLUSTER_COLUMNS) - 1) << in_row * CLUSTER_COLUMNS;
      unsigned short column_mates = 0;
      for (int i = 0; i < CLUSTER_ROWS; i++) {
        column_mates |= 1 << (i * CLUSTER_COLUMNS + in_column);
      }
      for (int tile = blockIdx.x / CLUSTER; tile < tiles; tile += clusters) {
        int row = (tile / column_groups * CLUSTER_ROWS + in_row) * TILE_ROWS + in_column * OF_A;
        int column = (tile % column_groups * CLUSTER_COLUMNS + in_column) * TILE_COLUMNS + in_row * OF_W;
        for (int first = 0; first < steps; first += SHORT_STEPS) {
          int some = min(SHORT_STEPS, steps - first);
          for (int i = 0; i < some * TERMS; i++) {
            // The parts' products in order: last by first, first by last, middle by middle, …
            int of_a = TERMS == 1 ? 0 : 0x001102 >> (i / some * 4) & 15;
            int of_w = TERMS == 1 ? 0 : 0x010120 >> (i / some * 4) & 15;
            int k = (first + i % some) * STEP;
            unsigned stage = memory + ring.stage * STAGE_BYTES;
            unsigned arrived = full + ring.stage * 8;
            barrier_wait(empty + ring.stage * 8, ring.phase ^ 1);
            barrier_expect(arrived, STAGE_BYTES);
            load(stage + in_column * OF_A * 128, &a, k, of_a, row, arrived, row_mates);
            load(stage + A_BYTES + in_row * OF_W * 128, &w, k, of_w, column, arrived, column_mates);
            ring.advance(1);
          }
        }
      }
    }
  } else {
    asm volatile("setmaxnreg.inc.sync.aligned.u32 232;");
    int turn = warpgroup - 1;
    int lane = thread % 32;
    unsigned own_staging = staging + turn * STAGING_BYTES;
    // The lane's neighbour: the blocks of its column of the cluster, then the others of its row.
    unsigned mate = lane < CLUSTER_ROWS ? lane * CLUSTER_COLUMNS + in_column
                                        : in_row * CLUSTER_COLUMNS + (in_column + lane - CLUSTER_ROWS + 1) % CLUSTER_COLUMNS;
    if (turn == 1) {
      ring.advance(all_steps);
      give_turn(0);
      give_store();
    }
    unsigned own_first_sums = first_sums + thread * 4;
    int clusters_ahead = turn * clusters;
    for (int tile = blockIdx.x / CLUSTER + clusters_ahead; tile < tiles; tile += 2 * clusters) {
      float sums[BLOCKS][SUMS];
      int last_stage = 0;
      bool kept = false; // whether there are first sums
      take_turn(turn);
      for (int i = 0; i < all_steps; i++) {
        bool afresh = i == 0;
#if TERMS > 1
        int some = min(SHORT_STEPS, steps - i / (SHORT_STEPS * TERMS) * SHORT_STEPS);
        int within = i % (SHORT_STEPS * TERMS);
        if (i > 0 && (within == 0 || within == some * TERMS - some / 2)) {
          afresh = true;
          asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");
          if (!kept) {
            take_store();
          }
#pragma unroll
          for (int b = 0; b < BLOCKS; b++) {
            settle(sums[b]);
#pragma unroll
            for (int j = 0; j < SUMS; j++) {
              unsigned at = own_first_sums + (b * SUMS + j) * (WARPGROUP * 4);
              float before = 0;
              if (kept) {
                asm volatile("ld.shared.f32 %0, [%1];" : "=f"(before) : "r"(at) : "memory");
              }
              asm volatile("st.shared.f32 [%0], %1;" ::"r"(at), "f"(before + sums[b][j]) : "memory");
            }
          }
          kept = true;
        }
#endif
        barrier_wait(full + ring.stage * 8, ring.phase);
        unsigned stage = memory + ring.stage * STAGE_BYTES;
        asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
        unsigned long long of_a = describe(stage);
        unsigned long long of_w = describe(stage + A_BYTES);
#pragma unroll
        for (int k = 0; k < 4; k++) {
#pragma unroll
          for (int b = 0; b < BLOCKS; b++) {
            mma(sums[b], of_a + b * (64 * 128 >> 4) + 2 * k, of_w + 2 * k, k > 0 || !afresh);
          }
        }
        asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
        if (i > 0) {
          asm volatile("wgmma.wait_group.sync.aligned 1;" ::: "memory");
          if (lane < MATES) {
            barrier_arrive(empty + last_stage * 8, mate);
          }
        }
        last_stage = ring.stage;
        ring.advance(1);
      }
      give_turn(turn ^ 1);
      int row = (tile / column_groups * CLUSTER_ROWS + in_row) * TILE_ROWS;
      int column = (tile % column_groups * CLUSTER_COLUMNS + in_column) * TILE_COLUMNS;
      int own_row = thread / 32 * 16 + lane / 4;
      int own_column = lane % 4 * 2;
      const float *own_bias = bias + column + own_column;
#if GELU == 0 || GELU == 3 // the others need the registers
      float2 add[TILE_COLUMNS / 8];
#pragma unroll
      for (int j = 0; j < TILE_COLUMNS / 8; j++) {
        add[j] = *(const float2 *)(own_bias + j * 8);
      }
#define BIAS(j) add[j]
#else
#define BIAS(j) *(const float2 *)(own_bias + (j) * 8)
#endif
      asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");
#pragma unroll
      for (int b = 0; b < BLOCKS; b++) {
        settle(sums[b]);
      }
#if TERMS > 1
      if (kept) {
#pragma unroll
        for (int b = 0; b < BLOCKS; b++) {
#pragma unroll
          for (int j = 0; j < SUMS; j++) {
            float first;
            unsigned at = own_first_sums + (b * SUMS + j) * (WARPGROUP * 4);
            asm volatile("ld.shared.f32 %0, [%1];" : "=f"(first) : "r"(at) : "memory");
            sums[b][j] += first;
          }
        }
        give_store();
      }
#endif
      if (lane < MATES) {
        barrier_arrive(empty + last_stage * 8, mate);
      }
      ring.advance(all_steps); // the other warpgroup's tile

#pragma unroll
      for (int j = 0; j < TILE_COLUMNS / 8; j++) {
        float2 bias_pair = BIAS(j);
#pragma unroll
        for (int i = 0; i < BLOCKS; i++) {
#pragma unroll
          for (int half = 0; half < 2; half++) {
            float *pair = &sums[i][j * 4 + half * 2];
            pair[0] = finish(pair[0], bias_pair.x, scale, to_scale);
            pair[1] = finish(pair[1], bias_pair.y, scale, to_scale);
          }
        }
      }
#pragma unroll 1
      for (int part = 0; part < PARTS; part++) {
#pragma unroll
        for (int chunk = 0; chunk < TILE_COLUMNS / CHUNK; chunk++) {
          // A row of the chunk is 8 pieces of 16 bytes; a thread has a piece of every 16th row.
          int piece_column = column + chunk * CHUNK + thread % 8 * (CHUNK / 8);
          unsigned char *piece =
              to + (((long long)(row + thread / 8) * PARTS + part) * columns + piece_column) * TO_BYTES;
          long long piece_stride = 16ll * PARTS * columns * TO_BYTES;
          bool inside = piece_column < columns;
#if TO == 5
          float4 before[TILE_ROWS / 16];
#pragma unroll
          for (int i = 0; i < TILE_ROWS / 16; i++) {
            if (inside && row + thread / 8 + i * 16 < rows) {
              before[i] = *(const float4 *)(piece + i * piece_stride);
            }
          }
#endif
          asm volatile("bar.sync %0, 128;" ::"r"(warpgroup) : "memory");
#pragma unroll
          for (int j = 0; j < CHUNK / 8; j++) {
#pragma unroll
            for (int i = 0; i < BLOCKS; i++) {
#pragma unroll
              for (int half = 0; half < 2; half++) {
                float *pair = &sums[i][(chunk * (CHUNK / 8) + j) * 4 + half * 2];
                write(own_staging, i * 64 + own_row + half * 8, j * 8 + own_column, pair[0], pair[1]);
              }
            }
          }
          asm volatile("bar.sync %0, 128;" ::"r"(warpgroup) : "memory");
#pragma unroll
          for (int i = 0; i < TILE_ROWS / 16; i++) {
            int in_tile = thread / 8 + i * 16;
            uint4 value;
            asm volatile("ld.shared.v4.u32 {%0, %1, %2, %3}, [%4];"
                         : "=r"(value.x), "=r"(value.y), "=r"(value.z), "=r"(value.w)
                         : "r"(own_staging + in_tile * 128 + (thread % 8 ^ in_tile % 8) * 16)
                         : "memory");
#if TO == 5
            value.x = __float_as_uint(__uint_as_float(value.x) + before[i].x);
            value.y = __float_as_uint(__uint_as_float(value.y) + before[i].y);
            value.z = __float_as_uint(__uint_as_float(value.z) + before[i].z);
            value.w = __float_as_uint(__uint_as_float(value.w) + before[i].w);
#endif
            if (inside && row + in_tile < rows) {
              *(uint4 *)(piece + i * piece_stride) = value;
            }
          }
        }
      }
    }
  }
  cluster_sync();
}
