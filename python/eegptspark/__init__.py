"""EEGPT embeddings of EEG windows in PySpark.

``session.configure`` makes a session that has the functions, ``functions.embed`` and ``functions.patches`` call them,
``ml.EegptTransformer`` is a stage of a Spark ML pipeline. The work is done in the JVM: no row comes to Python.
"""

__version__ = "0.1.0"
