#!/usr/bin/env bash
# Follows the page for users of the library to the letter: makes the package that it shows in a
# temporary folder, lets it depend on a clone of this working tree by version, builds it, runs it, and
# looks at what it printed. Usage: Tests/dependent-package.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(sed -n 's/.*productVersion = "\(.*\)"/\1/p' Sources/Experiments/ProductVersion.swift)

# The working tree as it is, as a repository with the tag of its version.
mkdir "$work/dnn"
git ls-files -z --cached --others --exclude-standard \
  | while IFS= read -r -d '' file; do if [ -e "$file" ]; then printf '%s\0' "$file"; fi; done \
  | tar -cf - --null -T - | tar -xf - -C "$work/dnn"
export GIT_AUTHOR_NAME=test GIT_AUTHOR_EMAIL=test@example.com
export GIT_COMMITTER_NAME=test GIT_COMMITTER_EMAIL=test@example.com
git -C "$work/dnn" init --quiet
git -C "$work/dnn" add --all
git -C "$work/dnn" commit --quiet --message "The working tree"
git -C "$work/dnn" tag "$version"

# The page: a path at the end of a paragraph, `like/this.swift`:, names the file that the block of code
# after it becomes; a block of shell is run.
awk -v folder="$work/rings" '
  /^```$/ && isInside { isInside = 0; close(file); next }
  isInside { print > file; next }
  match($0, /`[A-Za-z0-9_.\/]+`:$/) { path = substr($0, RSTART + 1, RLENGTH - 3) }
  /^```swift$/ {
    file = folder "/" path
    parent = file
    sub(/\/[^\/]*$/, "", parent)
    system("mkdir -p \"" parent "\"")
    isInside = 1
  }
  /^```sh$/ { file = folder "/commands.sh"; isInside = 1 }
' Sources/DeepNetwork/DeepNetwork.docc/InAProgram.md
find "$work/rings" -type f | sed "s|$work/||"

# The address that the page has is that of the clone.
export GIT_CONFIG_COUNT=1
export GIT_CONFIG_KEY_0="url.file://$work/dnn.insteadOf"
export GIT_CONFIG_VALUE_0=https://example.com/dnn.git
# The package manager remembers for the user which commit a version was, and refuses another. Here the
# version is another each time: its memory is in the temporary folder too.
mkdir "$work/bin"
cat >"$work/bin/swift" <<END
#!/bin/sh
action=\$1
shift
exec "$(command -v swift)" "\$action" --cache-path "$work/cache" --security-path "$work/security" "\$@"
END
chmod +x "$work/bin/swift"
(cd "$work/rings" && PATH="$work/bin:$PATH" bash -e commands.sh) 2>"$work/log" | tee "$work/output" || {
  tail -n 30 "$work/log"
  echo "error: the package of the page does not build or run"
  exit 1
}

grep -q '^Swish<Double> 2 -> 16: sound$' "$work/output"
grep -q '^the same from the file: true$' "$work/output"
awk '/^accuracy: / { isThere = 1; good = $2 >= 0.97 } END { exit !(isThere && good) }' "$work/output"
echo "ok: the package of the page builds and trains"

# The vector levels are compiled in a dependency as they are here.
if [ "$(uname -m)" = x86_64 ] && command -v objdump >/dev/null; then
  for level in AVX2:ymm AVX512:zmm; do
    object=$(find "$work/rings/.build/debug/" -path "*Kernels${level%:*}.build/Instances.swift.o")
    count=$(objdump -d --no-show-raw-insn "$object" | grep -c "${level#*:}" || true)
    if [ "$count" = 0 ]; then
      echo "error: ${level%:*} is not compiled in a package that depends on this one"
      exit 1
    fi
  done
  echo "ok: AVX2 and AVX-512 are compiled in"
fi
