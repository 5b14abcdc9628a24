package campaign

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/corpus"
)

// Record is what a campaign's folder says of it: campaign.json.
type Record struct {
	Protocol  string        `json:"protocol"`
	Role      codec.Party   `json:"role"`   // who is under test
	Target    string        `json:"target"` // in the last run
	Runs      int           `json:"runs"`
	Dialogues int           `json:"dialogues"` // in all runs
	Took      time.Duration `json:"took"`      // nanoseconds, in all runs
	States    int           `json:"states"`    // shapes of messages seen in the last run
	Steps     int           `json:"steps"`     // pairs of what was said and what came
	Corpus    int           `json:"corpus"`    // dialogues in the corpus
	Findings  []*Entry      `json:"findings"`

	dir    string
	loaded int // dialogues that were in the corpus at the start
}

// Entry is one finding of a record.
type Entry struct {
	Key       string        `json:"key"`   // what tells it from others when it is found
	Cause     string        `json:"cause"` // what tells it from others when it is shrunk
	File      string        `json:"file"`  // the session, in the folder
	Kind      string        `json:"kind"`  // what its shorter dialogues must show
	Clause    string        `json:"clause"`
	Diagnosis string        `json:"diagnosis"`
	Expected  string        `json:"expected"`
	Actual    string        `json:"actual"`
	Confirmed bool          `json:"confirmed"`      // it was seen again when it was played again
	Seen      int           `json:"seen"`           // how often, before it was shrunk and after
	At        time.Duration `json:"at"`             // nanoseconds into the run that found it
	Moves     int           `json:"moves"`          // of the shortest dialogue
	Bytes     int           `json:"bytes"`          // that it sends
	Plays     int           `json:"plays"`          // that shrinking took
	Replays   int           `json:"replays"`        // how often it was seen when the shortest was played three times
	Same      string        `json:"same,omitempty"` // the file of an earlier finding with the same cause
	// Unfinished says that there was no time to shrink it, or not enough: the next run goes on.
	Unfinished bool `json:"unfinished,omitempty"`
}

// The names in a campaign's folder.
const (
	recordFile = "campaign.json"
	reportFile = "report.md"
	keptDir    = "corpus"
	findingDir = "findings"
)

// open opens the folder of a campaign, which may be new, and reads its corpus.
func open(cfg *Config) (*Record, []Dialogue, error) {
	l := cfg.Language
	r := &Record{Protocol: l.Suite.Name(), Role: l.Role, dir: cfg.Dir}
	for _, dir := range []string{keptDir, findingDir} {
		if err := os.MkdirAll(filepath.Join(cfg.Dir, dir), 0o777); err != nil {
			return nil, nil, err
		}
	}
	b, err := os.ReadFile(filepath.Join(cfg.Dir, recordFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, nil, err
	default:
		if err := json.Unmarshal(b, r); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", recordFile, err)
		}
		if r.Protocol != l.Suite.Name() || r.Role != l.Role {
			return nil, nil, fmt.Errorf("%s holds a campaign of %s against the %s: choose another folder", cfg.Dir, r.Protocol, r.Role)
		}
	}
	r.Target = cfg.Target.Name
	kept, err := readKept(filepath.Join(cfg.Dir, keptDir), l.Role.Other())
	r.loaded = len(kept)
	r.Runs++
	return r, kept, err
}

func readKept(dir string, who codec.Party) (kept []Dialogue, err error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		s, err := corpus.ParseSessionFile(name, b)
		if err != nil {
			return nil, err
		}
		kept = append(kept, FromSession(s, who))
	}
	return kept, nil
}

// keep writes a dialogue of the corpus.
func (r *Record) keep(l *Language, d Dialogue) error {
	s := r.session(l, d.entries(l.Role.Other()))
	b := s.Format()
	s.ID += fmt.Sprintf("-%x", sha256.Sum256(b))[:9]
	return os.WriteFile(filepath.Join(r.dir, keptDir, filepath.Base(s.ID)+".json"), s.Format(), 0o666)
}

// us is who the sessions say played them.
const us = "the fuzzer"

// Made reports whether a session was made by the fuzzer. The variables in its bytes are
// filled in by nobody but [Replay].
func Made(s *corpus.Session) bool { return s.Engine == us || s.Controller == us }

// session is the head of a session that the fuzzer has made.
func (r *Record) session(l *Language, entries []corpus.Entry) *corpus.Session {
	s := &corpus.Session{ID: l.Suite.Name() + "/fuzzed", Protocol: l.Suite.Name(), Engine: r.Target, Controller: us, Entries: entries,
		Note: "made by the fuzzer; {name} stands for a variable of the session"}
	if l.Role == codec.Controller {
		s.Engine, s.Controller = s.Controller, s.Engine
	}
	return s
}

// count reports whether a finding is new, and counts one that is not.
func (r *Record) count(key string) bool {
	for _, e := range r.Findings {
		if e.Key == key {
			e.Seen++
			return false
		}
	}
	// From here on it is known, though nothing is known of it yet but that.
	r.Findings = append(r.Findings, &Entry{Key: key, Seen: 1})
	return true
}

// add writes a finding: its session, and the record and the report with it.
func (r *Record) add(c *campaign, e *Entry, d Dialogue, shown *played) error {
	l := c.Language
	entries := d.entries(l.Role.Other())
	if shown != nil && len(shown.entries) > 0 {
		entries = shown.entries
	}
	s := r.session(l, entries)
	s.ID = fmt.Sprintf("%s/%s", l.Suite.Name(), slug(e.Cause))
	switch { // what is to go on must not share a file with another
	case e.Unfinished:
		s.ID = fmt.Sprintf("%s/unfinished-%s", l.Suite.Name(), slug(e.Key))
	case !e.Confirmed:
		s.ID = fmt.Sprintf("%s/unconfirmed-%s", l.Suite.Name(), slug(e.Key))
	}
	s.Finding = &corpus.Finding{Role: l.Role, Seed: c.Seed, Clause: e.Clause, Diagnosis: e.Diagnosis, Expected: e.Expected, Actual: e.Actual}
	e.File = filepath.Join(findingDir, filepath.Base(s.ID)+".json")
	for _, old := range r.Findings {
		switch {
		case old.Key == e.Key:
			if old.File != "" && old.File != e.File {
				os.Remove(filepath.Join(r.dir, old.File)) // it has another name now
			}
			e.Seen = old.Seen
			*old = *e
		case e.Confirmed && !e.Unfinished && old.Confirmed && old.Cause == e.Cause && old.Same == "":
			e.Same = old.File
		}
	}
	if e.Same != "" {
		for _, old := range r.Findings {
			if old.Key == e.Key {
				old.Same, old.File = e.Same, e.Same
			}
		}
		return r.write(c)
	}
	return errors.Join(os.WriteFile(filepath.Join(r.dir, e.File), s.Format(), 0o666), r.write(c))
}

// slug is a key as a file name.
func slug(key string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(key) {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			b.WriteRune(c)
		} else if b.Len() > 0 && !strings.HasSuffix(b.String(), "-") {
			b.WriteByte('-')
		}
		if b.Len() > 48 {
			break
		}
	}
	sum := sha256.Sum256([]byte(key))
	return strings.Trim(b.String(), "-") + fmt.Sprintf("-%x", sum[:3])
}

// write writes the record as it is now, and the report, each in one piece.
func (r *Record) write(c *campaign) error {
	now := *r
	now.Dialogues += c.done
	now.Took += time.Since(c.began)
	now.States, now.Steps, now.Corpus = c.states, len(c.seen)-c.states, len(c.kept)
	b, err := json.MarshalIndent(&now, "", "  ")
	if err != nil {
		return err
	}
	return errors.Join(replace(filepath.Join(r.dir, recordFile), append(b, '\n')), replace(filepath.Join(r.dir, reportFile), now.Report()))
}

// replace writes a file so that there is always a whole one.
func replace(name string, b []byte) error {
	if err := os.WriteFile(name+".new", b, 0o666); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}

// close writes the record for the last time in this run and returns it.
func (r *Record) close(c *campaign) (*Record, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	err := r.write(c)
	r.Dialogues += c.done
	r.Took += time.Since(c.began)
	r.States, r.Steps, r.Corpus = c.states, len(c.seen)-c.states, len(c.kept)
	return r, errors.Join(c.err, err)
}
