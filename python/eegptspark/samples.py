"""A recordings table's samples as arrays, read by whatever reads Parquet. Needs NumPy, and no Spark."""

from __future__ import annotations

from typing import Any, Mapping

import numpy

__all__ = ["decode_samples"]

FLOATS = {"float32": "<f4", "float64": "<f8"}
WIDTHS = {"int16": 2, "int24": 3, "int32": 4}


def decode_samples(row: Mapping[str, Any]) -> numpy.ndarray:
    """The file's own digital values [channels, halo_before + n_samples + halo_after]; microvolts are gain * digital + offset.

    >>> decode_samples(pyarrow.parquet.read_table("recordings/….parquet").slice(0, 1).to_pylist()[0])

    :param row: has ``encoding``, ``samples`` and ``channels``: a dictionary, a row of Spark, a series of pandas
    """
    kind, _, form = row["encoding"].partition("-")
    channels, data = len(row["channels"]), row["samples"]
    if kind in FLOATS and not form:
        return numpy.frombuffer(data, FLOATS[kind]).reshape(channels, -1)
    if kind not in WIDTHS or form not in ("", "packed"):
        raise ValueError(f"samples of encoding {row['encoding']!r} are not known: read them with the version that wrote them")
    width, raw = WIDTHS[kind], numpy.frombuffer(data, numpy.uint8)
    planes = raw[channels:].reshape(width, channels, -1) if form else raw.reshape(channels, -1, width).transpose(2, 0, 1)
    values = sum(plane.astype(numpy.uint32) << 8 * i for i, plane in enumerate(planes))
    if form:
        values = values >> 1 ^ -(values & 1)  # 0, 1, 2, 3, … are 0, -1, 1, -2, …, modulo 2^32
        for c, prediction in enumerate(raw[:channels]):
            if prediction > 0:
                values[c] = numpy.cumsum(values[c], dtype=numpy.uint32)
            if prediction > 1 and c > 0:
                values[c] += values[c - 1]
    unused = 32 - 8 * width
    return (values << unused).view(numpy.int32) >> unused
