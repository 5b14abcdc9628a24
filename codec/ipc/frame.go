package ipc

import (
	"encoding/binary"

	"enginespec/codec"
)

const (
	// HeaderLen is the length of a frame's header, eight hex digits.
	HeaderLen = 8
	// MaxPayload is the greatest length of a payload, 2^31-8 (S:20-22), and what holds
	// where Options.Limits.Message is zero. A server that does not want to hold 2 GiB
	// sets that lower.
	MaxPayload = 0x7FFFFFF8
)

// ConsumeFrame returns the first frame of b, with its header, and its length.
// n == 0 with a nil error means that b does not hold the whole frame yet: a length
// that is not hex, too large or zero is refused as soon as it can be seen, before
// anything is waited for. The frame aliases b.
func ConsumeFrame(b []byte, o *codec.Options) (frame []byte, n int, err error) {
	size, ok, err := consumeLength(b, o)
	if err != nil || !ok || len(b)-HeaderLen < size {
		return nil, 0, err
	}
	n = HeaderLen + size
	return b[:n:n], n, nil
}

// consumeLength reads the header. ok is false while it is incomplete.
func consumeLength(b []byte, o *codec.Options) (size int, ok bool, err error) {
	var v uint64
	for i := 0; i < HeaderLen && i < len(b); i++ {
		d := hexDigit(b[i])
		if d > 15 {
			return looseLength(b, i, o)
		}
		v = v<<4 | uint64(d)
	}
	if len(b) < HeaderLen {
		return 0, false, nil
	}
	return checkLength(v, o)
}

func checkLength(v uint64, o *codec.Options) (int, bool, error) {
	most := MaxPayload
	if o != nil && o.Limits.Message > 0 {
		most = min(most, o.Limits.Message)
	}
	switch {
	case v > uint64(most):
		return 0, false, &codec.Error{Code: codec.Limit, Field: "length", Limit: int64(most)}
	case v == 0:
		// No bencode value is empty.
		return 0, false, &codec.Error{Code: codec.Range, Field: "length"}
	}
	return int(v), true, nil
}

// looseLength reads what strtoul would, which is what real daemons read: blanks, a
// plus and 0x in front of fewer digits. bad is the first byte that is no digit.
func looseLength(b []byte, bad int, o *codec.Options) (int, bool, error) {
	h := b[:min(len(b), HeaderLen)]
	i := 0
	for i < len(h) && (h[i] == ' ' || '\t' <= h[i] && h[i] <= '\r') {
		i++
	}
	if i < len(h) && h[i] == '+' {
		i++
	}
	if i+1 < len(h) && h[i] == '0' && h[i+1]|0x20 == 'x' {
		i += 2
	}
	var v uint64
	for _, ch := range h[i:] {
		d := hexDigit(ch)
		if d > 15 {
			return 0, false, &codec.Error{Code: codec.Syntax, Offset: int64(bad), Field: "length"}
		}
		v = v<<4 | uint64(d)
	}
	if i == HeaderLen {
		return 0, false, &codec.Error{Code: codec.Syntax, Offset: int64(bad), Field: "length"}
	}
	if len(h) < HeaderLen && o != nil && o.Accept.Has(LooseLength) {
		return 0, false, nil
	}
	if err := o.Tolerate(LooseLength, bad, "length"); err != nil {
		return 0, false, err
	}
	return checkLength(v, o)
}

// hexDigit returns the value of a hex digit, or something above 15.
func hexDigit(ch byte) byte {
	if d := ch - '0'; d <= 9 {
		return d
	}
	if d := (ch | 0x20) - 'a'; d <= 5 {
		return d + 10
	}
	return 0xff
}

// AppendFrame appends a frame around a payload, which is not looked at. It fails,
// with dst unchanged, if the payload is empty or longer than [MaxPayload].
func AppendFrame(dst, payload []byte) ([]byte, error) {
	at := len(dst)
	return endFrame(append(beginFrame(dst), payload...), at)
}

func beginFrame(dst []byte) []byte { return append(dst, "00000000"...) }

// endFrame writes the length of the frame that begins at offset at: upper case,
// as every real program does.
func endFrame(dst []byte, at int) ([]byte, error) {
	n := len(dst) - at - HeaderLen
	if _, _, err := checkLength(uint64(n), nil); err != nil {
		return dst[:at], err
	}
	putLength(dst[at:at+HeaderLen], uint32(n))
	return dst, nil
}

func putLength(h []byte, n uint32) {
	const hex = "0123456789ABCDEF"
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], n)
	for i, v := range b {
		h[2*i], h[2*i+1] = hex[v>>4], hex[v&15]
	}
}
