package replay

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"enginespec/codec"
	"enginespec/conformance"
)

// bindings are what the live party says where the recording says something else.
type bindings struct {
	how    conformance.Replaying
	params map[string]string
	// replace are pairs of texts: the second is written where the recording has the first.
	replace [][2]string
	values  map[string]map[string]any // by name, by the recorded value: the live one
	latest  map[string]string         // by name, the last live value
	url     string                    // where recorded URLs of ours lead now, empty for where they led
}

func newBindings(how conformance.Replaying, params map[string]string, replace [][2]string) *bindings {
	b := &bindings{how: how, params: maps.Clone(how.Params), replace: replace, values: map[string]map[string]any{}, latest: map[string]string{}}
	if b.params == nil {
		b.params = map[string]string{}
	}
	maps.Copy(b.params, params)
	return b
}

// as finds what becomes of the field at a path.
func (b *bindings) as(kind string, path []string) (as string, volatile bool) {
	for i := range b.how.Volatile {
		if v := &b.how.Volatile[i]; v.Fits(kind, path) {
			return v.As, true
		}
	}
	return "", false
}

// named splits "=name" and "name"; other kinds of fields have no name.
func named(as string) (name string, strict bool) {
	name, strict = strings.CutPrefix(as, "=")
	if strings.HasPrefix(name, "-") || strings.HasPrefix(name, "$") {
		return "", false
	}
	return name, strict
}

// tree is a message as JSON values.
func tree(m codec.Message) (any, error) {
	b, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	return v, d.Decode(&v)
}

// walk calls f for each leaf, and for what f wants to see whole, with its path. f
// returns what stands in its place.
func walk(v any, path []string, f func(path []string, v any) any) any {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			v[k] = walk(v[k], append(path, k), f)
		}
		return v
	case []any:
		for i := range v {
			v[i] = walk(v[i], append(path, strconv.Itoa(i)), f)
		}
		return v
	}
	return f(path, v)
}

// bind remembers which live value stands for a recorded one.
func (b *bindings) bind(name string, recorded, live any) {
	if b.values[name] == nil {
		b.values[name] = map[string]any{}
	}
	b.values[name][fmt.Sprint(recorded)] = live
	b.latest[name] = fmt.Sprint(live)
	if r, ok := recorded.(string); ok && name == "url" { // requests name its path alone
		l, _ := live.(string)
		ru, err1 := url.Parse(r)
		lu, err2 := url.Parse(l)
		if err1 == nil && err2 == nil {
			b.bind("target", ru.RequestURI(), lu.RequestURI())
		}
		if ru, lu := unescaped(r), unescaped(l); ru != r && b.values[name][ru] == nil { // other messages have it plain
			b.bind(name, ru, lu)
		}
	}
}

// write returns the bytes of a recorded message of ours for the live party: as they
// were, unless something in it has to be another.
func (b *bindings) write(p codec.Protocol, packet *codec.Packet) ([]byte, error) {
	if packet.Err != nil {
		return b.text(packet.Raw), nil
	}
	kind := packet.Kind()
	v, err := tree(packet.Message)
	if err != nil {
		return packet.Raw, nil
	}
	changed := false
	v = walk(v, nil, func(path []string, v any) any {
		as, _ := b.as(kind, path)
		now := v
		if param, ok := strings.CutPrefix(as, "$"); ok && b.params[param] != "" {
			now = b.params[param]
		} else if name, _ := named(as); name != "" {
			if live, ok := b.values[name][fmt.Sprint(v)]; ok {
				now = live
			} else if name == "url" && b.url != "" && packet.From == codec.Engine {
				now = b.moved(v)
				b.bind(name, v, now)
			} else {
				b.bind(name, v, v)
			}
		}
		if s, ok := now.(string); ok {
			now = string(b.text([]byte(s)))
		}
		changed = changed || now != v
		return now
	})
	m := p.New(packet.From, kind)
	if m == nil {
		return packet.Raw, nil
	}
	again, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(again, m)
	}
	if err != nil {
		return packet.Raw, nil // a message that no value makes: as it was
	}
	if b.how.Sign != nil {
		before := m.String()
		b.how.Sign(m, func(name string) string { return b.latest[name] }, b.params)
		changed = changed || m.String() != before
	}
	if !changed {
		return packet.Raw, nil
	}
	raw, err := m.Append(nil)
	if err != nil {
		return nil, fmt.Errorf("%s with the live party's values cannot be written: %w", kind, err)
	}
	return raw, nil
}

// moved is a recorded URL at the place where content is served now, percent-encoded as
// it was.
func (b *bindings) moved(v any) any {
	s, ok := v.(string)
	if !ok {
		return v
	}
	plain := unescaped(s)
	u, err := url.Parse(plain)
	if err != nil || u.Host == "" {
		return v
	}
	now := strings.TrimSuffix(b.url, "/") + u.RequestURI()
	if plain != s {
		now = strings.NewReplacer("%", "%25", ":", "%3A", "=", "%3D", " ", "%20").Replace(now)
	}
	return now
}

func unescaped(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

// text writes the second of each pair in the place of the first.
func (b *bindings) text(raw []byte) []byte {
	for _, r := range b.replace {
		raw = bytes.ReplaceAll(raw, []byte(r[0]), []byte(r[1]))
	}
	return raw
}

// compare compares a message of the live party with the recorded one, and binds what it
// says otherwise. It returns what differs, a line each.
func (b *bindings) compare(recorded, live *codec.Packet) (differs []string) {
	if (recorded.Err == nil) != (live.Err == nil) || recorded.Kind() != live.Kind() {
		return []string{fmt.Sprintf("the message: %s recorded, %s live", word(recorded), word(live))}
	}
	if recorded.Err != nil {
		return nil // both cannot be read: nobody knows what in it matters
	}
	was, err1 := tree(recorded.Message)
	is, err2 := tree(live.Message)
	if err1 != nil || err2 != nil {
		return nil
	}
	b.learn(recorded.Kind(), live.From, nil, was, is)
	b.diff(recorded.Kind(), nil, was, is, &differs)
	return differs
}

func word(p *codec.Packet) string {
	if p.Err != nil {
		return "one that cannot be read"
	}
	return p.Kind()
}

// learn binds, wherever both have a value. What an engine has to repeat is bound by the
// controller, who may choose another each time.
func (b *bindings) learn(kind string, from codec.Party, path []string, was, is any) {
	switch w := was.(type) {
	case map[string]any:
		if i, ok := is.(map[string]any); ok {
			for _, k := range slices.Sorted(maps.Keys(w)) {
				if _, has := i[k]; has {
					b.learn(kind, from, append(path, k), w[k], i[k])
				}
			}
		}
	case []any:
		if i, ok := is.([]any); ok {
			for n := range min(len(w), len(i)) {
				b.learn(kind, from, append(path, strconv.Itoa(n)), w[n], i[n])
			}
		}
	default:
		as, _ := b.as(kind, path)
		if name, strict := named(as); name != "" && typeOf(was) == typeOf(is) {
			if _, known := b.values[name][fmt.Sprint(was)]; !known || !strict || from == codec.Controller {
				b.bind(name, was, is)
			}
		}
	}
}

// diff collects what differs.
func (b *bindings) diff(kind string, path []string, was, is any, differs *[]string) {
	as, volatile := b.as(kind, path)
	say := func(was, is string) {
		*differs = append(*differs, fmt.Sprintf("%s: %s recorded, %s live", strings.Join(path, "."), was, is))
	}
	if as == "-" {
		return
	}
	if typeOf(was) != typeOf(is) {
		say(text(was), text(is))
		return
	}
	if name, strict := named(as); strict {
		if want, known := b.values[name][fmt.Sprint(was)]; known && fmt.Sprint(want) != fmt.Sprint(is) {
			say(text(was)+" (now "+text(want)+")", text(is))
		}
	}
	if volatile {
		return
	}
	switch w := was.(type) {
	case map[string]any:
		i := is.(map[string]any)
		keys := maps.Clone(w)
		maps.Copy(keys, i)
		for _, k := range slices.Sorted(maps.Keys(keys)) {
			_, had := w[k]
			_, has := i[k]
			at := append(path, k)
			if had && has {
				b.diff(kind, at, w[k], i[k], differs)
			} else if as, _ := b.as(kind, at); as != "-" {
				*differs = append(*differs, fmt.Sprintf("%s: %s", strings.Join(at, "."), [...]string{"only live", "only recorded"}[b2i(had)]))
			}
		}
	case []any:
		i := is.([]any)
		if len(w) != len(i) {
			say(fmt.Sprintf("%d items", len(w)), fmt.Sprintf("%d", len(i)))
			return
		}
		for n := range w {
			b.diff(kind, append(path, strconv.Itoa(n)), w[n], i[n], differs)
		}
	default:
		if was != is {
			say(text(was), text(is))
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func typeOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case json.Number:
		return "number"
	case map[string]any:
		if len(v) == 1 && v["hex"] != nil {
			return "string" // bytes that are not UTF-8
		}
	}
	return fmt.Sprintf("%T", v)
}

// text is a value as JSON, on one short line.
func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	if len(b) > 80 {
		b = append(b[:77], "..."...)
	}
	return string(b)
}
