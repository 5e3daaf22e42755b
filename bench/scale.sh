#!/usr/bin/env bash
# Shows how the job grows with its corpus: simulates corpora of 10-minute recordings (64 channels, 160 Hz), ingests and featurizes
# each, and prints time, peak memory of the process, and sizes. Last, a corpus of many short recordings, for what planning and
# committing cost.
#
#   bench/scale.sh [HOURS…] [-- SHORT]      default: 1 10 -- 2000; the second is the number of recordings of 8 s
#
# Environment: WEIGHTS (default synthetic:tiny1, a cheap model: what is measured is the job), SCRATCH (a folder for the corpora).
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
weights=${WEIGHTS:-synthetic:tiny1}
work=$(mktemp -d ${SCRATCH:+-p "$SCRATCH"})
trap 'rm -rf "$work"' EXIT
hours=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do hours+=("$1"); shift; done
short=${2:-2000}
[ ${#hours[@]} -gt 0 ] || hours=(1 10)

. "$home/bench/measured.sh"

step() { # NAME ARGUMENT…
  measured "${@:2}"
  printf '%-22s %6d s %6d MB   %s\n' "$1" "$seconds" "$peak" "$said"
}

corpus() { # NAME SUBJECTS RUNS DURATION
  local size
  "$home/eegpt" simulate --output "$work/edf" --subjects "$2" --runs "$3" --duration "$4" >/dev/null
  step "$1, ingest" ingest --input "$work/edf" --output "$work/recordings"
  step "$1, featurize" featurize --input "$work/recordings" --output "$work/embeddings" --weights "$weights" --pool patches
  step "$1, again" featurize --input "$work/recordings" --output "$work/embeddings" --weights "$weights" --pool patches
  size=$(cd "$work" && du -sm --apparent-size edf recordings embeddings | awk '{printf "%s %s MB  ", $2, $1}')
  printf '%-22s %s\n' "$1, sizes" "$size"
  rm -rf "$work"/{edf,recordings,embeddings}
}

for h in "${hours[@]}"; do corpus "$h h" $((h * 6)) 1 600s; done
[ "$short" -eq 0 ] || corpus "$short short" $((short / 10)) 10 8s
