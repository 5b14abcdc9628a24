package text

import (
	"encoding/binary"
	"math/bits"
	"strconv"
)

// AppendUint appends v in decimal. Numbers below 10^8, which most fields of a status
// are, are spread over eight bytes at once, without a branch a digit.
func AppendUint(dst []byte, v uint64) []byte {
	if v >= 1e8 {
		return strconv.AppendUint(dst, v, 10)
	}
	// Halve three times: 4+4 digits, then four times 2, then eight digits, the first
	// one in the lowest byte.
	x := v/1e4 | v%1e4<<32
	q := x * 10486 >> 20 & 0x0000007F0000007F // /100
	x = q | (x-q*100)<<16
	q = x * 103 >> 10 & 0x000F000F000F000F // /10
	x = q | (x-q*10)<<8
	zeros := bits.TrailingZeros64(x|1<<56) >> 3
	dst = binary.LittleEndian.AppendUint64(dst, (x|0x3030303030303030)>>(zeros*8))
	return dst[:len(dst)-zeros]
}

// AppendInt appends v in decimal.
func AppendInt(dst []byte, v int64) []byte {
	if v < 0 {
		return strconv.AppendInt(dst, v, 10)
	}
	return AppendUint(dst, uint64(v))
}
