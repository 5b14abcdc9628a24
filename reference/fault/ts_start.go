package fault

import (
	"regexp"
	"strings"

	"enginespec/codec"
)

// tsStart are lies about START and what comes before the announcement: TS-080 to
// TS-089, TS-107, TS-108.
func tsStart() []*Fault {
	return []*Fault{
		engine("start-torrent-silent", "TS-080", "no-reply", "does not know START TORRENT", Deaf(With("START", "START TORRENT "))),
		engine("start-infohash-silent", "TS-080", "no-reply", "does not know START INFOHASH", Deaf(With("START", "START INFOHASH "))),
		engine("start-pid-silent", "TS-080", "no-reply", "does not know START PID", Deaf(With("START", "START PID "))),
		engine("start-raw-silent", "TS-080", "no-reply", "does not know START RAW", Deaf(With("START", "START RAW "))),
		engine("start-url-closes", "TS-080", "closed", "closes at START URL", HangAt(false, With("START", "START URL "))),
		engine("start-efile-silent", "TS-081", "no-reply", "does not know START EFILE", Deaf(With("START", "START EFILE "))),
		engine("start-efile-crashes", "TS-081", "reset", "resets at START EFILE", HangAt(true, With("START", "START EFILE "))),
		engine("one-index-only", "TS-082", "no-reply", "does not understand a list of file indexes", Deaf(Like(`^START \S+ \S+ \d+,`))),
		engine("one-index-refused", "TS-082", "no-reply", "says that a list of file indexes is an error", Say(Like(`^START \S+ \S+ \d+,`), false, "STATE 0\r\n", "STATUS main:err;2;bad index\r\n")),
		engine("bad-index-silent", "TS-083", "no-reply", "says nothing of an index that is not in the torrent", Deaf(Like(`^START \S+ \S+ 99 `))),
		engine("bad-index-plays", "TS-083", "no-reply", "plays file 0 for an index that is not in the torrent", Tampered(Like(`^START \S+ \S+ 99 `), func(_ *Wire, p *codec.Packet) [][]byte {
			return [][]byte{[]byte(strings.Replace(string(p.Raw), " 99 ", " 0 ", 1))}
		})),
		engine("bad-index-crashes", "TS-083", "reset", "resets at an index that is not in the torrent", HangAt(true, Like(`^START \S+ \S+ 99 `))),
		engine("options-silent", "TS-084", "no-reply", "does not understand options behind START", Deaf(Like(`^START .* transcode_audio=`))),
		engine("unknown-option-closes", "TS-084", "closed", "closes at an option that it does not know", HangAt(false, Like(`^START .* colour=`))),
		engine("stream-id-silent", "TS-084", "no-reply", "does not understand a number behind the ids of START", Deaf(Like(`^START TORRENT \S+ \S+ \d+ \d+ \d+ \d+\r?\n`))),
		engine("four-numbers-silent", "TS-085", "no-reply", "wants more than four numbers behind START TORRENT", Deaf(Like(`^START TORRENT \S+ \d+ \d+ \d+ \d+\r?\n`))),
		engine("start-needs-load", "TS-086", "no-reply", "starts only what was loaded on the connection", Unless([]string{"LOAD", "LOADASYNC"},
			Answer("START", false, "STATE 0\r\n", "STATUS main:err;1;not loaded\r\n"))),
		engine("state-1-missing", "TS-087", "wrong-order", "does not say STATE 1", Lose(Like("^STATE 1\r"))),
		engine("state-1-late", "TS-087", "wrong-order", "says STATE 1 behind the first prebuf", Behind(Like("^STATE 1\r"), With("STATUS", "main:prebuf"))),
		engine("starting-missing", "TS-088", "wrong-order", "does not say STATUS main:starting", Lose(With("STATUS", "main:starting"))),
		engine("starting-late", "TS-088", "wrong-order", "says STATUS main:starting behind the first prebuf", Behind(With("STATUS", "main:starting"), With("STATUS", "main:prebuf"))),
		engine("announced-twice", "TS-089", "wrong-count", "announces a playback twice", Twice("START")),
		engine("announced-again", "TS-089", "wrong-count", "announces a playback again a second later", againLater()),
		engine("announced-never", "TS-089", "no-reply", "never announces a playback", Drop("START", "PLAY")),
		engine("one-start-a-session", "TS-107", "no-reply", "does not see a START behind a STOP", Once([]string{"STOP"}, Ignore("START"))),
		engine("start-fails-behind-stop", "TS-107", "no-reply", "says that a START behind a STOP is an error", Once([]string{"STOP"}, Answer("START", false, "STATE 0\r\n", "STATUS main:err;3;stopped\r\n"))),
		engine("busy", "TS-108", "no-reply", "does not see a START while it plays", whilePlaying(Ignore("START"))),
		engine("url-stays", "TS-108", "wrong-value", "announces other content with the url of the first", sameURL()),
	}
}

// whilePlaying makes lie only between an announcement and the STATE 0 or STOP behind it.
func whilePlaying(lie Lie) Lie {
	return Between(announces, Like("^(STATE 0|STOP)\r"), lie)
}

var playbackURL = regexp.MustCompile(`^START (url=\S+|http\S+)|^PLAY(AD|ADI)? \S+`)

// announces matches the engine's announcement of a playback.
func announces(p *codec.Packet) bool { return p.From == codec.Engine && playbackURL.Match(p.Raw) }
