#!/usr/bin/env bash
# Builds the documentation from the symbol graphs of the library products and makes sure that it is
# whole:
#   1. no public symbol is without a comment, its own or that of the requirement it fulfils;
#   2. DocC converts without a warning: no link leads nowhere, no parameter is described that is not.
# Usage: Tests/documentation.sh [FOLDER], after `swift build`. The archives are kept in FOLDER if it
# is given; to look at one: `python3 -m http.server --directory FOLDER/DeepNetwork.doccarchive` and
# then http://localhost:8000/documentation/deepnetwork.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
command -v python3 >/dev/null || { echo "SKIPPED: the documentation: no python3"; exit 0; }
modules=(DeepNetwork LinearAlgebra ComputationGraph ArrayFiles Images Datasets Experiments
  DNNCommand)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
folder=${1:-$work/archives}
build=$(swift build --show-bin-path)
target=$(swift -print-target-info | sed -n 's/^ *"triple" *: *"\(.*\)",*/\1/p' | head -n 1)
map="$build/CShims.build/module.modulemap"
options=(-I "$build/Modules" -Xcc "-fmodule-map-file=$map" -target "$target")
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
  catalog="Sources/$module/$module.docc"
  if [ ! -d "$catalog" ]; then
    catalog="$work/$module.docc"
    mkdir "$catalog"
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
