package ts

import (
	"bytes"
	"slices"

	"enginespec/codec"
)

// message is what every message of this package can do.
type message interface {
	codec.Message
	Decode(line []byte, o *codec.Options) error
	Size() int
}

// A kind is one word that a party can write, and what reads it.
type kind struct {
	word string
	make func() message
}

func of[T any, P interface {
	*T
	message
}]() message {
	return P(new(T))
}

func clip(c Clip) func() message { return func() message { return &Play{Clip: c} } }

// kindsOf returns the words of a party.
func kindsOf(from codec.Party) []kind {
	if from == codec.Engine {
		return engineKinds
	}
	return controllerKinds
}

var engineKinds = []kind{
	{"##", of[Reply]}, {"AUTH", of[Auth]}, {"EVENT", of[Event]}, {"HELLOTS", of[HelloTS]}, {"INFO", of[Info]},
	{"LOADRESP", of[LoadResp]}, {"LOAD_URL", of[LoadURL]}, {"NOTREADY", of[NotReady]}, {"PAUSE", of[Pause]},
	{"PLAY", clip(Content)}, {"PLAYAD", clip(Ad)}, {"PLAYADI", clip(AdI)}, {"RESUME", of[Resume]},
	{"SHUTDOWN", of[Shutdown]}, {"START", of[Start]}, {"STATE", of[State]}, {"STATUS", of[Status]}, {"STOP", of[Stop]},
}

var controllerKinds = []kind{
	{"DUR", of[Dur]}, {"EVENT", of[ClientEvent]}, {"GETADURL", of[GetAdURL]}, {"GETCID", of[GetCID]},
	{"GETPID", of[GetPID]}, {"HELLOBG", of[HelloBG]}, {"LIVESEEK", of[LiveSeek]}, {"LOAD", of[Load]},
	{"LOADASYNC", of[LoadAsync]}, {"PLAYBACK", of[Playback]}, {"READY", of[Ready]}, {"SAVE", of[Save]},
	{"SETOPTIONS", of[SetOptions]}, {"SHUTDOWN", of[Shutdown]}, {"START", of[StartRequest]}, {"STOP", of[Stop]},
	{"USERDATA", of[UserData]},
}

// find returns the index of the kind that reads a line, -1 for an unknown one. It
// does not judge: how the command is written is for the kind's Decode.
func find(from codec.Party, line []byte, o *codec.Options) int {
	if k := commandsOf(from).find(line); k >= 0 {
		return k
	}
	return findOdd(from, line, o)
}

// findOdd is find for a line that does not begin with a command as it should be written.
func findOdd(from codec.Party, line []byte, o *codec.Options) int {
	kinds := kindsOf(from)
	size := len(line)
	line = bytes.TrimLeft(line, " ")
	if from == codec.Engine && bytes.HasPrefix(line, []byte("##")) {
		return 0
	}
	word := line
	if k := bytes.IndexByte(line, ' '); k >= 0 {
		word = line[:k]
	}
	if len(line) < size { // behind spaces
		if n := index(kinds, word); n >= 0 {
			return n
		}
	}
	if k := bytes.IndexByte(word, ':'); k > 0 && bytes.HasPrefix(word[k:], []byte("://")) {
		// GluedDur and its like: a command, then [a-z]+://.
		for k > 0 && word[k-1]-'a' < 26 {
			k--
		}
		switch string(word[:k]) {
		case "DUR", "PLAYBACK", "PLAY", "PLAYAD", "PLAYADI":
			return index(kinds, word[:k])
		}
	}
	if o != nil && o.Accept.Has(AnyCase) {
		return slices.IndexFunc(kinds, func(k kind) bool { return bytes.EqualFold([]byte(k.word), word) })
	}
	return -1
}

func index(kinds []kind, word []byte) int {
	return slices.IndexFunc(kinds, func(k kind) bool { return k.word == string(word) })
}

// Decode reads a line that a party wrote, without its terminator. The message aliases
// it. A command that the grammar does not name gives an [Unknown].
func Decode(from codec.Party, line []byte, o *codec.Options) (codec.Message, error) {
	var m message = new(Unknown)
	if n := find(from, line, o); n >= 0 {
		m = kindsOf(from)[n].make()
	}
	if err := m.Decode(line, o); err != nil {
		return nil, err
	}
	return m, nil
}

// Parse reads a line strictly, for people: with or without a terminator, START of
// the engine in either shape. The message owns its memory.
func Parse(from codec.Party, line string) (codec.Message, error) {
	b := bytes.TrimSuffix([]byte(line), crlf)
	o := codec.Options{}
	if rest, ok := bytes.CutPrefix(b, []byte("START ")); ok && keyFirst(rest) {
		o.Version = KeyValueStart
	}
	return Decode(from, b, &o)
}

// Unknown is a message that the grammar does not name. It is kept whole and appends
// byte-equal.
type Unknown struct {
	Line codec.Bytes `json:"line"` // without its terminator
}

// Kind returns the line's first word, "(empty)" if it has none.
func (m *Unknown) Kind() string {
	w, _, _ := bytes.Cut(bytes.TrimLeft(m.Line, " "), []byte{' '})
	if len(w) == 0 {
		return "(empty)"
	}
	return string(w)
}

// Decode reads a line without its terminator. Line aliases it. It takes everything
// but a CR or LF; a command that is not made of letters, digits and "_" needs
// OtherCommand, an empty line EmptyLine.
func (m *Unknown) Decode(line []byte, o *codec.Options) error {
	s := scan{b: line, o: o}
	m.Line = line
	at := len(line) - len(bytes.TrimLeft(line, " "))
	if at == len(line) {
		s.allow(EmptyLine, 0, "line")
		return s.err
	}
	if k := bytes.IndexAny(line, "\r\n"); k >= 0 {
		s.fail(codec.Syntax, k, "line")
		return s.err
	}
	for k := at; k < len(line) && line[k] != ' '; k++ {
		if c := line[k]; c|0x20-'a' >= 26 && !isDigit(c) && c != '_' {
			s.allow(OtherCommand, k, "command")
			break
		}
	}
	return s.err
}

// Append appends the line with CR LF.
func (m *Unknown) Append(dst []byte) ([]byte, error) {
	if k := bytes.IndexAny(m.Line, "\r\n"); k >= 0 {
		return dst, &codec.Error{Code: codec.Syntax, Offset: int64(k), Field: "line"}
	}
	return append(append(dst, m.Line...), crlf...), nil
}

// Size is what Append writes.
func (m *Unknown) Size() int { return len(m.Line) + len(crlf) }

// Clone returns a copy that does not alias the line.
func (m *Unknown) Clone() *Unknown { return &Unknown{m.Line.Clone()} }

// String is the line without its terminator.
func (m *Unknown) String() string { return string(m.Line) }
