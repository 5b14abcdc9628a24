// Command malformed shows what each bencode library makes of inputs that are not
// bencode: a table with one row an input. Every try is a process of its own, since
// several libraries end theirs: nothing recovers from an exhausted stack.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"enginespec/codec/benchmarks/peers"
	"enginespec/codec/ipc/bencode"
)

// patience is how long one try may take.
const patience = 5 * time.Second

type input struct{ name, bytes string }

func inputs() []input {
	return []input{
		{"keys out of order, as in the document", "d7:versiond3:mini1e3:maxi2eee"},
		{"leading zero", "d1:ai03ee"},
		{"negative zero", "d1:ai-0ee"},
		{"no digits", "d1:aiee"},
		{"plus", "d1:ai+5ee"},
		{"above 63 bits", "d1:ai9223372036854775808ee"},
		{"above 64 bits", "d1:ai99999999999999999999999ee"},
		{"length with leading zero", "d1:a01:xe"},
		{"negative length", "d1:a-1:xe"},
		{"unsorted keys", "d1:bi1e1:ai2ee"},
		{"duplicate keys", "d1:ai1e1:ai2ee"},
		{"key that is no string", "di1ei2ee"},
		{"key without value", "d1:ae"},
		{"trailing bytes", "d1:ai1eeXYZ"},
		{"truncated", "d1:ai1e"},
		{"length 9999999999", "d1:a9999999999:xe"},
		{"length 2147483647", "d1:a2147483647:xe"},
		{"length above 64 bits", "d1:a18446744073709551617:xe"},
		{"10,000 deep", "d1:a" + strings.Repeat("l", 10_000) + strings.Repeat("e", 10_000) + "e"},
		{"100,000 deep", "d1:a" + strings.Repeat("l", 100_000) + strings.Repeat("e", 100_000) + "e"},
		{"10,000,000 deep, unclosed", "d1:a" + strings.Repeat("l", 10_000_000)},
		{"empty", ""},
	}
}

func main() { os.Exit(run(os.Args, os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	if len(args) == 3 {
		n, err := strconv.Atoi(args[2])
		if err != nil || n < 0 || n >= len(inputs()) {
			fmt.Fprintf(stderr, "no input has the number %q\n", args[2])
			return 2
		}
		return try(args[1], []byte(inputs()[n].bytes), stdout)
	}
	if len(args) != 1 {
		fmt.Fprintln(stderr, "usage: malformed (it takes no arguments)")
		return 2
	}
	names := []string{"enginespec"}
	for _, p := range peers.Bencodes {
		names = append(names, p.Name)
	}
	fmt.Fprintf(stdout, "| input | %s |\n|---|%s\n", strings.Join(names, " | "), strings.Repeat("---|", len(names)))
	for i, in := range inputs() {
		fmt.Fprintf(stdout, "| %s |", in.name)
		for _, name := range names {
			fmt.Fprintf(stdout, " %s |", spawn(args[0], name, i))
		}
		fmt.Fprintln(stdout)
	}
	return 0
}

// try reads one input with one library and says what came of it, how long it took
// and what it allocated.
func try(name string, in []byte, stdout io.Writer) int {
	debug.SetMemoryLimit(2 << 30)
	read := func(b []byte) error { return bencode.Valid(b, nil, nil) }
	for _, p := range peers.Bencodes {
		if p.Name == name {
			read = func(b []byte) error { _, err := p.Any(b); return err }
		}
	}
	defer func() {
		if recover() != nil {
			fmt.Fprint(stdout, "PANIC")
		}
	}()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	err := read(in)
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	verdict := "accepted"
	if err != nil {
		verdict = "refused"
	}
	fmt.Fprintf(stdout, "%s %s", verdict, took.Round(time.Microsecond))
	if mib := (after.TotalAlloc - before.TotalAlloc) >> 20; mib > 0 {
		fmt.Fprintf(stdout, " %d MiB", mib)
	}
	return 0
}

func spawn(self, name string, n int) string {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var out bytes.Buffer
	c := exec.CommandContext(ctx, self, name, strconv.Itoa(n))
	c.Stdout = &out
	err := c.Run()
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "STALLED"
	case err != nil:
		return "CRASHED"
	}
	return out.String()
}
