package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"enginespec/conformance"
	"enginespec/conformance/redact"
	"enginespec/corpus"
)

// runFlags are the flags of test that say how much runs, and what comes behind a failure.
type runFlags struct {
	shard, shrink, save string
	stress              int
}

func (f *runFlags) add(fs *pflag.FlagSet) {
	fs.StringVar(&f.shard, "shard", "", "run part I of N of the cases, as I/N; the parts are stable and a report of each is partial")
	fs.StringVar(&f.shrink, "shrink", defaultShrink, "how long, in all, to run failed dialogues again and make them shorter; off: not")
	fs.StringVar(&f.save, "save-failures", "", "write each failed dialogue to a file in this folder, for enginespec replay")
	fs.IntVar(&f.stress, "stress", 0, "run each case this often and say how often it failed; one failure is a failure")
}

// defaultShrink is how long a run takes longer because something failed.
const defaultShrink = "2s"

// check reads the flags that are not plain values.
func (f *runFlags) check() error {
	if f.stress < 0 {
		return usagef("--stress cannot be negative")
	}
	if f.shard != "" {
		if _, _, err := f.part(); err != nil {
			return err
		}
	}
	_, err := f.shrinking()
	return err
}

// part reads --shard.
func (f *runFlags) part() (i, n int, err error) {
	first, second, _ := strings.Cut(f.shard, "/")
	i, err1 := strconv.Atoi(first)
	n, err2 := strconv.Atoi(second)
	if err1 != nil || err2 != nil || i < 1 || i > n {
		return 0, 0, usagef("--shard %q: expected I/N, such as 1/3 for the first of three parts", f.shard)
	}
	return i, n, nil
}

// shrinking reads --shrink, 0 for off.
func (f *runFlags) shrinking() (time.Duration, error) {
	if f.shrink == "off" {
		return 0, nil
	}
	d, err := time.ParseDuration(f.shrink)
	if err != nil || d <= 0 {
		return 0, usagef("--shrink %q: expected off, or a time such as 2s", f.shrink)
	}
	return d, nil
}

// split leaves of some cases those of the shard. Which shard a case is in follows from
// its ID alone, so that a new case moves no other.
func (f *runFlags) split(cases []*conformance.Case) (mine []*conformance.Case) {
	if f.shard == "" {
		return cases
	}
	i, n, _ := f.part()
	for _, k := range cases {
		h := fnv.New32a()
		h.Write([]byte(k.ID))
		if h.Sum32()%uint32(n) == uint32(i-1) {
			mine = append(mine, k)
		}
	}
	return mine
}

// reference starts the bundled reference as what shrinking holds dialogues against.
func (p *plan) reference(one part) func(context.Context) (*conformance.Target, func(), error) {
	return func(ctx context.Context) (*conformance.Target, func(), error) {
		b, err := one.protocol.Bundled(ctx, bundledOptions{Scale: bundledScale, Seed: p.seed})
		if err != nil {
			return nil, nil, err
		}
		return b.Targets(one.role)[0], func() { b.Close() }, nil
	}
}

// keep writes the failed dialogues of a report, without their secrets, and notes in
// each result where.
func (f *runFlags) keep(rep *conformance.Report) error {
	if f.save == "" {
		return nil
	}
	for i := range rep.Results {
		res := &rep.Results[i]
		if res.Verdict != conformance.Failed {
			continue
		}
		s := rep.Session(res)
		if s == nil {
			continue
		}
		withoutSecrets(s)
		if err := os.MkdirAll(f.save, 0o777); err != nil {
			return err
		}
		res.Saved = filepath.Join(f.save, strings.ReplaceAll(s.ID, "/", "-")+".json")
		if err := os.WriteFile(res.Saved, s.Format(), 0o666); err != nil {
			return fmt.Errorf("writing a failed dialogue: %w", err)
		}
	}
	return nil
}

// withoutSecrets takes the secrets out of a session.
func withoutSecrets(s *corpus.Session) {
	r := redact.For(s.Protocol)
	for i := range s.Entries {
		e := &s.Entries[i]
		e.Bytes, e.Comment = r.Bytes(e.Bytes), r.Text(e.Comment)
		for j, m := range e.Messages {
			e.Messages[j] = r.Text(m)
		}
	}
	s.Finding.Expected, s.Finding.Actual = r.Text(s.Finding.Expected), r.Text(s.Finding.Actual)
}
