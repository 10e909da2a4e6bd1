#!/bin/bash
# Trains over Open MPI with one to four processes on this machine: each number of them has to leave the
# files of one process behind, also where the job is killed, or asked to end, and goes on with another
# number.
#
#     swift build --traits MPI --product dnn
#     bash Tests/Cluster/mpi.sh .build/debug/dnn
set -euo pipefail
cd "$(dirname "$0")/../.."
dnn=$(realpath "${1:-.build/debug/dnn}")
command -v mpirun >/dev/null || {
  echo "SKIPPED: training over MPI: no mpirun"
  exit 0
}
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
work=$(mktemp -d)
clean_up() {
  local status=$?
  pkill -KILL -f "$work" 2>/dev/null || true
  rm -rf "$work"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 1' INT TERM
cd "$work"

fail() {
  echo "FAILED: $1"
  [ ! -e said ] || cat said
  exit 1
}

# Trains with so many processes; the rest goes to dnn.
train() {
  local count=$1
  shift
  timeout 100 mpirun --oversubscribe -n "$count" "$dnn" train --progress none "$@" >said 2>&1
}

same() {
  local file
  for file in model.safetensors history.csv norms.csv config.json; do
    cmp "$1/$file" "$2/$file" || fail "$file of $2 differs from $1's"
  done
}

cat >net.json <<'END'
{ "n": [0, 24, 12, 1], "activations": { "hidden": "tanh", "output": "sigmoid" }, "alpha": 0.3,
  "iterations": 8, "logEvery": 2, "initialization": { "method": "he" }, "firstLayer": "direct",
  "data": { "train": { "builtin": "spirals", "examples": 5000 },
            "validation": { "fraction": 0.2 },
            "test": { "builtin": "spirals", "examples": 1500 } } }
END
digits='data={"train":{"builtin":"digits","examples":2500},"test":{"builtin":"digits"}}'

pictures='data.train={"builtin":"cats","examples":1600,"imageSize":[8,8],
  "augment":{"flip":"horizontal","shift":0.1,"rotate":20}}'

# Six configurations: their names and what they change of the one above.
configurations=(full momentum adam dropout digits augmented)
full=()
momentum=(--set optimizer.method=momentum --set l2=0.1 --set precision=float64)
adam=(--set batchSize=2048 --set optimizer.method=adam)
dropout=(--set batchSize=1100 --set keepProbability=0.7 --set optimizer.method=rmsprop
  --set classWeights=balanced --set clipNorm=0.5)
digits=(--set "$digits" --set 'n=[0,20,10]' --set 'activations={"hidden":"relu","output":"softmax"}'
  --set batchSize=1536 --set 'data.train.normalize=standardize')

augmented=(--set "$pictures" --set 'data.test={"builtin":"cats","imageSize":[8,8]}'
  --set batchSize=1100)

for name in "${configurations[@]}"; do
  declare -n settings=$name
  "$dnn" train --config net.json "${settings[@]}" --out "$name-0" --progress none >said 2>&1 ||
    fail "$name"
  for count in 1 2 3 4; do
    train "$count" --config net.json "${settings[@]}" --out "$name-$count" || fail "$name, $count"
    same "$name-0" "$name-$count"
  done
  echo "$name: 1, 2, 3 and 4 processes leave the files of one behind ($SECONDS s)"
done

# The process of a rank in the job that writes into a folder.
process_of() {
  local pid
  for pid in $(pgrep -f "$dnn train .*--out $2( |\$)"); do
    if tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | grep -qx "OMPI_COMM_WORLD_RANK=$1"; then
      echo "$pid"
      return
    fi
  done
}

long=(--set batchSize=2048 --set optimizer.method=adam --set iterations=400 --set logEvery=100
  --set checkpointEvery=50)
"$dnn" train --config net.json "${long[@]}" --out whole --progress none >said 2>&1 || fail "whole"

# Ends a job of three with a signal to one of its processes, and goes on with two.
interrupted() {
  local signal=$1 rank=$2 folder=$1-$2 status=0
  train 3 --config net.json "${long[@]}" --out "$folder" &
  local job=$! tries=0
  until [ -e "$folder/checkpoint.safetensors" ]; do
    sleep 0.05
    tries=$((tries + 1))
    [ $tries -lt 1200 ] || fail "no checkpoint"
  done
  kill "-$signal" "$(process_of "$rank" "$folder")"
  wait "$job" || status=$?
  [ ! -e "$folder/metrics.json" ] || fail "the job was over before $signal"
  cp said "said-$folder"
  train 2 --config net.json "${long[@]}" --out "$folder" --resume || fail "resuming after $signal"
  same whole "$folder"
  train 4 --config net.json "${long[@]}" --out "$folder" --resume || fail "resuming what is over"
  grep -q "is complete after 400 iterations" said || fail "what is over does not say so"
  echo "$signal to process $rank (status $status): goes on with another number ($SECONDS s)"
}
interrupted KILL 0
interrupted KILL 1
grep -q "signal 9" said-KILL-1 || fail "nobody says that a process was killed"
interrupted TERM 2
grep -q "iterations and saved; go on with: dnn train" said-TERM-2 || fail "TERM did not save"
grep -q "model.safetensors holds the weights after .*, of the lowest validation cost" said-TERM-2 ||
  fail "TERM left no model"

# What cannot be: one sentence, once, and the whole job ends.
refused() {
  local expected=$1
  shift
  if train 3 "$@"; then fail "$* was not refused"; fi
  [ "$(grep -c "^error: " said)" = 1 ] || fail "not one error for: $*"
  grep -q -e "$expected" said || fail "another error than: $expected"
}
refused "already holds a run" --config net.json --out whole
refused "firstLayer direct shares it" --config net.json --set firstLayer=dual --out dual
refused "no such file" --config net.json --set 'data={"train":{"path":"none.npz"}}' --out missing
cat >normalized.json <<'END'
{ "layers": [{ "type": "dense", "units": 4, "activation": "tanh" }, { "type": "batchNormalization" },
             { "type": "dense", "units": 1, "activation": "sigmoid" }],
  "alpha": 0.3, "iterations": 8, "data": { "train": { "builtin": "spirals", "examples": 5000 } } }
END
refused "layer 2 (BatchNormalization 4, linear) needs all examples at once" \
  --config normalized.json --set firstLayer=direct --out normalized
echo "ok: training over MPI ($SECONDS s)"
