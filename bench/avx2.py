"""Holds the runtimes of this process to AVX2, where ONEDNN_MAX_CPU_ISA=AVX2 says so, and shows whether they are.

Most read an environment variable. MLAS, which is ONNX Runtime's and a part of OpenVINO, reads none: it asks
the CPU (cpuid) whether it has AVX-512, and whether the system saves its registers (xgetbv). `hold` makes the
second answer no, in memory, before MLAS asks. `used_avx512` goes by the kernel's record of each thread.
"""
import ctypes
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

WANTED = os.environ.get("ONEDNN_MAX_CPU_ISA", "").upper() == "AVX2"
ENVIRONMENT = {
    "ONEDNN_MAX_CPU_ISA": "AVX2",  # oneDNN, PyTorch's and OpenVINO's too
    "ATEN_CPU_CAPABILITY": "avx2",  # PyTorch's kernels and its compiler
    "MKL_ENABLE_INSTRUCTIONS": "AVX2",
    "OV_CPU_MAX_ISA": "AVX2",  # OpenVINO's kernels
    # Code compiled for one instruction set must not be found when running on another.
    "TORCHINDUCTOR_CACHE_DIR": f"{tempfile.gettempdir()}/torchinductor_avx2_{os.getuid()}",
    # Not the contestants' work, but it would blur the kernel's record.
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=" + ",".join(f"-AVX512{part}" for part in ("F", "VL", "BW", "DQ", "CD")),
}
XGETBV = b"\x31\xc9\x0f\x01\xd0"  # xor ecx, ecx; xgetbv
NO_AVX512 = b"\x31\xc9\x6a\x07\x58"  # xor ecx, ecx; push 7; pop rax: x87, SSE and AVX are saved


def environment():
    """Sets the variables; starts this process anew, for some are read before Python runs."""
    if WANTED and any(os.environ.get(name) != value for name, value in ENVIRONMENT.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ENVIRONMENT})


def hold(package, pattern):
    """Holds MLAS in a package's library. To be called before the package is imported."""
    if not WANTED:
        return
    for folder in sys.path:
        for library in Path(folder or ".", package).glob(pattern):
            ctypes.CDLL(str(library))
            for mapped in Path("/proc/self/maps").read_text().splitlines():
                if mapped.endswith(library.name) and " r-xp " in mapped:
                    deny(*(int(end, 16) for end in mapped.split()[0].split("-")))


def deny(start, end):
    with open("/proc/self/mem", "r+b", buffering=0) as memory:
        memory.seek(start)
        code = memory.read(end - start)
        at = code.find(XGETBV)
        while at >= 0:
            memory.seek(start + at)
            memory.write(NO_AVX512)
            at = code.find(XGETBV, at + 1)


def used_avx512(call, seconds=0.5):
    """Whether a thread that had not used AVX-512 does so in a call, made again and again; False where the kernel
    keeps no record. The record is of what registers held whenever a thread was stopped, so looking often, which
    stops threads, makes it sharper."""
    before = users()

    def calls():
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            call()
        time.sleep(0.05)  # stops the thread and so writes its record

    thread = threading.Thread(target=calls)
    thread.start()
    found = set()
    while thread.is_alive() and not found:
        time.sleep(0.001)
        found = users() - before
    thread.join()
    return bool(found)


def users():
    """The threads that have used AVX-512."""
    found = set()
    for status in Path("/proc/self/task").glob("*/arch_status"):
        try:
            words = status.read_text().split()
        except OSError:  # the thread has ended
            continue
        if words[:1] == ["AVX512_elapsed_ms:"] and words[1] != "-1":
            found.add(status.parent.name)
    return found
