package ctcs

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// Short names for what every file of this package uses.
type (
	step    = conformance.Step
	kase    = conformance.Case
	session = conformance.Session
	failure = conformance.Failure
	entry   = conformance.Entry
	clauses = []*conformance.Clause
	needs   = []*conformance.Feature
)

var (
	expect = conformance.Expect
	next   = conformance.Next
	within = conformance.Within
	check  = conformance.Check
	fail   = conformance.Fail
	speak  = conformance.Speak
)

// late is how late a real engine answers under load: 9 s were seen.
const late = 15 * time.Second

// say sends a line with its LF.
func say(text string) step { return conformance.Say(text, "\n") }

// breaks says which clause a failure breaks, if it is not the first of its case.
func breaks(c *conformance.Clause, f *failure) *failure {
	f.Clause = c
	return f
}

// citing is st, whose failures break c, not the first clause of their case.
func citing(c *conformance.Clause, st step) step {
	return check(st.String(), func(s *session) *failure {
		f := asFailure(st.Do(s))
		if f != nil && f.Clause == nil {
			f.Clause = c
		}
		return f
	})
}

// raw sends text as it is.
func raw(text string) step { return conformance.Say(text, "") }

// The words that open and close the blocks of an engine, in all versions. confDone
// closes the answer to SENDCONF, which is one message in versions 1 and 2.
const (
	peersStart = "CTPEERSTART|CTPEERS"
	peersDone  = "CTPEERSDONE|CTPDONE"
	filesStart = "CTFILESTART|CTFILES"
	filesDone  = "CTFILESDONE|CTFDONE"
	confStart  = "CTCONFIGSTART|CTCONFIG"
)

// among reports whether word is one of kinds, "A|B".
func among(kinds, word string) bool { return slices.Contains(strings.Split(kinds, "|"), word) }

// free are the words that an engine may say at any time.
var free = []string{"CTBW", "CTSTATUS", "CTINFO", "CTCONFIGSTART", "CTCONFIG", "CTCONFIGDONE"}

// exchange sends what the controller says and then a request with a known answer, the
// fence, SENDPEERS, and returns what the engine says before the fence's answer. Where
// text asks for peers itself, SENDDETAIL stands before the fence: the answer to it tells
// the two apart.
func exchange(s *session, text string) ([]entry, *failure) {
	fence, parted := "SENDPEERS\n", true
	if strings.Contains(strings.ToUpper(text), "SENDPEER") {
		fence, parted = "SENDDETAIL\nSENDPEERS\n", false
	}
	for _, line := range strings.SplitAfter(text, "\n") {
		if f := s.Send([]byte(line)); line != "" && f != nil {
			return nil, f
		}
	}
	for line := range strings.Lines(fence) {
		if f := s.Send([]byte(line)); f != nil {
			return nil, f
		}
	}
	var got []entry
	inside := false
	deadline := time.Now().Add(s.Patience())
	for {
		e, f := s.Receive(max(time.Until(deadline), 0))
		if f != nil {
			f.Expected = strings.Join(strings.Fields(fence), " and ") + " to be answered"
			if len(got) > 0 {
				f.Actual += "; before it: " + words(s, got)
			}
			return got, f
		}
		w := s.Word(e.Packet)
		switch parted = parted || w == "CTDETAIL"; {
		case parted && among(peersStart, w):
			inside = true
		case inside && among(peersDone, w):
			return got, nil
		case fence == "SENDPEERS\n" && !inside || !parted:
			got = append(got, *e)
		}
	}
}

// ask is exchange of one line as a step, whose answers test looks at.
func ask(line string, test func(s *session, got []entry) *failure) step {
	return check("send "+quoted(line)+" and look at what comes", func(s *session) *failure {
		text := line + "\n"
		if line == "" { // the fence alone
			text = ""
		}
		got, f := exchange(s, text)
		if f == nil && test != nil {
			f = test(s, got)
		}
		return f
	})
}

func quoted(line string) string {
	if len(line) > 60 {
		return fmt.Sprintf("%q... (%d octets)", line[:40], len(line))
	}
	return fmt.Sprintf("%q", line)
}

// fence is a request that every engine answers, and its answer.
func fence() step { return ask("", nil) }

// tries is how often something must be seen that can also come by chance.
const tries = 6

// ignored sends lines and wants no answer but what comes by itself; an answer that may
// come by itself must come each time to be one.
func ignored(lines ...string) step {
	return check(fmt.Sprintf("send %q, no answer", lines), func(s *session) *failure {
		for _, line := range lines {
			for i := range tries {
				got, f := exchange(s, line+"\n")
				if f != nil {
					return f
				}
				at := slices.IndexFunc(got, func(e entry) bool {
					w := s.Word(e.Packet)
					return w != "CTBW" && (i == tries-1 || !slices.Contains(free, w))
				})
				if at >= 0 {
					return fail(conformance.Unasked, "no answer to "+quoted(line), "%s", conformance.Show(got[at].Packet))
				}
				if !slices.ContainsFunc(got, func(e entry) bool { return s.Word(e.Packet) != "CTBW" }) {
					break
				}
			}
		}
		return nil
	})
}

// words joins the kinds of entries, for messages.
func words(s *session, entries []entry) string {
	var w []string
	for _, e := range entries {
		if k := s.Word(e.Packet); len(w) == 0 || w[len(w)-1] != k {
			w = append(w, k)
		}
	}
	if len(w) > 12 {
		w = append(w[:12], "...")
	}
	return strings.Join(w, ", ")
}

// count is how many entries have one of the kinds, "A|B".
func count(s *session, entries []entry, kinds string) (n int) {
	for _, e := range entries {
		if among(kinds, s.Word(e.Packet)) {
			n++
		}
	}
	return n
}

// once wants one message of a kind, "A|B" for either.
func once(kind string) func(s *session, got []entry) *failure {
	return func(s *session, got []entry) *failure {
		switch n := count(s, got, kind); {
		case n == 1:
			return nil
		case n == 0:
			return fail(conformance.NoReply, kind, "none, only %q", words(s, got))
		default:
			return fail(conformance.WrongCount, "one "+kind, "%d", n)
		}
	}
}

// answers wants at least one message of a kind: it may also come by itself.
func answers(kind string) func(s *session, got []entry) *failure {
	return func(s *session, got []entry) *failure {
		if count(s, got, kind) == 0 {
			return fail(conformance.NoReply, kind, "none, only %q", words(s, got))
		}
		return nil
	}
}

// said are all packets of a party in the session that have one of the kinds; "" for all
// kinds.
func said(s *session, from codec.Party, kinds string) []entry {
	var out []entry
	for _, e := range s.Transcript.Entries() {
		if e.Packet != nil && e.From == from && (kinds == "" || among(kinds, s.Word(e.Packet))) {
			out = append(out, e)
		}
	}
	return out
}

// last is the last message of a type among entries that the codec reads.
func last[M ctcs.Message](entries []entry) (m M, ok bool) {
	for i := len(entries) - 1; i >= 0; i-- {
		if m, ok = entries[i].Packet.Message.(M); ok {
			return m, true
		}
	}
	return m, false
}

// all are the messages of a type among entries.
func all[M ctcs.Message](entries []entry) (ms []M) {
	for _, e := range entries {
		if m, ok := e.Packet.Message.(M); ok {
			ms = append(ms, m)
		}
	}
	return ms
}

// pause lets d of the target's time pass.
func pause(d time.Duration) step { return conformance.Drain(d) }

// forVersions runs steps in each version that the engine speaks, after a fence behind
// which it speaks it.
func forVersions(versions []int, steps func(v int) step) step {
	var list []step
	for _, v := range versions { // a profile's bound leaves out those above it
		list = append(list, able{v, conformance.Steps(speak(v), say(fmt.Sprintf("PROTOCOL %04d", v)), fence(), steps(v))})
	}
	return conformance.Steps(list...)
}

// highest is the highest version that the engine announced, of those that are known.
func highest(s *session) int {
	for _, e := range said(s, engine, "PROTOCOL") {
		if m, ok := e.Packet.Message.(*ctcs.Version); ok {
			return min(m.Version, ctcs.Highest)
		}
	}
	return ctcs.Highest
}

// able is a step for engines that speak a version; with others nothing is done.
type able struct {
	version int
	step
}

func (a able) Do(s *session) error {
	if min(highest(s), top(s)) < a.version {
		return nil
	}
	return a.step.Do(s)
}

// speaks makes a case n/a for an engine whose highest version is lower.
func speaks(version int) step {
	return conformance.Where(fmt.Sprintf("an engine that speaks version %d", version), func(s *session) bool { return min(highest(s), top(s)) >= version })
}
