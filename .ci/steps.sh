# How a list of steps is run; to be sourced.

# What could not be done here, to be said at the end: lines of a file, for what goes side by side says so
# too.
skipped=$(mktemp)
trap 'rm -f "$skipped"' EXIT

# Runs the words under a title. Of what they print, the lines that begin with SKIPPED are kept.
step() {
  local log
  log=$(mktemp)
  printf '\n== %s (%d s)\n' "$1" "$SECONDS"
  "${@:2}" 2>&1 | tee "$log"
  grep '^SKIPPED: ' "$log" >>"$skipped" || true
  rm -f "$log"
}

# Runs the functions side by side. What each prints is shown in their order, what failed at the end.
side_by_side() {
  local logs name job jobs=() failed=()
  logs=$(mktemp -d)
  for name; do
    "$name" >"$logs/$name" 2>&1 &
    jobs+=("$! $logs/$name")
  done
  for job in "${jobs[@]}"; do
    if wait "${job%% *}"; then cat "${job#* }"; else failed+=("${job#* }"); fi
  done
  if [ ${#failed[@]} -gt 0 ]; then cat "${failed[@]}"; fi
  rm -rf "$logs"
  [ ${#failed[@]} -eq 0 ]
}

# Builds with the arguments. Warnings of the compiler are errors; those of the package manager, such
# as a file that no target owns, are found in what it prints.
build() {
  local log
  log=$(mktemp)
  # The linker's remarks about a symbol of AddressSanitizer and about Foundation are none of ours.
  if ! swift build "$@" >"$log" 2>&1 ||
    grep -v '__asan_\|/swift_static/' "$log" | grep -q 'warning: '; then
    grep -vE '^\[[0-9]+/[0-9]+\]' "$log"
    echo "The build failed or has warnings."
    return 1
  fi
  tail -n 1 "$log"
  rm -f "$log"
}
