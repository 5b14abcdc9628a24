#!/usr/bin/env bash
# An hour of the processor for the native targets and for the references' servers, which run as
# programs, in turns, in a copy of the tree. What is counted is the time that the processor
# spent on a target, not the clock's. The corpus stays from turn to turn, and in DIR from run
# to run; the table that it prints is that of CAMPAIGNS.md. Bring findings home by hand,
# with a vector.
#
# Usage: fuzz/hour.sh [SECONDS-OF-PROCESSOR [MINUTES-OF-CLOCK [DIR]]]
set -euo pipefail
cd "$(dirname "$0")/.."
budget=${1:-3600} minutes=${2:-120} dir=${3:-$(mktemp -d)}
turn=${TURN:-20} # seconds of the clock
export CGO_ENABLED=0 TMPDIR="$dir/tmp"
mkdir -p "$dir/tree" "$dir/bin" "$dir/cache" "$dir/net" "$dir/tmp"
log=$dir/turns.tsv # target, executions, milliseconds of the processor, findings so far
touch "$log"
end=$((SECONDS + minutes * 60))
git ls-tree -r --name-only HEAD >"$dir/known"
git archive HEAD | tar x -C "$dir/tree"
cd "$dir/tree"

spent() { awk -F'\t' '{ n += $3 } END { printf "%d", n / 1000 }' "$log"; }
more() { [[ ! -e $dir/stop ]] && ((SECONDS < end && $(spent) < budget)); }

# timed LOG COMMAND...: runs it, and sets ms to what it and its children used.
timed() {
  local out=$1 TIMEFORMAT='%U %S' used
  shift
  used=$({ time nice -n "${NICE:-19}" "$@" >"$out" 2>&1 || true; } 2>&1)
  ms=$(awk '{ printf "%d", ($1 + $2) * 1000 }' <<<"$used")
}

native() { # PACKAGE TARGET
  local name=${1#enginespec/} bin
  bin=$dir/bin/${name//\//-}.test
  timed "$dir/tmp/native.log" env -C "$name" "$bin" -test.run '^$' -test.fuzz "^$2\$" -test.fuzztime "${turn}s" \
    -test.fuzzminimizetime 5s -test.parallel 1 -test.fuzzcachedir "$dir/cache/${name//\//-}"
  local execs found
  execs=$(sed -n 's/.*execs: \([0-9]*\) .*/\1/p' "$dir/tmp/native.log" | tail -n 1) # none: it ended at once
  found=$(fresh "$name/testdata/fuzz/$2" | wc -l)
  grep -q '^PASS$' "$dir/tmp/native.log" || cp "$dir/tmp/native.log" "$dir/failed-${name//\//-}-$2.log"
  printf '%s %s\t%d\t%d\t%d\n' "$name" "$2" "${execs:-0}" "$ms" "$found" >>"$log"
}

server() { # PROTOCOL ROLE SEED WHERE
  local out=$dir/net/$1-$2 before
  before=$(dialogues "$out")
  timed "$dir/tmp/server.log" "$dir/bin/enginespec" fuzz --proto "$1" --role "$2" --seed "$3" --duration "${turn}s" --out "$out" \
    --exec "$dir/bin/enginespec serve --proto $1 --listen $4"
  printf '%s %s as a program\t%d\t%d\t%d\n' "$1" "$2" $(($(dialogues "$out") - before)) "$ms" \
    "$({ find "$out/findings" -name '*.json' || true; } | wc -l)" >>"$log"
}

# fresh FOLDER: the inputs below it that are not of the tree.
fresh() { { find "$1" -path '*/testdata/fuzz/*' -type f 2>/dev/null || true; } | { grep -vxFf "$dir/known" || true; }; }

dialogues() { sed -n 's/^  "dialogues": \([0-9]*\),.*/\1/p' "$1/campaign.json" 2>/dev/null || true; }

table() {
  printf '| target | executions | processor | findings |\n|---|---|---|---|\n'
  awk -F'\t' '{ if (!($1 in n)) order[++k] = $1; n[$1] += $2; ms[$1] += $3; found[$1] = $4 }
    END { for (i = 1; i <= k; i++) { t = order[i]; N += n[t]; S += ms[t]; F += found[t]
        printf "| %s | %d | %.1f s | %s |\n", t, n[t], ms[t] / 1000, found[t] ? found[t] : "none" }
      printf "| all %d | %d | %.1f s | %d |\n", k, N, S / 1000, F }' "$log"
}

go build -o "$dir/bin/enginespec" ./cmd/enginespec
targets=()
for pkg in $(go list ./...); do
  name=${pkg#enginespec/}
  grep -qs '^func Fuzz' "$name"/*_test.go || continue
  go test -c -fuzz=. -o "$dir/bin/${name//\//-}.test" "$pkg"
  for t in $(sed -n 's/^func \(Fuzz[A-Za-z]*\)(f \*testing.F.*/\1/p' "$name"/*_test.go | grep -v '^FuzzEmpty$'); do targets+=("$pkg $t"); done
done
((${#targets[@]} > 0)) || { echo 'no target was found' >&2; exit 1; }
echo "${#targets[@]} native targets, in $dir" >&2

trap 'touch "$dir/stop"' INT TERM
(seed=1; while more; do
  server ts engine $seed '{addr}'; server ipc engine $seed 'unix:{path}'
  server putio engine $seed '{addr}'; server ctcs controller $seed '{addr}'
  seed=$((seed + 1))
done) &
while more; do
  for one in "${targets[@]}"; do
    more || break
    read -r pkg t <<<"$one"
    native "$pkg" "$t"
  done
done
wait
rm -f "$dir/stop"
table
for top in codec corpus fuzz reference; do fresh "$top"; done
