package tracker_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"enginespec/reference/engine/tracker"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var id = [20]byte([]byte("\x00 +&=?%\xffabcdefghijkl"))

func start(t *testing.T) *tracker.Tracker {
	t.Helper()
	tr, err := tracker.New("")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, tr.Close()) })
	return tr
}

// get asks and returns status and body.
func get(t *testing.T, rawURL string, q url.Values) (int, string) {
	t.Helper()
	tr := &http.Transport{DisableKeepAlives: true}
	resp, err := (&http.Client{Transport: tr, Timeout: 10 * time.Second}).Get(rawURL + "?" + q.Encode())
	require.NoError(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(b)
}

func query(event, left, port string) url.Values {
	return url.Values{"info_hash": {string(id[:])}, "peer_id": {"-XX0000-123456789012"}, "port": {port},
		"uploaded": {"1"}, "downloaded": {"2"}, "left": {left}, "event": {event}}
}

func TestSwarm(t *testing.T) {
	tr := start(t)
	require.NoError(t, tr.AddPeer(id, "127.0.0.9:258", 0))
	_, body := get(t, tr.URL(), query("started", "7", "6881"))
	require.Equal(t, "d8:completei1e10:incompletei1e8:intervali1800e5:peers6:\x7f\x00\x00\x09\x01\x02e", body)
	get(t, tr.URL(), query("completed", "0", "6881"))
	scrape := strings.Replace(tr.URL(), "announce", "scrape", 1)
	_, body = get(t, scrape, query("", "0", "1"))
	require.Equal(t, "d5:filesd20:"+string(id[:])+"d8:completei2e10:downloadedi1e10:incompletei0eeee", body)
	get(t, tr.URL(), query("stopped", "0", "6881"))
	_, body = get(t, scrape, query("", "0", "1"))
	require.Contains(t, body, "8:completei1e")

	log := tr.Announces(id)
	require.Len(t, log, 3)
	require.Equal(t, "started", log[0].Event)
	require.Equal(t, "127.0.0.1:6881", log[0].Addr.String())
	require.Equal(t, []int64{1, 2, 7}, []int64{log[0].Uploaded, log[0].Downloaded, log[0].Left})
	require.Empty(t, tr.Announces([20]byte{}))
}

func TestBehaviour(t *testing.T) {
	tr := start(t)
	tr.Set(tracker.Behaviour{Warning: "beware", Interval: 9 * time.Second, Counts: &tracker.Counts{Seeders: 5, Leechers: 6, Completed: 7}})
	_, body := get(t, tr.URL(), query("", "1", "1"))
	require.Equal(t, "d8:completei5e10:incompletei6e8:intervali9e5:peers0:15:warning message6:bewaree", body)
	tr.Set(tracker.Behaviour{Failure: "no"})
	_, body = get(t, tr.URL(), query("", "1", "1"))
	require.Equal(t, "d14:failure reason2:noe", body)
	tr.Set(tracker.Behaviour{Status: 503, NoScrape: true})
	status, _ := get(t, tr.URL(), query("", "1", "1"))
	require.Equal(t, 503, status)
	status, _ = get(t, strings.Replace(tr.URL(), "announce", "scrape", 1), nil)
	require.Equal(t, 404, status)
}

func TestBadAnnounces(t *testing.T) {
	tr := start(t)
	for field, value := range map[string]string{"info_hash": "short", "peer_id": "", "port": "65536", "left": "-1", "event": "paused", "uploaded": "x"} {
		q := query("", "1", "1")
		q.Set(field, value)
		_, body := get(t, tr.URL(), q)
		require.True(t, strings.HasPrefix(body, "d14:failure reason"), "%s: %s", field, body)
	}
	require.Empty(t, tr.Announces(id))
}

func TestWait(t *testing.T) {
	tr := start(t)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	got := make(chan error, 1)
	go func() {
		_, err := tr.Wait(ctx, id, func(a tracker.Announce) bool { return a.Event == "stopped" })
		got <- err
	}()
	get(t, tr.URL(), query("started", "1", "1"))
	get(t, tr.URL(), query("stopped", "1", "1"))
	require.NoError(t, <-got)
	cancel()
	_, err := tr.Wait(ctx, id, func(tracker.Announce) bool { return false })
	require.ErrorIs(t, err, context.Canceled)
}

func TestLoopbackOnly(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", "192.0.2.1:80", "localhost:0", ":0"} {
		_, err := tracker.New(addr)
		require.Error(t, err, addr)
	}
}
