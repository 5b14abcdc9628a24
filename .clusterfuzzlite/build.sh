#!/bin/bash -eu
# Builds each target as a fuzzer, with the seeds and the dictionary that the corpus has
# for it. compile_go_fuzzer comes with the image: it instruments for libFuzzer and links.
cd "$SRC/enginespec"
export GOTOOLCHAIN=auto
go run ./fuzz/seeds "$OUT"
built=0
while read -r fuzzer function; do
  compile_go_fuzzer enginespec/fuzz/targets "$function" "$fuzzer"
  built=$((built + 1))
done < <(go run ./fuzz/seeds -list)
((built > 0)) || { echo 'no target was built' >&2; exit 1; }
