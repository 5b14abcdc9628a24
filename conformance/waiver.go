package conformance

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Waiver is one known failure that a run may show and stay green:
//
//	ts/load/request-id  wrong-value  until=2027-03-01  issue=#12  # what and why
//
// The diagnosis must be the one that the case fails with. The end date, the issue
// and the reason are required: a waiver is a debt.
type Waiver struct {
	Case      string
	Diagnosis Diagnosis
	Until     time.Time // the last day on which it holds
	Issue     string
	Reason    string
	Line      int
}

// Waivers is a file of waivers.
type Waivers struct {
	File string
	List []Waiver
	Now  time.Time // the day against which Until is held
}

// ParseWaivers reads a waiver file. Errors say file:line:column.
func ParseWaivers(file string, r io.Reader, now time.Time) (*Waivers, error) {
	ws := &Waivers{File: file, Now: now}
	sc := bufio.NewScanner(r)
	for n := 1; sc.Scan(); n++ {
		body, reason, _ := strings.Cut(sc.Text(), " # ")
		body, _, _ = strings.Cut(body, "\t#")
		if t := strings.TrimSpace(body); t == "" || t[0] == '#' {
			continue
		}
		w := Waiver{Line: n, Reason: strings.TrimSpace(reason)}
		bad := func(col int, format string, args ...any) error {
			return fmt.Errorf("%s:%d:%d: %s", file, n, col+1, fmt.Sprintf(format, args...))
		}
		for i, f := range strings.Fields(body) {
			col := strings.Index(body, f)
			switch {
			case i == 0:
				w.Case = f
			case i == 1:
				w.Diagnosis = Diagnosis(f)
			case strings.HasPrefix(f, "until="):
				d, err := time.Parse(time.DateOnly, f[len("until="):])
				if err != nil {
					return nil, bad(col, "%q is not a date: expected until=YYYY-MM-DD", f)
				}
				w.Until = d
			case strings.HasPrefix(f, "issue="):
				w.Issue = f[len("issue="):]
			default:
				return nil, bad(col, "%q: expected until=, issue= or \" # reason\"", f)
			}
		}
		switch {
		case w.Diagnosis == "":
			return nil, bad(0, "expected: CASE DIAGNOSIS until=YYYY-MM-DD issue=ID # reason")
		case w.Until.IsZero():
			return nil, bad(len(body), "until=YYYY-MM-DD is missing: a waiver must end")
		case w.Issue == "":
			return nil, bad(len(body), "issue= is missing: say where the defect is tracked")
		case w.Reason == "":
			return nil, bad(len(body), "the reason is missing: end the line with \" # why\"")
		}
		if i := slices.IndexFunc(ws.List, func(o Waiver) bool { return o.Case == w.Case && o.Diagnosis == w.Diagnosis }); i >= 0 {
			return nil, bad(0, "%s is waived already on line %d", w.Case, ws.List[i].Line)
		}
		ws.List = append(ws.List, w)
	}
	return ws, sc.Err()
}
