package ipc_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"enginespec/codec"
	"enginespec/codec/ipc"
)

// malformed are values, in a request each, that eat the machine of some bencode reader,
// or that none can read.
var malformed = map[string]string{
	"integer with a leading zero": "i03e", "negative zero": "i-0e", "integer without digits": "ie", "integer with a plus": "i+5e",
	"integer above 63 bits": "i9223372036854775808e", "integer above 64 bits": "i99999999999999999999999e",
	"length with a leading zero": "01:x", "length below zero": "-1:x", "length of ten digits": "9999999999:x", "length of 31 bits": "2147483647:x",
	"length above 64 bits": "18446744073709551617:x", "key that is no string": "di1ei2ee", "key without a value": "d1:ae",
	"duplicate keys": "d1:ai1e1:ai2ee", "100,000 lists deep": strings.Repeat("l", 100_000) + strings.Repeat("e", 100_000),
	"10,000,000 lists deep": strings.Repeat("l", 10_000_000), "100,000 dictionaries deep": strings.Repeat("d1:a", 100_000),
}

// What is refused costs a small error, in the value of a key that nobody knows as in one
// that is read: 1 MiB is the bound.
func TestMalformedTakesFewBytes(t *testing.T) {
	for name, value := range malformed {
		for _, key := range []string{"4:frob", "14:get-status-all", "6:status", "16:addfile-detailed"} {
			in := frame("l" + key + value + "e")
			var m ipc.Message
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := m.Decode(in, nil)
			runtime.ReadMemStats(&after)
			assert.Error(t, err, name)
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<10), "%s, %s", key, name)
		}
	}
}

// BenchmarkSmall is what an ordinary request and its reply take.
func BenchmarkSmall(b *testing.B) {
	for name, payload := range map[string]string{
		"noop": "l4:noop0:i5ee", "start": "l5:startli8eei15ee", "get-info": "l8:get-infod2:idli4ei7ei2ee4:typel4:hash4:nameeei1ee",
		"status": "l6:statusld2:idi3e5:state7:seedinged2:idi9e5:state6:pausedeei1ee",
	} {
		in := frame(payload)
		b.Run(name, func(b *testing.B) {
			var m ipc.Message
			b.ReportAllocs()
			b.SetBytes(int64(len(in)))
			for b.Loop() {
				if err := m.Decode(in, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	hello := frame("d7:versiond5:label10:enginespec3:maxi2e3:mini1eee")
	b.Run("handshake", func(b *testing.B) {
		var h ipc.Handshake
		b.ReportAllocs()
		for b.Loop() {
			if err := h.Decode(hello, &codec.Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
