package ipc

import (
	"enginespec/codec"
	"enginespec/codec/ipc/bencode"
)

// The departures from the document that some real program makes or takes.
var (
	// LooseLength: the length has blanks, a plus or 0x among its eight characters.
	LooseLength = &codec.Rule{Bit: 0, Name: "ipc.LooseLength", Ref: "daemon 0.82-1.20 (strtoul)", Clause: "IPC-011",
		Text: "a length with a blank, a plus or 0x in it"}
	// TrailingBytes: the payload goes on behind its value; what follows is dropped.
	TrailingBytes = &codec.Rule{Bit: 1, Name: "ipc.TrailingBytes", Ref: "daemon 0.82-1.20", Clause: "IPC-016",
		Text: "bytes behind the value inside the frame"}
	// DuplicateKeys: a dictionary has a key twice; the last one holds.
	DuplicateKeys = &codec.Rule{Bit: 2, Name: "ipc.DuplicateKeys", Ref: "daemon 0.82-1.20", Clause: "IPC-022",
		Text: "a key twice in one dictionary"}
	// LeadingZeros: a number or a string's length has zeros in front.
	LeadingZeros = &codec.Rule{Bit: 3, Name: "ipc.LeadingZeros", Ref: "daemon 0.82-1.20", Clause: "IPC-017",
		Text: "a number with leading zeros"}
	// NegativeZero: i-0e, read as 0.
	NegativeZero = &codec.Rule{Bit: 4, Name: "ipc.NegativeZero", Ref: "daemon 0.82-1.20", Clause: "IPC-017",
		Text: "negative zero"}
	// BadKey: a message's key is empty, not UTF-8, or has NUL in it: an unknown key.
	BadKey = &codec.Rule{Bit: 5, Name: "ipc.BadKey", Ref: "S:105", Clause: "IPC-065",
		Text: "a key that is empty, not UTF-8 or contains NUL"}
	// BadTag: the tag is an integer that is not positive: no tag.
	BadTag = &codec.Rule{Bit: 6, Name: "ipc.BadTag", Ref: "daemon 0.82-1.20", Clause: "IPC-074",
		Text: "a tag that is not positive"}
	// ExtraElements: the list goes on behind the tag; what follows is dropped.
	ExtraElements = &codec.Rule{Bit: 7, Name: "ipc.ExtraElements", Ref: "daemon 0.82-1.20", Clause: "IPC-060",
		Text: "elements behind the tag"}
	// BadFormat: the value is not what its key demands. Message.Bad is set.
	BadFormat = &codec.Rule{Bit: 8, Name: "ipc.BadFormat", Ref: "S:167-175", Clause: "IPC-094",
		Text: "a value of another format than its key has"}
	// BadField: one pair of a dictionary has a value of the wrong kind: kept among the unknown ones.
	BadField = &codec.Rule{Bit: 9, Name: "ipc.BadField", Ref: "py-transmission (autostart as a list)", Clause: "IPC-130",
		Text: "a value of the wrong kind inside a dictionary"}
	// BadElement: an element of a list is of the wrong kind: read as 0, as empty or not at all.
	BadElement = &codec.Rule{Bit: 10, Name: "ipc.BadElement", Ref: "daemon 0.82-1.20", Clause: "IPC-156",
		Text: "a list element of the wrong kind"}
	// BadID: a torrent's ID is not positive. It is kept as it is.
	BadID = &codec.Rule{Bit: 11, Name: "ipc.BadID", Ref: "S:118", Clause: "IPC-091",
		Text: "an ID that is not positive"}
	// BadBool: a boolean is neither 0 nor 1: true.
	BadBool = &codec.Rule{Bit: 12, Name: "ipc.BadBool", Ref: "S:110-112", Clause: "IPC-090",
		Text: "a boolean that is neither 0 nor 1"}
	// MissingID: info or status of a torrent comes without its ID.
	MissingID = &codec.Rule{Bit: 13, Name: "ipc.MissingID", Ref: "S:243-245", Clause: "IPC-151",
		Text: "a torrent without its ID"}
	// NewKeyInV1: a version 1 message has a key that needs version 2. The document's
	// own example does it (S:37).
	NewKeyInV1 = &codec.Rule{Bit: 14, Name: "ipc.NewKeyInV1", Ref: "S:37", Clause: "IPC-055",
		Text: "a key of version 2 in a message of version 1"}
	// IntegerVersion: a controller's version is a bare integer, which only servers may send.
	IntegerVersion = &codec.Rule{Bit: 15, Name: "ipc.IntegerVersion", Ref: "S:70-73", Clause: "IPC-040",
		Text: "a bare integer as the version of a client"}
)

// Rules returns the package's rules in order of their names.
func Rules() []*codec.Rule {
	return []*codec.Rule{
		BadBool, BadElement, BadField, BadFormat, BadID, BadKey, BadTag, DuplicateKeys, ExtraElements,
		IntegerVersion, LeadingZeros, LooseLength, MissingID, NegativeZero, NewKeyInV1, TrailingBytes,
	}
}

// Served is the set of rules that a peer in service accepts, so that a message it
// can answer or ignore does not end the connection. What the clauses want closed,
// such as trailing bytes, is not in it.
func Served() codec.RuleSet {
	return codec.Accept(BadKey, BadTag, ExtraElements, BadFormat, BadField, BadElement, BadID, BadBool, MissingID,
		NewKeyInV1, IntegerVersion)
}

// grammar is the protocol's bencode: any order of keys is legal. It is never written.
var grammar = bencode.Grammar{
	AnyOrder: true, DuplicateKeys: DuplicateKeys, LeadingZeros: LeadingZeros, NegativeZero: NegativeZero,
}
