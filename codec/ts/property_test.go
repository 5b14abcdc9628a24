package ts

import (
	"encoding/json"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"enginespec/codec"
)

var (
	number    = rapid.OneOf(rapid.Int64Range(0, 100), rapid.Int64Range(0, 1<<63-1))
	percent   = rapid.Int64Range(0, 100)
	bit       = rapid.SampledFrom([]string{"0", "1"})
	plainText = rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z =%+&/]{0,20}`))
	address   = bytesOf(rapid.StringMatching(`http://[a-z]{1,9}:[0-9]{1,5}/[a-zA-Z0-9/?=&._-]{0,20}`))
	hexHash   = bytesOf(rapid.StringMatching(`[0-9a-fA-F]{40}`))
	token     = bytesOf(rapid.StringMatching(`[!-~]{1,20}`))
	requestID = bytesOf(rapid.StringMatching(`[0-9]{1,25}`))
	freeText  = bytesOf(rapid.StringMatching(`([ -~]|\p{Cyrillic}){0,20}[!-~]`))
	errText   = bytesOf(rapid.StringMatching(`([ -:<-{}~]|\p{Cyrillic}){0,20}[a-z]`))
	jsonText  = bytesOf(rapid.String())
)

func bytesOf(g *rapid.Generator[string]) *rapid.Generator[codec.Bytes] {
	return rapid.Map(g, func(s string) codec.Bytes { return codec.Bytes(s) })
}

// params draws some of the keys, in any order: integers for the keys that need them.
func params(t *rapid.T, ks *keyset, must ...string) Params {
	keys := rapid.Permutation(ks.known).Draw(t, "keys")
	n := rapid.IntRange(0, len(keys)).Draw(t, "n")
	var p Params
	for i, k := range keys {
		switch {
		case i >= n && !slices.Contains(must, k):
		case slices.Contains(ks.ints, k):
			p = append(p, Param{Key: codec.Bytes(k), Value: appendInt(number.Draw(t, k))})
		default:
			p = p.With(k, plainText.Draw(t, k))
		}
	}
	return p
}

func appendInt(v int64) []byte { return putField(make([]byte, 0, numberSize), v)[1:] }

func ids(t *rapid.T) IDs {
	return IDs{number.Draw(t, "developer"), number.Draw(t, "affiliate"), number.Draw(t, "zone")}
}

func source(t *rapid.T, last SourceType) Source {
	s := Source{Type: SourceType(rapid.IntRange(1, int(last)).Draw(t, "type"))}
	switch s.Type {
	case PID:
		s.Value = token.Draw(t, "player_id")
		return s
	case InfoHash:
		s.Value = hexHash.Draw(t, "infohash")
	case Raw:
		s.Value = bytesOf(rapid.StringMatching(`[A-Za-z0-9+/]{1,40}={0,2}`)).Draw(t, "torrent")
	default:
		s.Value = address.Draw(t, "url")
	}
	if s.Type != EFile {
		s.IDs = ids(t)
	}
	return s
}

func part(t *rapid.T) Part {
	p := Part{State: Phase(rapid.IntRange(1, int(DL)).Draw(t, "state"))}
	f := forms[p.State]
	if f.progress {
		p.Progress = percent.Draw(t, "progress")
	}
	if f.time {
		p.Time = rapid.Int64Range(0, UnknownTime).Draw(t, "time")
	}
	if f.common {
		p.Common = Common{percent.Draw(t, "total"), percent.Draw(t, "immediate"), number.Draw(t, "down"), number.Draw(t, "http"),
			number.Draw(t, "up"), number.Draw(t, "peers"), number.Draw(t, "http peers"), number.Draw(t, "downloaded"),
			number.Draw(t, "http downloaded"), number.Draw(t, "uploaded")}
	}
	if p.State == Err {
		p.ErrorID, p.Text = number.Draw(t, "id"), errText.Draw(t, "text")
	}
	return p
}

func response(t *rapid.T) Response {
	r := Response{Status: rapid.SampledFrom([]int64{0, 1, 2, 100}).Draw(t, "status")}
	if rapid.Bool().Draw(t, "files?") {
		r.Files = []File{}
		for range rapid.IntRange(0, 3).Draw(t, "files") {
			r.Files = append(r.Files, File{codec.Bytes(Escape(plainText.Draw(t, "name"))), number.Draw(t, "index")})
		}
	}
	for _, f := range []*codec.Bytes{&r.InfoHash, &r.Checksum, &r.Message} {
		if f == &r.Message && r.Status == Failure || rapid.Bool().Draw(t, "there?") {
			*f = append(codec.Bytes{}, jsonText.Draw(t, "text")...)
		}
	}
	for range rapid.IntRange(0, 2).Draw(t, "qualities") {
		r.Qualities = append(r.Qualities, Quality{Bitrate: number.Draw(t, "bitrate"), Name: append(codec.Bytes{}, jsonText.Draw(t, "name")...)})
		if rapid.Bool().Draw(t, "unknown key") {
			r.Qualities[len(r.Qualities)-1].Extra = []Member{{codec.Bytes("hls"), codec.Bytes(`{"a": [1, null]}`)}}
		}
	}
	for _, k := range []string{"x", "\u0444"}[:rapid.IntRange(0, 2).Draw(t, "extra")] {
		v, _ := json.Marshal(map[string]any{"a": []any{plainText.Draw(t, "a"), nil, 1.5e10}})
		v, _ = AppendJSON(nil, v)
		r.Extra = append(r.Extra, Member{codec.Bytes(k), v})
	}
	return r
}

// draws make any message that can be written strictly, by kind.
var draws = map[codec.Party]map[string]func(*rapid.T) message{
	codec.Controller: {
		"HELLOBG": func(t *rapid.T) message { return &HelloBG{params(t, &helloBGKeys)} },
		"READY": func(t *rapid.T) message {
			if rapid.Bool().Draw(t, "bare") {
				return &Ready{}
			}
			return &Ready{Key: codec.Bytes(ResponseKey("k", rapid.StringMatching(`[a-zA-Z0-9]{1,9}-[a-z]*`).Draw(t, "key")))}
		},
		"LOAD":      func(t *rapid.T) message { return &Load{source(t, Raw)} },
		"LOADASYNC": func(t *rapid.T) message { return &LoadAsync{requestID.Draw(t, "id"), source(t, Raw)} },
		"START": func(t *rapid.T) message {
			m := &StartRequest{Source: source(t, EFile)}
			if m.Type != EFile {
				m.Indexes = rapid.SliceOfN(number, 1, 4).Draw(t, "indexes")
			}
			m.Trailing = rapid.SliceOfN(number, 0, 2).Draw(t, "trailing")
			m.Options = params(t, &keyset{known: []string{"output_format", "transcode_mp3", "other"}})
			return m
		},
		"STOP":     func(*rapid.T) message { return &Stop{} },
		"SHUTDOWN": func(*rapid.T) message { return &Shutdown{} },
		"GETPID":   func(t *rapid.T) message { return &GetPID{hexHash.Draw(t, "infohash"), ids(t)} },
		"GETCID":   func(t *rapid.T) message { return &GetCID{params(t, &getCIDKeys, "infohash")} },
		"GETADURL": func(t *rapid.T) message { return &GetAdURL{params(t, &getAdURLKeys, "action")} },
		"DUR":      func(t *rapid.T) message { return &Dur{address.Draw(t, "url"), number.Draw(t, "ms")} },
		"PLAYBACK": func(t *rapid.T) message {
			return &Playback{address.Draw(t, "url"), rapid.SampledFrom([]int64{0, 25, 50, 75, 100, Skipped}).Draw(t, "event")}
		},
		"LIVESEEK": func(t *rapid.T) message { return &LiveSeek{number.Draw(t, "time")} },
		"USERDATA": func(t *rapid.T) message {
			return &UserData{Data: []Datum{{codec.Bytes("gender"), 1}, {codec.Bytes("mining"), number.Draw(t, "mining")}}}
		},
		"SAVE":       func(t *rapid.T) message { return &Save{params(t, &saveKeys, saveKeys.known...)} },
		"SETOPTIONS": func(t *rapid.T) message { return &SetOptions{Pairs("use_stop_notifications", bit.Draw(t, "on"))} },
		"EVENT": func(t *rapid.T) message {
			name := rapid.SampledFrom([]string{"play", "pause", "seek", "stop", "infowindow_response", "nonlinear_ad_event"}).Draw(t, "name")
			return &ClientEvent{codec.Bytes(name), params(t, clientEvent([]byte(name)))}
		},
	},
	codec.Engine: {
		"##": func(t *rapid.T) message {
			return &Reply{rapid.OneOf(rapid.Just(codec.Bytes{}), token, hexHash).Draw(t, "text")}
		},
		"AUTH":     func(t *rapid.T) message { return &Auth{number.Draw(t, "level")} },
		"HELLOTS":  func(t *rapid.T) message { return &HelloTS{params(t, &helloTSKeys)} },
		"INFO":     func(t *rapid.T) message { return &Info{rapid.Int64Range(0, 3).Draw(t, "id"), freeText.Draw(t, "text")} },
		"LOADRESP": func(t *rapid.T) message { return &LoadResp{requestID.Draw(t, "id"), response(t)} },
		"LOAD_URL": func(t *rapid.T) message { return &LoadURL{Pairs("items", plainText.Draw(t, "items"))} },
		"NOTREADY": func(*rapid.T) message { return &NotReady{} },
		"PAUSE":    func(*rapid.T) message { return &Pause{} },
		"PLAY":     func(t *rapid.T) message { return &Play{Content, address.Draw(t, "url")} },
		"PLAYAD":   func(t *rapid.T) message { return &Play{Ad, address.Draw(t, "url")} },
		"PLAYADI":  func(t *rapid.T) message { return &Play{AdI, address.Draw(t, "url")} },
		"RESUME":   func(*rapid.T) message { return &Resume{} },
		"SHUTDOWN": func(*rapid.T) message { return &Shutdown{} },
		"START": func(t *rapid.T) message {
			ks := startKeys
			ks.known = ks.known[1:]
			return NewStart(rapid.SampledFrom([]int{0, 3, 4, 6}).Draw(t, "version"), address.Draw(t, "url").String(), params(t, &ks))
		},
		"STATE": func(t *rapid.T) message { return &State{StateID(rapid.IntRange(0, 6).Draw(t, "id"))} },
		"STATUS": func(t *rapid.T) message {
			m := &Status{Main: part(t)}
			if rapid.Bool().Draw(t, "ad?") {
				m.Ad = part(t)
			}
			return m
		},
		"STOP": func(*rapid.T) message { return &Stop{} },
		"EVENT": func(t *rapid.T) message {
			if rapid.Bool().Draw(t, "livepos") {
				return NewLivepos(Livepos{number.Draw(t, "last"), 2, 3, 4, 5, 1, 7, number.Draw(t, "pieces")})
			}
			name := rapid.SampledFrom([]string{"getuserdata", "cansave", "showurl", "download_stopped", "showdialog", "infowindow"}).Draw(t, "name")
			return &Event{codec.Bytes(name), params(t, engineEvent([]byte(name)))}
		},
	},
}

// Whatever can be written is read strictly, and comes out the same: as bytes, through
// JSON, and within Size.
func TestEveryMessageSurvives(t *testing.T) {
	for from, kinds := range draws {
		for _, k := range Protocol.Kinds(from) {
			require.Contains(t, kinds, k, "no draw of %s", k)
		}
		for name, draw := range kinds {
			t.Run(from.String()+" "+name, rapid.MakeCheck(func(t *rapid.T) {
				m := draw(t)
				line, err := m.Append(nil)
				require.NoError(t, err)
				assert.LessOrEqual(t, len(line), m.Size(), "Size is too small")
				assert.Equal(t, name, m.Kind())
				o := &codec.Options{Version: version(string(line))}
				body, n, err := ConsumeLine(line, o)
				require.NoError(t, err)
				assert.Equal(t, len(line), n)
				back, err := Decode(from, body, o)
				require.NoError(t, err, "%q", line)
				again, err := back.Append(nil)
				require.NoError(t, err)
				assert.Equal(t, string(line), string(again))
				j, err := json.Marshal(back)
				require.NoError(t, err)
				other := Protocol.New(from, name)
				require.NoError(t, json.Unmarshal(j, other), "%s", j)
				assert.Equal(t, string(line[:len(line)-2]), other.String())
			}))
		}
	}
}

func TestNumbersAtTheirEdges(t *testing.T) {
	for p := int64(1); ; p *= 10 {
		for _, v := range []int64{p - 1, p, p + 1, 1<<63 - 1, p | 0x5555} {
			if v >= 0 {
				assert.Equal(t, strconv.FormatInt(v, 10), string(appendInt(v)))
				got, next, ok := digits([]byte(strconv.FormatInt(v, 10)+";"), 0)
				assert.Equal(t, []any{v, len(strconv.FormatInt(v, 10)), true}, []any{got, next, ok})
			}
		}
		if p > 1e17 {
			break
		}
	}
	for n := range 63 {
		for _, v := range []int64{1 << n, 1<<n - 1} {
			assert.Equal(t, strconv.FormatInt(v, 10), string(appendInt(v)))
		}
	}
}

func TestEscapeAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := plainText.Draw(t, "text")
		assert.Equal(t, text, Unescape(Escape(text)))
		assert.Equal(t, text, string(AppendUnescape(nil, Escape(text), true)))
	})
}
