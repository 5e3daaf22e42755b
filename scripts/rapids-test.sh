#!/usr/bin/env bash
# The embedding through RAPIDS, compared with eegpt_embed to the bit, on a machine with an NVIDIA GPU, a JDK 17, Maven and SPARK_HOME.
#
#   scripts/rapids-test.sh          on the GPU: plans must have GpuProject, results eegpt_embed's bits
#   scripts/rapids-test.sh --plan   without a GPU: RAPIDS only plans, and rows go the way of the CPU
#
# Environment:
#   SPARK_HOME            a Spark 4.0.1 (pip install pyspark==4.0.1 brings one)
#   RAPIDS_JAR            rapids-4-spark_2.13-26.08.1-cuda13.jar, 576 MB (default: Maven's local copy, fetched where it is missing)
#   RAPIDS_TEST_WINDOWS   of 4 s and 8 channels (default 2000)
#   RAPIDS_TEST_WEIGHTS   (default synthetic:little)
#   RAPIDS_TEST_BUILT     1 takes what was built with -Prapids before
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
: "${SPARK_HOME:?rapids-test.sh: set SPARK_HOME to a Spark 4.0.1}"
mode=executeongpu engine=cuda
if [ "${1:-}" = --plan ]; then mode=explainonly engine=auto; fi

if [ -z "${RAPIDS_TEST_BUILT:-}" ]; then
  (cd "$root" && mvn -q -B -Prapids -DskipTests package)
fi
rapids=${RAPIDS_JAR:-$HOME/.m2/repository/com/nvidia/rapids-4-spark_2.13/26.08.1/rapids-4-spark_2.13-26.08.1-cuda13.jar}
[ -f "$rapids" ] || { echo "rapids-test.sh: no $rapids; set RAPIDS_JAR" >&2; exit 2; }

tables=$(mktemp -d)
trap 'rm -rf "$tables"' EXIT
classes=$root/spark-job/target/eegpt-spark-job.jar
"$SPARK_HOME/bin/spark-submit" --properties-file "$root/conf/spark-defaults-rapids.conf" --master 'local[2]' \
  --driver-memory 8g --driver-class-path "$rapids:$classes:$root/udf/target/test-classes" \
  --conf spark.executor.resource.gpu.amount=0 --conf spark.worker.resource.gpu.amount=0 \
  --conf spark.task.resource.gpu.amount=0 \
  --conf spark.rapids.sql.mode=$mode --conf spark.eegpt.engine=$engine \
  --conf spark.eegpt.weights="${RAPIDS_TEST_WEIGHTS:-synthetic:little}" \
  --class org.eegptspark.udf.rapids.RapidsOnGpu "$classes" "$tables" "${RAPIDS_TEST_WINDOWS:-2000}"
