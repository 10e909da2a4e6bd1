#!/usr/bin/env bash
# Builds the documentation from the symbol graphs of the library products and makes sure that it is
# whole:
#   1. no public symbol is without a comment, its own or that of the requirement it fulfils;
#   2. DocC converts without a warning: no link leads nowhere, no parameter is described that is not.
# Links between pages are relative, so that they work where the files are read as they are. DocC gets a
# copy in which they are its own; what leads out of a catalogue is text there.
# Usage: Tests/documentation.sh [FOLDER]. It builds the libraries where nobody has. The archives are kept in
# FOLDER if it is given; to look at one: `python3 -m http.server --directory FOLDER/DeepNetwork.doccarchive` and
# then http://localhost:8000/documentation/deepnetwork.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
command -v python3 >/dev/null || { echo "SKIPPED: the documentation: no python3"; exit 0; }
modules=(DeepNetwork LinearAlgebra ComputationGraph ArrayFiles Images Datasets Interchange Experiments
  DNNCommand)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
folder=${1:-$work/archives}
build=$(swift build --show-bin-path)
for module in "${modules[@]}"; do
  [ -e "$build/Modules/$module.swiftmodule" ] && continue
  swift build
  break
done
target=$(swift -print-target-info | sed -n 's/^ *"triple" *: *"\(.*\)",*/\1/p' | head -n 1)
map="$build/CShims.build/module.modulemap"
options=(-I "$build/Modules" -Xcc "-fmodule-map-file=$map" -target "$target")
# A build with the MPI trait needs its headers.
if pkg-config --exists ompi-c 2>/dev/null; then
  options+=(-Xcc -fmodule-map-file=Sources/MPI/CMPI/module.modulemap)
  for flag in $(pkg-config --cflags ompi-c); do options+=(-Xcc "$flag"); done
fi
docc=(docc)
if command -v xcrun >/dev/null; then
  options+=(-sdk "$(xcrun --show-sdk-path)")
  docc=(xcrun docc)
fi

# DeepNetwork hands LinearAlgebra on to those who import it, and so does its documentation.
for module in "${modules[@]}"; do
  mkdir -p "$work/$module"
  swift symbolgraph-extract -module-name "$module" "${options[@]}" \
    -minimum-access-level public -skip-synthesized-members \
    -experimental-allowed-reexported-modules=LinearAlgebra -output-dir "$work/$module"
done

status=0
python3 - "$work" "${modules[@]}" <<'END' || status=1
import json, os, sys

gaps, count = [], 0
for module in sys.argv[2:]:
    folder = os.path.join(sys.argv[1], module)
    for name in os.listdir(folder):
        for symbol in json.load(open(os.path.join(folder, name)))["symbols"]:
            # What the compiler makes by itself stands nowhere.
            if "location" not in symbol:
                continue
            count += 1
            if "docComment" not in symbol:
                place = symbol["location"]["uri"].split("/Sources/")[-1]
                line = symbol["location"]["position"]["line"] + 1
                gaps.append(f"{place}:{line}: {'.'.join(symbol['pathComponents'])}")
for gap in sorted(set(gaps)):
    print("no comment:", gap)
print(f"{count} public symbols, {len(set(gaps))} without a comment")
sys.exit(1 if gaps else 0)
END

for module in "${modules[@]}"; do
  catalog="$work/$module.docc"
  mkdir "$catalog"
  if [ -d "Sources/$module/$module.docc" ]; then
    cp -R "Sources/$module/$module.docc/." "$catalog"
    python3 - "$catalog" <<'END'
import pathlib, re, sys

catalog = pathlib.Path(sys.argv[1])
pages = {page.stem for page in catalog.rglob("*.md")}


def link(match):
    text, target = match.groups()
    page = pathlib.PurePosixPath(target.split("#")[0])
    is_inside = page.suffix == ".md" and page.stem in pages and ".docc" not in target
    return f"[{text}](doc:{page.stem})" if is_inside else text


for page in catalog.rglob("*.md"):
    text = page.read_text()
    page.write_text(re.sub(r"(?<!!)\[([^\]]+)\]\((?!https:)([^()\s]+)\)", link, text))
END
  fi
  mkdir -p "$folder"
  if "${docc[@]}" convert "$catalog" --additional-symbol-graph-dir "$work/$module" \
    --fallback-display-name "$module" --fallback-bundle-identifier "dnn.$module" \
    --output-path "$folder/$module.doccarchive" --warnings-as-errors >"$work/log" 2>&1 \
    && ! grep -q 'warning:' "$work/log"; then
    echo "ok: $module"
  else
    cat "$work/log"
    echo "error: the documentation of $module has warnings"
    status=1
  fi
done
exit $status
