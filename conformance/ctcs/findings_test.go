package ctcs_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/conformance"
	"enginespec/conformance/ctcs"
	"enginespec/conformance/report"
)

var findings = flag.String("findings", "", "a report of the real ctorrent (enginespec test --report) to write the page of findings from")

const (
	findingsPage = "FINDINGS-ctorrent-1.3.4.md"
	waiversFile  = "ctorrent-1.3.4.waivers"
)

// The page of findings has one for each waiver, and no other.
func TestFindings(t *testing.T) {
	f, err := os.Open(waiversFile)
	require.NoError(t, err)
	defer f.Close()
	known, err := conformance.ParseWaivers(waiversFile, f, time.Now())
	require.NoError(t, err)
	if *findings != "" {
		r, err := os.Open(*findings)
		require.NoError(t, err)
		defer r.Close()
		doc, err := report.Read(r)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(findingsPage, page(doc), 0o644))
	}
	have, err := os.ReadFile(findingsPage)
	require.NoError(t, err)
	var want, is []string
	for _, w := range known.List {
		want = append(want, "## "+w.Case+": "+string(w.Diagnosis))
	}
	for line := range strings.Lines(string(have)) {
		if strings.HasPrefix(line, "## ") {
			is = append(is, strings.TrimSpace(line))
		}
	}
	slices.Sort(want)
	slices.Sort(is)
	assert.Equal(t, want, is, "%s is stale: run the suite against ctorrent with --report, then this test with -findings", findingsPage)
}

// page writes the findings of a report: what is demanded, what came, and the dialogue.
func page(doc *report.Document) []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, "# What ctorrent 1.3.4 (dnh3.3.2) breaks of CTCS\n\nGenerated from a report of `enginespec test --role engine --strict --stress 3`, of the cases that the waivers name; these say the reasons.")
	suite := ctcs.Suite()
	for _, s := range doc.Sections {
		for _, r := range s.Results {
			if r.Verdict != conformance.Waived && r.Verdict != conformance.Failed && r.Verdict != conformance.Untestable {
				continue
			}
			found := report.Finding{Clause: r.Clauses[0], Diagnosis: "untestable", Expected: "a situation to judge", Actual: r.Reason, Entry: -1}
			if len(r.Findings) > 0 {
				found = r.Findings[0]
			}
			c := suite.Clause(found.Clause)
			fmt.Fprintf(&b, "\n## %s: %s\n\n%s %s: %s\n\n- why: %s\n- expected: %s\n- actual: %s\n", r.Case, found.Diagnosis, c.ID, c.Level, c.Text, r.Waiver, clean(found.Expected), clean(found.Actual))
			if r.Runs > 0 {
				fmt.Fprintf(&b, "- seen: in %d of %d runs, each on a fresh process\n", r.Failed, r.Runs)
			}
			if p := r.Program; p != nil && (p.Signal != "" && !p.Killed || p.CPU > 1) {
				fmt.Fprintf(&b, "- program: status %d %s, %.1f s of processor time\n", p.Code, p.Signal, p.CPU)
			}
			fmt.Fprintf(&b, "\n```\n%s```\n", dialogue(r.Transcript, found.Entry))
		}
	}
	return b.Bytes()
}

// dialogue is the end of a transcript, up to the entry that shows the finding, without
// the lines of blocks.
func dialogue(entries []report.Entry, shown int) string {
	if shown >= 0 && shown < len(entries) {
		entries = entries[:shown+1]
	}
	var lines []string
	for i, e := range entries {
		if i < len(entries)-1 && slices.Contains([]string{"CTFILE", "CTPEER", "CTCONFIG", "CTPEERSTART", "CTPEERSDONE", "CTPEERS", "CTPDONE"}, e.Kind) && e.From.String() == "engine" {
			continue
		}
		from := "  "
		if e.From != nil {
			from = map[string]string{"engine": "E ", "controller": "S "}[e.From.String()]
		}
		lines = append(lines, from+clean(e.Text))
	}
	if over := len(lines) - 12; over > 0 {
		lines = append([]string{fmt.Sprintf("  ... %d before", over)}, lines[over:]...)
	}
	return strings.Join(lines, "\n") + "\n"
}

// clean keeps a text on one line, short, and free of this machine's folders.
func clean(s string) string {
	s = strings.ReplaceAll(strings.TrimSpace(s), "\n", " ")
	for {
		i := strings.Index(s, os.TempDir()+"/")
		if i < 0 {
			break
		}
		j := strings.IndexAny(s[i:]+" ", " \"")
		s = s[:i] + "(torrent)" + s[min(i+j, len(s)):]
	}
	if len(s) > 160 {
		s = s[:160] + "..."
	}
	return strings.Map(func(c rune) rune {
		if c < ' ' {
			return '.'
		}
		return c
	}, s)
}
