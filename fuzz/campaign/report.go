package campaign

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// Report is the record for people, in Markdown.
func (r *Record) Report() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Fuzzing the %s %s\n\n", r.Protocol, r.Role)
	fmt.Fprintf(&b, "Target: `%s`. %d dialogues in %d runs, %v together; %d states, %d steps, %d dialogues in the corpus.\n\n",
		r.Target, r.Dialogues, r.Runs, r.Took.Round(time.Second), r.States, r.Steps, r.Corpus)
	seen := map[string]int{}
	for _, e := range r.Findings {
		seen[e.Same] += e.Seen
	}
	b.WriteString("| finding | by | seen | after | shortest | replayed | session |\n|---|---|---|---|---|---|---|\n")
	n := b.Len()
	for _, e := range r.Findings {
		if e.Same != "" {
			continue
		}
		if e.File == "" {
			fmt.Fprintf(&b, "| %s | | %d | | it is being shrunk | | |\n", cell(e.Key), e.Seen)
			continue
		}
		short := fmt.Sprintf("%d moves, %d bytes", e.Moves, e.Bytes)
		switch {
		case e.Unfinished:
			short += ", and shrinking goes on in the next run"
		case !e.Confirmed:
			short = "not seen again"
		}
		_, by, _ := strings.Cut(e.Cause, " by ")
		fmt.Fprintf(&b, "| %s | %s | %d | %v | %s | %d of %d | %s |\n", cell(e.title()), cell(by), e.Seen+seen[e.File], e.At.Round(100*time.Millisecond), short, e.Replays, confirm, e.File)
	}
	if b.Len() == n {
		b.WriteString("| none | | | | | | |\n")
	}
	return b.Bytes()
}

// cell is text that cannot end a cell of a table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "\r", " ").Replace(text)
}
