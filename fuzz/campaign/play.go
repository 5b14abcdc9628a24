package campaign

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/corpus"
)

// pace is how long the fuzzer waits for what may come, in real time. It learns from
// what came: what answers in 50 microseconds is not given 100 ms after each message.
type pace struct {
	quiet atomic.Int64
	fixed bool // it does not learn
}

const (
	briefest = 2 * time.Millisecond
	longest  = 150 * time.Millisecond
)

func newPace() *pace {
	p := new(pace)
	p.quiet.Store(int64(20 * time.Millisecond))
	return p
}

// answered says that something came after d. What came late may have come by itself.
func (p *pace) answered(d time.Duration) {
	if p.fixed || d > longest/3 {
		return
	}
	old := p.quiet.Load()
	p.quiet.Store(min(max(old+(8*int64(d)-old)/8, int64(briefest)), int64(longest)))
}

func (p *pace) wait() time.Duration { return time.Duration(p.quiet.Load()) }

// calmly is a player that does not hurry, so that what it shows it shows again: which
// messages a program reads together depends on how soon they follow each other.
func (p *player) calmly() *player {
	calm := newPace()
	calm.fixed = true
	return &player{p.Language, p.p, calm}
}

// played is what came of one dialogue.
type played struct {
	*conformance.Played
	last    string // the word of what was said last
	ended   bool   // the party under test ended a connection
	mute    bool   // it did not answer the question at the end
	memory  int64  // resident bytes of a program that was launched for the dialogue, 0 if unknown
	entries []corpus.Entry
	took    time.Duration
}

// player plays dialogues.
type player struct {
	*Language
	p    *conformance.Player
	pace *pace
}

// play plays a dialogue.
func (p *player) play(ctx context.Context, d Dialogue) *played {
	out := &played{}
	k := p.Suite.Robust(p.Suite.Name()+"/fuzz/dialogue", p.Role)
	k.Given = p.begin
	k.Steps = []conformance.Step{conformance.Check("the dialogue", func(s *conformance.Session) *conformance.Failure { return p.dialogue(s, d, out) })}
	began := time.Now()
	out.Played = p.p.Play(ctx, k, conformance.Whole)
	out.took = time.Since(began)
	for _, e := range out.Transcript {
		if e.From != p.Role || e.Packet == nil {
			continue
		}
		out.entries = append(out.entries, corpus.Entry{At: e.At.Truncate(time.Millisecond), Conn: e.Conn + 1, From: p.Role, Bytes: slices.Clone(e.Packet.Raw)})
	}
	slices.SortStableFunc(out.entries, func(a, b corpus.Entry) int { return int(a.At - b.At) })
	return out
}

// dialogue makes the moves, reading what comes after each.
func (p *player) dialogue(s *conformance.Session, d Dialogue, out *played) *conformance.Failure {
	note := func(e corpus.Entry) {
		e.At = s.Elapsed().Truncate(time.Millisecond)
		out.entries = append(out.entries, e)
	}
	note(corpus.Entry{Conn: 1, Event: corpus.Open})
	p.read(s, out)
	open := 1
	for _, m := range d {
		if s.Context().Err() != nil {
			return nil
		}
		switch m.Op {
		case Open:
			if p.open(s) != nil { // it was told to quit, or does not dial; if it is down, the sanity dialogue sees it
				continue
			}
			open++
			note(corpus.Entry{Conn: open, Event: corpus.Open})
		case Shut, Cut:
			s.On(m.Conn)
			end, event := conformance.FIN, corpus.Close
			if m.Op == Cut {
				end, event = conformance.RST, corpus.Reset
			}
			conformance.Hang(end).Do(s)
			note(corpus.Entry{Conn: m.Conn + 1, From: p.Role.Other(), Event: event})
			continue
		case Send:
			if m.Conn >= open {
				continue
			}
			s.On(m.Conn)
			b := p.adapt(s, expand(s, m.Bytes))
			note(corpus.Entry{Conn: m.Conn + 1, From: p.Role.Other(), Bytes: m.Bytes})
			out.last = p.word(b)
			if s.Send(b) != nil {
				out.ended = true
				continue
			}
		}
		p.read(s, out)
	}
	if !p.Listens {
		return p.close(s, out)
	}
	return nil
}

// open opens one more connection. A program that dials may take its time, or never do.
func (p *player) open(s *conformance.Session) *conformance.Failure {
	if p.Listens {
		return s.Dial()
	}
	return s.Accept(10 * p.pace.wait())
}

// read takes what comes until nothing does.
func (p *player) read(s *conformance.Session, out *played) {
	began, first := time.Now(), true
	for n := 0; n < maxReplies; n++ {
		wait := p.pace.wait()
		if !first {
			wait /= 2
		}
		_, f := s.Receive(wait)
		if f != nil {
			out.ended = out.ended || f.Diagnosis == conformance.Closed || f.Diagnosis == conformance.Reset
			return
		}
		if first {
			p.pace.answered(time.Since(began))
		}
		first = false
	}
}

// maxReplies bounds what is read behind one move: a program may write without end.
const maxReplies = 200

// close is the end of a dialogue with a program that was launched for it: does it still
// live, and how large is it?
func (p *player) close(s *conformance.Session, out *played) *conformance.Failure {
	out.memory = memory(conformance.PID(s.Process))
	if p.ask != "" && !out.ended {
		out.entries = append(out.entries, corpus.Entry{At: s.Elapsed().Truncate(time.Millisecond), Conn: 1, From: p.Role.Other(), Bytes: []byte(p.ask)})
		p.question(s, out)
	}
	if out.ended || out.mute {
		t := time.NewTimer(settle)
		defer t.Stop()
		select {
		case <-s.Process.Done():
		case <-t.C:
		}
	}
	select {
	case <-s.Process.Done():
		if e := s.Process.Exit(); !e.OK() && died(e) {
			return conformance.Fail(conformance.Crashed, "the program to go on", "%s%s", e, lastWords(e))
		}
		return nil
	default:
	}
	defer conformance.KillNow(s.Process) // what it would do to end in order is not asked here
	if out.mute {
		if conformance.Busy(s.Context(), s.Process, busyFor) {
			return conformance.Fail(conformance.Spins, "the program to answer, or to wait", "it is busy and silent")
		}
	}
	return nil
}

// settle is how long the end of a program is waited for that hung up, and busyFor how long
// one that is silent is watched.
const (
	settle  = 400 * time.Millisecond
	busyFor = 700 * time.Millisecond
)

// question asks what a living program answers.
func (p *player) question(s *conformance.Session, out *played) {
	if s.Send([]byte(p.ask)) != nil {
		out.ended = true
		return
	}
	_, f := s.Receive(8 * longest)
	out.mute = f != nil && f.Diagnosis == conformance.NoReply
	out.ended = f != nil && !out.mute
}

// died tells the end of a broken program from that of one that gave up: a signal, a
// panic, or what a sanitizer says.
func died(e conformance.Exit) bool {
	if e.Signal != "" && !e.Killed {
		return true
	}
	for _, sign := range []string{"panic: ", "fatal error: ", "AddressSanitizer", "runtime error:", "Assertion `", "*** stack smashing", "terminate called"} {
		if !e.Killed && strings.Contains(e.Output, sign) {
			return true
		}
	}
	return false
}

// lastWords is the last line that a program printed.
func lastWords(e conformance.Exit) string {
	out := strings.TrimSpace(e.Output)
	if out == "" {
		return ""
	}
	out = out[strings.LastIndexAny(out, "\n\r")+1:]
	return ": " + out[:min(len(out), 200)]
}

// expand puts the variables of the session into b. Unlike a case's text, b may hold any
// braces.
func expand(s *conformance.Session, b []byte) []byte {
	text := string(b)
	if !strings.Contains(text, "{") {
		return b
	}
	var out strings.Builder
	for {
		i := strings.IndexByte(text, '{')
		if i < 0 {
			break
		}
		out.WriteString(text[:i])
		text = text[i:]
		j := strings.IndexByte(text, '}')
		if v, ok := s.Vars[text[1:max(j, 1)]]; ok && j > 0 {
			out.WriteString(v)
			text = text[j+1:]
			continue
		}
		out.WriteByte('{')
		text = text[1:]
	}
	out.WriteString(text)
	return []byte(out.String())
}

// word is the kind of what we said, "?" if the protocol has no word for it.
func (l *Language) word(b []byte) string {
	us := l.Role.Other()
	p, n, err := l.Suite.Protocol.Decoder(codec.Options{Accept: l.Suite.Lenient, Limits: l.Suite.Limits}).Consume(us, b, true)
	if err != nil || n == 0 {
		return "?"
	}
	w := p.Kind()
	if p.Message == nil {
		w = string(p.Raw[:min(len(p.Raw), 40)])
		w, _, _ = strings.Cut(w, " ")
	}
	if slices.Contains(l.Suite.Protocol.Kinds(us), w) {
		return w
	}
	return "?"
}
