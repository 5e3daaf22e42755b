"""EEGPT as column functions. They run in the JVM, on Arrow batches, and work over Spark Connect as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Sequence, Union

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from pyspark.sql import Column

    ColumnOrName = Union[Column, str]

__all__ = ["embed", "patches"]


def embed(
    samples: "ColumnOrName",
    channels: "Union[ColumnOrName, Sequence[str]]",
    sampling_rate: "Union[ColumnOrName, float]",
    **options: object,
) -> "Column":
    """The summary tokens of each window as ``array<float>``: patches x tokens x width, row-major.

    >>> windows.select(embed("samples", ["FZ", "CZ"], 256, unit="uV", pool="patches").alias("embedding"))

    :param samples: a window's samples: an array of numbers, channel after channel; an array of such arrays, one a
        channel; or binary, channel-major and little-endian. Millivolts, unless ``unit`` says otherwise
    :param channels: a column of arrays of names, or the names of all windows' channels
    :param sampling_rate: a column, or a number, in Hz; resampled where it is not 256
    :param options: options of ``eegpt_embed``: ``unit``, ``montage``, ``missing``, ``notch``, ``band``, ``reference``,
        ``encoding``, ``gain``, ``offset``, ``pool``, ``on_error``
    """
    return _call("eegpt_embed", samples, channels, sampling_rate, options)


def patches(
    samples: "ColumnOrName",
    channels: "Union[ColumnOrName, Sequence[str]]",
    sampling_rate: "Union[ColumnOrName, float]",
    **options: object,
) -> "Column":
    """The summary tokens of each window as ``array<array<float>>``, an array a patch; else as :func:`embed`."""
    return _call("eegpt_patches", samples, channels, sampling_rate, options)


def _call(name, samples, channels, sampling_rate, options):
    arguments = [_column(samples), _names(channels), _rate(sampling_rate)]
    if options:
        entries = [F.lit(text) for option, value in options.items() for text in (option, _text(value))]
        arguments.append(F.create_map(*entries))
    return F.call_function(name, *arguments)


def _column(column):
    return F.col(column) if isinstance(column, str) else column


def _names(channels):
    if isinstance(channels, (list, tuple)):
        return F.array(*[F.lit(name) for name in channels])
    return _column(channels)


def _rate(sampling_rate):
    return F.lit(float(sampling_rate)) if isinstance(sampling_rate, (int, float)) else _column(sampling_rate)


def _text(value):
    """An option's value: numbers a channel may be given as a list."""
    return ",".join(str(part) for part in value) if isinstance(value, (list, tuple)) else str(value)
