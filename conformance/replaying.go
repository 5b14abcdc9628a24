package conformance

import (
	"slices"
	"strings"

	"enginespec/codec"
)

// Replaying says how recorded sessions of a protocol are played again: what another
// run of the same dialogue may say otherwise.
type Replaying struct {
	// Free are the kinds of messages, by who writes them, that come at times of their own
	// and any number of times: they are not awaited, counted or compared.
	Free map[codec.Party][]string
	// Polls are the kinds of a controller's messages that come when it wants to know
	// something: they are awaited where the recording has them, not counted or compared.
	Polls []string
	// Unordered says that a controller's messages which wait for nothing between them may
	// come in any order: their answers are told apart by tags.
	Unordered bool
	// Volatile are the fields whose values are not compared. The first that fits counts.
	Volatile []Volatile
	// Again, if set, reports whether a request of ours is to be asked again, because the
	// live engine is not as far as the recorded one was when it gave this answer.
	Again func(recorded, live codec.Message) bool
	// Params are the settings that messages take, with their defaults.
	Params map[string]string
	// Launch are the steps that launch a party that dials; nil: [Start].
	Launch []Step
	// Sign, if set, makes a message that is about to be written fit what the live party
	// said: live returns its last value of a name of Volatile.
	Sign func(m codec.Message, live func(name string) string, params map[string]string)
}

// Volatile is a field whose value is another one each time.
type Volatile struct {
	// Kinds are the messages that have it, separated by spaces; empty: all.
	Kinds string
	// Path is where it stands in the JSON of the message: keys joined by dots, * for any
	// one key or index, ** at the beginning for any number of them.
	Path string
	// As says what becomes of it:
	//
	//	""       it must be there, and be of the same JSON type
	//	"-"      it need not even be there
	//	"name"   as "", and where the recording says the same value again, under any
	//	         field of that name, what the live party said is written in its place
	//	"=name"  as "name", and it must be what the same recorded value stood for before
	//	"$name"  as "", and the setting of that name is written in its place
	As string
}

// Fits reports whether the field at path of a message is meant.
func (v *Volatile) Fits(kind string, path []string) bool {
	if v.Kinds != "" && !slices.Contains(strings.Fields(v.Kinds), kind) {
		return false
	}
	want := strings.Split(v.Path, ".")
	if want[0] == "**" {
		if want = want[1:]; len(want) > len(path) {
			return false
		}
		path = path[len(path)-len(want):]
	}
	if len(want) != len(path) {
		return false
	}
	for i := range want {
		if want[i] != "*" && want[i] != path[i] {
			return false
		}
	}
	return true
}
