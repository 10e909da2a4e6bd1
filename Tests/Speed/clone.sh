#!/usr/bin/env bash
# Times a clean clone of what is committed here: to the trained cat, and `swift test` after it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git clone --quiet . "$folder/dnn"
cd "$folder/dnn"
for command in "swift run dnn train --config configs/cat.json" "swift test"; do
  start=$SECONDS
  $command >"$folder/log" 2>&1 || { tail -n 20 "$folder/log"; exit 1; }
  echo "$command: $((SECONDS - start)) s"
done
