"""What bench/ingest.sh runs, once eegpt is built: contestants in turn, a table of medians."""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
PEER = HOME / "bench" / "ingest_peer.py"


def peer(*arguments):
    output = subprocess.run([sys.executable, PEER, *map(str, arguments)], check=True, stdout=subprocess.PIPE).stdout
    return json.loads(output)


def eegpt(recordings, table, cores, samples):
    """Seconds of the command, from its start to its end, and bytes of the table's files."""
    shutil.rmtree(table, ignore_errors=True)
    command = [HOME / "eegpt", "ingest", "--input", recordings, "--output", table, "--samples", samples,
               "--master", f"local[{cores}]"]
    begin = time.perf_counter()
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    seconds = time.perf_counter() - begin
    if done.returncode:
        sys.exit(f"ingest.py: {' '.join(map(str, command))} ended with {done.returncode}: {done.stderr[-2000:]}")
    return seconds, sum(file.stat().st_size for file in table.glob("*.parquet"))


def contestants(corpus, one, work, cores):
    """Each gives seconds with start-up, seconds without, and bytes. eegpt's start-up is what one recording takes."""
    for samples in ("packed", "plain"):
        def ours(samples=samples):
            start_up, _ = eegpt(one, work / "one", cores, samples)
            seconds, written = eegpt(corpus, work / samples, cores, samples)
            return seconds, seconds - start_up, written
        yield f"eegpt, {samples}", ours
    for name, flags in (("pyEDFlib, PyArrow", []), ("the same with statistics", ["--statistics"])):
        def theirs(name=name, flags=flags):
            shutil.rmtree(work / "peer", ignore_errors=True)
            begin = time.perf_counter()
            result = peer("ingest", corpus, work / "peer", "--cores", cores, *flags)
            return time.perf_counter() - begin, result["seconds"], result["bytes"]
        yield name, theirs


def main():
    parser = argparse.ArgumentParser(description="See bench/ingest.sh.")
    parser.add_argument("recordings", type=Path)
    parser.add_argument("--copies", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cores", type=int, default=os.cpu_count())
    parser.add_argument("--folder", type=Path, help="where corpus and tables are made, and removed in the end")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        work = Path(folder)
        corpus = work / "corpus"
        files = peer("corpus", options.recordings, corpus, "--copies", options.copies)["files"]
        edf_bytes = sum(file.stat().st_size for file in corpus.iterdir())
        one = sorted(corpus.iterdir())[0]
        print(f"{files} recordings, {edf_bytes / 1e6:.0f} MB of EDF, {options.cores} cores, {options.rounds} rounds in turn")
        times = {}
        for _ in range(options.rounds):
            for name, run in contestants(corpus, one, work, options.cores):
                times.setdefault(name, []).append(run())
        medians = {name: [statistics.median(column) for column in zip(*runs)] for name, runs in times.items()}
        yardstick = medians["eegpt, packed"]
        print(f"{'':26} {'s':>8} {'MB/s':>7} {'ratio':>6}   {'s, started':>10} {'MB/s':>7} {'ratio':>6}   {'of EDF':>6}")
        for name, (whole, started, written) in medians.items():
            print(f"{name:26} {whole:8.1f} {edf_bytes / whole / 1e6:7.0f} {whole / yardstick[0]:6.2f}   "
                  f"{started:10.1f} {edf_bytes / started / 1e6:7.0f} {started / yardstick[1]:6.2f}   "
                  f"{written / edf_bytes:6.3f}")
        print("ratio: time over eegpt's, packed. s, started: without the start of Java and Spark, or of Python's processes.")
        for table in ("packed", "plain"):
            for part, rate in peer("ceilings", corpus, work / table).items():
                print(f"a core alone, {part}: {rate:.0f} MB/s")


if __name__ == "__main__":
    main()
