"""Embeds a table of windows in one SQL statement: embed_windows.py WINDOWS TOKENS WEIGHTS"""

import sys

from pyspark.sql import SparkSession

windows, tokens, weights = sys.argv[1:]
spark = SparkSession.builder.getOrCreate()
spark.sql(f"SET spark.eegpt.weights = {weights}")
spark.read.parquet(windows).createOrReplaceTempView("windows")
spark.sql(
    "SELECT id, eegpt_embed(samples, channels, 256) AS tokens,"
    " eegpt_patches(samples, channels, 256) AS patches FROM windows"
).write.parquet(tokens)
spark.stop()
