package org.eegptspark.model.encoder.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.bytedeco.dnnl.dnnl_memory;
import org.eegptspark.model.checkpoint.SyntheticWeights;
import org.eegptspark.model.config.EegptConfig;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Kernels of a tile of the large model, as {@link Tile} runs them, each alone on one thread. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBenchmark {
  private static final EegptConfig LARGE = EegptConfig.of(512, 4, 8, 8);
  private static final int DIM = LARGE.embedDim();
  private static final int MLP = LARGE.mlpDim();

  /** Runs benchmarks as JMH's own options say, then prints a table with GFLOP/s. */
  public static void main(String[] args) throws Exception {
    CommandLineOptions given = new CommandLineOptions(args);
    if (given.shouldHelp()) {
      given.showHelp();
      return;
    }
    ChainedOptionsBuilder options = new OptionsBuilder().parent(given);
    if (!given.getParameter("precision").hasValue() && !OneDnn.multipliesBf16()) {
      options.param("precision", "fp32");
    }
    if (given.getIncludes().isEmpty()) {
      options.include(KernelBenchmark.class.getSimpleName());
    }
    Collection<RunResult> runs = new Runner(options.build()).run();
    System.out.printf(
        "%n%-12s %9s %6s %12s %9s%n", "kernel", "precision", "tokens", "us", "GFLOP/s");
    for (RunResult run : runs) {
      Result<?> primary = run.getPrimaryResult();
      Result<?> work = run.getSecondaryResults().get("gflop"); // microseconds for each
      System.out.printf(
          Locale.ROOT,
          "%-12s %9s %6s %12.2f %9s%n",
          primary.getLabel(),
          run.getParams().getParam("precision"),
          run.getParams().getParam("tokens"),
          primary.getScore(),
          work == null ? "" : String.format(Locale.ROOT, "%.1f", 1e6 / work.getScore()));
    }
  }

  /** The work of an iteration in GFLOP, as far as it is in products. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    public double gflop;
  }

  /** A tile's memory, of random values, and its kernels. */
  @State(Scope.Thread)
  public static class OfTile {
    @Param({"fp32", "bf16"})
    String precision;

    /** C + S: 58 channels and 19, and 4 summary tokens. */
    @Param({"62", "23"})
    int tokens;

    private final NativeScope scope = new NativeScope();
    private int type;
    private Shape shape;
    private Activations act;
    private TileKernels kernels;
    private Steps steps;
    private LinearSteps linears;
    private dnnl_memory x;

    /** JMH may run each iteration on another thread than the one before. */
    @Setup(Level.Iteration)
    public void runOnOneThread() {
      OmpThreads.one();
    }

    @Setup
    public void allocate() {
      OmpThreads.one(); // oneDNN compiles some kernels for a number of threads
      type = precision.equals("bf16") ? dnnl_bf16 : dnnl_f32;
      shape = new Shape(LARGE, tokens - LARGE.embedNum());
      act = Activations.allocate(scope, shape, type);
      List.of(act.normed(), act.qkv(), act.probabilities(), act.mixed(), act.hidden())
          .forEach(array -> fill(array, type));
      fill(act.x(), dnnl_f32);
      kernels = new TileKernels(scope, shape, type, shape.tilePatches());
      steps = new Steps(scope, act.scratchpad());
      linears = new LinearSteps(scope, act.scratchpad(), type, rows());
      x = act.x().memory(scope, kernels.stream());
    }

    private long rows() {
      return (long) shape.tilePatches() * shape.tokens();
    }

    private Linear layer(int inputs, int outputs) {
      float[] weight = values(inputs * outputs);
      int partInputs = type == dnnl_f32 ? DIM : inputs; // as EncoderWeights
      return Linear.pack(scope, type, weight, new float[outputs], partInputs);
    }

    private double productGflop(int inputs, int outputs) {
      return 2e-9 * rows() * inputs * outputs;
    }

    /** Of scores, and of mixing. */
    private double attentionGflop() {
      return productGflop(DIM, shape.tokens());
    }

    private static float[] values(int count) {
      return SyntheticWeights.uniform("kernel", 0.05, 0, count).data().asFloat();
    }

    private static void fill(NativeArray array, int type) {
      float[] values = values((int) (array.bytes() / Float.BYTES));
      if (type == dnnl_bf16) {
        for (int i = 0; i < values.length; i++) {
          int upper = Float.floatToRawIntBits(values[i]) >>> Short.SIZE;
          values[i] = Float.intBitsToFloat(upper << Short.SIZE | upper); // two of them
        }
      }
      array.floats().put(values);
    }

    @TearDown
    public void free() {
      scope.close();
    }
  }

  /** A block's linear layers. */
  @State(Scope.Thread)
  public static class Layers {
    private OfTile tile;
    private List<Step> qkv;
    private List<Step> projection;
    private List<Step> fc1;
    private List<Step> fc2;

    @Setup
    public void bind(OfTile tile) {
      this.tile = tile;
      qkv = tile.linears.linear(tile.act.normed(), tile.layer(DIM, 3 * DIM), tile.act.qkv());
      projection = tile.linears.linearOnto(tile.act.mixed(), tile.layer(DIM, DIM), tile.x);
      fc1 = tile.linears.gelu(tile.act.normed(), tile.layer(DIM, MLP), tile.act.hidden());
      fc2 = tile.linears.linearOnto(tile.act.hidden(), tile.layer(MLP, DIM), tile.x);
    }
  }

  /** What a block has beside them. */
  @State(Scope.Thread)
  public static class Between {
    private OfTile tile;
    private Step scores;
    private Step softmax;
    private Step mix;
    private Step layerNorm;

    @Setup
    public void bind(OfTile tile) {
      this.tile = tile;
      NativeScope scope = tile.scope;
      TileKernels kernels = tile.kernels;
      long part = (long) DIM * Layout.bytes(tile.type);
      dnnl_memory q = tile.act.qkv().memory(scope, kernels.heads(), 0);
      dnnl_memory k = tile.act.qkv().memory(scope, kernels.keys(), part);
      dnnl_memory v = tile.act.qkv().memory(scope, kernels.heads(), 2 * part);
      dnnl_memory raw = tile.act.scores().memory(scope, kernels.scores(dnnl_f32));
      dnnl_memory shares = tile.act.probabilities().memory(scope, kernels.scores(tile.type));
      dnnl_memory mixed = tile.act.mixed().memory(scope, kernels.mixed());
      dnnl_memory normed = tile.act.normed().memory(scope, kernels.rows(DIM));
      scores = tile.steps.product(kernels.scoring(), q, k, raw);
      softmax = tile.steps.map(kernels.softmax(), raw, shares);
      mix = tile.steps.product(kernels.mix(), shares, v, mixed);
      Norm norm = Norm.of(scope, OfTile.values(DIM), OfTile.values(DIM));
      layerNorm = tile.steps.layerNorm(kernels.layerNorm(), tile.x, norm, normed);
    }
  }

  @Benchmark
  public void qkv(Layers layers, Work work) {
    layers.qkv.forEach(Step::run);
    work.gflop += layers.tile.productGflop(DIM, 3 * DIM);
  }

  @Benchmark
  public void projection(Layers layers, Work work) {
    layers.projection.forEach(Step::run);
    work.gflop += layers.tile.productGflop(DIM, DIM);
  }

  @Benchmark
  public void fc1Gelu(Layers layers, Work work) {
    layers.fc1.forEach(Step::run);
    work.gflop += layers.tile.productGflop(DIM, MLP);
  }

  @Benchmark
  public void fc2(Layers layers, Work work) {
    layers.fc2.forEach(Step::run);
    work.gflop += layers.tile.productGflop(MLP, DIM);
  }

  @Benchmark
  public void scores(Between between, Work work) {
    between.scores.run();
    work.gflop += between.tile.attentionGflop();
  }

  @Benchmark
  public void mix(Between between, Work work) {
    between.mix.run();
    work.gflop += between.tile.attentionGflop();
  }

  @Benchmark
  public void softmax(Between between) {
    between.softmax.run();
  }

  @Benchmark
  public void layerNorm(Between between) {
    between.layerNorm.run();
  }
}
