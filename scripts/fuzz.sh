#!/usr/bin/env bash
# Fuzzes a parser with Jazzer, from its corpus on: scripts/fuzz.sh TARGET SECONDS
# What fails is in target/fuzz/TARGET; docs/fuzzing.md says what to do with it.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ $# -ne 2 ]; then
  echo "usage: scripts/fuzz.sh TARGET SECONDS" >&2
  echo "targets: Edf Gdf BrainVision Eeglab Numpy Npz Arrow Compressed SafetensorsFile Pickle Config" >&2
  echo "         Parquet Table Bids Tuh SleepEdf" >&2
  exit 2
fi
target=$1
seconds=$2
# Headers fit into few bytes, and small inputs are quick ones.
length=4096
module=model-core
case $target in
  SafetensorsFile | Pickle | Config) class=org.eegptspark.model.checkpoint.CheckpointFuzz ;;
  Parquet) module=spark-job class=org.eegptspark.job.corpus.parquet.ParquetFuzz ;;
  Table | Bids | Tuh | SleepEdf) module=spark-job class=org.eegptspark.job.corpus.layout.LayoutFuzz ;;
  *) class=org.eegptspark.model.fuzz.RecordingFuzz ;;
esac
case $target in
  Eeglab) length=40000 ;;
  Npz) length=12000 ;;
esac

classes=$module/target/fuzz.classpath
if [ ! -f "$classes" ] || [ $module/pom.xml -nt "$classes" ] || [ pom.xml -nt "$classes" ]; then
  mvn -q -B -pl $module -am test-compile dependency:build-classpath -Dmdep.outputFile="$PWD/$classes"
fi
classpath=$PWD/$module/target/test-classes:$PWD/$module/target/classes:$(cat "$classes")
resources=$PWD/$module/src/test/resources
work=$PWD/target/fuzz/$target
mkdir -p "$work/found"
# What is unpacked into files stays in memory.
unpacked=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "$work")")
trap 'rm -rf "$unpacked"' EXIT
if [ $module = model-core ]; then
  java -cp "$classpath" org.eegptspark.model.fuzz.FuzzCorpus "$resources" "$target" "$work/seeds"
else
  mkdir -p "$work/seeds"
  cp "$resources/fuzz/$target/"* "$work/seeds"
fi

TIMEFORMAT='CPU seconds: %U'
# 1 GB of heap: what takes more for a few kilobytes of input is a fault.
cd "$work"
time java -Xmx1g -XX:+UseSerialGC -Djava.io.tmpdir="$unpacked" -cp "$classpath" com.code_intelligence.jazzer.Jazzer \
  --target_class="$class\$$target" \
  --instrumentation_includes='org.eegptspark.**:us.hebi.**:io.jhdf.**:net.razorvine.**:org.apache.parquet.**:com.univocity.**' \
  --reproducer_path="$work" \
  -max_total_time="$seconds" -max_len="$length" -timeout=60 -rss_limit_mb=4000 -artifact_prefix="$work/" \
  "$work/found" "$work/seeds"
