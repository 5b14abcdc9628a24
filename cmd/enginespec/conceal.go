package main

import (
	"sync"

	"enginespec/codec/putio"
	"enginespec/conformance"
	"enginespec/conformance/redact"
	"enginespec/conformance/report"
)

// conceal takes out of what reports show the keys, secrets and tokens of put.io's
// accounts, which may be somebody's own. In the other protocols what looks like a secret
// is the suite's own invention and the evidence of a finding.
func conceal() report.Redact {
	var mu sync.Mutex
	r := redact.For(putio.Protocol.Name())
	return func(protocol string, e conformance.Entry) conformance.Entry {
		if protocol != putio.Protocol.Name() {
			return e
		}
		mu.Lock()
		defer mu.Unlock()
		if e.Packet != nil {
			p := *e.Packet
			p.Raw = r.Bytes(p.Raw)
			e.Packet = &p
		}
		e.Note = r.Text(e.Note)
		return e
	}
}
