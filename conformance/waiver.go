package conformance

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"enginespec/codec"
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

// apply turns failures that a waiver covers into Waived, and returns what is wrong
// with the waivers: unknown, expired, stale, or for another diagnosis.
func (ws *Waivers) apply(rep *Report, s *Suite, role codec.Party) (problems []string) {
	for _, w := range ws.List {
		if !strings.HasPrefix(w.Case, s.Name()+"/") {
			continue
		}
		at := fmt.Sprintf("%s:%d: %s", ws.File, w.Line, w.Case)
		k := slices.IndexFunc(s.Cases, func(k *Case) bool { return k.ID == w.Case })
		if k < 0 {
			problems = append(problems, at+" is not a case")
			continue
		}
		if s.Cases[k].Role != role {
			continue
		}
		i := slices.IndexFunc(rep.Results, func(r Result) bool { return r.Case.ID == w.Case })
		if i < 0 {
			continue // not selected in this run
		}
		res := &rep.Results[i]
		f := res.Finding(rep.Strict)
		switch {
		case res.Verdict == Pass:
			problems = append(problems, at+" passes now: delete the line")
		case ws.Now.After(w.Until.AddDate(0, 0, 1)):
			problems = append(problems, at+" expired on "+w.Until.Format(time.DateOnly))
		case res.Verdict == Untestable && w.Diagnosis == "untestable":
			res.Verdict, res.Waiver = Waived, w.Reason
		case f == nil:
		case f.Diagnosis != w.Diagnosis:
			if !slices.ContainsFunc(ws.List, func(o Waiver) bool { return o.Case == w.Case && o.Diagnosis == f.Diagnosis }) {
				problems = append(problems, fmt.Sprintf("%s fails with %s, not with %s", at, f.Diagnosis, w.Diagnosis))
			}
		default:
			res.Verdict, res.Waiver = Waived, w.Reason
		}
	}
	return problems
}

// Line is the waiver line that would cover a result, to be completed by hand.
func (r *Result) WaiverLine(strict bool) string {
	d := Diagnosis("untestable")
	if f := r.Finding(strict); f != nil {
		d = f.Diagnosis
	}
	return fmt.Sprintf("%s  %s  until=YYYY-MM-DD  issue=ID  # why", r.Case.ID, d)
}
