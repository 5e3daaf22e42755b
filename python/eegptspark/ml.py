"""EEGPT as a stage of a Spark ML pipeline."""

from __future__ import annotations

import sys
from typing import Dict, Optional, Sequence, Union

from pyspark import keyword_only
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable
from pyspark.ml.wrapper import JavaTransformer

_JAVA_CLASS = "org.eegptspark.udf.EegptTransformer"

# PySpark finds the Python class of a loaded pipeline's stage by the name of its Java class.
sys.modules.setdefault("org.eegptspark.udf", sys.modules[__name__])


class _Reader(JavaMLReader):
    @classmethod
    def _java_loader_class(cls, clazz):
        return _JAVA_CLASS


class EegptTransformer(JavaTransformer, JavaMLReadable, JavaMLWritable):
    """Adds a column of windows' embeddings, those of :func:`eegptspark.functions.embed`.

    >>> stage = EegptTransformer(weights="hf://owner/repo", pool="patches", outputCol="features")
    >>> model = Pipeline(stages=[stage, LogisticRegression()]).fit(windows)

    What is not set of ``weights``, ``engine``, ``precision`` and ``pool`` is as the session's ``spark.eegpt.*`` say. A
    saved stage names its weights and does not hold them.
    """

    samplesCol = Param(Params._dummy(), "samplesCol", "column of windows' samples", TypeConverters.toString)
    channelsCol = Param(Params._dummy(), "channelsCol", "column of channel names", TypeConverters.toString)
    channels = Param(Params._dummy(), "channels", "channel names of all windows", TypeConverters.toListString)
    samplingRateCol = Param(Params._dummy(), "samplingRateCol", "column of rates in Hz", TypeConverters.toString)
    samplingRate = Param(Params._dummy(), "samplingRate", "Hz, of all windows", TypeConverters.toFloat)
    outputCol = Param(Params._dummy(), "outputCol", "column to add", TypeConverters.toString)
    outputType = Param(Params._dummy(), "outputType", "vector, or array of float", TypeConverters.toString)
    pool = Param(Params._dummy(), "pool", "none, or patches for their mean", TypeConverters.toString)
    weights = Param(Params._dummy(), "weights", "file, folder, hf://owner/repo, demo", TypeConverters.toString)
    engine = Param(Params._dummy(), "engine", "auto, cuda, onednn or nd4j", TypeConverters.toString)
    precision = Param(Params._dummy(), "precision", "fp32, tf32 or bf16", TypeConverters.toString)
    options = Param(Params._dummy(), "options", "options of embed, each NAME=VALUE", TypeConverters.toListString)

    @keyword_only
    def __init__(
        self,
        *,
        samplesCol: str = "samples",
        channelsCol: str = "channels",
        channels: Optional[Sequence[str]] = None,
        samplingRateCol: Optional[str] = None,
        samplingRate: float = 256.0,
        outputCol: str = "embedding",
        outputType: str = "vector",
        pool: Optional[str] = None,
        weights: Optional[str] = None,
        engine: Optional[str] = None,
        precision: Optional[str] = None,
        options: Union[Dict[str, object], Sequence[str], None] = None,
    ):
        super().__init__()
        self._java_obj = self._new_java_obj(_JAVA_CLASS, self.uid)
        self._setDefault(
            samplesCol="samples",
            channelsCol="channels",
            samplingRate=256.0,
            outputCol="embedding",
            outputType="vector",
        )
        self.setParams(**self._input_kwargs)

    @keyword_only
    def setParams(self, **kwargs: object) -> "EegptTransformer":
        """Sets any of the constructor's params."""
        given = dict(self._input_kwargs)
        if isinstance(given.get("options"), dict):
            given["options"] = [f"{name}={value}" for name, value in sorted(given["options"].items())]
        self._set(**{name: value for name, value in given.items() if value is not None})
        return self

    @classmethod
    def read(cls) -> JavaMLReader:
        return _Reader(cls)
