# For the scripts beside it, which set `home` (the checkout) and `work` (a folder).

# Runs a command of eegpt. Sets `seconds`, `peak` (resident MB at most) and `said` (what it did).
measured() { # ARGUMENT…
  local begin=$SECONDS now pid
  peak=0
  "$home/eegpt" "$@" >"$work/log" 2>&1 &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    now=$(awk '/VmHWM/ {print int($2 / 1024)}' "/proc/$pid/status" 2>/dev/null || true)
    [ -n "$now" ] && peak=$now
    sleep 0.2
  done
  wait "$pid" || { cat "$work/log"; exit 1; }
  seconds=$((SECONDS - begin))
  said=$(grep -E '^(Ingested|Featurized)' "$work/log" || true)
}
