"""Cost a row of a trivial function, by who computes it: bench/udf.sh runs it."""

import argparse
import statistics
import tempfile
import time

from pyspark.sql import SparkSession
from pyspark.sql.functions import pandas_udf

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--rows", type=int, default=20_000_000)
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--cores", type=int, default=1)
parser.add_argument("--sources", default="parquet,cached,range")
parser.add_argument("--classpath", required=True)
args = parser.parse_args()

spark = (
    SparkSession.builder.master(f"local[{args.cores}]")
    .appName("cost of a function")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.memory", "3g")
    .config("spark.driver.extraClassPath", args.classpath)
    .config("spark.sql.shuffle.partitions", "1")
    .config("spark.sql.extensions", "org.eegptspark.udf.VectorizedUdfExtensions")
    .config("spark.eegpt.udf.classes", "org.eegptspark.udf.PlusOne")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")


@pandas_udf("long")
def pandas_plus_one(x):
    return x + 1


spark.udf.register("pandas_plus_one", pandas_plus_one)


def source(name, rows):
    """A table of a column x of random longs: as files, as cached columns, or as a bare counter."""
    if name == "range":
        return spark.range(0, rows, 1, args.cores).withColumnRenamed("id", "x")
    data = spark.range(0, rows, 1, args.cores).selectExpr("xxhash64(id) >> 24 AS x")
    if name == "cached":
        data = data.cache()
        data.count()
        return data
    path = tempfile.mkdtemp(prefix="udf-bench-") + "/x"
    data.write.parquet(path)
    return spark.read.parquet(path)


def seconds(call):
    begin = time.perf_counter()
    spark.sql(f"SELECT sum({call}) FROM source").collect()
    return time.perf_counter() - begin


CALLS = {
    "no function": "x",
    "built-in x + 1": "x + 1",
    "vectorized UDF": "plus_one(x)",
    "pandas UDF": "pandas_plus_one(x)",
}

for name in args.sources.split(","):
    table = source(name, args.rows)
    table.createOrReplaceTempView("source")
    times = {what: [] for what in CALLS}
    for turn in range(args.rounds + 1):
        for what, call in CALLS.items():
            took = seconds(call)
            if turn > 0:  # the first compiles
                times[what].append(took / args.rows * 1e9)
    cost = {what: statistics.median(all_times) for what, all_times in times.items()}
    print(f"\n{name}: median of {args.rounds} rounds, {args.rows} rows, {args.cores} cores, ns a row")
    for what, per_row in cost.items():
        spread = f"{min(times[what]):.1f} to {max(times[what]):.1f}"
        print(f"  {what:16} {per_row:8.1f}  ({spread})")
    ours, built_in = cost["vectorized UDF"], cost["built-in x + 1"]
    print(f"  vectorized UDF / built-in   {ours / built_in:8.2f}")
    print(f"  pandas UDF / vectorized UDF {cost['pandas UDF'] / ours:8.2f}")
    table.unpersist()
spark.stop()
