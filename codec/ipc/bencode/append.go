package bencode

import (
	"strconv"

	"enginespec/codec/internal/text"
)

// AppendInt appends v as "i-12e".
func AppendInt(dst []byte, v int64) []byte {
	dst = append(dst, 'i')
	dst = strconv.AppendInt(dst, v, 10)
	return append(dst, 'e')
}

// AppendUint appends v as "i12e". Values above 2^63-1 are beyond what
// [Cursor.Int] reads.
func AppendUint(dst []byte, v uint64) []byte {
	dst = append(dst, 'i')
	dst = strconv.AppendUint(dst, v, 10)
	return append(dst, 'e')
}

// AppendBytes appends v as "4:spam". Any byte may be in it.
func AppendBytes(dst, v []byte) []byte {
	dst = strconv.AppendUint(dst, uint64(len(v)), 10)
	dst = append(dst, ':')
	return append(dst, v...)
}

// AppendString appends v as "4:spam". Any byte may be in it.
func AppendString(dst []byte, v string) []byte {
	dst = strconv.AppendUint(dst, uint64(len(v)), 10)
	dst = append(dst, ':')
	return append(dst, v...)
}

// AppendBool appends "i1e" or "i0e", which is how this protocol writes truth.
func AppendBool(dst []byte, v bool) []byte {
	if v {
		return append(dst, "i1e"...)
	}
	return append(dst, "i0e"...)
}

// BeginList appends "l". Values follow, then [End].
func BeginList(dst []byte) []byte { return append(dst, 'l') }

// BeginDict appends "d". Pairs of string and value follow, then [End]. The caller
// writes the keys in ascending order; [Pairs] does it for callers that cannot.
func BeginDict(dst []byte) []byte { return append(dst, 'd') }

// End appends "e", the end of the innermost list or dictionary.
func End(dst []byte) []byte { return append(dst, 'e') }

// SizeInt is the number of bytes that AppendInt appends.
func SizeInt(v int64) int {
	if v < 0 {
		return 3 + text.Digits(-uint64(v))
	}
	return 2 + text.Digits(uint64(v))
}

// SizeString is the number of bytes that AppendString and AppendBytes append for
// a string of n bytes.
func SizeString(n int) int { return text.Digits(uint64(n)) + 1 + n }
