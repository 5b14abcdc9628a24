package campaign

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	wire "enginespec/codec/ts"
	"enginespec/conformance"
	"enginespec/conformance/ts"
	"enginespec/corpus"
	"enginespec/reference/fault"
	"enginespec/reference/ts/bundle"
)

// evil is what the first argument of the test's own binary begins with where it is the
// program under test.
const evil = "evil="

func TestMain(m *testing.M) {
	if how, ok := strings.CutPrefix(os.Args[min(1, len(os.Args)-1)], evil); ok {
		if err := badEngine(how, os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// badEngine is the reference of TS, to which something happens behind a STOP: a word that
// the sanity dialogue does without.
func badEngine(how, addr string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	deaf := make(chan struct{})
	var kept [][]byte
	lie := func(w *fault.Wire) fault.Rewriter {
		return func(p *codec.Packet) {
			select {
			case <-deaf:
				return
			default:
			}
			if p.From == codec.Controller && p.Kind() == "STOP" {
				switch how {
				case "crash":
					fmt.Fprintln(os.Stderr, "out of cheese")
					syscall.Kill(os.Getpid(), syscall.SIGKILL) // as who takes too much memory dies: at once
				case "hang":
					close(deaf)
					return
				case "spin":
					go func() {
						for ctx.Err() == nil {
							runtime.Gosched()
						}
					}()
				case "grow":
					kept = append(kept, bytes.Repeat([]byte("x"), 48<<20))
				case "lie":
					w.Write(codec.Engine, []byte("STATE 99\r\n"))
				}
			}
			w.Pass(p)
		}
	}
	b, err := bundle.Start(ctx, bundle.Options{Addr: addr, WrapListener: func(l net.Listener) net.Listener {
		return fault.Listener(l, wire.Protocol, &fault.Fault{Party: codec.Engine, Lie: lie}, fault.NewShared(1), codec.Options{Accept: wire.Lenient})
	}})
	if err != nil {
		return err
	}
	defer b.Close()
	<-ctx.Done()
	return nil
}

// campaignAgainst is a campaign against a bad engine, from an empty folder.
func campaignAgainst(t *testing.T, how string) Config {
	exe, err := os.Executable()
	require.NoError(t, err)
	l, err := For(ts.Suite(), codec.Engine, true)
	require.NoError(t, err)
	target, err := conformance.ExecListener(fmt.Sprintf("'%s' %s%s {addr}", exe, evil, how), 0)
	require.NoError(t, err)
	t.Cleanup(func() { target.Close() })
	target.Features = conformance.Features{}
	// It is found with the first dialogue: what brings the others to STOP is chance.
	dir := t.TempDir()
	r := &Record{dir: dir, Target: "x"}
	require.NoError(t, os.MkdirAll(filepath.Join(dir, keptDir), 0o777))
	require.NoError(t, r.keep(l, texts([]string{"HELLOBG version=4\r\n", "STOP\r\n", "GETCID x\r\n"})[0]))
	return Config{Language: l, Target: &target.Target, Dir: dir, Dialogues: 1, Timeout: 2 * time.Second, Memory: 24 << 20}
}

// Each oracle sees what it is there for: the end of the process, its growth, and what a
// monitor watches. The finding is confirmed, shrunk to the one line that does it, written,
// and seen again when it is replayed.
func TestOracles(t *testing.T) {
	for how, want := range map[string]conformance.Diagnosis{"crash": conformance.Crashed, "grow": conformance.Grew, "lie": ""} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			cfg := campaignAgainst(t, how)
			if how == "lie" {
				interrupted(t, cfg)
			}
			rec, err := Run(t.Context(), cfg)
			require.NoError(t, err)
			require.Len(t, rec.Findings, 1, "%s", rec.Report())
			e := rec.Findings[0]
			if want != "" {
				assert.Equal(t, string(want), e.Diagnosis)
			}
			assert.True(t, e.Confirmed && !e.Unfinished)
			assert.Equal(t, confirm, e.Replays)
			b, err := os.ReadFile(filepath.Join(cfg.Dir, e.File))
			require.NoError(t, err)
			s, err := corpus.ParseSessionFile(e.File, b)
			require.NoError(t, err)
			assert.LessOrEqual(t, FromSession(s, codec.Controller).size(), len("STOP\r\n"))
			again, _, err := Replay(t.Context(), cfg, s)
			require.NoError(t, err)
			assert.True(t, again)
			assert.Contains(t, string(rec.Report()), e.File)
		})
	}
}

// interrupted runs a campaign until it begins to shrink. What it found is kept as it is, for
// the next run.
func interrupted(t *testing.T, cfg Config) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	cfg.Progress = func(s Stats) {
		if s.Waiting > 0 {
			stop()
		}
	}
	rec, err := Run(ctx, cfg)
	require.NoError(t, err)
	require.Len(t, rec.Findings, 1)
	require.True(t, rec.Findings[0].Unfinished)
	require.FileExists(t, filepath.Join(cfg.Dir, rec.Findings[0].File))
	require.Contains(t, string(rec.Report()), "goes on in the next run")
}

// What takes long to show is found too: silence by the sanity dialogue, and work without
// end by a look at a program that nobody asks. Shrinking keeps its bound, and what is not
// done then goes on in the next run of the same folder.
func TestSlowOracles(t *testing.T) {
	for how, want := range map[string]conformance.Diagnosis{"hang": conformance.Hung, "spin": conformance.Spins} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			cfg := campaignAgainst(t, how)
			cfg.Timeout, cfg.Duration, cfg.ShrinkTime, cfg.idleAfter = 500*time.Millisecond, 4*time.Second, time.Nanosecond, 1
			told := false
			cfg.Progress = func(s Stats) { told = told || s.Waiting > 0 }
			rec, err := Run(t.Context(), cfg)
			require.NoError(t, err)
			require.Len(t, rec.Findings, 1, "%s", rec.Report())
			assert.Equal(t, string(want), rec.Findings[0].Diagnosis)
			assert.True(t, told, "the progress says that it is being shrunk")
		})
	}
}
