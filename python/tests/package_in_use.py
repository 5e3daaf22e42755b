"""Uses the package as its users do: JAR FOLDER, or JAR FOLDER connect, over Spark Connect. Run by PythonIT.

Prints a line for each thing that held, or that could not be tried.
"""

import importlib.util
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from eegptspark.functions import embed, patches
from eegptspark.session import configure

WAVE = "transform(sequence(1, 2 * 256), t -> cast(0.05 * sin(t * (0.1 + (id % 2) * 0.4) + id) AS float))"


def windows(spark):
    columns = ["id", "cast(id % 2 AS double) AS label", WAVE + " AS samples", "array('FZ', 'CZ') AS channels"]
    return spark.range(20).selectExpr(*columns)


def functions(spark):
    table = windows(spark)
    table.createOrReplaceTempView("windows")
    by_sql = spark.sql("SELECT eegpt_embed(samples, channels, 256) AS e FROM windows ORDER BY id").collect()
    assert len(by_sql) == 20 and len(by_sql[0].e) == 4 * 64, len(by_sql[0].e)
    by_function = table.orderBy("id").select(embed("samples", ["FZ", "CZ"], 256).alias("e")).collect()
    assert by_function == by_sql
    by_patch = table.orderBy("id").select(F.flatten(patches("samples", F.col("channels"), F.lit(256))).alias("e"))
    assert by_patch.collect() == by_sql
    print("HELD functions give what SQL gives")
    microvolts = table.orderBy("id").select(F.transform("samples", lambda x: x * 1000).alias("samples"))
    scaled = microvolts.select(embed("samples", ["FZ", "CZ"], 256.0, unit="uV", pool="patches").alias("e")).first().e
    assert len(scaled) == 64 and max(abs(a) for a in scaled) > 0, len(scaled)
    assert table.where(embed("samples", "channels", 256)[0] > by_sql[0].e[0]).count() < 20
    print("HELD options and filters")


def pipeline(spark, folder):
    from pyspark.ml import Pipeline, PipelineModel
    from pyspark.ml.classification import LogisticRegression

    from eegptspark.ml import EegptTransformer

    table = windows(spark)
    stage = EegptTransformer(weights="synthetic:tiny1", engine="nd4j", pool="patches", outputCol="features")
    trained = Pipeline(stages=[stage, LogisticRegression(maxIter=5)]).fit(table)
    trained.write().overwrite().save(folder + "/pipeline")
    loaded = PipelineModel.load(folder + "/pipeline")
    assert isinstance(loaded.stages[0], EegptTransformer), loaded.stages
    assert loaded.stages[0].getOrDefault("weights") == "synthetic:tiny1"
    assert loaded.transform(table).where("label != prediction").count() == 0
    stage.setParams(options={"unit": "uV"}).write().overwrite().save(folder + "/stage")
    assert EegptTransformer.load(folder + "/stage").getOrDefault("options") == ["unit=uV"]
    print("HELD a pipeline is trained, saved and loaded")


def stage_over_connect(spark):
    from eegptspark.ml import EegptTransformer

    stage = EegptTransformer(weights="synthetic:tiny1", engine="nd4j", outputType="array")
    by_stage = stage.transform(windows(spark)).orderBy("id").select(F.col("embedding").alias("e")).collect()
    assert by_stage == windows(spark).orderBy("id").select(embed("samples", "channels", 256).alias("e")).collect()
    print("HELD a stage transforms")


def missing(*modules):
    for module in modules:
        if importlib.util.find_spec(module) is None:
            print("SKIPPED: no Python module", module)
            return True
    return False


def main(jar, folder, connect=None):
    if connect and missing("grpc", "pandas", "pyarrow"):
        return
    builder = SparkSession.builder.remote("local[2]") if connect else SparkSession.builder.master("local[2]")
    builder = builder.config("spark.ui.enabled", "false")
    spark = configure(builder, jar, weights="synthetic:tiny1", engine="nd4j").getOrCreate()
    functions(spark)
    if not missing("numpy"):
        stage_over_connect(spark) if connect else pipeline(spark, folder)
    spark.stop()


main(*sys.argv[1:])
