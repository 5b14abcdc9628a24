package ts

import (
	"bytes"
	"slices"

	"enginespec/codec"
)

// Member is a key of a JSON object with its value as it is.
type Member struct {
	Key   codec.Bytes `json:"key"`
	Value codec.Bytes `json:"value"`
}

func hasMember(list []Member, key []byte) bool {
	return slices.ContainsFunc(list, func(m Member) bool { return bytes.Equal(m.Key, key) })
}

// appendMembers appends members behind others of the same object.
func appendMembers(dst []byte, list []Member) ([]byte, error) {
	for _, m := range list {
		dst = append(appendString(append(dst, ", "...), m.Key), ": "...)
		var err error
		if dst, err = AppendJSON(dst, m.Value); err != nil {
			return dst, err
		}
	}
	return dst, nil
}

// membersSize is an upper bound of what appendMembers appends.
func membersSize(list []Member) (n int) {
	for i := range list {
		n += 6*len(list[i].Key) + 2*len(list[i].Value) + len(`, "": `)
	}
	return n
}

func cloneMembers(list []Member) []Member {
	list = slices.Clone(list)
	for i := range list {
		list[i].Key, list[i].Value = list[i].Key.Clone(), list[i].Value.Clone()
	}
	return list
}
