#!/usr/bin/env bash
# An hour of one processor for the native targets and the references' servers, in turns, in
# a copy of the tree: what go test -fuzz finds it writes beside the target. Bring findings
# home by hand, with a vector. Usage: fuzz/hour.sh [SECONDS-A-TARGET]
set -euo pipefail
cd "$(dirname "$0")/.."
export CGO_ENABLED=0
dir=$(mktemp -d)
git archive HEAD | tar x -C "$dir"
cd "$dir"
targets=()
for pkg in $(go list ./codec/... ./reference/... ./fuzz/...); do
  for t in $(go test -list '^Fuzz' "$pkg" | grep '^Fuzz' | grep -v '^FuzzEmpty$' || true); do targets+=("$pkg $t"); done
done
((${#targets[@]} > 0)) || { echo 'no target was found' >&2; exit 1; }
each=${1:-$((3600 / ${#targets[@]}))}
for one in "${targets[@]}"; do
  read -r pkg t <<<"$one"
  echo "== $pkg $t"
  nice -n 19 go test "$pkg" -run '^$' -fuzz "^$t\$" -fuzztime "${each}s" -parallel 1 | tail -n 3 || true
done
find . -path '*/testdata/fuzz/*' -newer go.mod -type f
echo "the tree, with what was found: $dir"
