"""The other side of bench/ingest.sh: EDF recordings into Parquet by pyEDFlib and PyArrow, a process a core.

    ingest_peer.py corpus RECORDINGS CORPUS [--copies N]
    ingest_peer.py ingest CORPUS TABLE [--cores N] [--statistics]
    ingest_peer.py ceilings CORPUS TABLE

`corpus` copies a folder's EDF files so often, each copy with a header of its own: a content that is in the table already
would be passed over. `ingest` writes the columns of a recordings table, zstd level 3, a file a process, and prints a JSON line with seconds
and bytes. Samples are plain int16, as readSignal has them; channel_statistics stay empty without --statistics.
`ceilings` prints what a core does of the parts alone: reading, SHA-256, and zstd level 3 on the samples columns of TABLE
as Parquet holds them.
"""
import argparse
import hashlib
import json
import multiprocessing
import os
import time
from pathlib import Path

import numpy
import pyarrow
import pyarrow.parquet

ANNOTATION = pyarrow.struct([("onset_s", pyarrow.float64()), ("duration_s", pyarrow.float64()), ("text", pyarrow.string())])
STATISTICS = pyarrow.struct([(name, pyarrow.float64()) for name in
                             ("mean_uv", "sd_uv", "median_uv", "iqr_uv", "flat", "clipped")])
DETAIL = pyarrow.struct([("name", pyarrow.string()), ("value", pyarrow.string())])
SCHEMA = pyarrow.schema([
    ("recording_id", pyarrow.string()), ("source", pyarrow.string()), ("subject", pyarrow.string()),
    ("session", pyarrow.string()), ("started_at", pyarrow.timestamp("us")), ("sampling_rate_hz", pyarrow.float64()),
    ("channels", pyarrow.list_(pyarrow.string())), ("segment", pyarrow.int32()), ("first_sample", pyarrow.int64()),
    ("n_samples", pyarrow.int32()), ("halo_before", pyarrow.int32()), ("halo_after", pyarrow.int32()),
    ("run_first_sample", pyarrow.int64()), ("run_n_samples", pyarrow.int64()), ("encoding", pyarrow.string()),
    ("gain", pyarrow.list_(pyarrow.float64())), ("offset", pyarrow.list_(pyarrow.float64())),
    ("samples", pyarrow.binary()), ("annotations", pyarrow.list_(ANNOTATION)),
    ("bad_channels", pyarrow.list_(pyarrow.string())), ("channel_statistics", pyarrow.list_(STATISTICS)),
    ("details", pyarrow.list_(DETAIL)),
])


def statistics(digital, gain, offset):
    """Mean, spread and quartiles of each channel; the shares of flat and clipped samples stay null."""
    every = max(1, -(-digital.shape[1] // (1 << 15)))
    low, median, high = numpy.percentile(digital[:, ::every], (25, 50, 75), axis=1)
    values = gain * digital.mean(1) + offset, gain * digital.std(1), gain * median + offset, gain * (high - low)
    return [dict(zip(("mean_uv", "sd_uv", "median_uv", "iqr_uv"), channel)) for channel in zip(*values)]


def row(path, with_statistics):
    """A recording of one rate as one row."""
    import pyedflib

    recording_id = hashlib.sha256(path.read_bytes()).hexdigest()[:32]
    with pyedflib.EdfReader(str(path)) as edf:
        count = edf.signals_in_file
        digital = numpy.stack([edf.readSignal(c, digital=True).astype("<i2") for c in range(count)])
        onsets, durations, texts = edf.readAnnotations()
        spans = [(edf.getPhysicalMaximum(c), edf.getPhysicalMinimum(c), edf.getDigitalMaximum(c), edf.getDigitalMinimum(c))
                 for c in range(count)]
        gain = numpy.array([(high - low) / (top - bottom) for high, low, top, bottom in spans])
        offset = numpy.array([low - g * bottom for g, (high, low, top, bottom) in zip(gain, spans)])
        samples = digital.shape[1]
        return {
            "recording_id": recording_id, "source": str(path), "subject": path.stem[:4], "session": path.stem[4:],
            "started_at": edf.getStartdatetime(), "sampling_rate_hz": edf.getSampleFrequency(0),
            "channels": edf.getSignalLabels(), "segment": 0, "first_sample": 0, "n_samples": samples, "halo_before": 0,
            "halo_after": 0, "run_first_sample": 0, "run_n_samples": samples, "encoding": "int16", "gain": gain,
            "offset": offset, "samples": digital.tobytes(),
            "annotations": [{"onset_s": o, "duration_s": d, "text": t} for o, d, t in zip(onsets, durations, texts)],
            "bad_channels": [], "channel_statistics": statistics(digital, gain, offset) if with_statistics else [],
            "details": [],
        }


def write(task):
    files, target, with_statistics = task
    options = {"compression": "zstd", "compression_level": 3, "use_dictionary": False, "write_statistics": False}
    with pyarrow.parquet.ParquetWriter(target, SCHEMA, **options) as writer:
        for path in files:
            writer.write_table(pyarrow.Table.from_pylist([row(path, with_statistics)], SCHEMA))
    return os.path.getsize(target)


def ingest(corpus, table, cores, with_statistics):
    files = sorted(corpus.rglob("*.edf"))
    table.mkdir(parents=True, exist_ok=True)
    tasks = [(files[i::cores], str(table / f"part-{i}.parquet"), with_statistics) for i in range(cores)]
    with multiprocessing.get_context("spawn").Pool(cores) as pool:
        pool.map(len, [[]] * cores)  # the processes are up, which is not their work
        begin = time.perf_counter()
        written = sum(pool.map(write, tasks, chunksize=1))
        seconds = time.perf_counter() - begin
    return {"seconds": seconds, "bytes": written, "edf_bytes": sum(f.stat().st_size for f in files), "files": len(files)}


def copy(recordings, corpus, copies):
    """S001R03.edf becomes S001R03.edf, S002R03.edf, ...: what tells copies apart is 20 bytes of the subject's field."""
    corpus.mkdir(parents=True, exist_ok=True)
    for path in sorted(recordings.rglob("*.edf")):
        content = path.read_bytes()
        for i in range(1, copies + 1):
            name = f"copy {i}".ljust(20).encode()
            (corpus / f"S{i:03d}{path.stem[4:]}.edf").write_bytes(content[:68] + name + content[88:])
    return {"files": len(list(corpus.glob("*.edf")))}


def rate(work, count):
    begin = time.perf_counter()
    work()
    return count / (time.perf_counter() - begin) / 1e6


def ceilings(corpus, table):
    """Megabytes of EDF a second that one core does of each part, when it does nothing else."""
    files = sorted(corpus.rglob("*.edf"))[:100]
    size = sum(f.stat().st_size for f in files)
    contents = [f.read_bytes() for f in files]
    rates = {"read": rate(lambda: [f.read_bytes() for f in files], size),
             "sha256": rate(lambda: [hashlib.sha256(c) for c in contents], size)}
    for encoding, part in samples(table):
        codec = pyarrow.Codec("zstd", compression_level=3)
        edf_share = sum(len(s) for s in part)
        rates[f"zstd of {encoding}"] = rate(lambda: [codec.compress(s) for s in part], edf_share)
    return rates


def samples(table):
    """The samples of a table's first rows, by encoding."""
    file = pyarrow.parquet.ParquetFile(sorted(table.glob("*.parquet"))[0])
    rows = file.read_row_groups(range(min(40, file.num_row_groups)), columns=["encoding", "samples"]).to_pylist()
    for encoding in sorted({r["encoding"] for r in rows}):
        yield encoding, [r["samples"] for r in rows if r["encoding"] == encoding]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("step", choices=("corpus", "ingest", "ceilings"))
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--copies", type=int, default=100)
    parser.add_argument("--cores", type=int, default=os.cpu_count())
    parser.add_argument("--statistics", action="store_true")
    options = parser.parse_args()
    if options.step == "corpus":
        result = copy(options.source, options.target, options.copies)
    elif options.step == "ingest":
        result = ingest(options.source, options.target, options.cores, options.statistics)
    else:
        result = ceilings(options.source, options.target)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
