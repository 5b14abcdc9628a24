package ctcs_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	wire "enginespec/codec/ctcs"
	"enginespec/corpus"
)

// said is a message of a recording, read strictly.
type said struct {
	at   time.Duration
	conn int
	from codec.Party
	m    codec.Message
}

// messagesOf are all messages of a recording, read strictly, each at the time when the
// bytes came that complete it.
func messagesOf(t *testing.T, rec *corpus.Session) (all []said) {
	t.Helper()
	for c := 1; c <= rec.Conns(); c++ {
		d := wire.Protocol.Decoder(codec.Options{Version: wire.Highest})
		rest := map[codec.Party][]byte{}
		for _, e := range rec.Entries {
			if e.Conn != c || len(e.Bytes) == 0 {
				continue
			}
			b := append(rest[e.From], e.Bytes...)
			for len(b) > 0 {
				p, n, err := d.Consume(e.From, b, false)
				require.NoError(t, err)
				if n == 0 {
					break
				}
				require.NoError(t, p.Err, "%q", p.Raw)
				require.Empty(t, p.Rules, "%q", p.Raw)
				all = append(all, said{e.At, c, e.From, p.Message})
				b = b[n:]
			}
			rest[e.From] = append([]byte(nil), b...)
		}
		require.Empty(t, rest[codec.Engine])
		require.Empty(t, rest[codec.Controller])
	}
	return all
}

// TestRecordedLimit: in the recording of two real engines that an operator managed at
// once, the leech's rate is what it is limited to, and another soon after the limit is.
func TestRecordedLimit(t *testing.T) {
	all, err := corpus.Sessions("ctcs")
	require.NoError(t, err)
	var rec *corpus.Session
	for i := range all {
		if all[i].ID == "ctcs/two-ctorrents" {
			rec = &all[i]
		}
	}
	require.NotNil(t, rec)
	require.Equal(t, 2, rec.Conns())
	const seed, leech = 1, 2
	var limits []said          // of the leech, by the operator
	var rates []said           // that the leech told
	orders := map[string]int{} // by their words
	for _, s := range messagesOf(t, rec) {
		switch s.m.(type) {
		case *wire.SetDLimit:
			require.Equal(t, leech, s.conn)
			limits = append(limits, s)
		case *wire.BW:
			if s.conn == leech {
				rates = append(rates, s)
			}
		}
		if s.from == codec.Controller {
			orders[s.m.Kind()]++
		}
	}
	for _, word := range []string{"SENDSTATUS", "SENDDETAIL", "SENDPEERS", "SENDCONF", "SETDLIMIT", "CTCONFIG", "CTUPDATE", "CTRESTART"} {
		require.Positive(t, orders[word], word)
	}
	require.Equal(t, 2, orders["CTQUIT"])
	require.Len(t, limits, 2)
	low, high := limits[0].m.(*wire.SetDLimit).Limit, limits[1].m.(*wire.SetDLimit).Limit
	mean := func(from, to time.Duration, limit int64) float64 {
		sum, n := int64(0), 0
		for _, s := range rates {
			if bw := s.m.(*wire.BW); s.at >= from && s.at < to && bw.DLRate > 0 { // it is 0 when all is there
				require.Equal(t, limit, bw.DLLimit)
				sum += bw.DLRate
				n++
			}
		}
		require.GreaterOrEqual(t, n, 3, "rates from %v to %v", from, to)
		return float64(sum) / float64(n)
	}
	before := mean(limits[1].at-4*time.Second, limits[1].at, low)
	after := mean(limits[1].at+3*time.Second, time.Hour, high)
	require.InEpsilon(t, low, before, 0.1, "octets/s under a limit of %d", low)
	require.Greater(t, after, 5*before, "octets/s, from 3 s after a limit of %d", high)
	require.Less(t, after, float64(high))
}
