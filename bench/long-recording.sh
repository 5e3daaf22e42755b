#!/usr/bin/env bash
# Shows that memory does not grow with a recording's length: simulates one long recording, ingests
# and featurizes it on a small heap, and prints each step's time and peak memory.
#
#   bench/long-recording.sh [HOURS] [HEAP]      default: 24 2g (2.8 billion samples, 5.7 GB)
set -euo pipefail
hours=${1:-24}
heap=${2:-2g}
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

. "$home/bench/measured.sh"

step() { # ARGUMENT…
  EEGPT_HEAP=$heap measured "$@"
  printf '%-10s %6d s   peak %5d MB resident (heap %s)   %s\n' "$1" "$seconds" "$peak" "$heap" "$said"
}

step simulate --output "$work/edf" --subjects 1 --runs 1 --duration "${hours}h" --rate 512
du -h --apparent-size "$work/edf"/*.edf | cut -f1 | sed 's/^/recording: /'
step ingest --input "$work/edf" --output "$work/recordings"
step featurize --input "$work/recordings" --output "$work/embeddings" --weights synthetic:tiny1 --pool patches
du -sh --apparent-size "$work/recordings" "$work/embeddings" | sed "s|$work/||"
