#!/usr/bin/env bash
# Times the oneDNN engine's kernels, each alone on one thread: products, attention, layer norm.
#
#   bench/kernels.sh [JMH OPTIONS]      e.g. 'qkv|fc1' -p precision=fp32 -p tokens=62; -h for all
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
module=$home/model-core
libraries=$module/target/benchmarks.classpath
log=$module/target/benchmarks.log
mkdir -p "$module/target"
if ! (cd "$home" && mvn --batch-mode --no-transfer-progress -pl model-core test-compile \
  dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$libraries") >"$log" 2>&1; then
  grep -m 5 ERROR "$log" >&2 || true
  echo "kernels.sh: the build failed; all of it is in $log" >&2
  exit 2
fi
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" \
  -cp "$module/target/test-classes:$module/target/classes:$(<"$libraries")" \
  org.eegptspark.model.encoder.onednn.KernelBenchmark -t 1 "$@"
