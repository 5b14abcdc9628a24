// Command table measures everything and writes the tables into README.md.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"enginespec/codec/benchmarks/codecs"
	"enginespec/codec/benchmarks/measure"
)

func main() {
	flag.Parse()
	p := measure.Plan{Passes: 7, Slice: 40 * time.Millisecond}
	var bars []measure.Bar
	for _, f := range []func(io.Writer, measure.Plan) ([]measure.Bar, error){codecs.IPC, codecs.Text, codecs.Putio} {
		b, err := f(os.Stdout, p)
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		bars = append(bars, b...)
	}
	measure.WriteBars(os.Stdout, bars)
}
