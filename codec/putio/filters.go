package putio

import (
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"enginespec/codec"
)

// Filters are the words of do_filters and dont_filters, separated by commas on the
// wire. An array is accepted as it is (PUTIO-101, JV).
type Filters string

// Words returns the words without the space around them, and no empty ones.
func (f Filters) Words() []string {
	var words []string
	for w := range strings.SplitSeq(string(f), ",") {
		if w = strings.TrimSpace(w); w != "" {
			words = append(words, w)
		}
	}
	return words
}

func (f *Filters) decode(s *scanner) {
	if k := s.kind(); k == jsontext.KindBeginArray || k == jsontext.KindBeginObject {
		*f = Filters(strings.Join(s.strings(), ","))
		return
	}
	*f = Filters(s.str())
}

func (f *Filters) append(w *writer) { w.str(string(*f)) }

// Date is a time of a subscription, in UTC: "2010-01-01 00:00", with seconds under
// [DateSeconds]. Years are 0 to 9999.
type Date struct {
	Time    time.Time
	Seconds bool // written with seconds
}

const (
	dateLayout        = "2006-01-02 15:04"
	dateSecondsLayout = "2006-01-02 15:04:05"
)

func (d *Date) decode(s *scanner) {
	*d = Date{}
	raw := s.scalar()
	off := s.offset() - int64(len(raw))
	if raw.Kind() != jsontext.KindString {
		if raw != nil {
			s.fail(codec.Syntax, off, "")
		}
		return
	}
	text, layout := s.text(raw), dateLayout
	if len(text) == len(dateSecondsLayout) {
		if !s.tolerate(DateSeconds, off, "") {
			return
		}
		layout, d.Seconds = dateSecondsLayout, true
	}
	t, err := time.Parse(layout, text)
	if err != nil || len(text) != len(layout) { // Parse takes fractions of seconds
		s.fail(codec.Syntax, off, "")
		return
	}
	d.Time = t
}

func (d *Date) append(w *writer) {
	t := d.Time.UTC()
	if y := t.Year(); y < 0 || y > 9999 {
		w.fail(codec.Range, "date")
		return
	}
	layout := dateLayout
	if d.Seconds {
		layout = dateSecondsLayout
	}
	w.b = append(w.b, '"')
	w.b = t.AppendFormat(w.b, layout)
	w.b = append(w.b, '"')
}
