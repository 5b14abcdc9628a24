package fault

import (
	"bytes"
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
		ctcsEngine("remembers-peers", "083", "unasked", "lists a peer that has left", func(w *Wire) Rewriter {
			known, now := map[string][]byte{}, map[string]bool{}
			return func(p *codec.Packet) {
				switch p.Kind() {
				case "CTPEERSTART":
					clear(now)
				case "CTPEER":
					address := strings.Fields(string(p.Raw))[2]
					known[address], now[address] = bytes.Clone(p.Raw), true
				case "CTPEERSDONE":
					for address, line := range known {
						if !now[address] {
							w.Write(w.Liar, line)
						}
					}
				}
				w.Pass(p)
			}
		}),
		ctcsEngine("peers-twice", "079", "wrong-count", "lists each peer twice", Twice("CTPEER")),
		ctcsEngine("own-id-for-all", "081", "wrong-value", "tells another id of a peer than its own", Change(Kind("CTPEER"), resub(`^CTPEER \S+ `, "CTPEER -XX0001-abcdefghijkl "))),
		ctcsEngine("peer-totals-exchanged", "081", "wrong-value", "writes the upload's total of a peer first", Change(Kind("CTPEER"), resub(` (\d+) (\d+) (\d+)\n`, " $2 $1 $3\n"))),
		ctcsEngine("has-what-others-have", "071", "wrong-value", "writes n_available where n_have stands", Change(Kind("CTFILE"), resub(`^(CTFILE \d+ \d+ \d+ \d+) \d+ (\d+) `, "$1 $2 $2 "))),
		ctcsEngine("no-parameters-of-orders", "115", "no-reply", "does not see CTRESTART with a parameter", Deaf(Like(`^CTRESTART `))),
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
