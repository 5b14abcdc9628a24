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

	"enginespec/codec"
	wire "enginespec/codec/ctcs"
	"enginespec/conformance"
	"enginespec/conformance/ctcs"
	"enginespec/conformance/report"
)

var findings = flag.String("findings", "", "a report of the real ctorrent (enginespec test --report) to write the page of findings from")

const (
	findingsPage = "FINDINGS-ctorrent-1.3.4.md"
	waiversFile  = "ctorrent-1.3.4.waivers"
)

// The page of findings has one for each waiver, and no other; each names its clause and
// reason as they are now, and shows a dialogue that reads.
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
		require.NoError(t, os.WriteFile(findingsPage, page(doc, known), 0o644))
	}
	have, err := os.ReadFile(findingsPage)
	require.NoError(t, err)
	head, rest, _ := strings.Cut(string(have), "\n## ")
	assert.Equal(t, pageHead, head, "%s is stale: its head says how to make it anew", findingsPage)
	suite := ctcs.Suite()
	var want, is []string
	reasons := map[string]string{}
	for _, w := range known.List {
		title := w.Case + ": " + string(w.Diagnosis)
		want = append(want, title)
		reasons[title] = w.Reason
	}
	for section := range strings.SplitSeq(rest, "\n## ") {
		title, body, _ := strings.Cut(section, "\n\n")
		is = append(is, title)
		id, _, _ := strings.Cut(body, " ")
		c := suite.Clause(id)
		require.NotNil(t, c, "%s: %s", title, id)
		assert.True(t, strings.HasPrefix(body, fmt.Sprintf("%s %s: %s\n\n- why: %s\n- expected: ", c.ID, c.Level, c.Text, reasons[title])), "%s is stale", title)
		_, lines, ok := strings.Cut(body, "\n```\n")
		require.True(t, ok, title)
		reads(t, title, strings.TrimSuffix(strings.TrimSpace(lines), "```"))
	}
	slices.Sort(want)
	slices.Sort(is)
	assert.Equal(t, want, is, "%s is stale: its head says how to make it anew", findingsPage)
}

// reads wants what an engine says in a dialogue to be what the codec reads. What it does
// not read is shown quoted, and what is too long is cut.
func reads(t *testing.T, title, dialogue string) {
	t.Helper()
	d := wire.Protocol.Decoder(codec.Options{Accept: wire.AllRules})
	said := 0
	for line := range strings.Lines(dialogue) {
		party, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		from := map[string]codec.Party{"E": codec.Engine, "S": codec.Controller}[party]
		if from == 0 || strings.HasPrefix(text, `"`) || strings.HasSuffix(text, "...") {
			continue
		}
		p, _, err := d.Consume(from, []byte(text+"\n"), false)
		require.NoError(t, err, "%s: %s", title, line)
		if from == codec.Engine {
			assert.NoError(t, p.Err, "%s: %s", title, line)
			said++
		}
	}
	assert.Positive(t, said, title)
}

// pageHead says how the page is made.
const pageHead = `# What ctorrent 1.3.4 (dnh3.3.2) breaks of CTCS

Each case ran three times, each time on a fresh process. The dialogue is the shortest that was found in which the same
clause breaks in the same way and which the bundled engine gets through; what only time shows is not shortened. In a
dialogue E is the engine, S the server. This page is generated:

    enginespec test --role engine --strict --stress 3 --parallel 4 --shrink 10m --report findings.json \
      --exec 'ctorrent -S {addr} -s {save} -b {save}.bf -e 1 -D {down} -U {up} {torrent}' \
      $(grep -o '^ctcs/[^ ]*' conformance/ctcs/ctorrent-1.3.4.waivers)
    go test ./conformance/ctcs -run TestFindings -findings "$PWD/findings.json"
`

// page writes the findings of a report: what is demanded, what came, and the dialogue.
func page(doc *report.Document, known *conformance.Waivers) []byte {
	var b bytes.Buffer
	fmt.Fprint(&b, pageHead)
	suite := ctcs.Suite()
	for _, s := range doc.Sections {
		for _, r := range s.Results {
			if r.Verdict != conformance.Failed && r.Verdict != conformance.Untestable {
				continue
			}
			found := report.Finding{Clause: r.Clauses[0], Diagnosis: "untestable", Expected: "a situation to judge", Actual: r.Reason, Entry: -1}
			if len(r.Findings) > 0 {
				found = r.Findings[0]
			}
			why := ""
			for _, w := range known.List {
				if w.Case == r.Case && w.Diagnosis == found.Diagnosis {
					why = w.Reason
				}
			}
			c := suite.Clause(found.Clause)
			fmt.Fprintf(&b, "\n## %s: %s\n\n%s %s: %s\n\n- why: %s\n- expected: %s\n- actual: %s\n", r.Case, found.Diagnosis, c.ID, c.Level, c.Text, why, clean(found.Expected), clean(found.Actual))
			if r.Runs > 0 {
				fmt.Fprintf(&b, "- seen: in %d of %d runs\n", r.Failed, r.Runs)
			}
			if sh := r.Shrunk; sh != nil && sh.To < sh.From {
				fmt.Fprintf(&b, "- dialogue: %d messages, shrunk from %d\n", sh.To, sh.From)
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
