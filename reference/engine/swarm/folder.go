package swarm

import (
	"encoding/json"
	"unicode/utf8"
)

// folder is a path in a state file: a string, or {"bytes": base64} where the system's
// name is not UTF-8, which a string of JSON cannot carry.
type folder string

type folderBytes struct {
	Bytes []byte `json:"bytes"`
}

// MarshalJSON is part of json.Marshaler.
func (f folder) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(f)) {
		return json.Marshal(string(f))
	}
	return json.Marshal(folderBytes{[]byte(f)})
}

// UnmarshalJSON is part of json.Unmarshaler.
func (f *folder) UnmarshalJSON(b []byte) error {
	if len(b) == 0 || b[0] != '{' {
		return json.Unmarshal(b, (*string)(f))
	}
	var v folderBytes
	err := json.Unmarshal(b, &v)
	*f = folder(v.Bytes)
	return err
}
