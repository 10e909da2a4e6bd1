#!/bin/sh
# Proves that no level's code can run on a processor without its instructions:
#   1. the baseline's objects hold no AVX instruction;
#   2. no level's object defines a weak symbol with code: the linker might keep it for all;
#   3. the kernels' tests pass on an emulated Nehalem (no AVX) and Haswell (AVX2).
# Usage: Tests/vector-levels.sh [debug|release], after `swift build --build-tests` of that kind.
set -eu
cd "$(dirname "$0")/.."
kind=${1:-debug}
build=.build/$kind

for tool in objdump nm; do
  command -v $tool > /dev/null || { echo "SKIPPED: the vector levels: $tool is not installed"; exit 0; }
done
case $(uname -m) in
  x86_64 | amd64) ;;
  *) echo "SKIPPED: the vector levels: only x86-64 has levels"; exit 0 ;;
esac

# The objects of a target's present sources; those of removed ones may still lie about.
objects() {
  tr -d "'" < "$build/$1.build/sources" | while read -r source; do
    echo "$build/$1.build/$(basename "$source").o"
  done
}

# 1. VEX and EVEX instructions begin with v; so do verr, verw and a few of the virtualization set.
avx=$(for object in $(objects KernelsBaseline) $(objects KernelTemplates) $(objects Kernels); do
  objdump -d --no-show-raw-insn "$object"
done | awk -F '\t' '$2 ~ /^v/ && $2 !~ /^(verr|verw|vm)/ { print $2 }' | sort | uniq -c | head -5)
if [ -n "$avx" ]; then
  echo "error: the baseline holds AVX instructions:"
  echo "$avx"
  exit 1
fi
echo "ok: no AVX instruction outside the levels that have it"

# 2. W and w are weak functions in nm's letters; V and v, weak data, hold no code.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for level in KernelsBaseline KernelsAVX2 KernelsAVX512; do
  objects $level | xargs nm --defined-only > "$work/symbols"
  if awk '$2 ~ /^[Ww]$/ { print $3; found = 1 } END { exit !found }' "$work/symbols"; then
    echo "error: $level defines the weak functions above"
    exit 1
  fi
done
echo "ok: no level defines a weak function"

# 3.
if ! command -v qemu-x86_64 > /dev/null; then
  echo "SKIPPED: the kernels on emulated processors: no qemu-x86_64 (Debian: qemu-user)"
  exit 0
fi
program=$(find "$build/" -maxdepth 1 -name '*PackageTests.xctest' | head -1)
if [ -z "$program" ]; then
  echo "error: build the tests first: swift build --build-tests"
  exit 1
fi
# The law of the means is tested at every level by a processor that has them all.
emulated() {
  timeout 600 qemu-x86_64 -cpu "$1" "$program" --testing-library swift-testing \
    --filter KernelsTests --skip "MeanLawTests|ExampleSegmentsTests" > "$work/log" 2>&1
}
for processor in Nehalem Haswell; do
  status=0
  emulated $processor || status=$?
  # The emulator itself has crashed once in a dozen runs, by its handling of many threads as it seems; what
  # is wrong with our code for this processor is wrong the second time too.
  if [ $status = 139 ]; then
    status=0
    emulated $processor || status=$?
  fi
  case $status in
    0) echo "ok: $(tail -1 "$work/log" | sed 's/.*Test run/test run/') on $processor" ;;
    124) echo "SKIPPED: the kernels on an emulated $processor: not done after 600 s" ;;
    *) cat "$work/log"; echo "error: the tests fail on $processor"; exit 1 ;;
  esac
done
