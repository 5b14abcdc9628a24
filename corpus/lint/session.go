package lint

import (
	"enginespec/codec"
	"enginespec/corpus"
)

// decode checks that a reader which accepts every rule understands all of a
// recorded session: what real programs said is no secret to the codec.
func (l *linter) decode(p Protocol, s *corpus.Session) {
	file := corpus.Pos{File: p.Name() + "/sessions/" + s.ID[len(p.Name())+1:] + ".json"}
	for conn := 1; conn <= s.Conns(); conn++ {
		d := p.Decoder(codec.Options{Version: s.Version, Accept: codec.Accept(p.Rules()...)})
		rest := map[codec.Party][]byte{}
		for i, e := range s.Entries {
			if e.Conn != conn || len(e.Bytes) == 0 {
				continue
			}
			b := append(rest[e.From], e.Bytes...)
			for len(b) > 0 {
				pkt, n, err := d.Consume(e.From, b, last(s, i))
				if err == nil {
					err = pkt.Err
				}
				if err != nil {
					l.add(file, s.ID, "entry %d, from the %s: %v", i+1, e.From, err)
				}
				if n == 0 {
					break
				}
				b = b[n:]
			}
			rest[e.From] = b
		}
		for from, b := range rest {
			if len(b) > 0 {
				l.add(file, s.ID, "connection %d: the last %d bytes of the %s are no message", conn, len(b), from)
			}
		}
	}
}

// last reports whether the party of entry i writes nothing more on its connection.
func last(s *corpus.Session, i int) bool {
	for _, e := range s.Entries[i+1:] {
		if e.Conn == s.Entries[i].Conn && e.From == s.Entries[i].From && len(e.Bytes) > 0 {
			return false
		}
	}
	return true
}
