"""Cost a row of a trivial function, by who computes it: bench/udf.sh runs it."""

import argparse
import glob
import os
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


def processes():
    """Seconds that the JVM and all processes under it, Python's workers too, have computed."""
    parents, spent = {}, {}
    for stat in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(stat) as lines:
                pid, rest = lines.read().split(" (", 1)
        except FileNotFoundError:
            continue  # it has ended
        fields = rest.rsplit(") ", 1)[1].split()
        parents[int(pid)] = int(fields[1])
        spent[int(pid)] = sum(int(ticks) for ticks in fields[11:15]) / os.sysconf("SC_CLK_TCK")
    jvm = spark._jvm.java.lang.ProcessHandle.current().pid()

    def under(pid):
        return pid == jvm or (pid in parents and under(parents[pid]))

    return sum(seconds for pid, seconds in spent.items() if under(pid))


def cost(call):
    """Nanoseconds a row: of all processors together, and by the clock."""
    spent, begin = processes(), time.perf_counter()
    spark.sql(f"SELECT sum({call}) FROM source").collect()
    took, used = time.perf_counter() - begin, processes() - spent
    return used / args.rows * 1e9, took / args.rows * 1e9


CALLS = {
    "no function": "x",
    "built-in x + 1": "x + 1",
    "vectorized UDF": "plus_one(x)",
    "pandas UDF": "pandas_plus_one(x)",
}

WARM_UP = 2  # rounds that compile

for name in args.sources.split(","):
    table = source(name, args.rows)
    table.createOrReplaceTempView("source")
    costs = {what: [] for what in CALLS}
    for turn in range(WARM_UP + args.rounds):
        for what, call in CALLS.items():
            of_call = cost(call)
            if turn >= WARM_UP:
                costs[what].append(of_call)
    print(f"\n{name}: {args.rows} rows, {args.cores} core(s), medians of {args.rounds} rounds, ns a row")
    print(f"  {'':16} {'processors':>10} {'for the function':>17} {'clock':>7}   processors, least to most")
    used = {what: statistics.median(c[0] for c in costs[what]) for what in CALLS}
    clock = {what: statistics.median(c[1] for c in costs[what]) for what in CALLS}
    none = used["no function"]
    for what in CALLS:
        spread = sorted(c[0] for c in costs[what])
        print(
            f"  {what:16} {used[what]:10.1f} {used[what] - none:17.1f} {clock[what]:7.1f}"
            f"   {spread[0]:.1f} to {spread[-1]:.1f}"
        )
    ours, built_in, pandas = used["vectorized UDF"], used["built-in x + 1"], used["pandas UDF"]
    print(f"  vectorized UDF / built-in: {ours / built_in:.2f}")
    print(f"  pandas UDF / vectorized UDF: {pandas / ours:.1f}")
    alone = (pandas - none) / max(ours - none, 0.1)
    print(f"  pandas UDF / vectorized UDF, for the function alone: {alone:.1f}", flush=True)
    table.unpersist()
spark.stop()
