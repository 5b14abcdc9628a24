// Command table measures everything, prints the tables, and writes them into README.md
// with a plot beside it, growth.svg.
//
//	table [-only SECTIONS] [-quick]
//	table drive ts unix 1 64 10s      one server under load, for a profile
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"enginespec/codec/benchmarks/codecs"
	"enginespec/codec/benchmarks/growth"
	"enginespec/codec/benchmarks/load"
	"enginespec/codec/benchmarks/measure"
	"enginespec/codec/benchmarks/stream"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "table:", err)
		os.Exit(1)
	}
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	switch {
	case len(args) == 3 && args[0] == "serve": // what load starts
		return load.Serve(args[1], args[2], stdin, stdout)
	case len(args) == 6 && args[0] == "drive":
		conns, err1 := strconv.Atoi(args[3])
		pipe, err2 := strconv.Atoi(args[4])
		d, err3 := time.ParseDuration(args[5])
		if err := errors.Join(err1, err2, err3); err != nil {
			return err
		}
		return load.Drive(stdout, args[1], args[2], conns, pipe, d)
	}
	flags := flag.NewFlagSet("table", flag.ContinueOnError)
	flags.SetOutput(stderr)
	only := flags.String("only", "", "measure only these `sections`: codecs, load, steady, stream, growth")
	protocols := flags.String("protocols", "", "of load and steady: only these")
	readme := flags.String("readme", "README.md", "the `file` to write the tables into; empty: print only")
	if err := flags.Parse(args); err != nil {
		return err
	}
	known := false
	for _, s := range sections(*protocols) {
		if *only != "" && !strings.Contains(","+*only+",", ","+s.name+",") {
			continue
		}
		known = true
		text, err := s.measure()
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		fmt.Fprintln(stdout, text)
		if *readme == "" {
			continue
		}
		if err := put(*readme, s.name, text); err != nil {
			return err
		}
	}
	if !known {
		return fmt.Errorf("-only %s: no such section", *only)
	}
	return nil
}

// section is a part of README.md.
type section struct {
	name  string
	steps []func(io.Writer) ([]measure.Bar, error)
}

func sections(protocols string) []section {
	plan := measure.Plan{Passes: 7, Slice: 40 * time.Millisecond}
	lp := load.Plan{Passes: 7, Slice: 150 * time.Millisecond}
	if protocols != "" {
		lp.Protocols = strings.Split(protocols, ",")
	}
	with := func(f func(io.Writer, measure.Plan) ([]measure.Bar, error)) func(io.Writer) ([]measure.Bar, error) {
		return func(w io.Writer) ([]measure.Bar, error) { return f(w, plan) }
	}
	grow := func(w io.Writer) ([]measure.Bar, error) {
		var svg bytes.Buffer
		bars, err := growth.Write(w, &svg, plan, lp)
		if err != nil {
			return nil, err
		}
		return bars, os.WriteFile("growth.svg", svg.Bytes(), 0o644)
	}
	return []section{
		{"codecs", []func(io.Writer) ([]measure.Bar, error){with(codecs.IPC), with(codecs.Text), with(codecs.Putio)}},
		{"load", []func(io.Writer) ([]measure.Bar, error){lp.Rates}},
		{"steady", []func(io.Writer) ([]measure.Bar, error){lp.Idle, lp.Slow, lp.Churn}},
		{"stream", []func(io.Writer) ([]measure.Bar, error){with(stream.Ranges), with(stream.Swarm)}},
		{"growth", []func(io.Writer) ([]measure.Bar, error){grow}},
	}
}

// measure returns the section's text: its bars, then its tables.
func (s section) measure() (string, error) {
	var tables, out strings.Builder
	var bars []measure.Bar
	for _, step := range s.steps {
		some, err := step(&tables)
		if err != nil {
			return "", err
		}
		bars = append(bars, some...)
	}
	measure.WriteBars(&out, bars)
	out.WriteString(tables.String())
	return out.String(), nil
}

// put replaces what stands between the marks of a section.
func put(file, name, text string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("%w: run this in codec/benchmarks", err)
	}
	begin, end := "<!-- begin "+name+" -->\n", "<!-- end "+name+" -->"
	before, rest, ok := strings.Cut(string(b), begin)
	_, after, found := strings.Cut(rest, end)
	if !ok || !found {
		return fmt.Errorf("%s has no %s and %s", file, begin, end)
	}
	return os.WriteFile(file, []byte(before+begin+"\n"+strings.Trim(text, "\n")+"\n\n"+end+after), 0o644)
}
