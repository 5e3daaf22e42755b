"""Decodes packed samples and compares them with plain ones: PACKED PLAIN, folders of Parquet files. Run by PackedSamplesIT."""

import importlib.util
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

PLAIN_TYPES = {"int16": "<i2", "int32": "<i4", "float32": "<f4", "float64": "<f8"}


def rows(folder):
    import pyarrow.parquet

    files = [path for path in sorted(Path(folder).glob("*.parquet"))]
    all_rows = [row for path in files for row in pyarrow.parquet.read_table(path).to_pylist()]
    return {(row["recording_id"], row["sampling_rate_hz"], row["segment"]): row for row in all_rows}


def plain(row):
    """What little-endian arrays say, in the plainest way."""
    import numpy

    channels, data = len(row["channels"]), row["samples"]
    if row["encoding"] == "int24":
        values = [int.from_bytes(data[at : at + 3], "little", signed=True) for at in range(0, len(data), 3)]
        return numpy.array(values).reshape(channels, -1)
    return numpy.frombuffer(data, PLAIN_TYPES[row["encoding"]]).reshape(channels, -1)


def main(packed, unpacked):
    missing = [module for module in ("numpy", "pyarrow") if importlib.util.find_spec(module) is None]
    if missing:
        print("SKIPPED: no Python module", ", ".join(missing))
        return
    import numpy

    from eegptspark.samples import decode_samples

    expected = rows(unpacked)
    found = rows(packed)
    assert found.keys() == expected.keys() and found, f"{len(found)} rows, {len(expected)} expected"
    for key, row in expected.items():
        samples = row["halo_before"] + row["n_samples"] + row["halo_after"]
        for decoded in (decode_samples(found[key]), decode_samples(row)):
            assert decoded.shape == (len(row["channels"]), samples), (key, decoded.shape)
            assert numpy.array_equal(decoded, plain(row)), f"{row['source']}: {found[key]['encoding']} differs"
    for encoding in sorted({row["encoding"] for row in found.values()}):
        print("HELD", encoding, "is decoded")


main(*sys.argv[1:])
