package campaign

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strconv"

	"enginespec/codec"
)

// mutator makes bytes of bytes. What it does follows from its random source alone.
type mutator struct {
	*source
	r *rand.Rand
}

// chance is true once in n times.
func (m *mutator) chance(n int) bool { return m.r.IntN(n) == 0 }

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// message is one message: of the corpus, of the grammar with a value changed, or broken.
func (m *mutator) message() []byte {
	b := pick(m.r, m.messages[pick(m.r, m.kinds)])
	switch m.r.IntN(10) {
	case 0, 1, 2:
	case 3, 4, 5, 6:
		b = m.value(b)
	default:
		b = m.broken(b)
	}
	return b
}

// value decodes b, changes one value of the message and writes it again. What cannot be
// read, or not be written, is broken instead.
func (m *mutator) value(b []byte) []byte {
	l, us := m.languages, m.languages.Role.Other()
	p, n, err := l.Suite.Protocol.Decoder(codec.Options{Accept: l.Suite.Lenient, Limits: l.Suite.Limits}).Consume(us, b, true)
	if err != nil || n == 0 || p.Message == nil {
		return m.broken(b)
	}
	text, err := json.Marshal(p.Message)
	if err != nil {
		return m.broken(b)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return m.broken(b)
	}
	leaves := 0
	walk(v, func(any) any { leaves++; return nil })
	if leaves == 0 {
		return m.broken(b)
	}
	which, i := m.r.IntN(leaves), -1
	v = walk(v, func(leaf any) any {
		if i++; i != which {
			return nil
		}
		return m.leaf(leaf)
	})
	text, err = json.Marshal(v)
	made := l.Suite.Protocol.New(us, p.Kind())
	if err != nil || made == nil || json.Unmarshal(text, made) != nil {
		return m.broken(b)
	}
	out, err := made.Append(nil)
	if err != nil || bytes.Equal(out, b) {
		return m.broken(b)
	}
	return append(out, b[n:]...)
}

// walk calls f for each value below v that is no object, and for each list as a whole; what
// it returns, unless it is nil, takes that one's place.
func walk(v any, f func(any) any) any {
	switch t := v.(type) {
	case map[string]any:
		keys := make([]string, 0, len(t))
		for k := range t {
			keys = append(keys, k)
		}
		slices.Sort(keys) // the order must not depend on the map
		for _, k := range keys {
			t[k] = walk(t[k], f)
		}
		return t
	case []any:
		if now := f(t); now != nil {
			return now
		}
		for i := range t {
			t[i] = walk(t[i], f)
		}
		return t
	}
	if now := f(v); now != nil {
		return now
	}
	return v
}

var edges = []string{
	"0", "1", "-1", "2", "7", "100", "255", "256", "65535", "65536", "2147483647", "2147483648", "-2147483648", "4294967295", "4294967296",
	"9223372036854775807", "-9223372036854775808", "18446744073709551615", "1000000",
}

// leaf is another value of the same type.
func (m *mutator) leaf(v any) any {
	switch t := v.(type) {
	case json.Number:
		return json.Number(pick(m.r, edges))
	case bool:
		return !t
	case string:
		if _, err := strconv.ParseInt(t, 10, 64); err == nil && m.chance(2) {
			return pick(m.r, edges)
		}
		switch m.r.IntN(5) {
		case 0:
			return ""
		case 1:
			return string(pick(m.r, m.words))
		case 2:
			return t + string(bytes.Repeat([]byte{byte('!' + m.r.IntN(90))}, m.length()))
		case 3:
			return t + string(pick(m.r, m.words))
		default:
			return string(m.bytes([]byte(t)))
		}
	case []any:
		switch {
		case len(t) == 0:
			return nil
		case m.chance(3):
			return t[:m.r.IntN(len(t))]
		}
		out := slices.Clone(t)
		for range m.r.IntN(40) {
			out = append(out, t[m.r.IntN(len(t))])
		}
		return out
	}
	return nil
}

// length is short, or near where programs have their buffers.
func (m *mutator) length() int {
	if m.chance(2) {
		return 1 + m.r.IntN(40)
	}
	near := pick(m.r, []int{64, 128, 256, 512, 1024, 2048, lineLimit, 8192, 16384, 65536})
	return max(near+m.r.IntN(9)-4, 1)
}

// broken changes bytes, and mostly makes what counts them right again.
func (m *mutator) broken(b []byte) []byte {
	for range 1 + m.r.IntN(3) {
		b = m.bytes(b)
	}
	if !m.chance(8) {
		b = m.languages.refit(b)
	}
	if end := lineEnds[m.languages.Suite.Name()]; end != "" && !m.chance(6) && !bytes.HasSuffix(b, []byte(end)) {
		b = append(slices.Clone(b), end...)
	}
	return b
}

// bytes makes one change. Its argument is not written to.
func (m *mutator) bytes(b []byte) []byte {
	if len(b) == 0 {
		return slices.Clone(pick(m.r, m.words))
	}
	at := m.r.IntN(len(b))
	to := min(len(b), at+1+m.r.IntN(16))
	switch m.r.IntN(9) {
	case 0:
		out := slices.Clone(b)
		out[at] ^= 1 << m.r.IntN(8)
		return out
	case 1:
		return slices.Concat(b[:at], b[to:])
	case 2:
		return slices.Concat(b[:at], pick(m.r, m.words), b[at:])
	case 3:
		return slices.Concat(b[:at], pick(m.r, m.words), b[to:])
	case 4:
		return slices.Concat(b[:to], b[at:to], b[to:])
	case 5:
		return slices.Concat(b[:at], bytes.Repeat(b[at:at+1], m.length()), b[at:])
	case 6:
		return slices.Clone(b[:at])
	case 7:
		return m.number(b)
	default:
		return slices.Concat(b[:at], []byte{pick(m.r, []byte("\x00\t\r\n !\"%&+,-./09:;<=?\\_{|}~\x7f\x80\xc3\xff"))}, b[at:])
	}
}

// number puts another number in the place of one.
func (m *mutator) number(b []byte) []byte {
	var runs [][2]int
	for i := 0; i < len(b); i++ {
		j := i
		for j < len(b) && '0' <= b[j] && b[j] <= '9' {
			j++
		}
		if j > i {
			runs = append(runs, [2]int{i, j})
			i = j
		}
	}
	if len(runs) == 0 {
		return slices.Concat(b, []byte(pick(m.r, edges)))
	}
	run := pick(m.r, runs)
	return slices.Concat(b[:run[0]], []byte(pick(m.r, edges)), b[run[1]:])
}
