package putio

import "strings"

// Query is the argument of files.search in parts. An empty filter means all.
type Query struct {
	Words []string // what names must hold, in any case
	From  string   // "me", "shares", "all" or a friend's name
	Type  string   // "video", "audio", "image", "iphone" or "all"; items say movie for video
	Ext   string   // "mp3", "avi", ..., or "all"
	Time  string   // "today", "yesterday", "thisweek", "thismonth" or "all"
}

// ParseQuery reads free words and the filters from:, type:, ext: and time:. Words
// and values may stand in single quotes; a quote that is not closed goes to the
// end. The last of equal filters holds. No text is wrong.
func ParseQuery(text string) Query {
	var q Query
	for text = strings.TrimLeft(text, " \t\r\n"); text != ""; text = strings.TrimLeft(text, " \t\r\n") {
		filter := ""
		for _, f := range []string{"from:", "type:", "ext:", "time:"} {
			if len(text) > len(f) && strings.EqualFold(text[:len(f)], f) {
				filter, text = f, text[len(f):]
				break
			}
		}
		word := ""
		word, text = queryWord(text)
		switch filter {
		case "from:":
			q.From = word
		case "type:":
			q.Type = word
		case "ext:":
			q.Ext = word
		case "time:":
			q.Time = word
		default:
			if word != "" {
				q.Words = append(q.Words, word)
			}
		}
	}
	return q
}

// queryWord cuts one word, quoted or bare, off the front.
func queryWord(text string) (word, rest string) {
	if text[0] == '\'' {
		word, rest, _ = strings.Cut(text[1:], "'")
		return word, rest
	}
	if i := strings.IndexAny(text, " \t\r\n"); i >= 0 {
		return text[:i], text[i:]
	}
	return text, ""
}

// String writes the query so that ParseQuery reads it back, as long as no word
// holds a single quote.
func (q Query) String() string {
	var parts []string
	quote := func(w string) string {
		if strings.ContainsAny(w, " \t\r\n:") {
			return "'" + w + "'"
		}
		return w
	}
	for _, w := range q.Words {
		parts = append(parts, quote(w))
	}
	for _, f := range [][2]string{{"from:", q.From}, {"type:", q.Type}, {"ext:", q.Ext}, {"time:", q.Time}} {
		if f[1] != "" {
			parts = append(parts, f[0]+quote(f[1]))
		}
	}
	return strings.Join(parts, " ")
}
