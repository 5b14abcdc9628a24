package ctcs

import (
	"testing"

	"enginespec/codec"
)

// FuzzLine holds any line, of any party and in any version, to what must hold for
// all.
func FuzzLine(f *testing.F) {
	for _, line := range []string{
		"PROTOCOL 0003", "CTSTATUS 0:-1/2:3/4 5/6/7 8,9 1234567890,11 12,13 14", "CTFILE 1 2 3 4 5 6 7 a b", "CTINFO 2 a",
		"CTPEER -CD0303-0xE701 127.0.0.1 UiCn 1 2 3 4 5", "CTCONFIG a.b I 1-2 1:a 2:b: 0:", "CTCONFIG . 1.5 . 100 . . . 1",
		"CTBW 1,2 3,4", "SETDLIMIT 12.9", "CTORRENT a 1 2 b", "CTDETAIL 1 2 3 4", "CTFDONE",
	} {
		for v := range uint8(4) {
			f.Add(v%2 == 0, v, []byte(line))
		}
	}
	f.Fuzz(func(t *testing.T, engine bool, version uint8, line []byte) {
		from := codec.Controller
		if engine {
			from = codec.Engine
		}
		judge(t, from, int(version%4), line)
	})
}
