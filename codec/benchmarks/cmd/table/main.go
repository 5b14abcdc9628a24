// Command table measures everything and writes the tables into README.md.
//
//	table [-only SECTIONS]
//	table drive ts unix 1 64 10s      one server under load, for a profile
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"enginespec/codec/benchmarks/codecs"
	"enginespec/codec/benchmarks/load"
	"enginespec/codec/benchmarks/measure"
	"enginespec/codec/benchmarks/stream"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) == 3 && args[0] == "serve" {
		if err := load.Serve(args[1], args[2], stdin, stdout); err != nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
		return 0
	}
	if len(args) == 6 && args[0] == "drive" {
		conns, err1 := strconv.Atoi(args[3])
		pipe, err2 := strconv.Atoi(args[4])
		d, err3 := time.ParseDuration(args[5])
		err := errors.Join(err1, err2, err3)
		if err == nil {
			err = load.Drive(stdout, args[1], args[2], conns, pipe, d)
		}
		if err != nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
		return 0
	}
	flags := flag.NewFlagSet("table", flag.ContinueOnError)
	flags.SetOutput(stderr)
	only := flags.String("only", "", "measure only these `sections`: codecs, load")
	protocols := flags.String("protocols", "", "of load: only these")
	if flags.Parse(args) != nil {
		return 2
	}
	plan := measure.Plan{Passes: 7, Slice: 40 * time.Millisecond}
	lp := load.Plan{Passes: 5, Slice: 150 * time.Millisecond}
	if *protocols != "" {
		lp.Protocols = strings.Split(*protocols, ",")
	}
	sections := []struct {
		name  string
		steps []func(io.Writer) ([]measure.Bar, error)
	}{
		{"codecs", []func(io.Writer) ([]measure.Bar, error){
			func(w io.Writer) ([]measure.Bar, error) { return codecs.IPC(w, plan) },
			func(w io.Writer) ([]measure.Bar, error) { return codecs.Text(w, plan) },
			func(w io.Writer) ([]measure.Bar, error) { return codecs.Putio(w, plan) },
		}},
		{"load", []func(io.Writer) ([]measure.Bar, error){lp.Rates}},
		{"stream", []func(io.Writer) ([]measure.Bar, error){func(w io.Writer) ([]measure.Bar, error) { return stream.Ranges(w, plan) }, func(w io.Writer) ([]measure.Bar, error) { return stream.Swarm(w, plan) }}},
		{"steady", []func(io.Writer) ([]measure.Bar, error){lp.Idle, lp.Slow, lp.Churn}},
	}
	for _, s := range sections {
		if *only != "" && !strings.Contains(","+*only+",", ","+s.name+",") {
			continue
		}
		var bars []measure.Bar
		for _, step := range s.steps {
			b, err := step(stdout)
			if err != nil {
				fmt.Fprintln(stderr, err)
				return 1
			}
			bars = append(bars, b...)
		}
		fmt.Fprintln(stdout)
		measure.WriteBars(stdout, bars)
	}
	return 0
}
