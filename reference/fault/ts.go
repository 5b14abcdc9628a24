package fault

import (
	"slices"
	"strings"

	"enginespec/codec"
)

// TS returns the lies of TS Engine, family by family: the engine's in the order of
// the clauses, then the controller's.
func TS() []*Fault {
	return slices.Concat(tsLine(), tsHello(), tsReady(), tsLoad(), tsResponse(), tsQuery(), tsStart(), tsAnnounce(), tsContent(),
		tsAds(), tsStop(), tsState(), tsStatus(), tsEvent(), tsLive(), tsClient(), tsPlayer())
}

// engine and controller make one row of the table.
func engine(id, clause, diagnosis, doc string, lie Lie) *Fault {
	return &Fault{ID: "ts/" + id, Party: codec.Engine, Clause: clause, Diagnosis: diagnosis, Doc: doc, Lie: lie}
}

func controller(id, clause, diagnosis, doc string, lie Lie) *Fault {
	return &Fault{ID: "ts/" + id, Party: codec.Controller, Clause: clause, Diagnosis: diagnosis, Doc: doc, Lie: lie}
}

// on names the variant of the reference that a lie is told on.
func on(variant string, f *Fault) *Fault {
	f.Variant = variant
	return f
}

// crossing marks a lie that reaches from one connection to others.
func crossing(f *Fault) *Fault {
	f.Crosses = true
	return f
}

// replaced returns an edit of text for Map and Change.
func replaced(old, new string) func(string) string {
	return func(raw string) string { return strings.ReplaceAll(raw, old, new) }
}

// always is an edit that does not look at what it replaces.
func always(text string) func(string) string { return func(string) string { return text } }

// body is a line without its end.
func body(raw string) string { return strings.TrimRight(raw, "\r\n") }

// param changes the token key=value of a line. What change returns replaces the whole
// token; nothing removes it.
func param(key string, change func(value string) string) func(string) string {
	return func(raw string) string {
		var out []string
		for _, token := range strings.Split(body(raw), " ") {
			if v, ok := strings.CutPrefix(token, key+"="); ok {
				if token = change(v); token == "" {
					continue
				}
			}
			out = append(out, token)
		}
		return strings.Join(out, " ") + "\r\n"
	}
}

// moved puts the token key=value to the end of a line, or, if first, behind its word.
func moved(key string, first bool) func(string) string {
	return func(raw string) string {
		tokens := strings.Split(body(raw), " ")
		i := slices.IndexFunc(tokens, func(t string) bool { return strings.HasPrefix(t, key+"=") })
		if i < 0 {
			return raw
		}
		token := tokens[i]
		tokens = slices.Delete(tokens, i, i+1)
		if first {
			tokens = slices.Insert(tokens, 1, token)
		} else {
			tokens = append(tokens, token)
		}
		return strings.Join(tokens, " ") + "\r\n"
	}
}

// without removes the token key=value.
func without(key string) func(string) string { return param(key, always("")) }

// main changes the fields behind a state word in the main part of STATUS.
func main(word string, change func(fields []string) []string) Lie {
	return Change(With("STATUS", "main:"+word), func(raw string) string {
		part, ad, hasAd := strings.Cut(body(raw), "|")
		head, rest, _ := strings.Cut(part, ";")
		if head != "STATUS main:"+word {
			return raw
		}
		var fields []string
		if rest != "" {
			fields = strings.Split(rest, ";")
		}
		out := strings.Join(append([]string{head}, change(fields)...), ";")
		if hasAd {
			out += "|" + ad
		}
		return out + "\r\n"
	})
}

// field changes one of the fields, from 0.
func field(i int, change func(string) string) func([]string) []string {
	return func(fields []string) []string {
		if i < len(fields) {
			fields[i] = change(fields[i])
		}
		return fields
	}
}
