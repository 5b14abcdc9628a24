package report

import (
	"time"

	"enginespec/codec"
	"enginespec/conformance"
)

// Format is the version of the JSON document. It grows when the meaning of a member
// changes or one goes; new members may come without.
const Format = 1

// Document is a run as JSON: what Write writes and Read reads.
type Document struct {
	Format   int       `json:"format"`
	Tool     Tool      `json:"tool"`
	Command  []string  `json:"command"` // the command and its flags, without selectors
	Select   []string  `json:"select"`  // the selectors; empty: everything
	Started  time.Time `json:"started"`
	Seconds  float64   `json:"seconds"`
	Exit     int       `json:"exit"` // the exit code: 0 conforming, 1 not, 3 no verdict
	Verdict  string    `json:"verdict"`
	Sections []Section `json:"sections"` // one for each protocol and role
}

// Tool says what judged.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Suite   string `json:"suite"` // SHA-256 over clauses and cases, in hex
}

// Section is what was found of one protocol and role.
type Section struct {
	Protocol    string                     `json:"protocol"`
	Title       string                     `json:"title"`
	Role        codec.Party                `json:"role"`
	Target      string                     `json:"target"`
	Profile     string                     `json:"profile,omitempty"`
	Seed        uint64                     `json:"seed"`
	Strict      bool                       `json:"strict"`
	Segments    []conformance.Segmentation `json:"segmentations"`
	Features    map[string]bool            `json:"features"`
	Partial     bool                       `json:"partial"`
	Interrupted bool                       `json:"interrupted"`
	Unreachable string                     `json:"unreachable,omitempty"`
	Claim       []string                   `json:"claim"`
	Counts      map[string]int             `json:"counts"` // cases by verdict
	Problems    []string                   `json:"problems"`
	Waivers     []Waiver                   `json:"waivers,omitempty"`
	Seconds     float64                    `json:"seconds"`
	Exit        int                        `json:"exit"`
	Clauses     []Clause                   `json:"clauses"` // those that the results or findings name
	Results     []Result                   `json:"results"`
}

// Clause is a clause that a section names.
type Clause struct {
	ID       string                 `json:"id"`
	Level    conformance.Level      `json:"level"`
	Role     string                 `json:"role"` // whom it binds: a party, or "both"
	Versions string                 `json:"versions,omitempty"`
	Binding  bool                   `json:"binding"` // in this run
	Text     string                 `json:"text"`
	Evidence []conformance.Evidence `json:"evidence"`
}

// Result is what came of one case.
type Result struct {
	Case       string                     `json:"case"`
	Group      string                     `json:"group"`
	Level      conformance.Level          `json:"level"` // the strongest of its clauses
	Clauses    []string                   `json:"clauses"`
	Verdict    conformance.Verdict        `json:"verdict"`
	Reason     string                     `json:"reason,omitempty"`
	Waiver     string                     `json:"waiver,omitempty"`
	Seconds    float64                    `json:"seconds"`
	Segments   []conformance.Segmentation `json:"segmentations"`
	Findings   []Finding                  `json:"findings"`
	Program    *Program                   `json:"program,omitempty"`
	Runs       int                        `json:"runs,omitempty"`   // how often it ran, if more than once was asked for
	Failed     int                        `json:"failed,omitempty"` // how many of these did not pass
	Shrunk     *Shrunk                    `json:"shrunk,omitempty"`
	Saved      string                     `json:"saved,omitempty"`      // the file that has the dialogue
	Replay     string                     `json:"replay,omitempty"`     // the command that runs that file
	Again      string                     `json:"again,omitempty"`      // of a result that is not a pass
	WaiverLine string                     `json:"waiverLine,omitempty"` // to be completed by hand
	Transcript []Entry                    `json:"transcript,omitempty"`
}

// Waiver is a known failure, and what became of it in the run.
type Waiver struct {
	Case      string                  `json:"case"`
	Diagnosis conformance.Diagnosis   `json:"diagnosis"`
	Until     string                  `json:"until"` // the last day, YYYY-MM-DD
	Days      int                     `json:"days"`  // left on the day of the run
	Issue     string                  `json:"issue"`
	Reason    string                  `json:"reason"`
	State     conformance.WaiverState `json:"state"`
}

// Shrunk is what came of running a failed dialogue again.
type Shrunk struct {
	From     int `json:"from"` // messages before
	To       int `json:"to"`   // and after
	Runs     int `json:"runs"`
	Recurred int `json:"recurred"` // how many of these failed the same way
}

// Finding is one breach.
type Finding struct {
	Clause       string                   `json:"clause"`
	Diagnosis    conformance.Diagnosis    `json:"diagnosis"`
	Expected     string                   `json:"expected"`
	Actual       string                   `json:"actual"`
	Segmentation conformance.Segmentation `json:"segmentation"`
	Entry        int                      `json:"entry"` // of the transcript, -1 if none shows it
	Monitor      bool                     `json:"monitor"`
}

// Program is how a launched program ended.
type Program struct {
	Code    int     `json:"code"`
	Signal  string  `json:"signal,omitempty"`
	Killed  bool    `json:"killed"`
	Seconds float64 `json:"seconds"`
	CPU     float64 `json:"cpu"`
	Output  string  `json:"output"`
}

// Entry is one event of a dialogue: a message, or a note.
type Entry struct {
	MS    float64      `json:"ms"` // since the session began
	Conn  int          `json:"conn"`
	From  *codec.Party `json:"from,omitempty"` // nil for a note
	Kind  string       `json:"kind,omitempty"` // the protocol's word
	Text  string       `json:"text"`           // decoded, on one line; or the note
	Raw   codec.Bytes  `json:"raw,omitempty"`  // a string, or {"hex": ...} if it is not UTF-8
	Error string       `json:"error,omitempty"`
	Rules []string     `json:"rules,omitempty"` // the leniencies that reading took
}
