#!/usr/bin/env python3
"""Compiles the CUDA engine's kernels for all generations of GPUs, by NVRTC as the engine does for the one at hand. No GPU is
needed, and no CUDA but libnvrtc (`pip install nvidia-cuda-nvrtc` brings one).

    scripts/compile_kernels.py [libnvrtc.so]

A line a kernel and generation: the most of its variants in registers, in bytes of them that went to memory, and in bytes of a
block's shared memory, against what a block of that generation may have. Fails where a variant does not compile or fit.
"""
import ctypes
import re
import sys
from pathlib import Path

KERNELS = Path(__file__).parent.parent / "model-core/src/main/resources/org/eegptspark/model/encoder/cuda"
SHARED_KB = {"80": 163, "86": 99, "89": 99, "90a": 227, "100": 227, "103": 227, "120": 99}  # of a block at most


def embed():
    """Of Wp a block keeps as many columns as every generation has room for."""
    for dim, columns, channels, split, norm, note in (
            (64, 64, 4, 1, 1, 0), (512, 256, 19, 0, 0, 1), (512, 256, 58, 1, 0, 0), (512, 256, 62, 0, 1, 1)):
        tokens = channels + 4
        yield dict(DIM=dim, COLUMNS=columns, CHANNELS=channels, TOKENS=tokens, PATCH=64, SPLIT=split,
                   PATCH_NORM=norm, NOTE=note, COPY=note), (columns + -(-tokens // 16) * 16) * 68 * 4


def layer_norm():
    for dim, to in ((64, 0), (128, 1), (192, 2), (256, 3), (512, 0), (512, 1), (512, 2), (512, 3)):
        yield dict(DIM=dim, TO=to), 0


def attention():
    """All tokens, or the summary tokens alone, over all tokens; heads of all named configurations; fp32, tf32, bf16."""
    for tokens in (8, 23, 62, 66):
        for queries in (4, tokens):
            for head in (16, 32, 64):
                for bf16, split, to in ((0, 1, 0), (0, 1, 3), (0, 0, 1), (1, 0, 2)):
                    rows = (-(-queries // 16) + 2 * -(-tokens // 16)) * 16
                    pitch = head * (2 if bf16 else 4) + 16
                    yield dict(QUERIES=queries, TOKENS=tokens, HEAD_DIM=head, BF16=bf16, SPLIT=split, TO=to), rows * pitch


def take_rows():
    yield from ((dict(ROW_BYTES=size), 0) for size in (128, 2048))


def gelu():
    yield {}, 0


def pool():
    yield from ((dict(VALUES=values), 0) for values in (64, 512, 2048))


def compiled(nvrtc, name, capability, constants):
    """The compiler's account of a kernel."""
    program, text = ctypes.c_void_p(), (KERNELS / f"{name}.cu").read_bytes()
    options = [f"--gpu-architecture=sm_{capability}", "--std=c++17", f"-I{KERNELS}", "--ptxas-options=-v"]
    options = [option.encode() for option in options + [f"-D{k}={v}" for k, v in constants.items()]]
    nvrtc.nvrtcCreateProgram(ctypes.byref(program), text, name.encode(), 0, None, None)
    error = nvrtc.nvrtcCompileProgram(program, len(options), (ctypes.c_char_p * len(options))(*options))
    size = ctypes.c_size_t()
    nvrtc.nvrtcGetProgramLogSize(program, ctypes.byref(size))
    log = ctypes.create_string_buffer(size.value)
    nvrtc.nvrtcGetProgramLog(program, log)
    nvrtc.nvrtcDestroyProgram(ctypes.byref(program))
    if error:
        sys.exit(f"{name} {constants} does not compile for sm_{capability}:\n{log.value.decode()}")
    return log.value.decode()


def most(pattern, logs):
    return max((int(n) for log in logs for n in re.findall(pattern, log)), default=0)


def main(library="libnvrtc.so"):
    nvrtc = ctypes.CDLL(library)
    print(f"{'kernel':12}{'for':8}{'variants':>9}{'registers':>10}{'spilled':>9}{'shared':>9}{'of':>8}")
    for kernel in (embed, layer_norm, attention, take_rows, gelu, pool):
        for capability, shared_kb in SHARED_KB.items():
            variants = list(kernel())
            logs = [compiled(nvrtc, kernel.__name__, capability, constants) for constants, _ in variants]
            shared = max(most(r"(\d+) bytes smem", logs), *(dynamic for _, dynamic in variants), 0)
            registers, spilled = most(r"Used (\d+) registers", logs), most(r"(\d+) bytes spill stores", logs)
            print(f"{kernel.__name__:12}sm_{capability:5}{len(variants):9}{registers:10}{spilled:9}{shared:9}"
                  f"{shared_kb << 10:8}", flush=True)
            if shared > shared_kb << 10:
                sys.exit(f"{kernel.__name__} has no room on sm_{capability}")


if __name__ == "__main__":
    main(*sys.argv[1:])
