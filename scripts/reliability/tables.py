"""Reads tables with programs that know nothing of this project, each in its own way.

A table is a folder, as the commands' --output has it; its format is "parquet", "delta" or "iceberg".
"""

import hashlib
from pathlib import Path

import duckdb
import pandas
import pyarrow
import pyarrow.parquet
from deltalake import DeltaTable
from deltalake.exceptions import TableNotFoundError
from pyiceberg.table import StaticTable

QUARANTINE = "_quarantine"
FORMATS = ("parquet", "delta", "iceberg")


def open_delta(folder):
    """The table by delta-rs, or None where there is none yet."""
    try:
        return DeltaTable(str(folder))
    except TableNotFoundError:
        return None


def open_iceberg(folder):
    """The table by PyIceberg as of its newest metadata file, or None where there is none yet."""
    versions = list(Path(folder).glob("metadata/v*.metadata.json"))
    if not versions:
        return None
    newest = max(versions, key=lambda path: int(path.name.split(".")[0][1:]))
    return StaticTable.from_metadata(str(newest))


def parquet_files(folder):
    """The files that readers of a plain folder take: none whose name begins with '_' or '.'."""
    return [str(path) for path in sorted(Path(folder).glob("*.parquet")) if path.name[0] not in "_."]


def by_pandas(folder):
    files = parquet_files(folder)
    frames = [pandas.read_parquet(file, dtype_backend="pyarrow") for file in files]
    return pyarrow.Table.from_pandas(pandas.concat(frames), preserve_index=False) if files else None


def by_duckdb(folder):
    if not parquet_files(folder):
        return None
    return duckdb.connect().sql(f"SELECT * FROM read_parquet('{folder}/*.parquet')").to_arrow_table()


def by_delta_rs(folder):
    table = open_delta(folder)
    return table and pyarrow.table(table.to_pyarrow_table())


def by_duckdb_of_delta(folder):
    table = open_delta(folder)
    if table is None:
        return None
    connection = duckdb.connect()
    connection.register("rows", table.to_pyarrow_dataset())
    return connection.sql("SELECT * FROM rows").to_arrow_table()


def by_pyiceberg(folder):
    table = open_iceberg(folder)
    return table and table.scan().to_arrow()


def by_duckdb_of_iceberg(folder):
    table = open_iceberg(folder)
    if table is None:
        return None
    return table.scan().to_duckdb("rows").sql("SELECT * FROM rows").to_arrow_table()


READERS = {
    "parquet": {"pandas": by_pandas, "DuckDB": by_duckdb},
    "delta": {"delta-rs": by_delta_rs, "DuckDB": by_duckdb_of_delta},
    "iceberg": {"PyIceberg": by_pyiceberg, "DuckDB": by_duckdb_of_iceberg},
}


def data_files(folder, table_format):
    """Paths of the table's data files, one committed unit each."""
    if table_format == "delta":
        table = open_delta(folder)
        uris = table.file_uris() if table else []
    elif table_format == "iceberg":
        table = open_iceberg(folder)
        uris = [task.file.file_path for task in table.scan().plan_files()] if table else []
    else:
        uris = parquet_files(folder)
    return [uri.removeprefix("file://").removeprefix("file:") for uri in uris]


def rows(table, without=()):
    """A table's rows as sorted texts that differ where a bit differs: whatever the reader, the same."""
    if table is None:
        return []
    columns = sorted(name for name in table.column_names if name not in without)
    return sorted("\x1f".join(f"{name}={text(row[name])}" for name in columns) for row in table.to_pylist())


def text(value):
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(text, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{key}:{text(item)}" for key, item in sorted(value.items())) + "}"
    return repr(value)


def rows_by_recording(table):
    """The rows of each recording, as rows() has them."""
    if table is None:
        return {}
    ids = table["recording_id"].to_pylist()
    parts = {}
    for index, recording in enumerate(ids):
        parts.setdefault(recording, []).append(index)
    return {recording: rows(table.take(indices)) for recording, indices in parts.items()}


def units(folder, table_format):
    """The sets of recordings that were committed together: those of one file."""
    found = [pyarrow.parquet.read_table(file, columns=["recording_id"]) for file in data_files(folder, table_format)]
    return [frozenset(unit["recording_id"].to_pylist()) for unit in found]


def quarantine(folder, table_format):
    """What the table's quarantine holds, but for the time, by the format's first reader."""
    inner = Path(folder) / QUARANTINE
    read = next(iter(READERS[table_format].values()))
    return rows(read(inner), without=("quarantined_at",))
