#!/usr/bin/env bash
# EDF recordings into a table: eegpt in turn with pyEDFlib and PyArrow, on the same cores, and what reading, hashing and
# zstd alone allow there.
#
#   bench/ingest.sh RECORDINGS [--copies N] [--rounds N] [--cores N] [--folder DIR]
#
# RECORDINGS is a folder of EDF files, which are copied N times (100 unless said otherwise), each copy with a header of
# its own. PYTHON names a Python with pyedflib and pyarrow; without, one is made in target/.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [ -z "${PYTHON:-}" ]; then
  venv=$home/target/ingest-bench
  mkdir -p "$home/target"
  [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet pyedflib==0.1.42 pyarrow==26.0.1 numpy==2.4.6
  PYTHON=$venv/bin/python
fi
"$home/eegpt" --version >/dev/null  # builds it where that has not been done
exec "$PYTHON" "$home/bench/ingest.py" "$@"
