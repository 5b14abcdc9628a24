#!/usr/bin/env bash
# Executions a second of each target of fuzz/targets against one that does nothing, by the
# time of one worker. It measures, and judges nothing: machines differ, and so do the
# neighbours on them. Usage: fuzz/speed.sh [EXECUTIONS]
set -euo pipefail
cd "$(dirname "$0")/.."
export CGO_ENABLED=0
n=${1:-20000}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
speed() { # the last rate that go test prints, of one target
  go test ./fuzz/targets -run '^$' -fuzz "^Fuzz$1\$" -fuzztime "${n}x" -parallel 1 -test.fuzzcachedir "$dir" |
    sed -n 's/.*execs: [0-9]* (\([0-9]*\)\/sec).*/\1/p' | sort -n | tail -n 1
}
empty=$(speed Empty)
printf '%-10s %10s/s\n' empty "$empty"
for t in TS IPC CTCS Putio Percent JSON Form; do
  s=$(speed "$t")
  printf '%-10s %10s/s  %s\n' "$t" "$s" "$(awk -v a="$s" -v b="$empty" 'BEGIN { printf "%.2f", a / b }')"
done
