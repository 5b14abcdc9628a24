package report

import (
	"encoding/hex"
	"strings"

	"enginespec/codec"
)

// wireView is one entry of a transcript.
type wireView struct {
	Entry
	Arrow string
	Who   string
	Hex   string
	More  int  // bytes that are not shown
	Here  bool // it shows the failure
	Left  int  // entries left out in this place; nothing else is set
}

// The most that the page shows of a dialogue: what is left out is in the JSON document.
const (
	headWire  = 40
	tailWire  = 80
	bytesWire = 256
)

func wire(entries []Entry, here int) (list []wireView) {
	for i, e := range entries {
		if left := len(entries) - headWire - tailWire; left > 0 && i >= headWire && i < headWire+left && i != here {
			if n := len(list); list[n-1].Left > 0 {
				list[n-1].Left++
			} else {
				list = append(list, wireView{Left: 1})
			}
			continue
		}
		v := wireView{Entry: e, Arrow: "·", Who: "note", Here: i == here}
		if e.From != nil {
			v.Arrow, v.Who = "←", e.From.String()
			if *e.From == codec.Controller {
				v.Arrow = "→"
			}
			raw := []byte(e.Raw)
			v.More = max(len(raw)-bytesWire, 0)
			v.Hex = spaced(raw[:len(raw)-v.More])
		}
		list = append(list, v)
	}
	return list
}

// spaced is bytes in hex, with a space between each two, so that a line may break there.
func spaced(b []byte) string {
	var s strings.Builder
	for i, c := range b {
		if i > 0 {
			s.WriteByte(' ')
		}
		s.WriteString(hex.EncodeToString([]byte{c}))
	}
	return s.String()
}
