"""Reads a table with programs outside Spark and compares with what Spark says of it: FOLDER FORMAT EXPECTED. Run by ReadersIT.

EXPECTED is a JSON file: {"columns": {name: type}, "rows": count, "sums": {column: sum}}, where a sum is that of
floor(value * 2^20) over all the column's numbers: whole numbers, so that the order of adding does not matter. Of a
column of bytes the sum is that of lengths. Prints a line for each reader that agreed, or that could not be tried.
"""

import importlib.util
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

MODULES = ("numpy", "pandas", "pyarrow", "duckdb", "deltalake", "pyiceberg", "pyiceberg_core")
SCALE = 1 << 20


def spark_type(arrow):
    """Spark's name of an Arrow type."""
    import pyarrow.types as t

    if t.is_list(arrow) or t.is_large_list(arrow):
        return f"array<{spark_type(arrow.value_type)}>"
    if t.is_struct(arrow):
        return "struct<" + ",".join(f"{field.name}:{spark_type(field.type)}" for field in arrow) + ">"
    if t.is_large_string(arrow):
        return "string"
    if t.is_large_binary(arrow):
        return "binary"
    if t.is_timestamp(arrow):
        return "timestamp" if arrow.tz else "timestamp_ntz"
    return {"bool": "boolean", "int32": "int", "int64": "bigint", "string_view": "string"}.get(str(arrow), str(arrow))


def whole_sum(column):
    """Sum of floor(value * 2^20) over a column of numbers or of lists of them; of lengths, for bytes."""
    import numpy
    import pyarrow
    import pyarrow.types as t

    values = pyarrow.concat_arrays(column.chunks) if column.num_chunks else pyarrow.array([], column.type)
    if t.is_binary(values.type) or t.is_large_binary(values.type):
        return sum(len(value) for value in values.to_pylist())
    if t.is_list(values.type) or t.is_large_list(values.type):
        values = values.flatten()
    return int(numpy.floor(values.to_numpy(zero_copy_only=False).astype("float64") * SCALE).astype("int64").sum())


def compare(name, table, expected):
    columns = {field.name: spark_type(field.type) for field in table.schema}
    assert columns == expected["columns"], f"{name}: columns {columns}, Spark has {expected['columns']}"
    assert table.num_rows == expected["rows"], f"{name}: {table.num_rows} rows, Spark has {expected['rows']}"
    for column, whole in expected["sums"].items():
        assert whole_sum(table[column]) == whole, f"{name}: {column} sums to {whole_sum(table[column])}, in Spark {whole}"
    print(f"HELD {name} agrees on {table.num_rows} rows, {len(columns)} columns, {len(expected['sums'])} sums")


def main(folder, table_format, expected):
    missing = [module for module in MODULES if importlib.util.find_spec(module) is None]
    if missing:
        print("SKIPPED: no Python module", ", ".join(missing))
        return
    from reliability import tables

    known = json.loads(Path(expected).read_text())
    contents = set()
    for name, read in tables.READERS[table_format].items():
        table = read(folder)
        compare(name, table, known)
        contents.add(tuple(tables.rows(table)))
    assert len(contents) == 1, f"the readers of {folder} differ in a bit"


main(*sys.argv[1:])
