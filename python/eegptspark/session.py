"""What a Spark session needs to know EEGPT's functions."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Dict, Optional

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

EXTENSIONS = "org.eegptspark.udf.VectorizedUdfExtensions"


def confs(
    jar: str,
    weights: Optional[str] = None,
    engine: Optional[str] = None,
    precision: Optional[str] = None,
    pool: Optional[str] = None,
) -> Dict[str, str]:
    """The configuration of a session with EEGPT's functions.

    The first three entries have to be there before Spark's JVM starts: in spark-defaults.conf, by ``--conf``, in a
    builder that starts it, or, with Spark Connect, on the server. The rest may be set in a running session.

    :param jar: ``eegpt-spark-job.jar``, where driver and executors find it: a path, or a URL that Spark fetches
    :param weights: a safetensors file, a model-hub folder, ``hf://owner/repo``, ``demo`` or ``synthetic:NAME``
    :param engine: ``auto``, ``cuda``, ``onednn`` or ``nd4j``
    :param precision: ``fp32``, ``tf32`` or ``bf16``
    :param pool: ``none``, or ``patches`` for means over a window's patches
    """
    needed = {"spark.jars": jar, "spark.sql.extensions": EXTENSIONS}
    # glibc keeps a model's tensors that were freed, unless arrays of a megabyte get pages of their own.
    needed["spark.executorEnv.MALLOC_MMAP_THRESHOLD_"] = "1048576"
    chosen = {"weights": weights, "engine": engine, "precision": precision, "pool": pool}
    needed.update({f"spark.eegpt.{name}": value for name, value in chosen.items() if value is not None})
    return needed


def configure(builder: "SparkSession.Builder", jar: str, **settings: Optional[str]) -> "SparkSession.Builder":
    """A builder with :func:`confs`, which may be given further settings before ``getOrCreate()``.

    >>> spark = configure(SparkSession.builder, "eegpt-spark-job.jar", weights="demo").getOrCreate()

    :raises FileNotFoundError: where ``jar`` is a path and there is no such file
    """
    if "://" not in jar and not os.path.exists(jar):
        raise FileNotFoundError(f"no {jar}: build it with `mvn package`, it is spark-job/target/eegpt-spark-job.jar")
    for name, value in confs(jar, **settings).items():
        builder = builder.config(name, value)
    return builder
