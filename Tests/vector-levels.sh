#!/bin/sh
# Proves that no level's code can run on a processor without its instructions:
#   1. the baseline's objects hold no AVX instruction;
#   2. no weak symbol with code is defined by more than one of the levels' objects (the linker would
#      keep one of them for all), nor by a level and any other object of the build;
#   3. the kernels' tests pass on an emulated Nehalem (no AVX) and Haswell (AVX2).
# Usage: Tests/vector-levels.sh [debug|release], after `swift build --build-tests` of that kind.
set -eu
cd "$(dirname "$0")/.."
kind=${1:-debug}
build=.build/$kind

for tool in objdump nm; do
  command -v $tool > /dev/null || { echo "skipped: $tool is not installed"; exit 0; }
done
case $(uname -m) in
  x86_64 | amd64) ;;
  *) echo "skipped: only x86-64 has levels"; exit 0 ;;
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
weak() { objects "$1" | xargs nm --defined-only 2> /dev/null | awk '$2 ~ /^[Ww]$/ { print $3 }' | sort -u; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for level in KernelsBaseline KernelsAVX2 KernelsAVX512; do weak $level > "$work/$level"; done
find "$build" -name '*.swift.o' ! -path '*/Kernels*.build/*' | xargs nm --defined-only 2> /dev/null \
  | awk '$2 ~ /^[WwT]$/ { print $3 }' | sort -u > "$work/others"
for level in KernelsAVX2 KernelsAVX512; do
  for other in KernelsBaseline KernelsAVX2 KernelsAVX512 others; do
    [ $level = $other ] && continue
    shared=$(comm -12 "$work/$level" "$work/$other" | head -5)
    if [ -n "$shared" ]; then
      echo "error: $level shares code that the linker may merge with $other:"
      echo "$shared"
      exit 1
    fi
  done
done
echo "ok: no weak function of a level is defined anywhere else"

# 3.
if ! command -v qemu-x86_64 > /dev/null; then
  echo "skipped: qemu-x86_64 (Debian: qemu-user) is not installed"
  exit 0
fi
program=$(find "$build/" -maxdepth 1 -name '*PackageTests.xctest' | head -1)
if [ -z "$program" ]; then
  echo "error: build the tests first: swift build --build-tests"
  exit 1
fi
for processor in Nehalem Haswell; do
  qemu-x86_64 -cpu $processor "$program" --testing-library swift-testing --filter KernelsTests \
    > "$work/log" 2>&1 || { cat "$work/log"; echo "error: the tests fail on $processor"; exit 1; }
  echo "ok: $(tail -1 "$work/log" | sed 's/.*Test run/test run/') on $processor"
done
