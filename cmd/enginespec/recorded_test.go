package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/replay"
	"enginespec/corpus"
	ctcsbundle "enginespec/reference/ctcs/bundle"
	tsbundle "enginespec/reference/ts/bundle"
)

// What the recorded engines do that the bundled ones need not: their worlds are others.
var otherwise = map[string][]string{
	"ctcs/proto1-full": {"the end of the connection"}, // the original dies of CTCONFIG in version 1
	"ctcs/proto2-full": {"the end of the connection"}, // and in version 2
	"putio/putio-cli":  {"files.list"},                // a file was put there by hand
}

// Every recorded session is played, as the controller, to the bundled engine.
func TestRecordedSessionsReplay(t *testing.T) {
	t.Parallel()
	for _, p := range protocols() {
		sessions, err := corpus.Sessions(p.Name())
		require.NoError(t, err)
		for _, s := range sessions {
			t.Run(s.ID, func(t *testing.T) {
				r := &replay.Replay{
					Suite: p.Suite, Session: &s, Ours: codec.Controller, Patience: 20 * time.Second,
					Pace: conformance.Pace{Scale: fast, Slack: conformance.ScaledSlack}, Replace: known(t, &s),
				}
				if len(otherwise[s.ID]) > 0 {
					r.Patience = 300 * time.Millisecond
				}
				bundledEngine(t, p, &s, r)
				o, err := r.Run(t.Context())
				require.NoError(t, err)
				var other []string
				for _, d := range o.Differences {
					other = append(other, fmt.Sprint(d.Recorded, " / ", d.Live, d.Fields))
				}
				require.Len(t, other, len(otherwise[s.ID]), "%s", strings.Join(other, "\n"))
				for i, begin := range otherwise[s.ID] {
					assert.True(t, strings.HasPrefix(other[i], begin), other[i])
				}
				assert.Positive(t, o.Compared)
				assert.Empty(t, o.Findings)
			})
		}
	}
}

// known names what the bundled engines have in the place of what the recorded ones had.
func known(t *testing.T, s *corpus.Session) (pairs [][2]string) {
	film := conformance.Fixture("single")
	if s.ID == "ts/aceproxy-seekback-v3" {
		film = conformance.Fixture("live")
	}
	switch s.Protocol {
	case "ts":
		h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(film.Metainfo()) }))
		t.Cleanup(h.Close)
		return [][2]string{
			{"http://127.0.0.1/x.torrent", h.URL + "/x.torrent"},
			{"94c2fd8fb9bc8f2fc71a2cbe9d4b866f227a0209", film.PlayerID},
		}
	case "ipc":
		dir := t.TempDir()
		for recorded, fixture := range map[string]string{"alpha": "single", "beta": "multi", "gamma": "nomedia"} {
			path := filepath.Join(dir, recorded+".torrent")
			require.NoError(t, os.WriteFile(path, conformance.Fixture(fixture).Metainfo(), 0o666))
		}
		return [][2]string{{"/var/spool/ipc/run/t", dir}}
	}
	return nil
}

// bundledEngine starts the engine that a session is played to: of the same version.
func bundledEngine(t *testing.T, p *protocol, s *corpus.Session, r *replay.Replay) {
	if p.Listens == codec.Engine {
		if s.ID == "ts/plexus-kodi-v1" { // of the first documents
			b, err := tsbundle.Start(t.Context(), tsbundle.V1())
			require.NoError(t, err)
			t.Cleanup(func() { b.Close() })
			r.Dial = dialer("tcp", b.Addr)
			return
		}
		r.Dial = dialer(map[bool]string{false: "tcp", true: "unix"}[p.Socket], pairs(t)[p.Name()].listens(t))
		return
	}
	l := somewhere(t, p)
	r.Listener = dialedBy{l, func() {
		o := ctcsbundle.Options{Server: l.Addr().String(), Scale: fast, Metainfo: conformance.Fixture("single").Metainfo()}
		o.Client.Filename = "film.torrent"
		if s.ID == "ctcs/auth-pw" {
			o.Client.Password = "one of its own"
		}
		b, err := ctcsbundle.Start(context.Background(), o)
		require.NoError(t, err)
		t.Cleanup(func() { b.Close() })
	}}
}

// dialedBy is a listener whose connections are those of engines: each is started when the
// recording has its connection, so that no two change places.
type dialedBy struct {
	net.Listener
	start func()
}

func (d dialedBy) Accept() (net.Conn, error) {
	d.start()
	return d.Listener.Accept()
}
