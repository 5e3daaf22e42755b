// to = f(a w^T + bias), or x += a w^T + bias, for row-major a [rows, K] and w [columns, K].
//
// Tiles of TILE_ROWS x TILE_COLUMNS by Hopper's asynchronous tensor-core products; one warp brings pieces of a and w, 128
// bytes of each row, to shared memory through the copy engine, STAGES ahead. Two warpgroups multiply in turns: while one
// multiplies its tile the other finishes its last one, so that bias, GELU and stores cost little. With RESIDENT (the
// pieces of all K) a block keeps its columns of w in shared memory and only a passes through; the number of clusters
// must then be a multiple of column_groups. That spares shared memory, which gives and takes 128 bytes a cycle: for
// 128 x 128, 160 bytes have to pass in the time that the tensor cores need for 128, with resident weights 128.
//
// Blocks of a cluster, over CLUSTER_ROWS x CLUSTER_COLUMNS tiles, share what they load: each loads a part of its rows of a
// and of w and sends it to its neighbours as well, so that less comes from L2. Clusters stay and walk over the tiles,
// columns first, so that rows of a are read from memory once. A row's sum runs over K in one order whatever the tile, so
// it has the same bits in any batch.
//
// Rows of w are not in the order of columns: within RUN * 4 of them row 8 i + 2 t + e is column RUN t + 2 i + e, so that
// of what the tensor cores leave in a thread, RUN neighbours are in one row and are stored without a detour.
//
// TYPE of a and w: 0 bf16, 1 tf32. TERMS: 1, or 6 (bf16 alone): a and w then are [rows, 3, K], the leading, middle and
// last part of fp32 numbers, and the six largest products of parts are summed, smallest first. Tensor cores cut off
// what they add to a sum, so sums are kept short: 512 columns' smaller products and half of their largest, then the
// other half, and so on; what was summed before waits in shared memory. That is as good as fp32. SPLIT (where there are
// few tiles; no other sharing then): that many blocks of a cluster have each a part of K, keep its short sums apart and
// add up all of the cluster's, in the same order, each for a part of the tile; they do not walk.
// TO: 0 float, 1 tf32, 2 bf16, 3 three bf16 parts, 5 added to float. GELU: 0, 1 exact, 2 to 8e-4, less than
// bf16 rounds a value of 1 by: x / 2 (1 + tanh(c x (b + (c x)^2))), fitted to 3e-4, to which the instruction adds up to
// 5e-4; w and bias must bring the factor c, and what reads the result the factor 1 / 2c.
//
// NOTE (with TO 5): notes of each row's every 64 columns the mean and the sum of squared differences to it, and, for
// bf16, a copy of x. FOLD: a is such a copy (of tf32, x itself), and what is meant is the layer norm of its rows: for
// w' = w * gamma, the product is (a w'^T - mean w_sums) / deviation + bias', with w_sums the sums of w' over K and
// bias' = bias + w beta. MOMENTS: notes of a row.

constexpr int WARPGROUP = 128;
constexpr int PIECE = 128; // bytes of a row that are loaded at once, swizzled
constexpr int A_BYTES = TILE_ROWS * PIECE;
constexpr int W_BYTES = TILE_COLUMNS * PIECE;
constexpr int STAGE_BYTES = A_BYTES + (RESIDENT ? 0 : W_BYTES);
constexpr int BLOCKS = TILE_ROWS / 64; // of rows that are multiplied at once
constexpr int SUMS = TILE_COLUMNS / 2; // of a block that a thread holds
constexpr int OF_A = TILE_ROWS / CLUSTER_COLUMNS;    // rows of a that a block loads, for its row of the cluster
constexpr int OF_W = TILE_COLUMNS / CLUSTER_ROWS;    // rows of w, for its column
#define ONTO (TO == 5 && TERMS == 1) // tensor cores' cutting off is as nothing beside the rounding of a and w
constexpr int TILE_BYTES = TILE_ROWS * TILE_COLUMNS * 4;
constexpr int KEPT = TERMS == 1 ? 0 : SPLIT == 1 ? 1 : 2 * SHORTS; // sums of a tile that wait, SHORTS: spans of K of a block
constexpr int ADD_BYTES = 2 * 2 * (1 + FOLD) * TILE_COLUMNS * 4;
constexpr int SHORT_STEPS = TERMS == 1 ? 1 << 30 : 512 / 64; // steps over K whose products are summed at once
constexpr int STEP = TYPE == 0 ? 64 : 32;                    // elements in a piece
constexpr int TO_BYTES = TO == 2 || TO == 3 ? 2 : 4;
constexpr int RUN = 16 / TO_BYTES; // neighbours that a thread stores at once
constexpr int PARTS = TO == 3 ? 3 : 1;
constexpr int CLUSTER = CLUSTER_ROWS * CLUSTER_COLUMNS * SPLIT;
constexpr int MATES = RESIDENT ? CLUSTER_COLUMNS : CLUSTER_ROWS + CLUSTER_COLUMNS - 1; // blocks that loads are shared with
constexpr int NOTED = 64; // columns of a note

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

/** Copies a piece of rows of a part of a matrix to the same place in each block of a mask. */
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

// The asynchronous product's text and operands, by the number of sums.
#define OF_32 \
  "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15" \
  ", %16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31"
#define OF_64 OF_32 \
  ", %32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47" \
  ", %48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63"
#define EIGHT(i) \
  "+f"(c[i]), "+f"(c[i + 1]), "+f"(c[i + 2]), "+f"(c[i + 3]), "+f"(c[i + 4]), "+f"(c[i + 5]), "+f"(c[i + 6]), "+f"(c[i + 7])
#define THIRTY_TWO(i) EIGHT(i), EIGHT(i + 8), EIGHT(i + 16), EIGHT(i + 24)
#if TYPE == 0
#define KIND(columns) "n" columns "k16.f32.bf16.bf16 "
#define ORDER ", 0, 0"
#else
#define KIND(columns) "n" columns "k8.f32.tf32.tf32 "
#define ORDER ""
#endif
#define PRODUCT(columns, sums, a, b, added) \
  "{\n.reg .pred p;\nsetp.ne.b32 p, " added ", 0;\nwgmma.mma_async.sync.aligned.m64" KIND(columns) \
  "{" sums "}, " a ", " b ", p, 1, 1" ORDER ";\n}"

/** c = a b, or added to c: 64 rows, TILE_COLUMNS columns, 32 bytes of each. */
__device__ __forceinline__ void mma(float (&c)[SUMS], unsigned long long a, unsigned long long b, int added) {
#if TILE_COLUMNS == 64
  asm volatile(PRODUCT("64", OF_32, "%32", "%33", "%34") : THIRTY_TWO(0) : "l"(a), "l"(b), "r"(added));
#else
  asm volatile(PRODUCT("128", OF_64, "%64", "%65", "%66") : THIRTY_TWO(0), THIRTY_TWO(32)
               : "l"(a), "l"(b), "r"(added));
#endif
}

/** Keeps the compiler from reading sums before they are there. */
__device__ __forceinline__ void settle(float (&sums)[BLOCKS][SUMS]) {
#pragma unroll
  for (int i = 0; i < BLOCKS * SUMS; i++) {
    asm volatile("" : "+f"(sums[i / SUMS][i % SUMS])::"memory");
  }
}

__device__ __forceinline__ float gelu(float x) {
#if GELU == 1
  return 0.5f * x * (1.0f + erff(x * 0.70710678f));
#elif GELU == 2
  float tanh;
  asm("tanh.approx.f32 %0, %1;" : "=f"(tanh) : "f"(x * fmaf(x, x, 2.4536645f)));
  return fmaf(x, tanh, x);
#else
  return x;
#endif
}

__device__ __forceinline__ unsigned pack_bf16(float low, float high) {
  unsigned packed;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(packed) : "f"(high), "f"(low));
  return packed;
}

__device__ __forceinline__ float round_tf32(float value) {
  unsigned bits;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(value));
  return __uint_as_float(bits);
}

/** Stores RUN neighbours of a row of [PARTS, COLUMNS]; uses up the values. */
__device__ __forceinline__ void store(unsigned char *to, float (&v)[RUN]) {
#pragma unroll
  for (int part = 0; part < PARTS; part++) {
#if TO == 2 || TO == 3
    unsigned words[RUN / 2];
#pragma unroll
    for (int i = 0; i < RUN; i += 2) {
      words[i / 2] = pack_bf16(v[i], v[i + 1]);
      v[i] -= __uint_as_float(words[i / 2] << 16);
      v[i + 1] -= __uint_as_float(words[i / 2] & 0xffff0000);
    }
    *(uint4 *)(to + part * COLUMNS * TO_BYTES) = make_uint4(words[0], words[1], words[2], words[3]);
#elif TO == 1
    *(float4 *)to = make_float4(round_tf32(v[0]), round_tf32(v[1]), round_tf32(v[2]), round_tf32(v[3]));
#else
    *(float4 *)to = make_float4(v[0], v[1], v[2], v[3]);
#endif
  }
}

__device__ __forceinline__ void read_shared(float *to, unsigned at) {
  asm volatile("ld.shared.v4.f32 {%0, %1, %2, %3}, [%4];"
               : "=f"(to[0]), "=f"(to[1]), "=f"(to[2]), "=f"(to[3])
               : "r"(at)
               : "memory");
}

/** Sums over the 4 threads that share a row. */
__device__ __forceinline__ float sum_over_row(float value) {
  value += __shfl_xor_sync(0xffffffff, value, 1);
  return value + __shfl_xor_sync(0xffffffff, value, 2);
}

/** Where a thread's sums are: of block b, half h and run g, row b * 64 + h * 8 and RUN columns from g * RUN * 4, from here. */
struct Place {
  int row;
  int column;
};

constexpr int ROWS = BLOCKS * 2;              // of a tile that a thread has sums of
constexpr int RUNS = TILE_COLUMNS / (RUN * 4); // of a row that a thread has

/** A thread's place among its sums: the i-th of a run of one of its rows. */
#define SUM(sums, which, run, i) sums[(which) / 2][((run) * (RUN / 2) + (i) / 2) * 4 + (which) % 2 * 2 + (i) % 2]

__device__ __forceinline__ int row_of(Place at, int which) {
  return at.row + which / 2 * 64 + which % 2 * 8;
}

__device__ __forceinline__ bool is_column(int column) {
  return COLUMNS % (TILE_COLUMNS * CLUSTER_COLUMNS) == 0 || column < COLUMNS;
}

#if FOLD
constexpr int NOTES = (MOMENTS + 3) / 4; // of a row that each of its 4 threads reads

/** Reads what was noted of a thread's rows of a. */
__device__ __forceinline__ void read_notes(float2 (&notes)[ROWS][NOTES], const float2 *moments, Place at, int rows) {
#pragma unroll
  for (int which = 0; which < ROWS; which++) {
    int row = row_of(at, which);
#pragma unroll
    for (int i = 0; i < NOTES; i++) {
      int column = i * 4 + threadIdx.x % 4;
      bool there = column < MOMENTS && row < rows;
      notes[which][i] = there ? moments[(long long)row * MOMENTS + column] : make_float2(0, 0);
    }
  }
}

/** Mean and 1 / deviation of a row of a. */
__device__ __forceinline__ float2 norm(const float2 (&notes)[NOTES], float eps) {
  float sum = 0;
#pragma unroll
  for (int i = 0; i < NOTES; i++) {
    sum += notes[i].x;
  }
  float mean = sum_over_row(sum) * (1.0f / MOMENTS);
  float squares = 0;
#pragma unroll
  for (int i = 0; i < NOTES; i++) {
    float difference = notes[i].x - mean;
    squares += i * 4 + threadIdx.x % 4 < MOMENTS ? fmaf(difference * difference, (float)NOTED, notes[i].y) : 0;
  }
  return make_float2(mean, rsqrtf(sum_over_row(squares) * (1.0f / (MOMENTS * NOTED)) + eps));
}
#endif

#if TO == 5
/** Notes 64 columns of each row: what was stored of them lies in sums from a run on. */
__device__ __forceinline__ void note(const float (&sums)[BLOCKS][SUMS], float2 *moments, Place at, int run, int rows) {
#pragma unroll
  for (int which = 0; which < ROWS; which++) {
    float sum = 0;
#pragma unroll
    for (int i = 0; i < NOTED / 4; i++) {
      sum += SUM(sums, which, run + i / RUN, i % RUN);
    }
    float mean = sum_over_row(sum) * (1.0f / NOTED);
    float squares = 0;
#pragma unroll
    for (int i = 0; i < NOTED / 4; i++) {
      float difference = SUM(sums, which, run + i / RUN, i % RUN) - mean;
      squares = fmaf(difference, difference, squares);
    }
    squares = sum_over_row(squares);
    int row = row_of(at, which);
    int column = at.column + run * RUN * 4;
    if (threadIdx.x % 4 == 0 && row < rows && is_column(column)) {
      moments[(long long)row * (COLUMNS / NOTED) + column / NOTED] = make_float2(mean, squares);
    }
  }
}
#endif

// In turns: a barrier's parity tells one round of the ring from the next and no more, so a warpgroup must not wait for its
// stages before the other has passed its own.

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

#if TERMS > 1
/** Lets sums wait, or adds them to what waits. */
__device__ __forceinline__ void keep(const float (&sums)[BLOCKS][SUMS], unsigned to, bool added) {
#pragma unroll
  for (int j = 0; j < BLOCKS * SUMS; j++) {
    unsigned place = to + j * (WARPGROUP * 4);
    float before = 0;
    if (added) {
      asm volatile("ld.shared.f32 %0, [%1];" : "=f"(before) : "r"(place) : "memory");
    }
    asm volatile("st.shared.f32 [%0], %1;" ::"r"(place), "f"(before + sums[j / SUMS][j % SUMS]) : "memory");
  }
}

/** Adds what waits to sums. */
__device__ __forceinline__ void add_kept(float (&sums)[BLOCKS][SUMS], unsigned from) {
#pragma unroll
  for (int j = 0; j < BLOCKS * SUMS; j++) {
    float first;
    asm volatile("ld.shared.f32 %0, [%1];" : "=f"(first) : "r"(from + j * (WARPGROUP * 4)) : "memory");
    sums[j / SUMS][j % SUMS] += first;
  }
}
#endif

#if SPLIT > 1
/** Adds up the j-th of a thread's short sums, of all K in its order, out of the cluster's shared memory. */
__device__ __forceinline__ float all_of(unsigned first_sums, int j, int steps) {
  float sum = 0;
#pragma unroll
  for (int part = 0; part < SPLIT; part++) {
#pragma unroll
    for (int i = 0; i < KEPT; i++) {
      float value = 0;
      int left = steps - (part * SHORTS + i / 2) * SHORT_STEPS;
      if (left > i % 2) { // one step's are not halved
        asm volatile("{\n.reg .b32 remote;\nmapa.shared::cluster.u32 remote, %1, %2;\n"
                     "ld.shared::cluster.f32 %0, [remote];\n}"
                     : "=f"(value)
                     : "r"(first_sums + i * TILE_BYTES + (j * WARPGROUP + threadIdx.x % WARPGROUP) * 4), "r"(part)
                     : "memory");
      }
      sum += value;
    }
  }
  return sum;
}
#endif

struct Ring {
  int stage = 0;
  int phase = 0;
  __device__ __forceinline__ void advance() {
    stage++;
    if (stage == STAGES) {
      stage = 0;
      phase ^= 1;
    }
  }
  __device__ __forceinline__ void skip(int steps) {
    int next = stage + steps;
    phase ^= next / STAGES & 1;
    stage = next % STAGES;
  }
};

extern "C" __global__ void __cluster_dims__(CLUSTER, 1, 1) __launch_bounds__(3 * WARPGROUP, 1) product(
    const __grid_constant__ TensorMap a, const __grid_constant__ TensorMap w, const float *__restrict__ bias,
    unsigned char *__restrict__ to, int rows, int row_groups, int column_groups, int steps,
    const float *__restrict__ w_sums, float2 *__restrict__ moments, unsigned char *__restrict__ copy, float eps) {
  extern __shared__ __align__(1024) unsigned char block_memory[];
  unsigned memory = shared(block_memory);
  if (memory % 1024 != 0) { // what the tensor cores' descriptions rely on
    __trap();
  }
  unsigned resident = memory + STAGES * STAGE_BYTES;        // [RESIDENT] pieces of w
  unsigned first_sums = resident + RESIDENT * W_BYTES; // [KEPT][sums][threads] floats
  unsigned adds = first_sums + KEPT * TILE_BYTES; // [warpgroup][its even and odd tiles][bias, with FOLD w_sums][TILE_COLUMNS] floats
  unsigned full = adds + ADD_BYTES;
  unsigned empty = full + STAGES * 8;
  unsigned resident_full = empty + STAGES * 8;
  unsigned rank;
  asm("mov.u32 %0, %%cluster_ctarank;" : "=r"(rank));
  int in_row = SPLIT > 1 ? 0 : rank / CLUSTER_COLUMNS; // which of the cluster's tiles
  int in_column = SPLIT > 1 ? 0 : rank % CLUSTER_COLUMNS;
  int warpgroup = threadIdx.x / WARPGROUP;
  int thread = threadIdx.x % WARPGROUP;
  if (threadIdx.x == 0) {
    for (int i = 0; i < STAGES; i++) {
      barrier_init(full + i * 8, 1);
      barrier_init(empty + i * 8, MATES * 4); // a warpgroup's warps, here and in the neighbours
    }
    barrier_init(resident_full, 1);
    asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
  }
  cluster_sync();

  int tiles = row_groups * column_groups;
  int clusters = gridDim.x / CLUSTER;
  int first_tile = blockIdx.x / CLUSTER;
  int first_step = SPLIT > 1 ? min(rank * SHORTS * SHORT_STEPS, steps) : 0; // of those that are this block's
  int last_step = SPLIT > 1 ? min(first_step + SHORTS * SHORT_STEPS, steps) : steps;
  int all_steps = (last_step - first_step) * TERMS;
  Ring ring;
  if (warpgroup == 0) {
    asm volatile("setmaxnreg.dec.sync.aligned.u32 40;");
    if (thread == 0) {
      unsigned short row_mates = SPLIT > 1 ? 1 << rank : ((1 << CLUSTER_COLUMNS) - 1) << in_row * CLUSTER_COLUMNS;
      unsigned short column_mates = SPLIT > 1 ? 1 << rank : 0;
      for (int i = 0; i < CLUSTER_ROWS && SPLIT == 1; i++) {
        column_mates |= 1 << (i * CLUSTER_COLUMNS + in_column);
      }
#if RESIDENT
      if (first_tile < tiles) {
        int column = (first_tile % column_groups * CLUSTER_COLUMNS + in_column) * TILE_COLUMNS;
        barrier_expect(resident_full, RESIDENT * W_BYTES);
        for (int i = 0; i < RESIDENT; i++) {
          load(resident + i * W_BYTES, &w, i * STEP, 0, column, resident_full, column_mates);
        }
      }
#endif
      for (int tile = first_tile; tile < tiles; tile += clusters) {
        int row = (tile / column_groups * CLUSTER_ROWS + in_row) * TILE_ROWS + in_column * OF_A;
        int column = (tile % column_groups * CLUSTER_COLUMNS + in_column) * TILE_COLUMNS + in_row * OF_W;
        for (int first = first_step; first < last_step; first += SHORT_STEPS) {
          int last = min(first + SHORT_STEPS, last_step);
          for (int term = 0; term < TERMS; term++) {
            // The parts' products in order: last by first, first by last, middle by middle, …
            int of_a = TERMS == 1 ? 0 : 0x001102 >> (term * 4) & 15;
            int of_w = TERMS == 1 ? 0 : 0x010120 >> (term * 4) & 15;
            for (int i = first; i < last; i++) {
              unsigned stage = memory + ring.stage * STAGE_BYTES;
              unsigned arrived = full + ring.stage * 8;
              barrier_wait(empty + ring.stage * 8, ring.phase ^ 1);
              barrier_expect(arrived, STAGE_BYTES);
              load(stage + in_column * OF_A * PIECE, &a, i * STEP, of_a, row, arrived, row_mates);
#if !RESIDENT
              load(stage + A_BYTES + in_row * OF_W * PIECE, &w, i * STEP, of_w, column, arrived, column_mates);
#endif
              ring.advance();
            }
          }
        }
      }
    }
  } else {
    asm volatile("setmaxnreg.inc.sync.aligned.u32 232;");
    int turn = warpgroup - 1;
    int lane = thread % 32;
    // The lane's neighbour: the blocks of its column of the cluster, then the others of its row.
    unsigned mate = SPLIT > 1 ? rank
                    : RESIDENT ? lane
                    : lane < CLUSTER_ROWS
                        ? lane * CLUSTER_COLUMNS + in_column
                        : in_row * CLUSTER_COLUMNS + (in_column + lane - CLUSTER_ROWS + 1) % CLUSTER_COLUMNS;
    if (turn == 1 && SPLIT == 1) {
      ring.skip(all_steps);
      give_turn(0);
      if (TERMS > 1) {
        give_store();
      }
    }
#if RESIDENT
    if (first_tile < tiles) {
      barrier_wait(resident_full, 0);
    }
#endif
    int first_own = first_tile + turn * clusters;
    int next_own = 2 * clusters;
    unsigned own_adds = adds + turn * (ADD_BYTES / 2);
    bool odd = false;
    Place in_tile;
    in_tile.row = thread / 32 * 16 + lane / 4;
    in_tile.column = lane % 4 * RUN;
#if FOLD
    float2 notes[ROWS][NOTES];
    Place first = in_tile;
    first.row += (first_own / column_groups * CLUSTER_ROWS + in_row) * TILE_ROWS;
    read_notes(notes, moments, first, rows);
#endif
    for (int tile = first_own; tile < tiles && (SPLIT == 1 || turn == 0); tile += next_own) {
      int tile_column = (tile % column_groups * CLUSTER_COLUMNS + in_column) * TILE_COLUMNS;
      Place at = in_tile;
      at.row += (tile / column_groups * CLUSTER_ROWS + in_row) * TILE_ROWS;
      at.column += tile_column;
      float sums[BLOCKS][SUMS];
      unsigned char *own_row[ROWS]; // of what is stored; beyond the last row, the last
#pragma unroll
      for (int which = 0; which < ROWS; which++) {
        int row = min(row_of(at, which), rows - 1);
        own_row[which] = to + ((long long)row * PARTS * COLUMNS + at.column) * TO_BYTES;
      }
      for (int i = thread; i < TILE_COLUMNS; i += WARPGROUP) {
        asm volatile("st.shared.f32 [%0], %1;" ::"r"(own_adds + i * 4), "f"(bias[tile_column + i]) : "memory");
#if FOLD
        asm volatile("st.shared.f32 [%0], %1;" ::"r"(own_adds + (TILE_COLUMNS + i) * 4), "f"(w_sums[tile_column + i])
                     : "memory");
#endif
      }
#if ONTO // the sums begin with what is added to, read while the other warpgroup multiplies
#pragma unroll
      for (int run = 0; run < RUNS; run++) {
#pragma unroll
        for (int which = 0; which < ROWS; which++) {
          int offset = is_column(at.column + run * RUN * 4) ? run * RUN * 4 * TO_BYTES : 0;
          float4 x = *(const float4 *)(own_row[which] + offset);
          SUM(sums, which, run, 0) = x.x;
          SUM(sums, which, run, 1) = x.y;
          SUM(sums, which, run, 2) = x.z;
          SUM(sums, which, run, 3) = x.w;
        }
      }
#endif
#if FOLD
      float2 norms[ROWS];
#pragma unroll
      for (int which = 0; which < ROWS; which++) {
        norms[which] = norm(notes[which], eps);
      }
#endif
      int last_stage = 0;
#if TERMS > 1
      unsigned own_first_sums = first_sums + thread * 4;
      int kept = 0; // short sums that wait
#endif
      if (SPLIT == 1) {
        take_turn(turn);
      }
      for (int i = 0; i < all_steps; i++) {
        bool afresh = i == 0 && !ONTO;
#if TERMS > 1
        int some = min(SHORT_STEPS, last_step - first_step - i / (SHORT_STEPS * TERMS) * SHORT_STEPS);
        int within = i % (SHORT_STEPS * TERMS);
        if (i > 0 && (within == 0 || within == some * TERMS - some / 2)) {
          afresh = true;
          asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");
          if (SPLIT == 1 && kept == 0) {
            take_store();
          }
          settle(sums);
          if (SPLIT == 1) {
            keep(sums, own_first_sums, kept > 0);
          } else {
            keep(sums, own_first_sums + kept * TILE_BYTES, false);
          }
          kept++;
        }
#endif
        barrier_wait(full + ring.stage * 8, ring.phase);
        unsigned stage = memory + ring.stage * STAGE_BYTES;
        asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
        unsigned long long of_a = describe(stage);
        unsigned long long of_w = describe(RESIDENT ? resident + i * W_BYTES : stage + A_BYTES);
#pragma unroll
        for (int k = 0; k < 4; k++) {
#pragma unroll
          for (int b = 0; b < BLOCKS; b++) {
            mma(sums[b], of_a + b * (64 * PIECE >> 4) + 2 * k, of_w + 2 * k, k > 0 || !afresh);
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
        ring.advance();
      }
      if (SPLIT == 1) {
        give_turn(turn ^ 1);
      }
#if FOLD
      Place next = in_tile;
      next.row += ((tile + next_own) / column_groups * CLUSTER_ROWS + in_row) * TILE_ROWS;
      read_notes(notes, moments, next, rows);
#endif
      asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");
      settle(sums);
#if SPLIT > 1
      if (all_steps > 0) {
        keep(sums, own_first_sums + kept * TILE_BYTES, false);
      }
      break; // to the cluster's others
#elif TERMS > 1
      if (kept > 0) {
        add_kept(sums, own_first_sums);
        give_store();
      }
#endif
      if (lane < MATES) {
        barrier_arrive(empty + last_stage * 8, mate);
      }
      ring.skip(all_steps); // the other warpgroup's tile

#pragma unroll
      for (int run = 0; run < RUNS; run++) {
        float add[RUN], sub[RUN];
#pragma unroll
        for (int i = 0; i < RUN; i += 4) {
          read_shared(add + i, own_adds + (in_tile.column + run * RUN * 4 + i) * 4);
#if FOLD
          read_shared(sub + i, own_adds + (TILE_COLUMNS + in_tile.column + run * RUN * 4 + i) * 4);
#endif
        }
#pragma unroll
        for (int which = 0; which < ROWS; which++) {
          float values[RUN];
#pragma unroll
          for (int i = 0; i < RUN; i++) {
            float sum = SUM(sums, which, run, i);
#if FOLD
            sum = fmaf(-norms[which].x, sub[i], sum) * norms[which].y;
#endif
            values[i] = gelu(sum + add[i]);
          }
          unsigned char *place = own_row[which] + run * RUN * 4 * TO_BYTES;
          if (row_of(at, which) < rows && is_column(at.column + run * RUN * 4)) {
#if TO == 5 && !ONTO
            float4 x = *(const float4 *)place;
            values[0] += x.x;
            values[1] += x.y;
            values[2] += x.z;
            values[3] += x.w;
#endif
#if NOTE && TYPE == 0
            *(uint2 *)(copy + (place - to) / 2) =
                make_uint2(pack_bf16(values[0], values[1]), pack_bf16(values[2], values[3]));
#endif
            store(place, values);
          }
#if NOTE
#pragma unroll
          for (int i = 0; i < RUN; i++) {
            SUM(sums, which, run, i) = values[i];
          }
#endif
        }
#if NOTE
        if (run % (NOTED / (RUN * 4)) == NOTED / (RUN * 4) - 1) {
          note(sums, moments, at, run - (NOTED / (RUN * 4) - 1), rows);
        }
#endif
      }
      own_adds += odd ? -ADD_BYTES / 4 : ADD_BYTES / 4;
      odd = !odd;
    }
  }
#if SPLIT > 1
  cluster_sync();
  if (warpgroup == 1) {
    int row = first_tile / column_groups * TILE_ROWS + thread / 32 * 16 + thread % 32 / 4;
    int column = first_tile % column_groups * TILE_COLUMNS + thread % 4 * RUN;
    for (int piece = rank; piece < RUNS * ROWS; piece += SPLIT) {
      int which = piece % ROWS; // whose blocks are one
      int own_row = row + which * 8;
      int own_column = column + piece / ROWS * RUN * 4;
      float values[RUN];
#pragma unroll
      for (int i = 0; i < RUN; i++) {
        int j = (piece / ROWS * (RUN / 2) + i / 2) * 4 + which * 2 + i % 2;
        values[i] = gelu(all_of(first_sums, j, steps) + bias[own_column + i]);
      }
      if (own_row < rows && is_column(own_column)) {
        unsigned char *place = to + ((long long)own_row * PARTS * COLUMNS + own_column) * TO_BYTES;
#if TO == 5
        float4 x = *(const float4 *)place;
        values[0] += x.x;
        values[1] += x.y;
        values[2] += x.z;
        values[3] += x.w;
#endif
        store(place, values);
      }
    }
  }
#endif
  cluster_sync();
}
