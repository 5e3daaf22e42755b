#!/usr/bin/env bash
# The tests and benchmarks that need an NVIDIA GPU, on a machine that has one but neither Maven nor a JDK.
#
#   scripts/gpu-test.sh pack FOLDER     here: builds, and puts a Java runtime, jars and test classes into FOLDER/gpu-test.tar.xz
#   scripts/gpu-test.sh run [ARCHIVE…]  there: unpacks the archives to a temporary folder, runs the tests tagged gpu, then
#                                       the benchmark, with its peer where python3 has PyTorch
#
# `run` reads the reference cases of this checkout. GPU_TEST_HOME names where to unpack and is kept; GPU_TEST_ONLY=tests
# or =bench runs one of the two. On a machine with a JDK and Maven, `mvn verify` runs the same tests.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

pack() {
  local folder=$1 stage
  stage=$(mktemp -d)
  trap 'rm -rf "$stage"' RETURN
  (cd "$root" && mvn -q -B test-compile dependency:copy-dependencies -pl model-core \
    -DincludeScope=test -DoutputDirectory="$stage/jars" -Dmdep.useBaseVersion=true)
  rm -f "$stage"/jars/*jmh* "$stage"/jars/dnnl* "$stage"/jars/opencl* "$stage"/jars/byte-buddy*
  zip -q -d "$stage"/jars/openblas-*-linux-x86_64.jar '*/include/*' '*openblas_full*' || true
  local jar
  for jar in "$stage"/jars/*.jar; do # stored, so that the archive's compression sees what is in them
    mkdir "$stage/open"
    (cd "$stage/open" && unzip -qo "$jar" && rm "$jar" && zip -q -r -0 "$jar" .)
    rm -rf "$stage/open"
  done
  cp -r "$root/model-core/target/classes" "$stage/classes"
  cp -r "$root/model-core/target/test-classes" "$stage/test-classes"
  rm -rf "$stage"/test-classes/reference # the checkout's own are read
  jlink --add-modules java.se,jdk.unsupported,jdk.management,jdk.security.auth,jdk.zipfs \
    --strip-debug --no-header-files --no-man-pages --output "$stage/runtime"
  mkdir -p "$folder"
  tar -C "$stage" -c . | xz -T0 -3 > "$folder/gpu-test.tar.xz"
  ls -l "$folder/gpu-test.tar.xz"
}

run() {
  local home=${GPU_TEST_HOME:-$(mktemp -d)}
  mkdir -p "$home"
  for archive in "$@"; do tar -C "$home" -xJf "$archive"; done
  export LD_LIBRARY_PATH=${LD_LIBRARY_PATH:-/usr/local/cuda/lib64}
  local java=("$home/runtime/bin/java" -Xmx8g -Deegpt.root="$root" -Dorg.bytedeco.javacpp.maxPhysicalBytes=0
    -cp "$home/test-classes:$home/classes:$home/jars/*")
  if [ "${GPU_TEST_ONLY:-tests}" = tests ]; then
    "${java[@]}" org.junit.platform.console.ConsoleLauncher execute --disable-banner --details=tree \
      --include-tag=gpu --scan-classpath="$home/test-classes"
  fi
  if [ "${GPU_TEST_ONLY:-bench}" = bench ]; then
    "${java[@]}" org.eegptspark.model.encoder.cuda.GpuBenchmark "$root/bench/gpu_peer.py"
  fi
}

case ${1:-} in
  pack) pack "${2:?pack needs a folder}" ;;
  run) shift; run "$@" ;;
  *) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
