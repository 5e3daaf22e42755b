"""What products in fp8 would cost in accuracy: the encoder with its products in bf16 and in e4m3, on the CPU,
over the project's reference cases.

    pip install torch numpy safetensors
    python3 bench/fp8_error.py

As on a GPU: products of rounded numbers are summed in fp32; the residual stream, layer norms and softmax are fp32;
queries, keys and values are bf16. In e4m3 each product's activations have one static scale, made on the case itself, and
its weights one scale, or one a row. All scales leave the same headroom, the best of a few for each case: no real calibration
does better. A row a case: the largest difference to float64 of each, and what e4m3's is in bf16's.
"""
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import load_file

REFERENCE = Path(__file__).parent.parent / "model-core/src/test/resources/reference"
ELECTRODES = (
    "FP1 FPZ FP2 AF7 AF3 AF4 AF8 F7 F5 F3 F1 FZ F2 F4 F6 F8 FT7 FC5 FC3 FC1 FCZ FC2 FC4 FC6 FT8 T7 C5 C3 C1 CZ C2 C4 C6 T8 "
    "TP7 CP5 CP3 CP1 CPZ CP2 CP4 CP6 TP8 P7 P5 P3 P1 PZ P2 P4 P6 P8 PO7 PO5 PO3 POZ PO4 PO6 PO8 O1 OZ O2").split()
E4M3_MOST = 448.0
HEADROOMS = (1, 2, 8, 64)  # what the largest number may grow by until it is cut


def uniform(key, shape, scale=1.0, center=0.0):
    """The reference cases' deterministic weights and inputs, as SyntheticWeights makes them."""
    h = 0xCBF29CE484222325
    for byte in key.encode():
        h = (h ^ byte) * 0x100000001B3 % 2**64
    with np.errstate(over="ignore"):
        z = np.uint64(h) + np.arange(np.prod(shape), dtype=np.uint64) + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    unit = (z >> np.uint64(40)).astype(np.float64) * 2.0**-24
    return torch.from_numpy((center + scale * (2 * unit - 1)).astype(np.float32)).reshape(shape)


def weight(name, *shape):
    return uniform(name + ".weight", shape, (3 / np.prod(shape[1:])) ** 0.5)


def bias(name, size):
    return uniform(name + ".bias", (size,), 0.1)


class Exact:
    """Products of unrounded numbers."""

    dtype = torch.float64

    def store(self, x):
        return x

    def product(self, name, x, w, b):
        return F.linear(x, w.to(x.dtype), b.to(x.dtype))


class Bf16(Exact):
    dtype = torch.float32

    def store(self, x):
        return x.bfloat16().float()

    def product(self, name, x, w, b):
        return F.linear(self.store(x), self.store(w), b)


class E4m3(Bf16):
    def __init__(self, rows, headroom):
        self.rows, self.headroom = rows, headroom

    def cast(self, x, most):
        scale = E4M3_MOST / self.headroom / most
        return (x * scale).clamp(-E4M3_MOST, E4M3_MOST).to(torch.float8_e4m3fn).float() / scale

    def product(self, name, x, w, b):
        most = w.abs().amax(1, keepdim=True) if self.rows else w.abs().max()
        return F.linear(self.cast(x, x.abs().max()), self.cast(w, most), b)


def norm(x, name):
    scale = uniform(name + ".weight", x.shape[-1:], 0.2, 1.0).to(x.dtype)
    return F.layer_norm(x, x.shape[-1:], scale, bias(name, x.shape[-1]).to(x.dtype), 1e-6)


def attention(qkv, heads, arithmetic):
    patches, tokens, width = qkv.shape
    q, k, v = qkv.view(patches, tokens, 3, heads, width // 3 // heads).permute(2, 0, 3, 1, 4)
    scores = q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5
    exponentials = (scores - scores.amax(-1, keepdim=True)).exp()
    mixed = arithmetic.store(exponentials) @ v / exponentials.sum(-1, keepdim=True)
    return mixed.transpose(1, 2).reshape(patches, tokens, width // 3)


def tokens(case, arithmetic):
    dim, size, summaries = case["embed_dim"], case["patch_size"], case["embed_num"]
    channels, stride = len(case["channels"]), case["patch_stride"]
    x = uniform("input:" + case["name"], (case["batch"], channels, case["times"])).to(arithmetic.dtype)
    rows, root = [ELECTRODES.index(c) for c in case["channels"]], "target_encoder."
    if "chan_proj" in case:
        x, rows = projected(case, x)
        channels = x.shape[1]
    x = F.pad(x, (0, -(case["times"] - size) % stride)).unfold(-1, size, stride).transpose(1, 2)  # [B, N, C, size]
    batch, count = x.shape[:2]
    if case.get("patch_norm"):
        x = F.layer_norm(x, x.shape[-1:])
    embed = root + "patch_embed.proj"
    x = F.linear(x, weight(embed, dim, 1, 1, size).view(dim, size).to(x.dtype), bias(embed, dim).to(x.dtype))
    x = x + uniform(root + "chan_embed.weight", (62, dim))[rows].to(x.dtype)
    constant = uniform(root + "summary_token", (1, summaries, dim)).to(x.dtype)
    x = torch.cat([x.reshape(batch * count, channels, dim), constant.expand(batch * count, -1, -1)], 1)
    for i in range(case["depth"]):
        name = f"{root}blocks.{i}."

        def layer(y, at, outputs):
            return arithmetic.product(at, y, weight(name + at, outputs, y.shape[-1]), bias(name + at, outputs))

        qkv = arithmetic.store(layer(norm(x, name + "norm1"), "attn.qkv", 3 * dim))
        x = x + layer(attention(qkv, case["num_heads"], arithmetic), "attn.proj", dim)
        x = x + layer(F.gelu(layer(norm(x, name + "norm2"), "mlp.fc1", 4 * dim)), "mlp.fc2", dim)
    return norm(x[:, -summaries:], root + "norm").reshape(batch, count, summaries, dim)


def projected(case, x):
    """Channels mixed to 19, as the 1x1 convolution with limited rows does."""
    nineteen = "FP1 FP2 F7 F3 FZ F4 F8 T7 C3 CZ C4 T8 P7 P3 PZ P4 P8 O1 O2".split()
    w = uniform("chan_proj.proj.parametrizations.weight.original", (19, x.shape[1], 1), (3 / x.shape[1]) ** 0.5)[..., 0]
    w = torch.renorm(w, 2, 0, 1.0).to(x.dtype)
    mixed = torch.einsum("oc,bct->bot", w, x) + bias("chan_proj.proj", 19).to(x.dtype)[:, None]
    return mixed, [ELECTRODES.index(c) for c in nineteen]


@torch.inference_mode()
def main():
    print(f"{'case':28} {'bf16':>8} {'e4m3':>8} {'times':>6} {'rows':>8} {'times':>6}")
    for case in json.loads((REFERENCE / "cases.json").read_text()):
        expected = torch.from_numpy(load_file(REFERENCE / "cases" / f"{case['name']}.safetensors")["tokens_f64"])

        def error(arithmetic):
            return (tokens(case, arithmetic).double() - expected).abs().max().item()

        assert error(Exact()) < 1e-6, f"{case['name']} is another model"
        bf16 = error(Bf16())
        one, rows = (min(error(E4m3(r, headroom)) for headroom in HEADROOMS) for r in (False, True))
        print(f"{case['name']:28} {bf16:8.1e} {one:8.1e} {one / bf16:6.1f} {rows:8.1e} {rows / bf16:6.1f}", flush=True)


if __name__ == "__main__":
    main()
