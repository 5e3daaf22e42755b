#!/usr/bin/env bash
# Tells Spark this machine's GPUs: spark.worker.resource.gpu.discoveryScript, spark.executor.resource.gpu.discoveryScript.
# Addresses are indices as CUDA counts them, under CUDA_DEVICE_ORDER=PCI_BUS_ID; where CUDA_VISIBLE_DEVICES limits a
# process to some GPUs, CUDA counts those from 0, and so does this.
set -euo pipefail

fail() {
  echo "getGpus.sh: $1" >&2
  exit 1
}

if [ -n "${CUDA_VISIBLE_DEVICES+set}" ]; then
  indices=$(tr ',' '\n' <<< "$CUDA_VISIBLE_DEVICES" | sed '/^-1$/,$d; /^$/d' | awk '{ print NR - 1 }')
  [ -n "$indices" ] || fail "CUDA_VISIBLE_DEVICES='$CUDA_VISIBLE_DEVICES' hides all GPUs; unset it, or start executors without GPUs"
else
  command -v nvidia-smi > /dev/null || fail "no nvidia-smi in PATH ($PATH); install NVIDIA's driver on $(uname -n)"
  answer=$(nvidia-smi --query-gpu=index --format=csv,noheader 2>&1) ||
    fail "nvidia-smi does not answer on $(uname -n): $(head -n 1 <<< "$answer")"
  indices=$(tr -d ' \r' <<< "$answer")
  grep -qE '^[0-9]+$' <<< "$indices" && ! grep -qvE '^[0-9]+$' <<< "$indices" ||
    fail "nvidia-smi lists no GPUs on $(uname -n): $(head -n 1 <<< "$answer")"
fi
echo "{\"name\": \"gpu\", \"addresses\": [$(sed 's/.*/"&"/' <<< "$indices" | paste -sd, -)]}"
