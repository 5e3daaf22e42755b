#!/usr/bin/env bash
# The tests and benchmarks that need an NVIDIA GPU, on a machine that has one but neither Maven, a JDK nor a network.
#
#   scripts/gpu-test.sh pack FOLDER [RECORDINGS]   here: builds, and packs what `run` needs into archives in FOLDER:
#       gpu-test.tar.xz    a Java runtime, the model's jars and test classes
#       natives.tar.xz     native libraries of ND4J and OpenBLAS
#       spark.tar.xz       the job, and what it loads of Spark
#       recordings.tar.xz  the folder RECORDINGS
#   scripts/gpu-test.sh run [ARCHIVE…]             there: unpacks archives to a temporary folder, then runs the parts
#       tests      tests tagged gpu; what failed is listed last
#       bench      the engine's rates and kernels, in turn with PyTorch where python3 has it
#       featurize  RECORDINGS through Spark, CPU and GPU compared, and the job's rate; needs the last two archives
#
# `run` reads the reference cases and the peer of this checkout. Environment:
#   GPU_TEST_HOME        where to unpack; kept, so that archives may come one by one
#   GPU_TEST_ONLY        parts to run, such as "tests bench"; none unpacks and stops (default: all that the archives allow)
#   GPU_TEST_PRECISIONS  of the benchmark, such as "bf16" (default: all)
#   GPU_TEST_AUTOTUNE    1 has PyTorch's compiler try all it can: minutes a case
#   GPU_TEST_WINDOWS     simulated windows that the job is timed with (default 20000)
#   GPU_TEST_ENGINES     what `featurize` compares, the first being the reference
#                        (default "nd4j:fp32 cuda:fp32 cuda:tf32 cuda:bf16")
# On a machine with a JDK and Maven, `mvn verify` runs the same tests.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

opens() { # what Spark needs opened of Java
  sed -n 's/.*<spark.jvm.options>\(.*\)<\/spark.jvm.options>.*/\1/p' "$root/pom.xml"
}

# Leaves of an opened jar's classes those of packages in a sorted list.
keep_packages() { # FOLDER LIST
  local package
  (cd "$1" && find . -name '*.class' -printf '%h\n' | sed -n 's,^\./,,p' | LC_ALL=C sort -u | LC_ALL=C comm -23 - "$2" |
    while read -r package; do find "$package" -maxdepth 1 -name '*.class' -delete; done)
}

# Stores a folder's jars anew without what only other machines need, uncompressed, so that an archive's compression sees it all.
store_jars() { # FOLDER [PACKAGES-LOADED]
  local jar open
  for jar in "$1"/*.jar; do
    open=$(mktemp -d)
    (cd "$open" && unzip -qo "$jar" && rm "$jar")
    case $(basename "$jar") in
      openblas-*) find "$open" -type f \( -path '*/include/*' -o -name '*openblas_full*' \) -delete ;;
      cuda-*-linux-*) find "$open" -name 'libjni*' ! -name 'libjnicudart*' ! -name 'libjninvrtc*' ! -name 'libjnicublas*' -delete ;;
      zstd-jni-*) find "$open" \( -path '*/aix/*' -o -path '*/darwin/*' -o -path '*/win/*' -o -path '*/freebsd/*' \) -delete
        find "$open/linux" -mindepth 1 -maxdepth 1 ! -name amd64 -exec rm -r {} + ;;
      lz4-java-*) find "$open/net/jpountz/util" -name '*.so' ! -path '*/linux/amd64/*' -delete ;;
      icu4j-*) rm -r "$open"/com/ibm/icu/impl/data/icudata/{translit,brkitr,lang,region,zone,curr,unit,rbnf} ;;
      hadoop-client-*|arrow-vector-*|spark-core_*) keep_packages "$open" "$2" ;;
    esac
    (cd "$open" && zip -q -r -0 "$jar" .)
    rm -r "$open"
  done
}

archive() { # FILE FOLDER
  tar -C "$2" -c . | xz -T0 -3 > "$1"
  ls -l "$1"
}

pack_tests() { # FOLDER STAGE
  local stage=$2/tests
  (cd "$root" && mvn -q -B test-compile dependency:copy-dependencies -pl model-core \
    -DincludeScope=test -DoutputDirectory="$stage/jars" -Dmdep.useBaseVersion=true)
  rm -f "$stage"/jars/*jmh* "$stage"/jars/byte-buddy* "$stage"/jars/dnnl* "$stage"/jars/opencl*
  store_jars "$stage/jars"
  mkdir -p "$2/natives/jars"
  mv "$stage"/jars/{nd4j-native,openblas}-*-linux-*.jar "$2/natives/jars"
  archive "$1/natives.tar.xz" "$2/natives"
  cp -r "$root/model-core/target/classes" "$root/model-core/target/test-classes" "$stage"
  rm -rf "$stage"/test-classes/reference # the checkout's own are read
  jlink --add-modules java.se,jdk.unsupported,jdk.management,jdk.security.auth,jdk.zipfs \
    --strip-debug --no-header-files --no-man-pages --output "$stage/runtime"
  archive "$1/gpu-test.tar.xz" "$stage"
}

# Of Spark's jars those that classes are loaded from when the job runs, here and now, on a simulated recording; of the largest,
# the packages.
pack_spark() { # FOLDER STAGE
  local stage=$2/spark/spark classes all=$2/all
  (cd "$root" && mvn -q -B test-compile dependency:copy-dependencies -pl model-core,udf,spark-job \
    -DincludeScope=test -DexcludeGroupIds=org.eegptspark -DoutputDirectory="$all" -Dmdep.useBaseVersion=true)
  rm -f "$all"/slf4j-simple*
  mkdir -p "$stage/jars" "$stage/classes"
  cp -r "$root"/{udf,spark-job}/target/classes/. "$root/spark-job/target/test-classes/." "$stage/classes"
  cp "$root/conf/log4j2.properties" "$stage"
  classes=$stage/classes:$root/model-core/target/classes
  java -cp "$classes:$all/*" org.eegptspark.job.Main simulate --output "$2/simulated" --runs 1 --subjects 1 --duration 60s
  # shellcheck disable=SC2046
  java -Xmx3g $(opens) -Xlog:class+load:file="$2/loaded" -cp "$classes:$all/*" org.eegptspark.job.GpuFeaturize \
    "$2/simulated" "$2/tables" 2 nd4j:fp32 > "$2/job.log" 2>&1 || { tail -20 "$2/job.log"; return 1; }
  local jar
  for jar in $({ grep -oE "$all/[^ ]+\.jar" "$2/loaded"; ls "$all"/netty-{resolver,codec,common,transport}-[0-9]*; } | sort -u); do
    [ -e "$2/tests/jars/$(basename "$jar")" ] || [ -e "$2/natives/jars/$(basename "$jar")" ] || cp "$jar" "$stage/jars"
  done
  grep -oE '\] [^ ]+ source: ' "$2/loaded" | cut -d' ' -f2 | sed 's/\.[^.]*$//; s,\.,/,g' | LC_ALL=C sort -u > "$2/packages"
  store_jars "$stage/jars" "$2/packages"
  archive "$1/spark.tar.xz" "$2/spark"
}

pack() { # FOLDER [RECORDINGS]
  local stage
  stage=$(mktemp -d)
  # shellcheck disable=SC2064
  trap "rm -rf '$stage'" EXIT
  mkdir -p "$1"
  pack_tests "$1" "$stage"
  pack_spark "$1" "$stage"
  if [ -n "${2:-}" ]; then
    mkdir "$stage/more"
    cp -r "$2" "$stage/more/recordings"
    archive "$1/recordings.tar.xz" "$stage/more"
  fi
}

# CUDA's libraries: the toolkit's, or those that Python's packages bring.
libraries() {
  python3 - <<'END' 2> /dev/null || true
import nvidia, pathlib
print(":".join(str(folder) for root in nvidia.__path__ for folder in pathlib.Path(root).glob("*/lib")))
END
}

tests() {
  local failed=0
  "${java[@]}" -Xmx8g -cp "$home/test-classes:$home/classes:$home/jars/*" \
    org.junit.platform.console.ConsoleLauncher execute --disable-banner --disable-ansi-colors --details=summary \
    --include-tag=gpu --scan-classpath="$home/test-classes" > "$home/tests.log" 2>&1 || failed=$?
  grep -E '^(cuda|SKIPPED)' "$home/tests.log" || true
  grep -E '\[ +[1-9][0-9]* tests' "$home/tests.log" || tail -30 "$home/tests.log"
  # A failure's name, and its message.
  awk '/^  JUnit Jupiter:/ { name = $0 } /^    => / { print "FAILED" name; print substr($0, 1, 300) }' "$home/tests.log"
  return "$failed"
}

bench() {
  # shellcheck disable=SC2086
  "${java[@]}" -Xmx8g -cp "$home/test-classes:$home/classes:$home/jars/*" \
    org.eegptspark.model.encoder.cuda.GpuBenchmark "$root/bench/gpu_peer.py" ${GPU_TEST_PRECISIONS:-}
}

featurize() {
  local engines=${GPU_TEST_ENGINES:-nd4j:fp32 cuda:fp32 cuda:tf32 cuda:bf16}
  rm -rf "$home/tables"
  # shellcheck disable=SC2046,SC2086
  MALLOC_MMAP_THRESHOLD_=1048576 "${java[@]}" -Xmx${GPU_TEST_HEAP:-24g} $(opens) \
    -Dlog4j2.configurationFile="$home/spark/log4j2.properties" -Dslf4j.internal.verbosity=WARN -Dslf4j.provider=org.apache.logging.slf4j.SLF4JServiceProvider \
    -cp "$home/spark/classes:$home/classes:$home/spark/jars/*:$home/jars/*" \
    org.eegptspark.job.GpuFeaturize "$home/recordings" "$home/tables" "${GPU_TEST_WINDOWS:-20000}" $engines
}

run() {
  home=${GPU_TEST_HOME:-$(mktemp -d)}
  mkdir -p "$home"
  local archive part parts status=0
  for archive in "$@"; do tar -C "$home" -xJf "$archive"; done
  parts="tests bench"
  if [ -d "$home/spark" ] && [ -d "$home/recordings" ]; then parts+=" featurize"; fi
  parts=${GPU_TEST_ONLY-$parts}
  LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}/usr/local/cuda/lib64:$(libraries)
  export LD_LIBRARY_PATH
  java=("$home/runtime/bin/java" -Deegpt.root="$root" -Dorg.bytedeco.javacpp.maxPhysicalBytes=0)
  for part in $parts; do
    echo "== $part"
    "$part" || { status=1; echo "== $part FAILED"; }
  done
  return "$status"
}

case ${1:-} in
  pack) pack "${2:?pack needs a folder}" "${3:-}" ;;
  run) shift; run "$@" ;;
  *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
