package codec

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// Bytes is text of the wire: a view of the decoder's input until Clone. In JSON
// it is a string when it is valid UTF-8 and {"hex": "..."} when it is not, so
// that every byte survives the way out and back.
type Bytes []byte

// String returns a copy as a string.
func (b Bytes) String() string { return string(b) }

// Clone returns a copy that does not alias the input. Nil stays nil.
func (b Bytes) Clone() Bytes { return bytes.Clone(b) }

// MarshalJSON writes a string, or {"hex": "..."} for bytes that are not UTF-8.
func (b Bytes) MarshalJSON() ([]byte, error) {
	if utf8.Valid(b) {
		return json.Marshal(string(b))
	}
	return json.Marshal(map[string]string{"hex": hex.EncodeToString(b)})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (b *Bytes) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		var s string
		if err := json.Unmarshal(data, &s); err != nil {
			return err
		}
		*b = Bytes(s)
		return nil
	}
	var h struct {
		Hex *string `json:"hex"`
	}
	if err := json.Unmarshal(data, &h); err != nil {
		return fmt.Errorf("expected a string or {\"hex\": ...}: %w", err)
	}
	if h.Hex == nil {
		*b = nil
		return nil
	}
	v, err := hex.DecodeString(*h.Hex)
	*b = v
	return err
}
