package measure

import (
	"fmt"
	"io"
	"strings"
)

// Bar is a goal and what was measured. A goal is at least Want, or at most if Most is
// set.
type Bar struct {
	Goal string
	Want float64
	Most bool
	Got  float64
	Unit string // "x", "KiB", ...
}

// Met reports whether the bar is.
func (b Bar) Met() bool {
	if b.Most {
		return b.Got <= b.Want
	}
	return b.Got >= b.Want
}

// WriteBars writes bars as a table in Markdown.
func WriteBars(w io.Writer, bars []Bar) {
	fmt.Fprintln(w, "| goal | bar | measured | |\n|---|---|---|---|")
	for _, b := range bars {
		sign, verdict := ">=", "met"
		if b.Most {
			sign = "<="
		}
		if !b.Met() {
			verdict = "**not met**"
		}
		fmt.Fprintf(w, "| %s | %s %s | %s | %s |\n", b.Goal, sign, number(b.Want, b.Unit), number(b.Got, b.Unit), verdict)
	}
}

// WriteTable writes a table in Markdown.
func WriteTable(w io.Writer, head []string, rows [][]string) {
	fmt.Fprintf(w, "| %s |\n|%s\n", strings.Join(head, " | "), strings.Repeat("---|", len(head)))
	for _, r := range rows {
		fmt.Fprintf(w, "| %s |\n", strings.Join(r, " | "))
	}
}

// Write writes results as a table: time, rate, allocations, and the time in units of
// that of a yardstick.
func (rs Results) Write(w io.Writer, yardstick string) {
	y := rs.Get(yardstick)
	rows := make([][]string, len(rs))
	for i := range rs {
		r := &rs[i]
		rows[i] = []string{r.Name, Duration(r.Median()), fmt.Sprintf("%.0f", r.Rate()), Count(r.Allocs), fmt.Sprintf("%.2f", 1/r.Faster(y))}
	}
	WriteTable(w, []string{"", "time", "MB/s", "allocs", "time / " + yardstick}, rows)
}

func number(v float64, unit string) string {
	s := fmt.Sprintf("%.2f", v)
	if v == float64(int64(v)) || v >= 100 {
		s = fmt.Sprintf("%.0f", v)
	}
	return strings.TrimSpace(s + " " + unit)
}

// Duration writes nanoseconds for people.
func Duration(nanos float64) string {
	switch {
	case nanos < 1e3:
		return fmt.Sprintf("%.0f ns", nanos)
	case nanos < 1e6:
		return fmt.Sprintf("%.1f us", nanos/1e3)
	case nanos < 1e9:
		return fmt.Sprintf("%.2f ms", nanos/1e6)
	}
	return fmt.Sprintf("%.2f s", nanos/1e9)
}

// Count writes a number that is large or small for people.
func Count(v float64) string {
	switch {
	case v < 0.5:
		return "0"
	case v < 1e4:
		return fmt.Sprintf("%.0f", v)
	case v < 1e6:
		return fmt.Sprintf("%.0f k", v/1e3)
	}
	return fmt.Sprintf("%.1f M", v/1e6)
}

// Size writes bytes for people.
func Size(bytes float64) string {
	switch {
	case bytes < 1<<10:
		return fmt.Sprintf("%.0f B", bytes)
	case bytes < 1<<20:
		return fmt.Sprintf("%.1f KiB", bytes/(1<<10))
	}
	return fmt.Sprintf("%.1f MiB", bytes/(1<<20))
}
