package putio

import "enginespec/conformance"

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
		Params: map[string]string{"api-key": "demo-key", "api-secret": "demo-secret"},
	}
}
