#!/usr/bin/env bash
# Runs .clusterfuzzlite/build.sh as its image does, with a compile_go_fuzzer that does what
# the image's does, and then each fuzzer for some inputs, from its archive of seeds and with
# its dictionary. It takes clang with its runtime libraries (Debian: clang,
# libclang-rt-14-dev). Usage: fuzz/libfuzzer/try.sh [INPUTS [FUZZER]]
set -euo pipefail
cd "$(dirname "$0")/../.."
inputs=${1:-2000}
export ONLY=${2:-}
for need in clang++ unzip; do
  command -v "$need" >/dev/null || { echo "no $need: fuzzers are not linked here" >&2; exit 3; }
done
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$tmp/bin" "$tmp/src" "$tmp/out"
ln -s "$PWD" "$tmp/src/enginespec"
export SRC=$tmp/src OUT=$tmp/out WORK=$tmp SANITIZER=address CC=clang CXX=clang++
export CXXFLAGS='-O1 -fsanitize=address,fuzzer-no-link' LIB_FUZZING_ENGINE=-fsanitize=fuzzer
cat >"$tmp/bin/compile_go_fuzzer" <<'STUB'
#!/bin/bash -eu
[[ -z $ONLY || $ONLY == "$3" ]] || exit 0
go list "$1" >/dev/null
mkdir "$WORK/$3"
cat >"$WORK/$3/main.go" <<GO
package main

import (
	"unsafe"

	target "$1"
)

// #include <stddef.h>
import "C"

//export LLVMFuzzerTestOneInput
func LLVMFuzzerTestOneInput(data *C.char, size C.size_t) C.int {
	target.$2(unsafe.Slice((*byte)(unsafe.Pointer(data)), int(size)))
	return 0
}

func main() {}
GO
CGO_ENABLED=1 go build -o "$WORK/$3.a" -buildmode c-archive -gcflags all=-d=libfuzzer -tags libfuzzer,gofuzz -trimpath "$WORK/$3/main.go"
$CXX $CXXFLAGS $LIB_FUZZING_ENGINE "$WORK/$3.a" -o "$OUT/$3"
STUB
chmod +x "$tmp/bin/compile_go_fuzzer"
PATH=$tmp/bin:$PATH bash -eu .clusterfuzzlite/build.sh
n=0
for fuzzer in "$OUT"/fuzz_*; do
  [[ -x $fuzzer ]] || continue
  name=${fuzzer##*/} corpus=$tmp/corpus-${fuzzer##*/}
  unzip -q "$OUT/${name}_seed_corpus.zip" -d "$corpus"
  "$fuzzer" -runs="$inputs" -timeout=25 -rss_limit_mb=2560 -dict="$OUT/$name.dict" "$corpus" >"$tmp/log" 2>&1 ||
    { cat "$tmp/log"; echo "$name fails" >&2; exit 1; }
  echo "$name: $(grep -c . "$OUT/$name.dict") words, $(unzip -l "$OUT/${name}_seed_corpus.zip" | tail -n 1 | awk '{ print $2 }') seeds; $(grep -E '^#[0-9]+.DONE' "$tmp/log")"
  n=$((n + 1))
done
((n > 0)) || { echo 'no fuzzer was built' >&2; exit 1; }
