#!/usr/bin/env bash
# Fuzzes a parser with Jazzer, from its corpus on: scripts/fuzz.sh TARGET SECONDS
# What fails is in target/fuzz/TARGET; docs/fuzzing.md says what to do with it.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ $# -ne 2 ]; then
  echo "usage: scripts/fuzz.sh TARGET SECONDS" >&2
  echo "targets: Edf Gdf BrainVision Eeglab Numpy Npz Compressed SafetensorsFile Pickle Config" >&2
  exit 2
fi
target=$1
seconds=$2
# Headers fit into few bytes, and small inputs are quick ones.
length=4096
case $target in
  SafetensorsFile | Pickle | Config) class=org.eegptspark.model.checkpoint.CheckpointFuzz ;;
  *) class=org.eegptspark.model.fuzz.RecordingFuzz ;;
esac
case $target in
  Eeglab) length=40000 ;;
  Npz) length=12000 ;;
esac

classes=model-core/target/fuzz.classpath
if [ ! -f "$classes" ] || [ model-core/pom.xml -nt "$classes" ] || [ pom.xml -nt "$classes" ]; then
  mvn -q -B -pl model-core test-compile dependency:build-classpath -Dmdep.outputFile="$PWD/$classes"
fi
classpath=$PWD/model-core/target/test-classes:$PWD/model-core/target/classes:$(cat "$classes")
resources=$PWD/model-core/src/test/resources
work=$PWD/target/fuzz/$target
mkdir -p "$work/found"
# What is unpacked into files stays in memory.
unpacked=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "$work")")
trap 'rm -rf "$unpacked"' EXIT
java -cp "$classpath" org.eegptspark.model.fuzz.FuzzCorpus "$resources" "$target" "$work/seeds"

# 1 GB of heap: what takes more for a few kilobytes of input is a fault.
cd "$work"
java -Xmx1g -XX:+UseSerialGC -Djava.io.tmpdir="$unpacked" -cp "$classpath" com.code_intelligence.jazzer.Jazzer \
  --target_class="$class\$$target" \
  --instrumentation_includes='org.eegptspark.**:us.hebi.**:io.jhdf.**:net.razorvine.**' \
  --reproducer_path="$work" \
  -max_total_time="$seconds" -max_len="$length" -timeout=60 -rss_limit_mb=4000 -artifact_prefix="$work/" \
  "$work/found" "$work/seeds"
