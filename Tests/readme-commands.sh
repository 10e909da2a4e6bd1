#!/usr/bin/env bash
# Runs the README's commands as they stand there, in a copy of the sources, by the debug build: that a
# build from nothing works is shown by the first one, and without options by the dependent package.
# Usage: Tests/readme-commands.sh, after `swift build --build-tests`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ ! -f README.md ]; then
  echo "SKIPPED: the README's commands: there is no README.md"
  exit
fi
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
lines=$(grep -E '^swift run dnn (convert|train|predict|evaluate|export) ' README.md)
git ls-files -z --cached --others --exclude-standard | tar -cf - --null -T - | tar -xf - -C "$copy"
mkdir "$copy/.bin"
printf '#!/bin/sh\naction=$1\nshift\nexec "%s" "$action" --package-path "%s" --skip-build "$@"\n' \
  "$(command -v swift)" "$PWD" >"$copy/.bin/swift"
chmod +x "$copy/.bin/swift"
while IFS= read -r line; do
  printf '$ %s\n' "$line"
  (cd "$copy" && PATH="$copy/.bin:$PATH" bash -c "$line" </dev/null)
done <<<"$lines"
