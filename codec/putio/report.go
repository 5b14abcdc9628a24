package putio

import (
	"math"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"enginespec/codec"
)

// Report is the link analysis report of the document: not what the wire carries,
// which is [Analysis], but what a client makes of it for its user. It has two
// renderings, JSON and the text of a Python dictionary.
type Report struct {
	AvailableBandwidth int64   // bytes
	AvailableDisk      int64   // bytes
	TotalDisk          float64 // GiB, rounded to two decimals
	URLs               ReportURLs
}

// ReportURLs are the links that can be fetched, by kind.
type ReportURLs struct {
	URL       []string
	Rapid     []string // single links of a premium host
	Multipart []ReportSet
	Torrent   []string
}

// ReportSet is one set of volumes, in the order of the report.
type ReportSet struct {
	Name string
	URLs []string
}

// NewReport makes the report of an analysis and the disk_quota of the user. Links
// with an error are left out.
func NewReport(a *Analysis, diskQuota Size) Report {
	r := Report{
		AvailableBandwidth: int64(a.BWAvail), AvailableDisk: int64(a.DiskAvail),
		TotalDisk: GiB(int64(diskQuota)),
		URLs:      ReportURLs{URL: []string{}, Rapid: []string{}, Multipart: []ReportSet{}, Torrent: []string{}},
	}
	for _, l := range a.Items.SingleURL {
		switch {
		case l.Error != nil:
		case l.DLHandler != nil && *l.DLHandler == HandlerRapid:
			r.URLs.Rapid = append(r.URLs.Rapid, l.URL)
		default:
			r.URLs.URL = append(r.URLs.URL, l.URL)
		}
	}
	r.URLs.Torrent = appendURLs(r.URLs.Torrent, a.Items.Torrent)
	for _, set := range a.Items.MultipartURL {
		if set.Error == nil {
			r.URLs.Multipart = append(r.URLs.Multipart, ReportSet{set.Name, appendURLs([]string{}, set.Parts)})
		}
	}
	return r
}

func appendURLs(to []string, links Links) []string {
	for _, l := range links {
		if l.Error == nil {
			to = append(to, l.URL)
		}
	}
	return to
}

// GiB turns bytes into 2^30 bytes, rounded to two decimals: 206115891200 is 191.96.
func GiB(bytes int64) float64 {
	return math.Round(float64(bytes)/(1<<30)*100) / 100
}

// whole is a JSON number without fraction.
type whole int64

func (v *whole) decode(s *scanner) { *v = whole(s.num(false, 1<<63-1, StringCount)) }
func (v *whole) append(w *writer)  { w.int(int64(*v)) }

// gigabytes is a JSON number from 0 up, with fraction.
type gigabytes float64

func (v *gigabytes) decode(s *scanner) {
	raw := s.scalar()
	if raw == nil {
		return
	}
	off := s.offset() - int64(len(raw))
	if raw.Kind() != jsontext.KindNumber {
		s.fail(codec.Syntax, off, "")
		return
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || f < 0 {
		s.fail(codec.Range, off, "")
	}
	*v = gigabytes(f)
}

func (v *gigabytes) append(w *writer) {
	if f := float64(*v); f < 0 || math.IsInf(f, 0) || math.IsNaN(f) {
		w.fail(codec.Range, "Your Total Disk Space")
		return
	}
	w.b = jsontext.AppendFloat(w.b, float64(*v), 64)
}

var reportTable = table[Report]{
	{name: "Current Available Bandwidth", at: func(v *Report) any { return (*whole)(&v.AvailableBandwidth) }},
	{name: "Current Available Disk Space", at: func(v *Report) any { return (*whole)(&v.AvailableDisk) }},
	{name: "Your Total Disk Space", at: func(v *Report) any { return (*gigabytes)(&v.TotalDisk) }},
	{name: "Urls", at: func(v *Report) any { return &v.URLs }},
}

var reportURLsTable = table[ReportURLs]{
	{name: "url", at: func(v *ReportURLs) any { return &v.URL }},
	{name: "rapid", at: func(v *ReportURLs) any { return &v.Rapid }},
	{name: "multipart", at: func(v *ReportURLs) any { return (*reportSets)(&v.Multipart) }},
	{name: "torrent", at: func(v *ReportURLs) any { return &v.Torrent }},
}

func (v *ReportURLs) decode(s *scanner) { reportURLsTable.decode(s, v) }
func (v *ReportURLs) append(w *writer)  { reportURLsTable.append(w, v) }

// reportSets are an object whose names are those of the sets.
type reportSets []ReportSet

func (v *reportSets) decode(s *scanner) {
	*v = reportSets{}
	if !s.enter('{') {
		return
	}
	for s.more() {
		if len(*v) >= s.lim.Items {
			s.failLimit(codec.Limit, s.offset(), "", s.lim.Items)
			return
		}
		name := s.scalar()
		if name == nil {
			return
		}
		set := ReportSet{Name: s.text(name)}
		set.URLs = s.strings()
		*v = append(*v, set)
	}
}

func (v *reportSets) append(w *writer) {
	w.b = append(w.b, '{')
	for i, set := range *v {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		w.str(set.Name)
		w.b = append(w.b, ':')
		w.strings(set.URLs)
	}
	w.b = append(w.b, '}')
}

// Decode resets r and reads the JSON rendering.
func (r *Report) Decode(b []byte, o *codec.Options) error {
	s := newScanner(b, o)
	reportTable.decode(s, r)
	return s.finish()
}

// Append appends the JSON rendering, compact.
func (r *Report) Append(dst []byte) ([]byte, error) {
	w := writer{b: dst}
	reportTable.append(&w, r)
	return w.finish(dst)
}
