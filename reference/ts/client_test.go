package ts_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	wire "enginespec/codec/ts"
	"enginespec/conformance/memnet"
	"enginespec/reference/ts"
	"enginespec/reference/ts/bundle"
)

// fake is an engine that answers each command by a script.
type fake struct {
	t     *testing.T
	on    map[string]string // the command's word: what is said, {id} the request id, {eof} the end
	cut   int               // bytes a write, 0: all
	mu    sync.Mutex
	heard []string
}

const fakeHello = "HELLOTS version=3.1.16 version_code=3011600 key=191f7f55a9 http_port=6878 bmode=0\r\n"

func (f *fake) serve(conn net.Conn) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSuffix(line, "\r\n")
		f.mu.Lock()
		f.heard = append(f.heard, line)
		f.mu.Unlock()
		w := strings.Fields(line)
		say, known := f.on[w[0]]
		if !known {
			say = map[string]string{"HELLOBG": fakeHello, "READY": "AUTH 1\r\n", "STOP": "STATE 0\r\nSTATUS main:idle\r\n", "SHUTDOWN": "SHUTDOWN\r\n{eof}",
				"LOADASYNC": "STATUS main:loading\r\nLOADRESP {id} {\"status\": 1, \"files\": [[\"a\", 3]], \"infohash\": \"x\"}\r\nSTATUS main:idle\r\n"}[w[0]]
		}
		if len(w) > 1 {
			say = strings.ReplaceAll(say, "{id}", w[1])
		}
		say, end := strings.CutSuffix(say, "{eof}")
		for b := []byte(say); len(b) > 0; {
			n := len(b)
			if f.cut > 0 {
				n = min(f.cut, n)
			}
			if _, err := conn.Write(b[:n]); err != nil {
				return
			}
			b = b[n:]
		}
		if end {
			return
		}
	}
}

func (f *fake) dial(ctx context.Context, o ts.ClientOptions) (*ts.Client, error) {
	a, b := memnet.Pipe()
	go f.serve(b)
	return ts.NewClient(ctx, a, o)
}

// withFake runs f in a bubble with a client that has shaken hands with a fake.
func withFake(t *testing.T, on map[string]string, f func(c *ts.Client, e *fake)) {
	for _, cut := range []int{0, 1, 7} {
		synctest.Test(t, func(t *testing.T) {
			e := &fake{t: t, on: on, cut: cut}
			c, err := e.dial(t.Context(), ts.ClientOptions{Version: 4, ProductKey: ts.SampleProductKey})
			require.NoError(t, err)
			defer c.Close()
			f(c, e)
		})
	}
}

func TestClientHandshake(t *testing.T) {
	for name, c := range map[string]struct {
		o     ts.ClientOptions
		on    map[string]string
		heard string // the client's lines
		err   error
		after time.Duration
	}{
		"signed":           {ts.ClientOptions{Version: 4, ProductKey: ts.SampleProductKey}, nil, "HELLOBG version=4|" + goodReady, nil, 0},
		"bare":             {ts.ClientOptions{ProductKey: ts.SampleProductKey}, map[string]string{"HELLOBG": "HELLOTS\r\n"}, "HELLOBG|READY", nil, 0},
		"no product key":   {ts.ClientOptions{Version: 6, Params: wire.Pairs("ace", "3", "ie", "")}, nil, "HELLOBG version=6 ace=3 ie=|READY", nil, 0},
		"unknown keys":     {ts.ClientOptions{Version: 4}, map[string]string{"HELLOBG": "HELLOTS a=b version=1.2 colour=blue x=\r\n"}, "HELLOBG version=4|READY", nil, 0},
		"noise":            {ts.ClientOptions{Version: 4}, map[string]string{"HELLOBG": "\r\nFROB\r\nSTATUS main:idle\r\nHELLOTS =\r\nHELLOTS\n"}, "HELLOBG version=4|READY", nil, 0},
		"auth, no number":  {ts.ClientOptions{Version: 4}, map[string]string{"READY": "AUTH\r\n"}, "HELLOBG version=4|READY", nil, 0},
		"not ready":        {ts.ClientOptions{Version: 4}, map[string]string{"READY": "NOTREADY\r\n"}, "HELLOBG version=4|READY", ts.ErrNotReady, 0},
		"silent":           {ts.ClientOptions{Version: 4}, map[string]string{"HELLOBG": ""}, "HELLOBG version=4", ts.ErrNoHello, 10 * time.Second},
		"silent, 5 s":      {ts.ClientOptions{Timeout: 5 * time.Second}, map[string]string{"HELLOBG": ""}, "HELLOBG", ts.ErrNoHello, 5 * time.Second},
		"silent at ready":  {ts.ClientOptions{Version: 4}, map[string]string{"READY": ""}, "HELLOBG version=4|READY", ts.ErrNoAuth, 10 * time.Second},
		"closes":           {ts.ClientOptions{Version: 4}, map[string]string{"HELLOBG": "{eof}"}, "HELLOBG version=4", ts.ErrClosed, 0},
		"shuts down":       {ts.ClientOptions{Version: 4}, map[string]string{"READY": "SHUTDOWN\r\n{eof}"}, "HELLOBG version=4|READY", ts.ErrShutdown, 0},
		"hello, then ends": {ts.ClientOptions{Version: 4}, map[string]string{"HELLOBG": "HELLOTS\r\n{eof}"}, "HELLOBG version=4", ts.ErrClosed, 0},
	} {
		for _, cut := range []int{0, 1, 7} {
			t.Run(fmt.Sprint(name, " ", cut), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					e, at := &fake{t: t, on: c.on, cut: cut}, time.Now()
					heard := c.heard
					cl, err := e.dial(t.Context(), c.o)
					require.ErrorIs(t, err, c.err)
					require.Equal(t, c.after, time.Since(at))
					if err == nil {
						require.NoError(t, cl.Shutdown(t.Context()))
						heard += "|SHUTDOWN"
						require.NotNil(t, cl.Hello())
					}
					synctest.Wait()
					if name != "hello, then ends" { // READY may or may not be out by then
						require.Equal(t, heard, strings.Join(e.heard, "|"))
					}
				})
			})
		}
	}
}

func TestClientRequests(t *testing.T) {
	noise := "STATUS main:idle\r\nINFO 0;wait\r\nEVENT what x=1\r\nLOADRESP 1073741823 {\"status\": 100, \"message\": \"not for you\"}\r\n"
	withFake(t, map[string]string{
		"LOADASYNC": noise + "LOADRESP {id} {\"status\": 1, \"files\": [[\"a\", 3]],\r\n \"infohash\": \"x\"}\r\n" + noise,
		"LOAD":      noise + "##{\"status\":2,\"files\":[[\"a\",1],[\"b\",2]],\"infohash\":\"x\"}\r\n",
		"GETPID":    noise + "##abc\r\n",
		"GETCID":    noise + "##\r\n",
	}, func(c *ts.Client, e *fake) {
		ctx := e.t.Context()
		r, err := c.LoadAsync(ctx, ts.TorrentURL("http://127.0.0.1/x"))
		require.NoError(e.t, err)
		require.EqualValues(e.t, 3, r.Files[0].Index)
		r, err = c.Load(ctx, ts.RawTorrent([]byte("de")))
		require.NoError(e.t, err)
		require.Len(e.t, r.Files, 2)
		pid, err := c.GetPID(ctx, "ba0b2e3ec08cfc8dac495b057267bf83386f8a16")
		require.NoError(e.t, err)
		require.Equal(e.t, "abc", pid)
		cid, err := c.GetCID(ctx, "x", "y")
		require.NoError(e.t, err, "an empty answer is no error")
		require.Empty(e.t, cid)
		require.NoError(e.t, c.SetOptions(ctx, wire.Pairs("use_stop_notifications", "1")))
		require.NoError(e.t, c.UserData(ctx, wire.Datum{Key: codec.Bytes("gender"), Value: 1}, wire.Datum{Key: codec.Bytes("age"), Value: 4}))
		require.NoError(e.t, c.Save(ctx, "x", 1, "/a b"))
		require.NoError(e.t, c.Event(ctx, "seek", wire.Pairs("position", "5")))
		require.Error(e.t, c.Event(ctx, "", nil))
		_, err = c.GetPID(ctx, "a b")
		require.ErrorIs(e.t, err, codec.Syntax)
		require.NoError(e.t, c.Shutdown(ctx))
		require.Equal(e.t, []string{
			"LOADASYNC 1 TORRENT http://127.0.0.1/x 0 0 0", "LOAD RAW ZGU= 0 0 0", "GETPID ba0b2e3ec08cfc8dac495b057267bf83386f8a16 0 0 0",
			"GETCID checksum=x infohash=y developer=0 affiliate=0 zone=0", "SETOPTIONS use_stop_notifications=1",
			`USERDATA [{"gender": 1}, {"age": 4}]`, "SAVE index=1 infohash=x path=/a%20b", "EVENT seek position=5", "SHUTDOWN",
		}, e.heard[2:])
		_, err = c.GetPID(ctx, "x")
		require.ErrorIs(e.t, err, ts.ErrShutdown)
	})
}

func TestClientRefusals(t *testing.T) {
	withFake(t, map[string]string{
		"LOADASYNC": "LOADRESP {id} {\"status\": 100, \"message\": \"bad bencoded data\"}\r\n",
		"LOAD":      "##not json\r\n",
		"GETPID":    "NOTREADY\r\n",
	}, func(c *ts.Client, e *fake) {
		ctx := e.t.Context()
		_, err := c.LoadAsync(ctx, ts.InfoHash("x"))
		var le *ts.LoadError
		require.ErrorAs(e.t, err, &le)
		require.Equal(e.t, ts.LoadError{Status: 100, Message: "bad bencoded data"}, *le)
		_, err = c.Load(ctx, ts.PlayerID("x"))
		require.ErrorIs(e.t, err, codec.Syntax)
		_, err = c.GetPID(ctx, "x")
		require.ErrorIs(e.t, err, ts.ErrNotReady)
		require.NoError(e.t, c.Shutdown(ctx))
	})
}

// An answer that comes too late is not taken for that of the next request.
func TestClientLateAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := memnet.Pipe()
		go func() {
			b.Write([]byte("HELLOTS\r\nAUTH 0\r\n"))
			time.Sleep(20 * time.Second)
			b.Write([]byte("##late\r\n##right\r\nLOADRESP 1 {\"status\": 0}\r\n"))
		}()
		c, err := ts.NewClient(t.Context(), a, ts.ClientOptions{})
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err = c.GetPID(ctx, "x")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		_, err = c.LoadAsync(ctx, ts.InfoHash("x"))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		pid, err := c.GetPID(t.Context(), "y")
		require.NoError(t, err)
		require.Equal(t, "right", pid)
		require.NoError(t, c.Close())
		b.Close()
	})
}

const startURL = "START url=http%3A//127.0.0.1%3A6878/content/x/0.1 infohash=x file_index=3\r\n"

func TestClientPlayback(t *testing.T) {
	odd := "STATUS main:prebuf;45;30|ad:buf;69\r\nSTATUS main:dl|ad:dl\r\nSTATUS main:foo;1\r\nSTATE 8\r\nSTATE -1\r\nSTATUS main:warmup\r\nINFO 9;x\r\n"
	withFake(t, map[string]string{
		"START":    "STATE 1\r\nSTATUS main:starting\r\n" + odd + startURL + "STATE 2\r\n" + odd + "PAUSE\r\nSTATE 3\r\n",
		"LIVESEEK": "RESUME\r\nSTOP\r\nSTATUS main:seekprebuf;0;0;0;0;0;0;0;0;0;0;0\r\nSTART http://127.0.0.1/2 stream=1\r\nEVENT livepos last=9 live_first=1 pos=8 first_ts=1 last_ts=9 is_live=1 live_last=9 buffer_pieces=15\r\n",
	}, func(c *ts.Client, e *fake) {
		ctx := e.t.Context()
		p, err := c.Start(ctx, wire.StartRequest{Source: ts.PlayerID("abc")})
		require.NoError(e.t, err)
		a, err := p.Next(ctx)
		require.NoError(e.t, err)
		require.Equal(e.t, "http://127.0.0.1:6878/content/x/0.1", a.URL)
		require.Equal(e.t, "x", a.InfoHash)
		require.EqualValues(e.t, 3, a.File)
		synctest.Wait()
		require.NotNil(e.t, p.Paused())
		require.Equal(e.t, wire.StateBuffering, p.State())
		require.NoError(e.t, p.Dur(ctx, a, 201964*time.Millisecond))
		for _, at := range []float64{0, 10, 24.9, 80, 80, 99, 100, 100} {
			require.NoError(e.t, p.Played(ctx, a, at))
		}
		require.Error(e.t, p.Skip(ctx, a))
		require.NoError(e.t, p.LiveSeek(ctx, time.Unix(5, 0)))
		<-a.Over()
		b, err := p.Next(ctx)
		require.NoError(e.t, err)
		require.True(e.t, b.Live)
		require.Nil(e.t, p.Paused())
		require.NoError(e.t, p.Dur(ctx, b, time.Second))
		require.NoError(e.t, p.Played(ctx, b, 100), "nothing is reported of a broadcast")
		synctest.Wait()
		require.EqualValues(e.t, 8, p.Livepos().Pos)
		require.NoError(e.t, p.Stop(ctx))
		require.ErrorIs(e.t, p.Err(), ts.ErrStopped)
		<-b.Over()
		_, err = p.Next(ctx)
		require.ErrorIs(e.t, err, ts.ErrStopped)
		url := "http://127.0.0.1:6878/content/x/0.1 "
		require.Equal(e.t, []string{"START PID abc 0", "DUR " + url + "201964", "PLAYBACK " + url + "0", "PLAYBACK " + url + "25", "PLAYBACK " + url + "50",
			"PLAYBACK " + url + "75", "PLAYBACK " + url + "100", "LIVESEEK 5", "STOP"}, e.heard[2:])
	})
}

func TestClientPlaybackEnds(t *testing.T) {
	for name, c := range map[string]struct {
		say  string
		want error
	}{
		"error":        {"STATE 0\r\nSTATUS main:err;3;no space; really\r\nSTATUS main:idle\r\n", &ts.PlaybackError{ID: 3, Text: "no space; really"}},
		"state 6":      {"STATE 6\r\n", ts.ErrStopped},
		"state 0":      {"STATE 0\r\n", ts.ErrStopped},
		"state 0 idle": {"STATE 0\r\nSTATUS main:idle\r\n", ts.ErrStopped},
		"shutdown":     {"SHUTDOWN\r\n{eof}", ts.ErrShutdown},
		"gone":         {"STATE 1\r\n{eof}", ts.ErrClosed},
		"not ready":    {"NOTREADY\r\n", ts.ErrNotReady},
	} {
		t.Run(name, func(t *testing.T) {
			withFake(t, map[string]string{"START": startURL + c.say}, func(cl *ts.Client, e *fake) {
				p, err := cl.Start(e.t.Context(), wire.StartRequest{Source: ts.PlayerID("abc")})
				require.NoError(e.t, err)
				<-p.Done()
				if pe, ok := c.want.(*ts.PlaybackError); ok {
					var got *ts.PlaybackError
					require.ErrorAs(e.t, p.Err(), &got)
					require.Equal(e.t, pe, got)
				} else {
					require.ErrorIs(e.t, p.Err(), c.want)
				}
			})
		})
	}
}

// Another START is the end of the first, and the STATE 0 of a STOP is nobody else's.
func TestClientStartsAgain(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		ctx := w.t.Context()
		var seen bytes.Buffer
		c := w.client(ctx, ts.ClientOptions{Version: 4, ProductKey: ts.SampleProductKey, On: func(m codec.Message) { fmt.Fprintln(&seen, m) }})
		req := wire.StartRequest{Source: ts.PlayerID(fixture(t, "big").PlayerID)}
		first, err := c.Start(ctx, req)
		require.NoError(t, err)
		_, err = first.Next(ctx)
		require.NoError(t, err)
		second, err := c.Start(ctx, req)
		require.NoError(t, err)
		require.ErrorIs(t, first.Err(), ts.ErrStopped)
		_, err = second.Next(ctx)
		require.NoError(t, err)
		require.NoError(t, second.Stop(ctx))
		third, err := c.Start(ctx, req)
		require.NoError(t, err)
		_, err = third.Next(ctx)
		require.NoError(t, err)
		require.NoError(t, third.Err())
		require.Equal(t, wire.StatePrebuffering, third.State())
		require.NoError(t, c.Shutdown(ctx))
		require.ErrorIs(t, third.Err(), ts.ErrShutdown)
		require.Contains(t, seen.String(), "STATE 2\n")
	})
}
