package putio

import "enginespec/codec"

// Reading is what became of one of the 27 places where the sources disagree.
type Reading struct {
	Number int
	Text   string        // the disagreement, and the reading
	Rules  []*codec.Rule // what a strict reader refuses, if anything
	Where  string        // what carries the reading where no rule does, or beside the rules
}

// Readings returns all 27, in order.
func Readings() []Reading {
	rules := func(r ...*codec.Rule) []*codec.Rule { return r }
	return []Reading{
		{1, "error on success: false is written, null and other words are read", rules(ErrorNull, ErrorWord, LooseMessage), "Envelope"},
		{2, "user_id, or id and user_name: all three are written, either is read", rules(NoUserID, NoID, NoUserName, OtherIDs, NoErrorMessage), "Envelope"},
		{3, "response.total is written and never required", rules(NoTotal, OtherTotal, StringCount, MissingMember), "Results.Total"},
		{4, "results are an array, but an object for acctoken, dirmap and analyze", rules(ObjectInArray, ObjectForArray), "Results"},
		{5, "ids are strings in answers, and numbers too in requests", rules(NumberID), "ID"},
		{6, "sizes and quotas are strings; no fractions", rules(NumberSize), "Size"},
		{7, "percent_done is a string", rules(NumberPercent), "Percent"},
		{8, "hidden, importance, channel and file_type are strings", rules(NumberDigit), "Digit, Flag"},
		{9, "booleans said in other ways", rules(LooseBool), "Flag, Switch"},
		{10, "links is written, urls is read, links wins", rules(URLsParam), "URLsAnalyze, TransfersAdd"},
		{11, "an object with numbers for names is a list", rules(ListAsObject), ""},
		{12, "a single string is a list of one", rules(ListAsString), ""},
		{13, "extention is extension", rules(Extention), "Order"},
		{14, "a list's type by name or by code", rules(TypeCode), "ItemType"},
		{15, "title in a request is name in an answer", rules(NameForTitle), "SubscriptionsCreate, Subscription"},
		{16, "a trailing slash or the method behind the class", rules(TrailingSlash, MethodInPath), "Request"},
		{17, "form-encoded JSON, raw JSON, Latin-1", rules(RawJSON, RawRetry, Latin1), "Request"},
		{18, "transfers.add answers with the new transfers only, in the order of the links", nil, "TransfersAdd: a server's matter; both are a list of Transfer"},
		{19, "Completed is never written", rules(CompletedSeen), "Status.Visible"},
		{20, "Error is written exactly; any text with error in it is read so", rules(StatusCase), "ReadStatus"},
		{21, "the report of the document, the analysis on the wire", rules(Multipart), "Report, Analysis"},
		{22, "one slash before atk is written, two are read", nil, "StreamURL, CutStreamURL"},
		{23, "dirmap is a tree", nil, "Dir"},
		{24, "dates without seconds are written, both are read, null is none; UTC", rules(DateSeconds), "Date"},
		{25, "the document's login failure is written; others are read by their nulls", rules(AuthMessage), "LoginFailure"},
		{26, "no results are an empty array, not an error", nil, "List"},
		{27, "the limit of active transfers is soft", nil, "ActiveLimit: whether it holds is the server's matter"},
	}
}
