package ts

import (
	"bytes"

	"enginespec/codec"
)

// The rules: every departure from the grammar that the decoder can be told to
// accept. A rule is for one decision in reading bytes; [Elsewhere] accounts for the
// differences and ambiguities of the sources that need none.
//
// FormDecoding alone is never an error: without it a + in a value is a plus.
var (
	AdFirst            = &codec.Rule{Bit: 0, Name: "ts.AdFirst", Ref: "A12", Clause: "TS-120", Text: "the ad part of STATUS comes before the main part"}
	AnyCase            = &codec.Rule{Bit: 1, Name: "ts.AnyCase", Ref: "4", Clause: "TS-015", Text: "the command is not in upper case (debug profile only)"}
	BadUserData        = &codec.Rule{Bit: 2, Name: "ts.BadUserData", Ref: "TS-045", Clause: "TS-045", Text: "the JSON of USERDATA is malformed; it is kept as it is"}
	BareDL             = &codec.Rule{Bit: 3, Name: "ts.BareDL", Ref: "A2", Clause: "TS-112", Text: "the state dl without common data"}
	BareLF             = &codec.Rule{Bit: 4, Name: "ts.BareLF", Ref: "4", Clause: "TS-009", Text: "the line ends in LF without CR"}
	BarePercent        = &codec.Rule{Bit: 5, Name: "ts.BarePercent", Ref: "D-18", Clause: "TS-129", Text: "a % without two hex digits behind it; it stands for itself"}
	DurWithoutURL      = &codec.Rule{Bit: 6, Name: "ts.DurWithoutURL", Ref: "D-2", Clause: "TS-098", Text: "DUR without a url"}
	EmptyLine          = &codec.Rule{Bit: 7, Name: "ts.EmptyLine", Ref: "4", Clause: "TS-010", Text: "an empty line"}
	ErrPipe            = &codec.Rule{Bit: 8, Name: "ts.ErrPipe", Ref: "A8", Clause: "TS-140", Text: "a | inside the text of err; only |ad: separates the parts"}
	ErrSemicolon       = &codec.Rule{Bit: 9, Name: "ts.ErrSemicolon", Ref: "A7", Clause: "TS-140", Text: "a ; inside the text of err; only the first two separate"}
	ExtraInts          = &codec.Rule{Bit: 10, Name: "ts.ExtraInts", Ref: "TS-084", Clause: "TS-084", Text: "integers where no more belong; they are dropped"}
	ExtraSpace         = &codec.Rule{Bit: 11, Name: "ts.ExtraSpace", Ref: "Q-OFF-4", Clause: "TS-012", Text: "more than one space between tokens, or a space before the command"}
	FormDecoding       = &codec.Rule{Bit: 12, Name: "ts.FormDecoding", Ref: "D-18", Clause: "TS-129", Text: "a + in a value stands for a space (OFF, GO dialect only)"}
	GluedDur           = &codec.Rule{Bit: 13, Name: "ts.GluedDur", Ref: "D-2", Clause: "TS-098", Text: "no space between DUR and its url"}
	GluedPlay          = &codec.Rule{Bit: 14, Name: "ts.GluedPlay", Ref: "D-4", Clause: "TS-111", Text: "no space between PLAY, PLAYAD or PLAYADI and its url"}
	GluedPlayback      = &codec.Rule{Bit: 15, Name: "ts.GluedPlayback", Ref: "D-3", Clause: "TS-098", Text: "no space between PLAYBACK and its url"}
	GluedURL           = &codec.Rule{Bit: 16, Name: "ts.GluedURL", Ref: "D-1", Clause: "TS-080", Text: "no space between a source keyword and its url"}
	LeadingZero        = &codec.Rule{Bit: 17, Name: "ts.LeadingZero", Ref: "1.1", Clause: "TS-114", Text: "an integer with leading zeros"}
	ListIndex          = &codec.Rule{Bit: 18, Name: "ts.ListIndex", Ref: "D-10", Clause: "TS-059", Text: "a file of LOADRESP without an index; its position in the list stands for it"}
	LiveposKeys        = &codec.Rule{Bit: 19, Name: "ts.LiveposKeys", Ref: "TS-130", Clause: "TS-130", Text: "the keys of livepos are incomplete or in another order"}
	LoadRespForLoad    = &codec.Rule{Bit: 20, Name: "ts.LoadRespForLoad", Ref: "D-8", Clause: "TS-065", Text: "LOADRESP without a request_id, as an answer to LOAD must be"}
	LoadingData        = &codec.Rule{Bit: 21, Name: "ts.LoadingData", Ref: "A3", Clause: "TS-113", Text: "common data behind idle, loading or starting"}
	LooseBase64        = &codec.Rule{Bit: 22, Name: "ts.LooseBase64", Ref: "TS-068", Clause: "TS-068", Text: "RAW data that is not base64"}
	MissingComma       = &codec.Rule{Bit: 23, Name: "ts.MissingComma", Ref: "Q-TTV", Clause: "TS-045", Text: "no comma between the objects of USERDATA"}
	MissingIDs         = &codec.Rule{Bit: 24, Name: "ts.MissingIDs", Ref: "D-13", Clause: "TS-070", Text: "developer, affiliate or zone id missing; it is 0"}
	MissingIndexes     = &codec.Rule{Bit: 25, Name: "ts.MissingIndexes", Ref: "Q-DAP", Clause: "TS-085", Text: "file_indexes missing; it is 0"}
	NoCommonData       = &codec.Rule{Bit: 26, Name: "ts.NoCommonData", Ref: "A1", Clause: "TS-112", Text: "prebuf, buf, wait or seekprebuf without common data"}
	NoTime             = &codec.Rule{Bit: 27, Name: "ts.NoTime", Ref: "A1", Clause: "TS-112", Text: "prebuf, buf or wait without time; it is unknown"}
	NonNumericAuth     = &codec.Rule{Bit: 28, Name: "ts.NonNumericAuth", Ref: "D-16", Clause: "TS-037", Text: "AUTH without a number; the level is 0"}
	NotUTF8            = &codec.Rule{Bit: 29, Name: "ts.NotUTF8", Ref: "1.1", Clause: "TS-129", Text: "text that is not UTF-8"}
	OtherCommand       = &codec.Rule{Bit: 30, Name: "ts.OtherCommand", Ref: "1.1", Clause: "TS-011", Text: "a command that is not made of letters; it is an unknown message"}
	OtherHash          = &codec.Rule{Bit: 31, Name: "ts.OtherHash", Ref: "1.1", Clause: "TS-070", Text: "an infohash that is not 40 hex digits"}
	OtherInfo          = &codec.Rule{Bit: 32, Name: "ts.OtherInfo", Ref: "TS-128", Clause: "TS-128", Text: "a message_id of INFO outside 0..3"}
	OtherKey           = &codec.Rule{Bit: 33, Name: "ts.OtherKey", Ref: "PK", Clause: "TS-031", Text: "a response key that is not prefix-40 lower-case hex digits"}
	OtherPercent       = &codec.Rule{Bit: 34, Name: "ts.OtherPercent", Ref: "D-20", Clause: "TS-102", Text: "a PLAYBACK event other than 0, 25, 50, 75, 100 and 101"}
	OtherProgress      = &codec.Rule{Bit: 35, Name: "ts.OtherProgress", Ref: "A6", Clause: "TS-115", Text: "a progress above 100"}
	OtherRequestID     = &codec.Rule{Bit: 36, Name: "ts.OtherRequestID", Ref: "TS-050", Clause: "TS-050", Text: "a request_id that is not a number"}
	OtherStart         = &codec.Rule{Bit: 37, Name: "ts.OtherStart", Ref: "D-7", Clause: "TS-090", Text: "START in the shape of another API version"}
	OtherState         = &codec.Rule{Bit: 38, Name: "ts.OtherState", Ref: "D-6", Clause: "TS-110", Text: "a state_id outside 0..6"}
	OtherStatus        = &codec.Rule{Bit: 39, Name: "ts.OtherStatus", Ref: "D-9", Clause: "TS-055", Text: "a LOADRESP status outside 0, 1, 2, 100, or 100 without a message; it means failure"}
	OtherTime          = &codec.Rule{Bit: 40, Name: "ts.OtherTime", Ref: "A4", Clause: "TS-114", Text: "a time above 2147483447; it means unknown"}
	PIDExtraIDs        = &codec.Rule{Bit: 41, Name: "ts.PIDExtraIDs", Ref: "D-14", Clause: "TS-053", Text: "ids behind a player_id; they are dropped"}
	PlaybackWithoutURL = &codec.Rule{Bit: 42, Name: "ts.PlaybackWithoutURL", Ref: "D-3", Clause: "TS-098", Text: "PLAYBACK without a url"}
	PortSpace          = &codec.Rule{Bit: 43, Name: "ts.PortSpace", Ref: "D-15", Clause: "TS-018", Text: "white space around the number in acestream.port"}
	QuotedNumber       = &codec.Rule{Bit: 44, Name: "ts.QuotedNumber", Ref: "Q-PW", Clause: "TS-045", Text: "a JSON number in quotes"}
	RawEquals          = &codec.Rule{Bit: 45, Name: "ts.RawEquals", Ref: "D-18", Clause: "TS-092", Text: "a = inside a value; the first one separates"}
	ReplySpace         = &codec.Rule{Bit: 46, Name: "ts.ReplySpace", Ref: "1.1", Clause: "TS-070", Text: "a space between ## and the reply"}
	SplitLoadResp      = &codec.Rule{Bit: 47, Name: "ts.SplitLoadResp", Ref: "D-5", Clause: "TS-054", Text: "JSON that goes on after a line break"}
	StrayParen         = &codec.Rule{Bit: 48, Name: "ts.StrayParen", Ref: "D-11", Clause: "TS-080", Text: "a ) behind the last number"}
	TrailingSpace      = &codec.Rule{Bit: 49, Name: "ts.TrailingSpace", Ref: "Q-HAP", Clause: "TS-012", Text: "spaces at the end of the line"}
	URLWithoutIndexes  = &codec.Rule{Bit: 50, Name: "ts.URLWithoutIndexes", Ref: "D-12", Clause: "TS-080", Text: "START URL without file_indexes; they are 0"}
	Unescaped          = &codec.Rule{Bit: 51, Name: "ts.Unescaped", Ref: "D-18", Clause: "TS-129", Text: "a byte that must be percent-encoded and is not"}
	UnknownEvent       = &codec.Rule{Bit: 52, Name: "ts.UnknownEvent", Ref: "TS-123", Clause: "TS-123", Text: "an EVENT name that no document knows"}
	UnknownKey         = &codec.Rule{Bit: 53, Name: "ts.UnknownKey", Ref: "4", Clause: "TS-043", Text: "a key=value that no document knows; it is kept"}
	UnknownState       = &codec.Rule{Bit: 54, Name: "ts.UnknownState", Ref: "TS-123", Clause: "TS-123", Text: "a state word of STATUS that no document knows; it is kept"}
	UserDataRange      = &codec.Rule{Bit: 55, Name: "ts.UserDataRange", Ref: "TS-045", Clause: "TS-045", Text: "a USERDATA key or value outside the documented ones"}
)

// Rules are all rules, in order of their names.
var Rules = []*codec.Rule{
	AdFirst, AnyCase, BadUserData, BareDL, BareLF, BarePercent, DurWithoutURL, EmptyLine, ErrPipe, ErrSemicolon,
	ExtraInts, ExtraSpace, FormDecoding, GluedDur, GluedPlay, GluedPlayback, GluedURL, LeadingZero, ListIndex,
	LiveposKeys, LoadRespForLoad, LoadingData, LooseBase64, MissingComma, MissingIDs, MissingIndexes,
	NoCommonData, NoTime, NonNumericAuth, NotUTF8, OtherCommand, OtherHash, OtherInfo, OtherKey, OtherPercent,
	OtherProgress, OtherRequestID, OtherStart, OtherState, OtherStatus, OtherTime, PIDExtraIDs,
	PlaybackWithoutURL, PortSpace, QuotedNumber, RawEquals, ReplySpace, SplitLoadResp, StrayParen, TrailingSpace,
	URLWithoutIndexes, Unescaped, UnknownEvent, UnknownKey, UnknownState, UserDataRange,
}

// AllRules accepts every rule.
var AllRules = codec.Accept(Rules...)

// Lenient accepts what a server or client must bear from real programs: all rules
// but AnyCase, which is for debugging, and FormDecoding, which changes the meaning
// of values that everyone but OFF and GO reads literally.
var Lenient = AllRules.Without(AnyCase, FormDecoding)

// A Note says which layer decides a difference (D-n) or ambiguity (A-n) of the
// sources that is no decision in reading a line, and why.
type Note struct{ Ref, Where, Why string }

// Elsewhere are the differences and ambiguities without a rule. Together with the
// Refs of Rules it is complete: D-1 to D-20 and A1 to A12.
var Elsewhere = []Note{
	{"D-17", "session", "how often STATUS comes: a codec has no clock; see TS-118"},
	{"D-19", "nowhere", "a slip in a cross-reference of the documents; nothing on the wire differs"},
	{"A5", "Part.Time", "the unit is seconds by definition of the field; no other form exists to be read"},
	{"A9", "session", "whether idle is repeated: each line is good by itself; see TS-119"},
	{"A10", "session", "how often STATUS comes while playing: a codec has no clock; see TS-118"},
	{"A11", "State.Failed, Status.Failed", "STATE 6 and main:err are both failures; each is good by itself"},
}

// ParsePort reads the number in the file acestream.port, where an engine leaves its
// port: 1 to 65535. White space around it is PortSpace.
func ParsePort(text []byte, o *codec.Options) (int, error) {
	s := scan{b: text, o: o}
	w := bytes.TrimSpace(text)
	at := bytes.Index(text, w)
	if len(w) < len(text) {
		k := 0
		if at == 0 {
			k = len(w)
		}
		s.allow(PortSpace, k, "port")
	}
	port := s.number(w, at, "port")
	if s.err == nil && (port < 1 || port > 65535) {
		s.fail(codec.Range, at, "port")
	}
	return int(port), s.err
}
