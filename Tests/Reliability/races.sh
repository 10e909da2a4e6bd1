#!/bin/sh
# Runs trainings and predictions on several threads in a command that was built with
# ThreadSanitizer, which ends it where two threads touch the same memory unordered. Sweeps are left
# out: what their trials share is behind the library's Mutex, whose code is not instrumented, so that
# everything in it looks unordered.
#
#     swift build --product dnn --sanitize=thread --scratch-path .build/thread
#     sh Tests/Reliability/races.sh .build/thread/debug/dnn
set -eu
cd "$(dirname "$0")/../.."
dnn=$(realpath "${1:-.build/thread/debug/dnn}")
configs=$(realpath Configs)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export TSAN_OPTIONS="halt_on_error=1 exitcode=66"
run() { "$dnn" "$@" > said 2>&1 || { cat said; echo "FAILED: $*"; exit 1; }; }

run train --config "$configs/cat.json" --set iterations=20 --threads 4 --progress lines
run train --config "$configs/cat.json" --set iterations=10 --set firstLayer=direct --out direct \
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
"$dnn" train --config "$configs/flower.json" --set iterations=100000000 --out stopped > said 2>&1 &
sleep 3
kill -INT $!
status=0
wait $! || status=$?
[ "$status" = 130 ] || { cat said; echo "FAILED: SIGINT ended with $status"; exit 1; }
echo "ok: no race in trainings, predictions and an interruption on several threads"
