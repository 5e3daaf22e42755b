"""PyTorch's side of scripts/gpu-test.sh: the encoder of peer.py on the GPU, eager and compiled.

Answers each line `CHANNELS SAMPLES STRIDE DEPTH BATCH PRECISION WHERE` on standard input with a JSON line of milliseconds a
call by runtime; WHERE is gpu (input and result stay there) or host (pinned memory to pinned memory). The result is that of
the whole encoder: the normalized summary tokens. A case that was asked before is not compiled again, so that cases can be timed in
turn with others. Single windows run as CUDA graphs (reduce-overhead). With GPU_TEST_AUTOTUNE=1 PyTorch's compiler also tries all
that it can (max-autotune), which takes minutes a case. Weights and input are random.
"""
import json
import os
import sys
import time

import torch

from peer import EegptEncoder

DIM, SUMMARIES, HEADS = 512, 4, 8


def state(depth):
    names = {"target_encoder.patch_embed.proj": (DIM, 1, 1, 64), "target_encoder.norm": (DIM,)}
    for i in range(depth):
        block = f"target_encoder.blocks.{i}."
        names.update({block + "norm1": (DIM,), block + "norm2": (DIM,), block + "attn.qkv": (3 * DIM, DIM),
                      block + "attn.proj": (DIM, DIM), block + "mlp.fc1": (4 * DIM, DIM), block + "mlp.fc2": (DIM, 4 * DIM)})
    tensors = {}
    for name, shape in names.items():
        tensors[name + ".weight"] = torch.randn(shape) * 0.05
        tensors[name + ".bias"] = torch.randn(shape[0]) * 0.05
    tensors["target_encoder.chan_embed.weight"] = torch.randn(62, DIM)
    tensors["target_encoder.summary_token"] = torch.randn(1, SUMMARIES, DIM)
    return tensors


def median_ms(call, seconds=0.6):
    for _ in range(3):
        call()
    torch.cuda.synchronize()
    times, end = [], time.perf_counter() + seconds
    while len(times) < 5 or time.perf_counter() < end:
        begin = time.perf_counter()
        call()
        torch.cuda.synchronize()
        times.append((time.perf_counter() - begin) * 1e3)
    return sorted(times)[len(times) // 2]


def runtimes(channels, samples, stride, depth, batch, precision, where):
    """Calls by runtime's name."""
    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    case = {"depth": depth, "num_heads": HEADS, "patch_stride": stride}
    model = EegptEncoder(state(depth), case).to("cuda", dtype).eval()
    rows = torch.arange(channels, device="cuda") % 62
    x = torch.randn(batch, channels, samples, dtype=dtype)
    x = x.cuda() if where == "gpu" else x.pin_memory()
    torch._dynamo.reset()
    modes = {"compiled": "reduce-overhead" if batch == 1 else "default"}
    if os.environ.get("GPU_TEST_AUTOTUNE") == "1":
        modes["autotuned"] = "max-autotune"
    runs = {"eager": model} | {name: torch.compile(model, mode=mode, dynamic=False) for name, mode in modes.items()}

    def called(run):
        return (lambda: run(x, rows)) if where == "gpu" else (lambda: run(x.cuda(non_blocking=True), rows).cpu())

    return {name: called(run) for name, run in runs.items()}


@torch.inference_mode()
def main():
    asked, calls = None, {}
    for line in sys.stdin:
        *numbers, precision, where = line.split()
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = precision == "tf32"
        if line != asked:
            calls = {}  # frees the last case's memory
            asked, calls = line, runtimes(*map(int, numbers), precision, where)
        print(json.dumps({name: median_ms(call) for name, call in calls.items()}), flush=True)


if __name__ == "__main__":
    main()
