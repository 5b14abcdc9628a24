// Command seeds writes what a fuzzing service begins with: for each target an archive of
// the corpus's messages and a dictionary of its words, named as the service wants them. It
// reads both back and plays them, so that an archive which helps nobody fails here.
//
//	go run ./fuzz/seeds DIR      DIR/fuzz_ts_seed_corpus.zip, DIR/fuzz_ts.dict and so on
//	go run ./fuzz/seeds -list    the targets, a line each: the fuzzer's name, the function's
package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/codec/ipc"
	"enginespec/codec/putio"
	"enginespec/codec/ts"
	"enginespec/fuzz/gen"
	"enginespec/fuzz/targets"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "seeds:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("seeds", flag.ContinueOnError)
	list := fs.Bool("list", false, "print the targets")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if *list {
		for _, t := range targets.All() {
			fmt.Fprintln(out, name(t), t.Name)
		}
		return nil
	}
	if fs.NArg() != 1 {
		return fmt.Errorf("expected one folder, have %d arguments", fs.NArg())
	}
	for _, t := range targets.All() {
		n, words, err := write(fs.Arg(0), t)
		if err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
		fmt.Fprintf(out, "%s: %d seeds, %d words\n", name(t), n, words)
	}
	return nil
}

// name is what the service calls a target.
func name(t targets.Target) string { return "fuzz_" + strings.ToLower(t.Name) }

func write(dir string, t targets.Target) (seeds, words int, err error) {
	archive, err := pack(t)
	if err != nil {
		return 0, 0, err
	}
	if seeds, err = check(archive, t); err != nil {
		return 0, 0, err
	}
	dict, words, err := dictionary(t.Protocol)
	if err != nil {
		return 0, 0, err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return 0, 0, err
	}
	for file, b := range map[string][]byte{name(t) + "_seed_corpus.zip": archive, name(t) + ".dict": dict} {
		if err := os.WriteFile(filepath.Join(dir, file), b, 0o666); err != nil {
			return 0, 0, err
		}
	}
	return seeds, words, nil
}

// pack makes the archive of a target's seeds, each named by its hash.
func pack(t targets.Target) ([]byte, error) {
	seeds, err := t.Seeds()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	seen := map[string]bool{}
	for _, seed := range seeds {
		file := fmt.Sprintf("%x", sha256.Sum256(seed))[:40]
		if seen[file] {
			continue
		}
		seen[file] = true
		w, err := z.Create(file)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(seed); err != nil {
			return nil, err
		}
	}
	err = z.Close()
	return b.Bytes(), err
}

// check plays an archive: it has seeds, and some of them get to what the target is about.
func check(archive []byte, t targets.Target) (int, error) {
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return 0, err
	}
	reached := 0
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return 0, err
		}
		b, err := io.ReadAll(r)
		if err != nil {
			return 0, err
		}
		reached += t.Run(b)
	}
	if reached == 0 {
		return 0, fmt.Errorf("none of %d seeds gets to what the target is about", len(z.File))
	}
	return len(z.File), nil
}

var protocols = map[string]codec.Protocol{"ts": ts.Protocol, "ipc": ipc.Protocol, "ctcs": ctcs.Protocol, "putio": putio.Protocol}

// dictionary is the words of a protocol as libFuzzer wants them: a quoted string a line.
func dictionary(protocol string) ([]byte, int, error) {
	var words []string
	for _, from := range []codec.Party{codec.Engine, codec.Controller} {
		g, err := gen.New(protocols[protocol], from)
		if err != nil {
			return nil, 0, err
		}
		words = append(words, g.Words()...)
	}
	slices.Sort(words)
	words = slices.DeleteFunc(slices.Compact(words), func(w string) bool { return len(w) < 2 || len(w) > 48 })
	if len(words) == 0 {
		return nil, 0, fmt.Errorf("the corpus of %s has no words", protocol)
	}
	var b bytes.Buffer
	for _, w := range words {
		b.WriteByte('"')
		for _, c := range []byte(w) {
			if c < ' ' || c > '~' || c == '"' || c == '\\' {
				fmt.Fprintf(&b, `\x%02X`, c)
			} else {
				b.WriteByte(c)
			}
		}
		b.WriteString("\"\n")
	}
	return b.Bytes(), len(words), nil
}
