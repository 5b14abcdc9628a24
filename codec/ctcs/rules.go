package ctcs

import "enginespec/codec"

// The rules: every departure from the grammar that the decoder can be told to
// accept. Refs are rows of the dossier's comparison (e1 to e22) or its sections.
var (
	BareCR          = &codec.Rule{Bit: 0, Name: "ctcs.BareCR", Ref: "e1", Clause: "CTCS-006", Text: "the line ends in CR alone"}
	Blanks          = &codec.Rule{Bit: 1, Name: "ctcs.Blanks", Ref: "1", Clause: "CTCS-015", Text: "fields are not separated by exactly one space, or blanks end the line"}
	CRLF            = &codec.Rule{Bit: 2, Name: "ctcs.CRLF", Ref: "e1", Clause: "CTCS-005", Text: "the line ends in CR LF"}
	EmptyLine       = &codec.Rule{Bit: 3, Name: "ctcs.EmptyLine", Ref: "e21", Clause: "CTCS-007", Text: "a line without octets; it carries nothing"}
	ExtraParameters = &codec.Rule{Bit: 4, Name: "ctcs.ExtraParameters", Ref: "6.8", Clause: "CTCS-115", Text: "parameters where the message has none; they are dropped"}
	FractionLimit   = &codec.Rule{Bit: 5, Name: "ctcs.FractionLimit", Ref: "e18", Clause: "CTCS-108", Text: "a limit with a fraction; it is rounded down"}
	IncompleteCount = &codec.Rule{Bit: 6, Name: "ctcs.IncompleteCount", Ref: "e15", Clause: "CTCS-089", Text: "the count of a string is larger than what is left of the line; the string is cut and later ones are empty"}
	LargeLimit      = &codec.Rule{Bit: 7, Name: "ctcs.LargeLimit", Ref: "e18", Clause: "CTCS-108", Text: "a limit above 2147483647; it is read as that"}
	LeadingNUL      = &codec.Rule{Bit: 8, Name: "ctcs.LeadingNUL", Ref: "1", Clause: "CTCS-018", Text: "NUL octets before the line; they are dropped"}
	LeadingZeros    = &codec.Rule{Bit: 9, Name: "ctcs.LeadingZeros", Ref: "1", Clause: "CTCS-049", Text: "a number with leading zeros, or a minus before zero"}
	NegativeCount   = &codec.Rule{Bit: 10, Name: "ctcs.NegativeCount", Ref: "e20", Clause: "CTCS-066", Text: "a negative count or rate; it is read as 0"}
	NewerForm       = &codec.Rule{Bit: 11, Name: "ctcs.NewerForm", Ref: "4", Clause: "CTCS-037", Text: "a name or form of a newer protocol than the one in force"}
	NoSeverity      = &codec.Rule{Bit: 12, Name: "ctcs.NoSeverity", Ref: "e14", Clause: "CTCS-117", Text: "CTINFO without a severity; it is 3"}
	NonzeroFlag     = &codec.Rule{Bit: 13, Name: "ctcs.NonzeroFlag", Ref: "e11", Clause: "CTCS-102", Text: "a 0/1 setting with another number; it is 1 unless zero"}
	OlderForm       = &codec.Rule{Bit: 14, Name: "ctcs.OlderForm", Ref: "e2", Clause: "CTCS-070", Text: "a name or form of an older protocol than the one in force"}
	VersionDigits   = &codec.Rule{Bit: 15, Name: "ctcs.VersionDigits", Ref: "e3", Clause: "CTCS-026", Text: "a version that is not written with four digits; above 9999 it is read as that"}
)

// Rules are all rules, in order of their names.
var Rules = []*codec.Rule{
	BareCR, Blanks, CRLF, EmptyLine, ExtraParameters, FractionLimit, IncompleteCount, LargeLimit, LeadingNUL,
	LeadingZeros, NegativeCount, NewerForm, NoSeverity, NonzeroFlag, OlderForm, VersionDigits,
}

// AllRules accepts every rule.
var AllRules = codec.Accept(Rules...)

// Lenient accepts what the clauses ask every reader to bear: all rules but
// IncompleteCount, since a server must drop such an option (CTCS-089).
var Lenient = AllRules.Without(IncompleteCount)
