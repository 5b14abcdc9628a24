package campaign

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"enginespec/codec"
	"enginespec/corpus"
)

// source is what dialogues are made of: messages that the fuzzer's party writes, by
// kind, the dialogues of recorded sessions, and the words that occur in either.
type source struct {
	kinds     []string
	messages  map[string][][]byte
	recorded  []Dialogue
	words     [][]byte
	languages *Language
}

// newSource reads the corpus. credentials and addresses of its recordings become
// variables of the session, so that they fit the target.
func newSource(l *Language) (*source, error) {
	us, name := l.Role.Other(), l.Suite.Name()
	src := &source{messages: map[string][][]byte{}, languages: l}
	seen := map[string]bool{}
	vectors, err := corpus.Vectors(name)
	if err != nil && name != "ipc" {
		return nil, err
	}
	for _, v := range vectors {
		if v.From == us {
			src.add(v.Kind, fit(v.Input), seen)
		}
		src.learn(v.Value, seen)
	}
	sessions, err := corpus.Sessions(name)
	if err != nil {
		return nil, err
	}
	for i := range sessions {
		d := FromSession(&sessions[i], us)
		for j := range d {
			d[j].Bytes = fit(d[j].Bytes)
			src.cut(d[j].Bytes, seen)
		}
		if len(d) > 0 {
			src.recorded = append(src.recorded, d)
		}
	}
	for _, k := range l.Suite.Protocol.Kinds(us) {
		if m := l.Suite.Protocol.New(us, k); m != nil {
			if b, err := m.Append(nil); err == nil {
				src.add(k, b, seen)
			}
		}
		src.word([]byte(k), seen)
	}
	for _, w := range []string{
		"{hash}", "{pid}", "{cid}", "{torrent}", "{media}", "{hash:multi}", "{torrent:multi}", "%s%n%x", "../../../../x", "\x00", "\xff\xfe", "\r\n", "\n",
		"-1", "0", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551616", "1e999", "0x7fffffff", "NaN",
	} {
		src.word([]byte(w), seen)
	}
	slices.Sort(src.kinds)
	return src, nil
}

// cut adds the messages of a piece of a recording.
func (src *source) cut(b []byte, seen map[string]bool) {
	l := src.languages
	d := l.Suite.Protocol.Decoder(codec.Options{Accept: l.Suite.Lenient, Limits: l.Suite.Limits})
	for len(b) > 0 {
		p, n, err := d.Consume(l.Role.Other(), b, true)
		if err != nil || n == 0 {
			return
		}
		src.add(p.Kind(), p.Raw, seen)
		b = b[n:]
	}
}

func (src *source) add(kind string, b []byte, seen map[string]bool) {
	if kind == "" {
		kind = "malformed"
	}
	key := kind + "\x00" + string(b)
	if len(b) == 0 || seen[key] {
		return
	}
	seen[key] = true
	if src.messages[kind] == nil {
		src.kinds = append(src.kinds, kind)
	}
	src.messages[kind] = append(src.messages[kind], slices.Clone(b))
}

func (src *source) word(b []byte, seen map[string]bool) {
	if key := "word\x00" + string(b); len(b) > 0 && len(b) <= 64 && !seen[key] {
		seen[key] = true
		src.words = append(src.words, slices.Clone(b))
	}
}

// learn takes the keys and texts of a vector's value into the dictionary.
func (src *source) learn(value json.RawMessage, seen map[string]bool) {
	d := json.NewDecoder(bytes.NewReader(value))
	for {
		token, err := d.Token()
		if err != nil {
			return
		}
		if text, ok := token.(string); ok {
			src.word([]byte(text), seen)
		}
	}
}

// Dictionary returns the words of a protocol that occur in its corpus, for fuzzers that
// know no grammar.
func Dictionary(l *Language) ([][]byte, error) {
	src, err := newSource(l)
	if err != nil {
		return nil, err
	}
	return src.words, nil
}

// fit puts variables in the place of what only fits the recorded program.
func fit(b []byte) []byte {
	r := strings.NewReplacer(
		`%22api_key%22%3A%22k%22`, `%22api_key%22%3A%22{api-key}%22`, `%22api_secret%22%3A%22s%22`, `%22api_secret%22%3A%22{api-secret}%22`,
		`"api_key":"k"`, `"api_key":"{api-key}"`, `"api_secret":"s"`, `"api_secret":"{api-secret}"`,
	)
	return []byte(r.Replace(string(b)))
}
