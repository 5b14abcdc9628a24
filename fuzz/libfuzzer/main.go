//go:build cgo

// Command libfuzzer is all targets as libFuzzer calls them: a C archive, built with the
// instrumentation that its service uses, shows that the targets build that way.
//
//	CGO_ENABLED=1 go build -tags libfuzzer -buildmode=c-archive -gcflags=all=-d=libfuzzer -o targets.a ./fuzz/libfuzzer
//
// The service makes one such program for each target by itself, see .clusterfuzzlite.
package main

// #include <stddef.h>
import "C"

import (
	"unsafe"

	"enginespec/fuzz/targets"
)

func main() {}

// LLVMFuzzerTestOneInput is called with each input. Its first byte chooses the target.
//
//export LLVMFuzzerTestOneInput
func LLVMFuzzerTestOneInput(data *C.char, size C.size_t) C.int {
	b := C.GoBytes(unsafe.Pointer(data), C.int(size))
	if len(b) == 0 {
		return 0
	}
	all := targets.All()
	return C.int(min(all[int(b[0])%len(all)].Run(b[1:]), 0))
}
