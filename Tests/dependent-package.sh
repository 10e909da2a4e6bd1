#!/usr/bin/env bash
# Follows the pages for users of the library to the letter: makes the package that they show in a
# temporary folder, lets it depend on a clone of this working tree by version, builds it, runs it, and
# looks at what it printed. Usage:
#
#     Tests/dependent-package.sh [FOLDER [OPTION OF swift build]…]
#
# Two programs are left in FOLDER: `dnn`, which is the page's command with kinds of its own, and `examples`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
folder=${1:-}
options=("${@:2}")
# Whether threads race is looked for elsewhere, where ThreadSanitizer is shown the locks.
export TSAN_OPTIONS=report_bugs=0
version=$(sed -n 's/.*productVersion = "\(.*\)"/\1/p' Sources/Experiments/Exports.swift)

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

# A page: a path at the end of a paragraph, `like/this.swift`:, names the file that the block of code
# after it becomes; a block of shell is run.
make_page() {
  awk -v folder="$work/rings" '
    /^```$/ && isInside { isInside = 0; close(file); next }
    isInside { print > file; next }
    match($0, /`[A-Za-z0-9_.\/]+`:$/) { path = substr($0, RSTART + 1, RLENGTH - 3) }
    /^```(swift|json)$/ {
      file = folder "/" path
      parent = file
      sub(/\/[^\/]*$/, "", parent)
      system("mkdir -p \"" parent "\"")
      isInside = 1
    }
    /^```sh$/ { file = folder "/commands.sh"; isInside = 1 }
  ' "Sources/DeepNetwork/DeepNetwork.docc/$1.md"
}

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
exec "$(command -v swift)" "\$action" --cache-path "$work/cache" --security-path "$work/security" \
  ${options[@]+"${options[@]}"} "\$@"
END
chmod +x "$work/bin/swift"
# What follows is done in the package, with that memory.
in_package() {
  (cd "$work/rings" && PATH="$work/bin:$PATH" bash -e "$@") 2>"$work/log" || {
    tail -n 30 "$work/log"
    echo "error: the package of the page does not build or run"
    exit 1
  }
}

make_page InAProgram
in_package commands.sh | tee "$work/output"
grep -q '^Swish<Double> 2 -> 16: sound$' "$work/output"
grep -q '^the same from the file: true$' "$work/output"
awk '/^accuracy: / { isThere = 1; good = $2 >= 0.97 } END { exit !(isThere && good) }' "$work/output"
echo "ok: the package of the page builds and trains"

make_page OwnKinds
in_package commands.sh | tee "$work/output"
grep -q '^iterations: 800$' "$work/output"
[ "$(wc -l <"$work/rings/answers.csv")" = 401 ]
[ -s "$work/rings/runs/own/report.html" ] && [ -s "$work/rings/runs/seeds/comparison.csv" ]
cat >"$work/rings/killed.sh" <<'END'
own=.build/debug/own
settings="--config own.json --progress none --set iterations=4000 --set checkpointEvery=100"
$own train $settings --out whole
$own train $settings --out killed &
until [ -e killed/checkpoint.safetensors ]; do sleep 0.01; done
kill -KILL $!
wait $! && exit 1
$own train $settings --out killed --resume
cmp whole/model.safetensors killed/model.safetensors
cmp whole/history.csv killed/history.csv
$own schema | grep -q '"const": "squareplus"'
$own schema | grep -q '"const": "heUniform"'
grep -A 2 initialization whole/config.json | grep -q heUniform
if $own check --config own.json --set optimizer.method=lyon; then exit 1; fi
END
in_package killed.sh >/dev/null
grep -q 'did you mean "lion"' "$work/log"
# A program without the kinds names the one that it lacks.
if [ -x .build/debug/dnn ]; then
  .build/debug/dnn predict --model "$work/rings/runs/own" "$work/rings/points.npy" 2>"$work/log" && exit 1
  grep -q swish "$work/log"
fi
echo "ok: kinds of a program's own are in every command"

# The programs to read are such as can be copied into a package of one's own.
cp -R Sources/Examples "$work/rings/Sources/examples"
target='.executableTarget(name: "examples", dependencies: ['
for library in Datasets DeepNetwork Experiments; do
  target+=".product(name: \"$library\", package: \"dnn\"), "
done
sed -i.page "s/^  targets: \[/&\n    $target]),/" "$work/rings/Package.swift"
echo "swift build --product examples" >"$work/rings/commands.sh"
in_package commands.sh >/dev/null
"$work/rings/.build/debug/examples" own-layer | grep -q '^Swish<Double> 2 -> 8: sound$'
echo "ok: the programs to read are built there"

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

if [ -n "$folder" ]; then
  mkdir -p "$folder"
  cp "$work/rings/.build/debug/own" "$folder/dnn"
  cp "$work/rings/.build/debug/examples" "$folder"
fi
