package ts

import (
	"regexp"

	"enginespec/codec"
	"enginespec/codec/ts"
	"enginespec/conformance"
)

// signature matches a key that is a signature, right or wrong.
var signature = regexp.MustCompile(`^[^-]+-[0-9a-f]{40}$`)

// replaying says how recorded sessions are played again. Which reports come, and when,
// is a matter of the swarm; keys, ports, URLs and what the torrent is called are of one
// run. READY is signed again, with the parameter product-key.
func replaying() conformance.Replaying {
	return conformance.Replaying{
		Free: map[codec.Party][]string{
			engine:     {"STATUS", "STATE", "INFO", "EVENT", "PAUSE", "RESUME", "PLAYAD", "PLAYADI"},
			controller: {"EVENT", "PLAYBACK", "DUR"},
		},
		Volatile: []conformance.Volatile{
			{Kinds: "HELLOTS", Path: "params.key", As: "request-key"},
			{Kinds: "HELLOTS", Path: "params.*", As: "-"},
			{Kinds: "HELLOBG", Path: "params.ace", As: "-"},
			{Kinds: "READY", Path: "key"},
			{Kinds: "AUTH", Path: "auth_level"},
			{Kinds: "USERDATA", Path: "data", As: "-"},
			{Path: "request_id", As: "=request"},
			{Path: "**.infohash", As: "infohash"},
			{Kinds: "LOADRESP", Path: "checksum"},
			{Kinds: "LOADRESP", Path: "files"},
			{Kinds: "LOADRESP", Path: "message"},
			{Kinds: "##", Path: "text"},
			{Kinds: "LOAD LOADASYNC START GETPID GETCID GETADURL", Path: "value", As: "infohash"},
			{Path: "**.url", As: "url"},
			{Kinds: "START", Path: "params", As: "-"},
			{Kinds: "PLAY", Path: "clip"},
			{Kinds: "LIVESEEK", Path: "time"},
			{Kinds: "SAVE", Path: "params.path"},
		},
		Params: map[string]string{"product-key": ProductKey},
		Sign: func(m codec.Message, live func(string) string, params map[string]string) {
			if r, ok := m.(*ts.Ready); ok && signature.Match(r.Key) && live("request-key") != "" {
				r.Key = codec.Bytes(ts.ResponseKey(live("request-key"), params["product-key"]))
			}
		},
	}
}
