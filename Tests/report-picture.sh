#!/usr/bin/env bash
# Makes the picture that the README shows: the page that the training of configs/cat.json leaves behind, as
# a headless Chromium draws its beginning. Usage: Tests/report-picture.sh [DNN], after
# `swift build --product dnn`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dnn=$(realpath "${1:-$(swift build --show-bin-path)/dnn}")
picture=$PWD/Sources/Experiments/Experiments.docc/report.png
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
  echo "SKIPPED: the picture of a report: no chromium"
  exit
}
"$dnn" train --config Configs/cat.json --out "$work/cat" --progress none >/dev/null
"$chromium" --headless=new --no-sandbox --disable-gpu --hide-scrollbars --no-first-run \
  --user-data-dir="$work/profile" --window-size=960,1180 --force-device-scale-factor=1 \
  --screenshot="$picture" "file://$work/cat/report.html" >"$work/log" 2>&1 || {
  cat "$work/log"
  exit 1
}
echo "$picture: $(wc -c <"$picture") bytes"
