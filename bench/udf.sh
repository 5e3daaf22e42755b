#!/usr/bin/env bash
# Cost a row of a trivial function (x + 1, summed) computed by Spark itself, by a vectorized UDF, and
# by a PySpark pandas UDF, in one session, by turns.
#
#   bench/udf.sh [--rows N] [--rounds N] [--cores N] [--sources parquet,cached,range]
#
# PYTHON names a Python with pyspark 4.0.1, pandas and pyarrow; without, one is made in target/.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
log=$home/udf/target/bench.log
mkdir -p "$home/udf/target"
if ! (cd "$home" && mvn --batch-mode --no-transfer-progress -pl udf -am test-compile) >"$log" 2>&1; then
  grep -m 5 ERROR "$log" >&2 || true
  echo "udf.sh: the build failed; all of it is in $log" >&2
  exit 2
fi
if [ -z "${PYTHON:-}" ]; then
  venv=$home/target/udf-bench
  [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet pyspark==4.0.1 pandas==2.2.3 pyarrow==18.1.0
  PYTHON=$venv/bin/python
fi
export PYSPARK_PYTHON=$PYTHON
exec "$PYTHON" "$home/bench/udf.py" \
  --classpath "$home/udf/target/test-classes:$home/udf/target/classes:$home/model-core/target/classes" "$@"
