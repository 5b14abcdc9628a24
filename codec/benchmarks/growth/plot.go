package growth

import (
	"bytes"
	"fmt"
	"io"
	"math"

	"enginespec/codec/benchmarks/measure"
)

// panel is one diagram: both of its axes are logarithmic.
type panel struct {
	title  string
	series []series
}

const (
	width, height = 430, 330 // of a panel
	left, top     = 70, 40
	right, bottom = 20, 40
	legend        = 18 // a line of it
)

var colours = []string{"#1b6ca8", "#c0392b", "#27864a", "#8e44ad", "#b9770e", "#148f8f", "#7f8c8d"}

// plot writes an SVG of some panels, side by side, with a legend below each.
func plot(w io.Writer, panels []panel) error {
	lines := 0
	for _, p := range panels {
		lines = max(lines, len(p.series))
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n", width*len(panels), height+legend*(lines+1))
	fmt.Fprintln(&b, `<rect width="100%" height="100%" fill="white"/>`)
	for i, p := range panels {
		fmt.Fprintf(&b, `<g transform="translate(%d,0)">`+"\n", i*width)
		p.draw(&b)
		fmt.Fprintln(&b, "</g>")
	}
	fmt.Fprintln(&b, "</svg>")
	_, err := w.Write(b.Bytes())
	return err
}

func (p *panel) draw(b *bytes.Buffer) {
	x0, x1, y0, y1 := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, s := range p.series {
		for _, q := range s.points {
			x, y := math.Log10(float64(q.n)), math.Log10(q.nanos)
			x0, x1, y0, y1 = min(x0, x), max(x1, x), min(y0, math.Floor(y)), max(y1, math.Ceil(y))
		}
	}
	x := func(n float64) float64 {
		return left + (math.Log10(n)-x0)/(x1-x0)*(width-left-right)
	}
	y := func(v float64) float64 {
		return height - bottom - (math.Log10(v)-y0)/(y1-y0)*(height-top-bottom)
	}
	fmt.Fprintf(b, `<text x="%d" y="22" font-weight="bold">%s</text>`+"\n", left, p.title)
	for e := y0; e <= y1; e++ {
		v := math.Pow(10, e)
		fmt.Fprintf(b, `<line x1="%d" x2="%d" y1="%.1f" y2="%.1f" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%s</text>`+"\n",
			left, width-right, y(v), y(v), left-6, y(v)+4, measure.Duration(v))
	}
	for _, q := range p.series[0].points {
		n := float64(q.n)
		fmt.Fprintf(b, `<line x1="%.1f" x2="%.1f" y1="%d" y2="%d" stroke="#ddd"/><text x="%.1f" y="%d" text-anchor="middle">%d</text>`+"\n",
			x(n), x(n), top, height-bottom, x(n), height-bottom+18, q.n)
	}
	for i, s := range p.series {
		c := colours[i%len(colours)]
		fmt.Fprintf(b, `<polyline fill="none" stroke="%s" stroke-width="2" points="`, c)
		for _, q := range s.points {
			fmt.Fprintf(b, "%.1f,%.1f ", x(float64(q.n)), y(q.nanos))
		}
		fmt.Fprintln(b, `"/>`)
		at := height + i*legend
		fmt.Fprintf(b, `<line x1="%d" x2="%d" y1="%d" y2="%d" stroke="%s" stroke-width="2"/><text x="%d" y="%d">%s</text>`+"\n",
			left, left+24, at+8, at+8, c, left+32, at+12, s.name)
	}
}
