//go:build !unix

package nowait

const supported = false

func write(uintptr, []byte) (int, error) { return 0, nil }
