package fault

import (
	"strings"

	"enginespec/codec"
)

// ctcsSwarm are the engine's lies that only one who has a tracker and peers can tell:
// on the core that really downloads, variant "swarm".
func ctcsSwarm() []*Fault {
	list := []*Fault{
		ctcsEngine("other-peerid", "051", "wrong-value", "greets with another peer id than it announces", Change(Kind("CTORRENT"), func(raw string) string {
			id := strings.Fields(raw)[1]
			last := "1"
			if strings.HasSuffix(id, last) {
				last = "2"
			}
			return strings.Replace(raw, id, id[:len(id)-1]+last, 1)
		})),
		ctcsEngine("pairs-exchanged", "082", "wrong-value", "writes the upload's pair of choke_interest first", Change(Kind("CTPEER"), resub(` ([CU][in])([CU][in]) `, " $2$1 "))),
		ctcsEngine("own-address", "083", "wrong-value", "writes another address than the peer's", Change(Kind("CTPEER"), resub(` 127\.\d+\.\d+\.\d+ `, " 127.0.0.1 "))),
		ctcsEngine("strangers", "083", "unasked", "lists a peer that has not shaken hands", Tell(Kind("CTPEER"), func(_ *Wire, p *codec.Packet) [][]byte {
			return [][]byte{p.Raw, []byte(resub(` 127\.\d+\.\d+\.\d+ `, " 127.9.9.9 ")(string(p.Raw)))}
		})),
		ctcsEngine("stays-in-the-swarm", "111", "not-closed", "does not quit, and tells the tracker nothing", Deaf(Kind("CTQUIT"))),
		ctcsEngine("leaves-at-restart", "113", "closed", "closes the connection at CTRESTART", func(w *Wire) Rewriter {
			return func(p *codec.Packet) {
				w.Pass(p)
				if p.Kind() == "CTRESTART" {
					w.Close()
				}
			}
		}),
		ctcsEngine("restarts-at-update", "114", "wrong-value", "takes CTUPDATE for CTRESTART", misreads(`^CTUPDATE\n`, "CTRESTART\n")),
	}
	for _, f := range list {
		f.Variant = "swarm"
	}
	return list
}
