package ts

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/codec/ts"
	"enginespec/conformance"
)

// Cases of the transport: lines, segments, connections.
func lineCases() []*kase {
	hi := "HELLOBG version=4\r\n"
	return []*kase{
		{
			ID: "ts/line/listens", Role: engine, Clauses: clauses{TS001}, Whole: true,
			Steps: []step{connect(), conformance.Diagnose(conformance.Unreachable, hello())},
		},
		{
			ID: "ts/line/crlf", Role: engine, Clauses: clauses{TS002}, Given: entered(), // the monitor judges
			Steps: []step{say("LOADASYNC 1 TORRENT {torrent:single} 0 0 0"), fence(), conformance.Drain(time.Second), say("STOP"), fence()},
		},
		{
			ID: "ts/line/split-command", Role: engine, Clauses: clauses{TS004}, Whole: true, Given: []step{connect()},
			Steps: []step{conformance.Paced(10*time.Millisecond, strings.Split(hi, "")...), expect("HELLOTS")},
		},
		{
			ID: "ts/line/joined-commands", Role: engine, Clauses: clauses{TS005}, Needs: needs{FeatureLoad}, Given: []step{connect(), hello()},
			Steps: []step{
				joined("LOADASYNC 7 TORRENT {torrent:single} 0 0 0\r\nGETPID {unknown} 0 0 0\r\nLOADASYNC 8 TORRENT {torrent:multi} 0 0 0\r\n"),
				authedIfKnown(), patiently(start, expect("LOADRESP|##")), patiently(start, expect("LOADRESP|##")), patiently(start, expect("LOADRESP|##")),
				check("an answer to each", answeredOnce("LOADRESP 7", "LOADRESP 8", "##")),
			},
		},
		{
			ID: "ts/line/one-write-a-line", Role: engine, Clauses: clauses{TS008}, Whole: true, Needs: needs{FeaturePlayback}, Given: entered(),
			Steps: []step{play("single"), conformance.Drain(2 * time.Second), check("no line in two segments", func(s *session) *failure {
				for _, e := range s.Transcript.Entries() {
					if e.Packet != nil && e.From == engine && e.First != e.Chunk {
						return conformance.Fail(conformance.WrongShape, "each line in one segment", "%s came in reads %d to %d", conformance.Show(e.Packet), e.First, e.Chunk)
					}
				}
				return nil
			})},
		},
		{
			ID: "ts/line/bare-lf", Role: engine, Clauses: clauses{TS009}, Given: []step{connect()},
			Steps: []step{conformance.Say("HELLOBG version=4", "\n"), expect("HELLOTS", keepKey), login()},
		},
		{
			ID: "ts/line/empty-line", Role: engine, Clauses: clauses{TS010}, Given: []step{connect()},
			Steps: []step{say(""), hello(), login(), say(""), say(""), ignored()},
		},
		{
			ID: "ts/line/unknown-command", Role: engine, Clauses: clauses{TS011}, Given: entered(),
			Steps: []step{say("STOPDL"), say("FROBNICATE 1 2 a=b"), ignored()},
		},
		{
			ID: "ts/line/extra-spaces", Role: engine, Clauses: clauses{TS012}, Given: entered(),
			Steps: []step{say("GETPID  {unknown} 0 0 0 "), expect("##"), say("GETCID  infohash={unknown}"), fence(), say("EVENT play "), fence()},
		},
		{
			ID: "ts/line/long-line", Role: engine, Clauses: clauses{TS013}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{longRaw(768 << 10), conformance.Diagnose(conformance.TooLong, loads("1", "RAW {raw} 0 0 0", succeeds)), fence()},
		},
		{
			ID: "ts/line/short-lines", Role: engine, Clauses: clauses{TS014}, Needs: needs{FeatureLoad}, Given: entered(), // the monitor judges
			Steps: []step{loads("1", "TORRENT {torrent:many} 0 0 0"), fence()},
		},
		{
			ID: "ts/line/upper-case", Role: engine, Clauses: clauses{TS015}, Given: []step{connect()},
			Steps: []step{
				say("hellobg version=4"), say("HelloBG version=4"),
				conformance.Diagnose(conformance.Accepted, conformance.Quiet(500*time.Millisecond, "HELLOTS")), hello(), login(),
			},
		},
		{
			ID: "ts/line/sessions-apart", Role: engine, Clauses: clauses{TS016}, Needs: needs{FeaturePlayback},
			Given: append(append(entered(), entered()...), on(1), play("multi"), on(0), play("single")),
			Steps: []step{
				on(1), say("STOP"), expect("STATE"), fence(), on(0), conformance.Drain(time.Second), fence(),
				check("the other playback goes on", func(s *session) *failure { return goesOn(s, 0) }),
			},
		},
		{
			ID: "ts/line/answers-apart", Role: engine, Clauses: clauses{TS016}, Needs: needs{FeatureLoad}, Given: append(entered(), entered()...),
			Steps: []step{
				on(0), say("LOADASYNC 31 TORRENT {torrent:single} 0 0 0"), on(1), say("LOADASYNC 42 TORRENT {torrent:multi} 0 0 0"),
				patiently(start, expect("LOADRESP")), on(0), patiently(start, expect("LOADRESP")), conformance.Drain(time.Second),
				check("to each its own", func(s *session) *failure {
					for _, e := range lines(s, engine, "LOADRESP") {
						m, ok := e.Packet.Message.(*ts.LoadResp)
						if want := []string{"31", "42"}[e.Conn]; ok && string(m.RequestID) != want {
							return conformance.Fail(conformance.Unasked, "LOADRESP "+want+" alone on this connection", "%s", conformance.Show(e.Packet))
						}
					}
					return nil
				}),
			},
		},
		{
			ID: "ts/line/eof", Role: engine, Clauses: clauses{TS017}, Given: append(append(entered(), entered()...), on(0)),
			Steps: []step{conformance.Hang(conformance.FIN), on(1), fence(), connect(), hello(), login(), fence()},
		},
		{
			ID: "ts/line/port-file", Role: engine, Clauses: clauses{TS018}, Needs: needs{FeaturePortFile}, Whole: true,
			Steps: []step{check("the port in the file", portFile)},
		},
	}
}

// joined sends READY and more commands in one write.
func joined(more string) step {
	return conformance.Steps(check("sign", func(s *session) *failure {
		s.Vars["signed"] = "READY"
		if s.Vars["key"] != "" {
			s.Vars["signed"] += " key=" + ts.ResponseKey(s.Vars["key"], s.Vars["product-key"])
		}
		return nil
	}), conformance.Say("{signed}\r\n"+more, ""))
}

// answeredOnce wants each of some heads of lines once in what the engine has said.
func answeredOnce(heads ...string) func(*session) *failure {
	return func(s *session) *failure {
		for _, h := range heads {
			n := 0
			for _, e := range lines(s, engine, "*") {
				if bytes.HasPrefix(e.Packet.Raw, []byte(h)) {
					n++
				}
			}
			if n != 1 {
				return conformance.Fail(conformance.WrongCount, "one "+h, "%d", n)
			}
		}
		return nil
	}
}

// longRaw keeps in {raw} a torrent whose metainfo has at least n bytes: one long film
// in small pieces. Nobody seeds it; it is only to be loaded.
func longRaw(n int) step {
	return check("prepare a long line", func(s *session) *failure {
		const size = 16 << 10
		hashes := n / 20
		b := fmt.Appendf(nil, "d4:infod6:lengthi%de4:name8:film.mp412:piece lengthi%de6:pieces%d:", hashes*size, size, hashes*20)
		for i := range hashes * 20 {
			b = append(b, byte(i*7+i/20))
		}
		s.Vars["raw"] = base64.StdEncoding.EncodeToString(append(b, "ee"...))
		return nil
	})
}

// goesOn wants a playback on a connection that has not been stopped: nothing said so,
// and the url, the last that was announced, serves.
func goesOn(s *session, conn int) *failure {
	for _, e := range lines(s, engine, "STATE", "STATUS", "STOP") {
		if e.Conn != conn {
			continue
		}
		switch m := e.Packet.Message.(type) {
		case *ts.State:
			if m.ID != ts.StateIdle && !m.Failed() {
				continue
			}
		case *ts.Status:
			if m.Main.State != ts.Idle && m.Main.State != ts.Err {
				continue
			}
		}
		return conformance.Fail(conformance.Lost, "the other session's playback to go on", "%s", conformance.Show(e.Packet))
	}
	if f := served(s); f != nil {
		f.Diagnosis = conformance.Lost
		return f
	}
	return nil
}

// portFile wants the decimal port of the target in the file {port-file}.
func portFile(s *session) *failure {
	b, err := os.ReadFile(s.Vars["port-file"])
	if err != nil {
		return conformance.Fail(conformance.MissingField, "the file "+s.Vars["port-file"], "%v", err)
	}
	port, err := ts.ParsePort(b, &codec.Options{Accept: ts.Lenient})
	if want := s.Vars["port"]; err != nil || fmt.Sprint(port) != want {
		return conformance.Fail(conformance.WrongValue, "the port "+want+" in the file", "%q", b)
	}
	return nil
}
