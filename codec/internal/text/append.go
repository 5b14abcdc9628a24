package text

import "strconv"

// AppendUint appends v in decimal. Numbers of one digit, which most fields of an
// idle status are, take one store.
func AppendUint(dst []byte, v uint64) []byte {
	if v < 10 {
		return append(dst, byte('0'+v))
	}
	return strconv.AppendUint(dst, v, 10)
}

// AppendInt appends v in decimal.
func AppendInt(dst []byte, v int64) []byte {
	if v < 0 {
		return strconv.AppendInt(dst, v, 10)
	}
	return AppendUint(dst, uint64(v))
}
