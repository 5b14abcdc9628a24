package putio

import (
	"enginespec/codec"
	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

// replaying says how recorded sessions are played again. Calls carry the parameters
// api-key and api-secret; ids, tokens and URLs are bound; heads are of the programs, and
// names and sizes of the account.
func replaying() conformance.Replaying {
	return conformance.Replaying{
		Volatile: []conformance.Volatile{
			{Path: "header", As: "-"}, {Path: "base", As: "-"}, {Path: "reason", As: "-"}, {Path: "version", As: "-"},
			{Path: "body", As: "-"},
			{Path: "api_key", As: "$api-key"},
			{Path: "api_secret", As: "$api-secret"},
			{Path: "target", As: "target"},
			{Path: "**.id", As: "id"}, {Path: "**.parent_id", As: "id"}, {Path: "**.user_id", As: "user"}, {Path: "**.user_name"},
			{Path: "**.file_id", As: "id"}, {Path: "**.token", As: "token"},
			{Path: "**.stream_url", As: "url"}, {Path: "**.download_url", As: "url"}, {Path: "**.url", As: "url"},
			{Path: "error_message"},
			{Path: "results"},
			{Path: "params.*"},
		},
		Again:  again,
		Params: map[string]string{"api-key": "demo-key", "api-secret": "demo-secret"},
	}
}

// again reports whether more transfers are under way than in the recording: a finished
// one disappears from the list, and only then are its files there.
func again(recorded, live codec.Message) bool {
	was, ok1 := recorded.(*wire.Response)
	is, ok2 := live.(*wire.Response)
	return ok1 && ok2 && is.Method == wire.MethodTransfersList && was.Results != nil && is.Results != nil && is.Results.Total() > was.Results.Total()
}
