// Command table measures everything and writes the tables into README.md.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"enginespec/codec/benchmarks/codecs"
	"enginespec/codec/benchmarks/load"
	"enginespec/codec/benchmarks/measure"
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
