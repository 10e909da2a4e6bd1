#!/bin/sh
# Runs a command that holds the Swift libraries in a root without anything but itself, the C library
# and a configuration: no toolchain, no shell, no /proc, no /etc.
#
#     swift build -c release --static-swift-stdlib --product dnn
#     sh Tests/Reliability/empty-root.sh .build/release/dnn
#
# Without root it looks only at which libraries the command needs.
set -eu
cd "$(dirname "$0")/../.."
program=${1:-.build/release/dnn}
[ "$(uname -s)" = Linux ] || { echo "SKIPPED: an empty root: only on Linux"; exit 0; }

# Nothing of Swift's may be among the libraries that are looked for when it starts.
needed=$(ldd "$program" | awk '$2 == "=>" { print $3 } $1 ~ /^\// { print $1 }')
echo "libraries: $(for library in $needed; do basename "$library"; done | sort | tr '\n' ' ')"
case "$needed" in
  *[sS]wift* | *Foundation*)
    echo "error: it needs the libraries of Swift; build it with --static-swift-stdlib"
    exit 1 ;;
esac

if [ "$(id -u)" != 0 ] || ! command -v chroot > /dev/null; then
  echo "SKIPPED: an empty root: only root may change into one"
  exit 0
fi
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
for file in $needed; do
  mkdir -p "$root$(dirname "$file")"
  cp -L "$file" "$root$file"
done
cp "$program" "$root/dnn"
mkdir "$root/work"
sed 's/"iterations": [0-9]*/"iterations": 20/' Configs/cat.json > "$root/work/cat.json"
inside() { env -i /usr/sbin/chroot "$root" /dnn "$@" < /dev/null; }

inside --version
inside train --config /work/cat.json --out /work/cat --progress none
inside convert builtin:cats /work/pictures/
picture=$(ls "$root/work/pictures/cat" | head -n 1)
inside predict --model /work/cat "/work/pictures/cat/$picture"
inside evaluate --model /work/cat > /dev/null
inside sweep --config /work/cat.json --vary seed=1,2 --out /work/sweep --progress none > /dev/null
inside export --model /work/cat --output /work/cat.onnx
inside report /work/cat
inside graph '3*(a+b*c)' --at a=5,b=3,c=2 > /dev/null
# The same bytes as outside.
"$program" train --config "$root/work/cat.json" --out "$root/work/outside" --progress none > /dev/null
cmp "$root/work/cat/model.safetensors" "$root/work/outside/model.safetensors"
if inside train --config /work/none.json 2> "$root/said"; then exit 1; fi
cat "$root/said"
echo "ok: it runs in an empty root, and trains to the same bytes as outside"
