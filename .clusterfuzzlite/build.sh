#!/bin/bash -eu
# Builds each target as a fuzzer, with the seeds and the dictionary that the corpus has
# for it. compile_go_fuzzer comes with the image: it instruments for libFuzzer, makes the
# archive in the working directory, and links it with $CXX and $LIB_FUZZING_ENGINE into $OUT.
cd "$SRC/enginespec"
export GOTOOLCHAIN=auto # the image's Go may be older than go.mod wants
fuzzers=$(CGO_ENABLED=0 go run ./fuzz/seeds -list) # a command of its own, so that its failure counts
[[ -n $fuzzers ]] || { echo 'no target is listed' >&2; exit 1; }
CGO_ENABLED=0 go run ./fuzz/seeds "$OUT"
while read -r fuzzer function; do
  compile_go_fuzzer enginespec/fuzz/targets "$function" "$fuzzer" </dev/null
done <<<"$fuzzers"
