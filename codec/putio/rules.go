package putio

import "enginespec/codec"

// The rules: every departure from the strict form that the decoder can be told to
// accept. Ref is the number in the list of disagreements between the sources (G-1
// to G-27, see [Readings]), or the program or document that departs.
var (
	AuthMessage    = &codec.Rule{Bit: 0, Name: "putio.AuthMessage", Ref: "G-25", Clause: "PUTIO-035", Text: "a login failure in other words or members than the document's"}
	BareLF         = &codec.Rule{Bit: 1, Name: "putio.BareLF", Ref: "HTTP", Clause: "PUTIO-002", Text: "a line of the head ends in LF without CR"}
	BareText       = &codec.Rule{Bit: 2, Name: "putio.BareText", Ref: "CX", Clause: "PUTIO-057", Text: "a number where a string is expected"}
	CompletedSeen  = &codec.Rule{Bit: 3, Name: "putio.CompletedSeen", Ref: "G-19", Clause: "PUTIO-068", Text: "a transfer with the status Completed, which must never be seen"}
	DateSeconds    = &codec.Rule{Bit: 4, Name: "putio.DateSeconds", Ref: "G-24", Clause: "", Text: "a date with seconds"}
	ErrorNull      = &codec.Rule{Bit: 5, Name: "putio.ErrorNull", Ref: "G-1", Clause: "PUTIO-024", Text: "error is null on success, as the document says"}
	ErrorWord      = &codec.Rule{Bit: 6, Name: "putio.ErrorWord", Ref: "G-1", Clause: "PUTIO-024", Text: "error is a number or a string; true, True and 1 mean failure"}
	Extention      = &codec.Rule{Bit: 7, Name: "putio.Extention", Ref: "G-13", Clause: "PUTIO-046", Text: "orderby spelled extention"}
	ExtraField     = &codec.Rule{Bit: 8, Name: "putio.ExtraField", Ref: "CE", Clause: "PUTIO-011", Text: "a form or query field that the protocol does not name; ignored"}
	JSONP          = &codec.Rule{Bit: 9, Name: "putio.JSONP", Ref: "LA", Clause: "PUTIO-014", Text: "a callback: the answer is a call of it"}
	Latin1         = &codec.Rule{Bit: 10, Name: "putio.Latin1", Ref: "G-17", Clause: "PUTIO-008", Text: "text that is not UTF-8; read as Latin-1"}
	ListAsObject   = &codec.Rule{Bit: 11, Name: "putio.ListAsObject", Ref: "G-11", Clause: "PUTIO-081", Text: "an object in place of a list: the values in order of their number"}
	ListAsString   = &codec.Rule{Bit: 12, Name: "putio.ListAsString", Ref: "G-12", Clause: "PUTIO-081", Text: "one string in place of a list"}
	LooseBool      = &codec.Rule{Bit: 13, Name: "putio.LooseBool", Ref: "G-9", Clause: "", Text: "a boolean said in another way: true, 1, \"1\" and \"true\" are true, all else is false"}
	LooseMessage   = &codec.Rule{Bit: 14, Name: "putio.LooseMessage", Ref: "G-1", Clause: "PUTIO-022", Text: "an error_message that does not fit the outcome: text on success, none on failure"}
	MethodInPath   = &codec.Rule{Bit: 15, Name: "putio.MethodInPath", Ref: "G-16", Clause: "PUTIO-009", Text: "a path segment behind the class; the query field method wins over it"}
	MissingMember  = &codec.Rule{Bit: 16, Name: "putio.MissingMember", Ref: "G-3", Clause: "PUTIO-057", Text: "a member that answers must have is absent"}
	Multipart      = &codec.Rule{Bit: 17, Name: "putio.Multipart", Ref: "G-21", Clause: "PUTIO-085", Text: "items of an analysis named multipart or torrenturl"}
	NameForTitle   = &codec.Rule{Bit: 18, Name: "putio.NameForTitle", Ref: "G-15", Clause: "PUTIO-097", Text: "name in place of title in a request, title in place of name in an answer"}
	NoErrorMessage = &codec.Rule{Bit: 19, Name: "putio.NoErrorMessage", Ref: "G-2", Clause: "PUTIO-020", Text: "no error_message on success"}
	NoID           = &codec.Rule{Bit: 20, Name: "putio.NoID", Ref: "G-2", Clause: "PUTIO-027", Text: "no id; user_id stands for it"}
	NoTotal        = &codec.Rule{Bit: 21, Name: "putio.NoTotal", Ref: "G-3", Clause: "PUTIO-023", Text: "no total"}
	NoUserID       = &codec.Rule{Bit: 22, Name: "putio.NoUserID", Ref: "G-2", Clause: "PUTIO-027", Text: "no user_id; id stands for it"}
	NoUserName     = &codec.Rule{Bit: 23, Name: "putio.NoUserName", Ref: "G-2", Clause: "PUTIO-020", Text: "no user_name"}
	NullMember     = &codec.Rule{Bit: 24, Name: "putio.NullMember", Ref: "PY", Clause: "PUTIO-030", Text: "null where a value is expected; it is empty"}
	NumberDigit    = &codec.Rule{Bit: 25, Name: "putio.NumberDigit", Ref: "G-8", Clause: "PUTIO-031", Text: "a number in place of a decimal string: importance, file_type or channel"}
	NumberID       = &codec.Rule{Bit: 26, Name: "putio.NumberID", Ref: "G-5", Clause: "PUTIO-031", Text: "a number in place of a decimal string: an id"}
	NumberPercent  = &codec.Rule{Bit: 27, Name: "putio.NumberPercent", Ref: "G-7", Clause: "PUTIO-031", Text: "a number in place of a decimal string: percent_done"}
	NumberSize     = &codec.Rule{Bit: 28, Name: "putio.NumberSize", Ref: "G-6", Clause: "PUTIO-031", Text: "a number in place of a decimal string: a number of bytes"}
	ObjectForArray = &codec.Rule{Bit: 29, Name: "putio.ObjectForArray", Ref: "G-4", Clause: "PUTIO-028", Text: "one object in place of an array of objects"}
	ObjectInArray  = &codec.Rule{Bit: 30, Name: "putio.ObjectInArray", Ref: "G-4", Clause: "PUTIO-028", Text: "an object result inside an array of one element"}
	OtherIDs       = &codec.Rule{Bit: 31, Name: "putio.OtherIDs", Ref: "G-2", Clause: "PUTIO-021", Text: "id and user_id differ; user_id is read"}
	OtherTotal     = &codec.Rule{Bit: 32, Name: "putio.OtherTotal", Ref: "G-3", Clause: "PUTIO-023", Text: "total is not the number of results"}
	OtherType      = &codec.Rule{Bit: 33, Name: "putio.OtherType", Ref: "HTTP", Clause: "PUTIO-019", Text: "a Content-Type that does not fit, or none"}
	RawJSON        = &codec.Rule{Bit: 34, Name: "putio.RawJSON", Ref: "G-17", Clause: "PUTIO-004", Text: "JSON that is not percent-encoded, behind request="}
	RawRetry       = &codec.Rule{Bit: 35, Name: "putio.RawRetry", Ref: "G-17", Clause: "PUTIO-007", Text: "JSON that is only JSON if + % and & stand for themselves"}
	RequestInQuery = &codec.Rule{Bit: 36, Name: "putio.RequestInQuery", Ref: "FF", Clause: "PUTIO-013", Text: "POST with request in the query"}
	StatusCase     = &codec.Rule{Bit: 37, Name: "putio.StatusCase", Ref: "G-20", Clause: "PUTIO-084", Text: "a status in another case, or more than the word Error"}
	StringCount    = &codec.Rule{Bit: 38, Name: "putio.StringCount", Ref: "G-3", Clause: "PUTIO-031", Text: "a decimal string in place of a number"}
	TrailingSlash  = &codec.Rule{Bit: 39, Name: "putio.TrailingSlash", Ref: "G-16", Clause: "PUTIO-010", Text: "a slash behind the class"}
	TypeCode       = &codec.Rule{Bit: 40, Name: "putio.TypeCode", Ref: "G-14", Clause: "PUTIO-045", Text: "an item type by its code"}
	UnknownMember  = &codec.Rule{Bit: 41, Name: "putio.UnknownMember", Ref: "PUTIO-011", Clause: "PUTIO-011", Text: "a member that the method does not have; ignored"}
	UnknownOrder   = &codec.Rule{Bit: 42, Name: "putio.UnknownOrder", Ref: "PUTIO-046", Clause: "PUTIO-046", Text: "an orderby that is not in the list; the default stands for it"}
	UnknownStatus  = &codec.Rule{Bit: 43, Name: "putio.UnknownStatus", Ref: "PUTIO-084", Clause: "PUTIO-084", Text: "a status that is not in the list"}
	UnknownType    = &codec.Rule{Bit: 44, Name: "putio.UnknownType", Ref: "PY", Clause: "", Text: "an item type that is not in the list"}
	URLsParam      = &codec.Rule{Bit: 45, Name: "putio.URLsParam", Ref: "G-10", Clause: "", Text: "urls in place of links"}
)

// Rules returns all rules, by name.
func Rules() []*codec.Rule {
	return []*codec.Rule{
		AuthMessage, BareLF, BareText, CompletedSeen, DateSeconds, ErrorNull, ErrorWord, Extention, ExtraField,
		JSONP, Latin1, ListAsObject, ListAsString, LooseBool, LooseMessage, MethodInPath, MissingMember,
		Multipart, NameForTitle, NoErrorMessage, NoID, NoTotal, NoUserID, NoUserName, NullMember, NumberDigit,
		NumberID, NumberPercent, NumberSize, ObjectForArray, ObjectInArray, OtherIDs, OtherTotal, OtherType,
		RawJSON, RawRetry, RequestInQuery, StatusCase, StringCount, TrailingSlash, TypeCode, UnknownMember,
		UnknownOrder, UnknownStatus, UnknownType, URLsParam,
	}
}

// All is the set of all rules: what a server for clients of its time accepts.
func All() codec.RuleSet { return codec.Accept(Rules()...) }
