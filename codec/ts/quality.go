package ts

import (
	"strconv"

	"enginespec/codec"
)

// Quality is one stream of multi-stream content.
type Quality struct {
	Bitrate int64       `json:"bitrate"`
	Name    codec.Bytes `json:"name"`
	Extra   []Member    `json:"extra,omitempty"` // other keys, in their order
}

func (j *jsonScan) qualities(limit int) []Quality {
	list := []Quality{}
	j.mark('[', "qualities")
	for j.next(']', len(list), nil) {
		if len(list) >= limit {
			j.limit(limit, j.base+j.i, "qualities")
			break
		}
		list = append(list, j.quality())
	}
	return list
}

func (j *jsonScan) quality() (q Quality) {
	var bitrate, name bool
	j.mark('{', "qualities")
	for n := 0; j.next('}', n, nil); n++ {
		j.space()
		at := j.base + j.i
		key := codec.Bytes(j.key("qualities"))
		var twice bool
		switch string(key) {
		case "bitrate":
			twice, bitrate = bitrate, true
			q.Bitrate = j.number("bitrate")
		case "name":
			twice, name = name, true
			q.Name = j.text("name")
		default:
			twice = hasMember(q.Extra, key)
			if len(q.Extra) >= DefaultKeys {
				j.limit(DefaultKeys, at, "qualities")
			}
			q.Extra = append(q.Extra, Member{key, j.skip("qualities")})
		}
		if twice {
			j.fail(codec.Duplicate, at, "key")
		}
	}
	return q
}

func (q *Quality) append(dst []byte) ([]byte, error) {
	dst = strconv.AppendInt(append(dst, `{"bitrate": `...), q.Bitrate, 10)
	dst = appendString(append(dst, `, "name": `...), q.Name)
	dst, err := appendMembers(dst, q.Extra)
	return append(dst, '}'), err
}

func (q *Quality) size() int {
	return 6*len(q.Name) + len(`{"bitrate": , "name": ""}, `) + numberSize + membersSize(q.Extra)
}
