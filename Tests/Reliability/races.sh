#!/bin/sh
# Looks for races with ThreadSanitizer, which ends a program where two threads touch the same memory
# unordered: in trainings, sweeps and predictions of the command on several threads, in a program that answers
# many at once beside a training that is cancelled, or in all tests.
#
#     swift build --product dnn --sanitize=thread --scratch-path .build/thread
#     swift build --product examples --sanitize=thread --scratch-path .build/thread
#     sh Tests/Reliability/races.sh [FOLDER OF THE TWO]
#     swift build --build-tests --sanitize=thread --scratch-path .build/thread
#     sh Tests/Reliability/races.sh --tests [OPTION OF swift test]…
#
# The locks of Swift's library are shown to it (see locks.c); first a small program proves that nothing
# but the false alarms about them is gone.
set -eu
cd "$(dirname "$0")/../.."
here=$PWD/Tests/Reliability
configs=$PWD/Configs
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TSAN_OPTIONS="halt_on_error=1 exitcode=66"

# Runs the words with the locks shown; elsewhere than on Linux they are the system's, which it knows.
if [ "$(uname -s)" = Linux ]; then
  clang -O1 -shared -fPIC -o "$work/locks.so" "$here/locks.c"
  watched() { LD_PRELOAD="$work/locks.so" "$@"; }
else
  watched() { "$@"; }
fi

swiftc -swift-version 6 -sanitize=thread -o "$work/lock" "$here/lock.swift"
watched "$work/lock" > "$work/said" 2>&1 || { cat "$work/said"; echo "FAILED: a lock"; exit 1; }
if watched "$work/lock" race > "$work/said" 2>&1; then echo "FAILED: a race is not seen"; exit 1; fi
echo "ok: a lock is no race, and a race is one"

if [ "${1:-}" = --tests ]; then
  shift
  # Whole trainings to the figures of pages would take minutes each and touch nothing that others do not.
  figures="the first command ends as the README says|a configuration ends as the table says"
  figures="$figures|a page shows what its commands print"
  figures="$figures|the page says how the convolutional network and the dense one answer"
  watched swift test --skip-build --sanitize=thread --scratch-path .build/thread \
    --skip "$figures|the convolutional network beats the dense one by a clear margin" "$@"
  exit
fi

programs=$(cd "${1:-.build/thread/debug}" && pwd)
dnn=$programs/dnn
examples=$programs/examples
cd "$work"
watched "$examples" server > said 2>&1 || { cat said; echo "FAILED: the server"; exit 1; }
grep -q '^stopped and gone on: true$' said || { cat said; echo "FAILED: the server"; exit 1; }
echo "ok: no race in predictions at once beside a training that is cancelled"
run() { watched "$dnn" "$@" > said 2>&1 || { cat said; echo "FAILED: $*"; exit 1; }; }
# Sends SIGINT to the words after some seconds; they must end as one does by it.
interrupt() {
  LD_PRELOAD="$work/locks.so" "$dnn" "$@" > said 2>&1 &
  sleep 3
  kill -INT $!
  status=0
  wait $! || status=$?
  [ "$status" = 130 ] || { cat said; echo "FAILED: SIGINT ended with $status: $*"; exit 1; }
}

few="--set data.train.examples=96 --set data.test.examples=32"
run train --config "$configs/cat.json" $few --set iterations=20 --threads 4 --progress lines
run train --config "$configs/cat.json" $few --set iterations=10 --set firstLayer=direct --out direct \
  --threads 4
run train --config "$configs/digits.json" --set epochs=1 --threads 4 --out digits
run convert builtin:cats pictures/
run train --config "$configs/cat.json" --set iterations=5 --threads 4 --out pictured \
  --set 'data={"train":{"path":"'"$work"'/pictures"}}'
run evaluate --model digits
run evaluate --model runs/cat
run report runs/cat direct
run gradcheck --config "$configs/flower.json"
run export --model digits --output digits.onnx
run sweep --config "$configs/cat.json" $few --set iterations=10 --vary alpha=0.003,0.0075 --vary seed=1,2 \
  --jobs 3 --out sweep
run sweep --config "$configs/flower.json" --set iterations=50 --folds 3 --vary seed=1,2 --jobs 4 \
  --out folds --progress lines
interrupt train --config "$configs/flower.json" --set iterations=100000000 --out stopped
interrupt sweep --config "$configs/flower.json" --set iterations=100000000 --vary seed=1,2,3 --jobs 3 \
  --out stopped-sweep
echo "ok: no race in trainings, sweeps, predictions and interruptions on several threads"
