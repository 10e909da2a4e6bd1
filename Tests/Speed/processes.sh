#!/bin/bash
# Times an epoch of 784-512-256-10, batch 1024, 60,000 examples, with one process and with two of one
# thread each, in turns, and prints the best of each and their ratio.
#
#     swift build -c release --traits MPI --product dnn
#     bash Tests/Speed/processes.sh [DNN] [TIMES]
#
# Another program that uses the cores spoils it: `launcher="chrt -f 5"` keeps it out, as root.
set -euo pipefail
cd "$(dirname "$0")/../.."
dnn=$(realpath "${1:-.build/release/dnn}")
times=${2:-5}
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 - <<'END'
import random

def npy(name, shape, data):
    header = str({"descr": "|u1", "fortran_order": False, "shape": shape})
    header += " " * (-(len(header) + 11) % 64) + "\n"
    with open(name, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + data)

random.seed(1)
npy("x.npy", (60000, 784), random.randbytes(60000 * 784))
npy("y.npy", (60000,), bytes(random.randrange(10) for _ in range(60000)))
END
cat >net.json <<'END'
{ "n": [784, 512, 256, 10], "activations": { "hidden": "relu", "output": "softmax" }, "alpha": 0.05,
  "epochs": 1, "batchSize": 1024, "initialization": { "method": "he" },
  "data": { "train": { "xPath": "x.npy", "yPath": "y.npy" } } }
END

seconds() {
  # shellcheck disable=SC2086
  mpirun -n "$1" ${launcher:-} "$dnn" train --config net.json --threads 1 --out "$1" --overwrite \
    --progress none 2>/dev/null | sed -n 's/^seconds: //p'
}

for _ in $(seq "$times"); do echo "$(seconds 1) $(seconds 2)"; done | tee rows
cmp 1/model.safetensors 2/model.safetensors
awk 'NR == 1 || $1 < one { one = $1 } NR == 1 || $2 < two { two = $2 }
  END { printf "best: %s s and %s s, %.2f times as fast; the models are the same\n", one, two, one / two }' rows
