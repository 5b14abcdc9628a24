package ts

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/codec/ts"
	"enginespec/conformance"
)

// Cases of LOAD, LOADASYNC and their answers.
func loadCases() []*kase {
	return []*kase{
		{
			ID: "ts/load/request-id", Role: engine, Clauses: clauses{TS050}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{
				loads("467763", "TORRENT {torrent:single} 0 0 0"), loads("0", "TORRENT {torrent:multi} 0 0 0"),
				loads("2147483647", "TORRENT {torrent:single} 0 0 0"),
			},
		},
		{
			ID: "ts/load/overlapping", Role: engine, Clauses: clauses{TS051}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{
				say("LOADASYNC 11 TORRENT {torrent:single} 0 0 0"), say("LOADASYNC 22 TORRENT {torrent:multi} 0 0 0"),
				patiently(start, expect("LOADRESP")), patiently(start, expect("LOADRESP")),
				check("each with its id", func(s *session) *failure {
					want := map[string]string{"11": "single", "22": "multi"}
					for _, e := range lines(s, engine, "LOADRESP") {
						m, ok := e.Packet.Message.(*ts.LoadResp)
						if !ok {
							continue
						}
						fixture := want[string(m.RequestID)]
						if fixture == "" {
							return conformance.Fail(conformance.WrongValue, "the ids 11 and 22, once each", "%s", m.RequestID)
						}
						delete(want, string(m.RequestID))
						if h := string(m.InfoHash); h != "" && !strings.EqualFold(h, s.Vars["hash:"+fixture]) {
							return conformance.Fail(conformance.WrongValue, "the info hash of what "+string(m.RequestID)+" asked for", "%s", h)
						}
					}
					return nil
				}),
			},
		},
		{
			ID: "ts/load/torrent", Role: engine, Clauses: clauses{TS052}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{loads("1", "TORRENT {torrent:single} 0 0 0", succeeds)},
		},
		{
			ID: "ts/load/raw", Role: engine, Clauses: clauses{TS052}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{raw("single"), loads("1", "RAW {raw} 0 0 0", succeeds)},
		},
		{
			ID: "ts/load/infohash", Role: engine, Clauses: clauses{TS052}, Needs: needs{FeatureLoad},
			Given: append(entered(), loads("1", "TORRENT {torrent:single} 0 0 0", succeeds)),
			Steps: []step{loads("2", "INFOHASH {hash:single} 0 0 0")},
		},
		{
			ID: "ts/load/pid", Role: engine, Clauses: clauses{TS052}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{loads("1", "PID {pid:single}")},
		},
		{
			ID: "ts/load/pid-with-ids", Role: engine, Clauses: clauses{TS053}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{loads("1", "PID {pid:single}"), loads("2", "PID {pid:single} 0 0 0"), sameAnswer("1", "2")},
		},
		{
			ID: "ts/load/one-line", Role: engine, Clauses: clauses{TS054}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{loads("1", "TORRENT {torrent:multi} 0 0 0", func(_ *session, p *codec.Packet) *failure {
				m := p.Message.(*ts.LoadResp)
				for _, u := range p.Rules {
					if u.Rule == ts.SplitLoadResp {
						return conformance.Fail(conformance.Malformed, "name, id and JSON on one line", "")
					}
				}
				if j := bytes.TrimSpace(m.Raw); len(j) == 0 || j[0] != '{' {
					return conformance.Fail(conformance.Malformed, "a JSON object behind the id", "")
				}
				return nil
			})},
		},
		{
			ID: "ts/load/status-values", Role: engine, Clauses: clauses{TS055}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{
				loads("1", "TORRENT {torrent:single} 0 0 0", statusIn(0, 1, 2, 100)), loads("2", "TORRENT {torrent:nomedia} 0 0 0", statusIn(0, 1, 2, 100)),
				loads("3", "TORRENT {nowhere} 0 0 0", statusIn(0, 1, 2, 100)),
			},
		},
		{
			ID: "ts/load/status-counts-media", Role: engine, Clauses: clauses{TS056}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{
				loads("1", "TORRENT {torrent:single} 0 0 0", statusIn(1)), loads("2", "TORRENT {torrent:multi} 0 0 0", statusIn(2)),
				loads("3", "TORRENT {torrent:nomedia} 0 0 0", statusIn(0)),
			},
		},
		{
			ID: "ts/load/fields", Role: engine, Clauses: clauses{TS057}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{loads("1", "TORRENT {torrent:single} 0 0 0", hasFiles("single")), loads("2", "TORRENT {torrent:multi} 0 0 0", hasFiles("multi"))},
		},
		{
			ID: "ts/load/names-escaped", Role: engine, Clauses: clauses{TS058}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{loads("1", "TORRENT {torrent:unicode} 0 0 0", namesOf("unicode"))},
		},
		{
			ID: "ts/load/quotes-escaped", Role: engine, Clauses: clauses{TS062}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{loads("1", "TORRENT {torrent:unicode} 0 0 0", quotesEscaped)},
		},
		{
			ID: "ts/load/sparse-indexes", Role: engine, Clauses: clauses{TS059}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{loads("1", "TORRENT {torrent:multi} 0 0 0", indexesOf("multi"))},
		},
		{
			ID: "ts/load/failure", Role: engine, Clauses: clauses{TS060}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{loads("1", "TORRENT {nowhere} 0 0 0", fails)},
		},
		{
			ID: "ts/load/separators", Role: engine, Clauses: clauses{TS061}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{loads("1", "TORRENT {torrent:multi} 0 0 0", pythonSeparators)},
		},
		{
			ID: "ts/load/status-around", Role: engine, Clauses: clauses{TS063}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{
				say("LOADASYNC 1 TORRENT {torrent:single} 0 0 0"), expect("STATUS", main(ts.Loading)), patiently(start, expect("LOADRESP")),
				expect("STATUS", main(ts.Idle)),
			},
		},
		{
			ID: "ts/load/only-status-between", Role: engine, Clauses: clauses{TS064}, Needs: needs{FeatureLoad},
			Given: append(entered(), conformance.Drain(time.Second)), // what AUTH brings about has come
			Steps: []step{
				say("LOADASYNC 1 TORRENT {torrent:single} 0 0 0"),
				patiently(start, conformance.Fenced(expect("LOADRESP"), "*", "STATUS")),
			},
		},
		{
			ID: "ts/load/sync", Role: engine, Clauses: clauses{TS065}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{say("LOAD TORRENT {torrent:multi} 0 0 0"), patiently(start, expect("##", replies(hasFiles("multi")))), quietly("LOADRESP")},
		},
		{
			ID: "ts/load/sync-order", Role: engine, Clauses: clauses{TS066}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{
				say("LOAD TORRENT {torrent:multi} 0 0 0"), say("GETPID {unknown} 0 0 0"), say("LOAD TORRENT {torrent:single} 0 0 0"),
				patiently(start, expect("##", inTurn(2))), patiently(start, expect("##", inTurn(-1))), patiently(start, expect("##", inTurn(1))),
			},
		},
		{
			ID: "ts/load/bad-base64", Role: engine, Clauses: clauses{TS068}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{loads("1", "RAW !!!notbase64!!! 0 0 0", fails), fence()},
		},
		{
			ID: "ts/load/not-a-torrent", Role: engine, Clauses: clauses{TS068}, Needs: needs{FeatureLoad}, Given: entered(),
			Steps: []step{loads("1", "RAW aGVsbG8= 0 0 0", fails), fence()},
		},
		{
			ID: "ts/load/unknown-source", Role: engine, Clauses: clauses{TS068}, Given: entered(),
			Steps: []step{say("LOADASYNC 1 CARRIER pigeon 0 0 0"), fence(), check("failure or silence", func(s *session) *failure {
				for _, e := range lines(s, engine, "LOADRESP") {
					if m, ok := e.Packet.Message.(*ts.LoadResp); ok && !m.Failed() {
						return conformance.Fail(conformance.Accepted, "status 100 or nothing", "%s", conformance.Show(e.Packet))
					}
				}
				return nil
			})},
		},
	}
}

// raw keeps a fixture's metainfo in base64 in {raw}.
func raw(fixture string) step {
	return check("prepare RAW", func(s *session) *failure {
		b, err := s.RawFixture(fixture)
		if err != nil {
			return conformance.Fail(conformance.Unreachable, "the fixture", "%v", err)
		}
		s.Vars["raw"] = b
		return nil
	})
}

// loads sends LOADASYNC and waits for the answer with its id.
func loads(id, source string, tests ...conformance.Judge) step {
	return conformance.Steps(say("LOADASYNC "+id+" "+source),
		patiently(start, expect("LOADRESP", append([]conformance.Judge{hasID(id)}, tests...)...)))
}

func hasID(id string) conformance.Judge {
	return func(_ *session, p *codec.Packet) *failure {
		if m := p.Message.(*ts.LoadResp); string(m.RequestID) != id {
			return &failure{Diagnosis: conformance.WrongValue, Clause: TS050, Expected: "request id " + id, Actual: conformance.Show(p)}
		}
		return nil
	}
}

// answer is the JSON of a LOADRESP, or of a ## reply.
func answer(p *codec.Packet) (*ts.Response, error) {
	switch m := p.Message.(type) {
	case *ts.LoadResp:
		return &m.Response, nil
	case *ts.Reply:
		return m.Response(&codec.Options{Accept: ts.Lenient})
	}
	return nil, fmt.Errorf("%s has no JSON", p.Kind())
}

// inTurn wants the reply whose JSON has a status, or, below 0, one that is empty. A
// reply that is another's has come in the wrong order.
func inTurn(status int64) conformance.Judge {
	return func(_ *session, p *codec.Packet) *failure {
		have := int64(-1)
		if m := p.Message.(*ts.Reply); len(m.Text) > 0 {
			r, err := answer(p)
			if err != nil {
				return conformance.Fail(conformance.Malformed, "a JSON object behind ##", "%s (%v)", conformance.Show(p), err)
			}
			have = r.Status
		}
		if have != status {
			return conformance.Fail(conformance.WrongOrder, "the replies in the order of the requests", "%s", conformance.Show(p))
		}
		return nil
	}
}

// replies judges the JSON of a ## reply.
func replies(judge conformance.Judge) conformance.Judge {
	return func(s *session, p *codec.Packet) *failure {
		if _, err := answer(p); err != nil {
			return conformance.Fail(conformance.Malformed, "a JSON object behind ##", "%s (%v)", conformance.Show(p), err)
		}
		return judge(s, p)
	}
}
