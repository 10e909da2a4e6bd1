#!/usr/bin/env bash
# Runs the commands of the README and the articles as they stand there, each once, in a copy of the
# sources, by the debug build: that a build from nothing works is shown by the first one, and without
# options by the dependent package.
# Usage: Tests/page-commands.sh, after `swift build --build-tests`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
lines=$(cat README.md Sources/*/*.docc/*.md |
  grep -E '^swift run dnn (convert|train|predict|evaluate|export) ' | awk '!seen[$0]++')
git ls-files -z --cached --others --exclude-standard | tar -cf - --null -T - | tar -xf - -C "$copy"
mkdir "$copy/.bin"
printf '#!/bin/sh\naction=$1\nshift\nexec "%s" "$action" --package-path "%s" --skip-build "$@"\n' \
  "$(command -v swift)" "$PWD" >"$copy/.bin/swift"
chmod +x "$copy/.bin/swift"
while IFS= read -r line; do
  printf '$ %s\n' "$line"
  (cd "$copy" && PATH="$copy/.bin:$PATH" bash -c "$line" </dev/null)
done <<<"$lines"
