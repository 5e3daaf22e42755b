"""The other runtimes' side of `eegpt bench --peer`: the same encoder, weights and input under PyTorch
(eager and compiled), ONNX Runtime and OpenVINO, on the CPU.

    pip install torch numpy safetensors onnx onnxscript onnxruntime openvino

`eegpt bench` starts it with a folder that holds case.json, weights.safetensors and x.safetensors. It
writes reference.safetensors (the tokens in float64), prints a line `{"runtimes": [...]}`, and then
answers each line `NAME SECONDS` on standard input with the median time of a call in a JSON line, so
that runtimes can be timed in turn with eegpt's own. A runtime that is not installed is left out. With
ONEDNN_MAX_CPU_ISA=AVX2 all are held to AVX2; one that used AVX-512 all the same says so in its name.
"""
import json
import statistics
import sys
import time
from pathlib import Path

import avx2

avx2.environment()

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file


class EegptEncoder(torch.nn.Module):
    """EEGPT's encoder over a released state dict: x [B, C, T] to summary tokens [B, N, S, D]."""

    def __init__(self, state, case):
        super().__init__()
        self.depth, self.heads, self.stride = case["depth"], case["num_heads"], case["patch_stride"]
        self.names = {key: key.removeprefix("target_encoder.").replace(".", "_") for key in state}
        for key, name in self.names.items():
            self.register_parameter(name, torch.nn.Parameter(state[key], requires_grad=False))

    def affine(self, x, layer):
        return F.linear(x, getattr(self, layer + "_weight"), getattr(self, layer + "_bias"))

    def norm(self, x, layer):
        weight, bias = getattr(self, layer + "_weight"), getattr(self, layer + "_bias")
        return F.layer_norm(x, weight.shape, weight, bias, 1e-6)

    def block(self, x, name):
        patches, tokens, dim = x.shape
        qkv = self.affine(self.norm(x, name + "_norm1"), name + "_attn_qkv")
        q, k, v = qkv.view(patches, tokens, 3, self.heads, dim // self.heads).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(patches, tokens, dim)
        x = x + self.affine(mixed, name + "_attn_proj")
        hidden = F.gelu(self.affine(self.norm(x, name + "_norm2"), name + "_mlp_fc1"))
        return x + self.affine(hidden, name + "_mlp_fc2")

    def forward(self, x, rows):
        patches = F.conv2d(x.unsqueeze(1), self.patch_embed_proj_weight, self.patch_embed_proj_bias,
                           stride=(1, self.stride)).permute(0, 3, 2, 1)
        batch, count, channels, dim = patches.shape
        tokens = (patches + self.chan_embed_weight[rows]).reshape(batch * count, channels, dim)
        tokens = torch.cat([tokens, self.summary_token.expand(batch * count, -1, -1)], 1)
        for i in range(self.depth):
            tokens = self.block(tokens, f"blocks_{i}")
        summary = self.summary_token.shape[1]
        return self.norm(tokens[:, -summary:], "norm").reshape(batch, count, summary, dim)


def torch_runtimes(model, x, rows):
    yield "pytorch", lambda: model(x, rows)
    compiled = torch.compile(model)
    yield "pytorch compiled", lambda: compiled(x, rows)


def onnx_runtimes(model, x, rows, threads, folder, bf16):
    path = str(folder / "encoder.onnx")
    torch.onnx.export(model, (x, rows), path, input_names=["x", "rows"], output_names=["tokens"], dynamo=True)
    avx2.hold("onnxruntime", "capi/onnxruntime_pybind11_state*.so")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    feed = {"x": x.numpy(), "rows": rows.numpy()}
    taken = {i.name: feed[i.name] for i in session.get_inputs()}
    yield "onnxruntime", lambda: torch.from_numpy(session.run(None, taken)[0])
    avx2.hold("openvino", "libs/libopenvino_intel_cpu_plugin.so")
    import openvino

    for hint in ["f32"] + ["bf16"] * bf16:
        compiled = openvino.Core().compile_model(
            path, "CPU", {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": hint})
        request = compiled.create_infer_request()
        given = {i.get_any_name(): feed[i.get_any_name()] for i in compiled.inputs}
        yield f"openvino {hint}", lambda r=request, c=compiled, g=given: torch.from_numpy(r.infer(g)[c.output(0)].copy())


def prepare(generator, runtimes):
    while True:
        try:
            name, call = next(generator)
            call()
            runtimes[name + reach(call)] = call
        except StopIteration:
            return
        except Exception as e:  # a runtime that is absent or fails is named, and the rest goes on
            print(f"left out: {type(e).__name__}: {str(e).splitlines()[0] if str(e) else ''}", file=sys.stderr)
            return


def reach(call):
    """What is wrong with a runtime's instruction set, if anything."""

    @torch.inference_mode()
    def inferred():
        call()

    return " (AVX-512)" if avx2.WANTED and avx2.used_avx512(inferred) else ""


def median_ms(call, seconds):
    call()
    samples, end = [], time.perf_counter() + seconds
    while len(samples) < 3 or time.perf_counter() < end:
        begin = time.perf_counter()
        call()
        samples.append((time.perf_counter() - begin) * 1e3)
    return statistics.median(samples)


@torch.inference_mode()
def main(folder):
    folder, answers = Path(folder), sys.stdout
    sys.stdout = sys.stderr  # exporters chat
    case = json.loads((folder / "case.json").read_text())
    torch.set_num_threads(case["threads"])
    state = load_file(folder / "weights.safetensors")
    x = load_file(folder / "x.safetensors")["x"]
    rows = torch.tensor(case["rows"])
    model = EegptEncoder(state, case).eval()
    truth = EegptEncoder({k: v.double() for k, v in state.items()}, case)(x.double(), rows)
    save_file({"tokens": truth.contiguous()}, folder / "reference.safetensors")
    runtimes = {}
    prepare(torch_runtimes(model, x, rows), runtimes)
    prepare(onnx_runtimes(model, x, rows, case["threads"], folder, case["bf16"]), runtimes)
    errors = {name: float((call().double() - truth).abs().max()) for name, call in runtimes.items()}
    print(json.dumps({"runtimes": errors}), file=answers, flush=True)
    for line in sys.stdin:
        name, seconds = line.rsplit(" ", 1)
        print(json.dumps({"ms": median_ms(runtimes[name], float(seconds))}), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
