package putio

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"enginespec/codec"
)

// AppendPython appends the report as the document prints it: byte for byte the
// document's sample for its values, with #Bytes and #Gigabytes, u before the
// strings, and the total as Python 2.6 shows it, with 17 digits.
func (r *Report) AppendPython(dst []byte) ([]byte, error) {
	w := writer{b: dst}
	if math.IsNaN(r.TotalDisk) || math.IsInf(r.TotalDisk, 0) || r.TotalDisk < 0 {
		w.fail(codec.Range, "Your Total Disk Space")
	}
	w.b = append(w.b, "{\n'Current Available Bandwidth' : "...)
	w.int(r.AvailableBandwidth)
	w.b = append(w.b, ", #Bytes\n'Current Available Disk Space' : "...)
	w.int(r.AvailableDisk)
	w.b = append(w.b, ", #Bytes\n'Your Total Disk Space' : "...)
	w.b = append(w.b, pythonFloat(r.TotalDisk)...)
	w.b = append(w.b, ", #Gigabytes\n'Urls':{\n'url': "...)
	w.pythonList(r.URLs.URL)
	w.b = append(w.b, ",\n'rapid': "...)
	w.pythonList(r.URLs.Rapid)
	w.b = append(w.b, ",\n'multipart':{\n"...)
	for i, set := range r.URLs.Multipart {
		if i > 0 {
			w.b = append(w.b, ",\n"...)
		}
		w.pythonString(set.Name)
		w.b = append(w.b, ':')
		w.pythonList(set.URLs)
	}
	if len(r.URLs.Multipart) > 0 {
		w.b = append(w.b, '\n')
	}
	w.b = append(w.b, "},\n'torrent': "...)
	w.pythonList(r.URLs.Torrent)
	w.b = append(w.b, "\n}\n}"...)
	return w.finish(dst)
}

// pythonFloat is repr of Python 2.6: %.17g, with a point in it.
func pythonFloat(f float64) string {
	s := strconv.FormatFloat(f, 'g', 17, 64)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}

func (w *writer) pythonList(list []string) {
	w.b = append(w.b, '[')
	for i, v := range list {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		w.b = append(w.b, '\n')
		w.pythonString(v)
	}
	if len(list) > 0 {
		w.b = append(w.b, '\n')
	}
	w.b = append(w.b, ']')
}

// pythonString writes u'...' in ASCII.
func (w *writer) pythonString(s string) {
	if !utf8.ValidString(s) {
		w.fail(codec.Encoding, "string")
		return
	}
	const hex = "0123456789abcdef"
	digits := func(r rune, n int) {
		for shift := 4 * (n - 1); shift >= 0; shift -= 4 {
			w.b = append(w.b, hex[r>>shift&15])
		}
	}
	w.b = append(w.b, "u'"...)
	for _, r := range s {
		switch {
		case r == '\'' || r == '\\':
			w.b = append(w.b, '\\', byte(r))
		case r == '\n':
			w.b = append(w.b, '\\', 'n')
		case r >= ' ' && r < 0x7f:
			w.b = append(w.b, byte(r))
		case r < 0x100:
			w.b = append(w.b, '\\', 'x')
			digits(r, 2)
		case r < 0x10000:
			w.b = append(w.b, '\\', 'u')
			digits(r, 4)
		default:
			w.b = append(w.b, '\\', 'U')
			digits(r, 8)
		}
	}
	w.b = append(w.b, '\'')
}
