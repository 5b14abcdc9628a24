package conformance

import (
	"fmt"
	"slices"
	"strings"

	"enginespec/corpus"
)

// Command is a command line with holes: {name} stands for a variable of the launch.
type Command struct {
	text  string
	words [][]part
}

// part is a piece of a word: text, or the name of a variable.
type part struct {
	text string
	name bool
}

// commandVars are the names that every command line may use.
//
//	{addr} {host} {port}   where to dial, or where to listen
//	{path}                 the unix socket, for protocols that use one
//	{dir}                  a fresh folder of the program's own, removed afterwards
//	{case}                 the case that is run, for programs that are started for each
//	{torrent} {hash} {pid} {cid} {media}   the ordinary fixture: its .torrent file and a media file as URLs, its ids
//	{torrent:NAME} ...     the same of another fixture of the corpus
var commandVars = []string{"addr", "host", "port", "path", "dir", "case", "torrent", "hash", "pid", "cid", "media"}

// ordinary is the fixture that {torrent} without a name stands for.
const ordinary = "single"

// CommandVars returns the names that every command line may use.
func CommandVars() []string {
	names := slices.Clone(commandVars)
	for _, f := range corpus.Fixtures() {
		for _, kind := range []string{"torrent", "hash", "pid", "cid", "media"} {
			names = append(names, kind+":"+f.Name)
		}
	}
	return names
}

// ParseCommand reads a command line. Words are separated by white space and quoted
// as in a shell: 'literally', "with \" and \\", or \ before one character. There are
// no pipes, no redirections and no variables of the environment; whoever wants them
// writes sh -c '...'. {name} stands for a variable, quoted or not, and \{ for a
// brace; a name that is neither in CommandVars nor in more is an error.
func ParseCommand(text string, more ...string) (*Command, error) {
	c := &Command{text: text}
	known := append(CommandVars(), more...)
	var word []part
	open := false // a word has begun, it may be empty
	add := func(s string) {
		open = true
		if n := len(word); n > 0 && !word[n-1].name {
			word[n-1].text += s
			return
		}
		word = append(word, part{text: s})
	}
	quote := byte(0)
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case b == '\\' && quote != '\'':
			if i++; i == len(text) {
				return nil, fmt.Errorf("command %q ends in a backslash", text)
			}
			if quote == '"' && text[i] != '"' && text[i] != '\\' && text[i] != '{' {
				add(`\`)
			}
			add(text[i : i+1])
		case quote != 0 && b == quote:
			quote = 0
		case quote == 0 && (b == '\'' || b == '"'):
			quote, open = b, true
		case quote == 0 && (b == ' ' || b == '\t' || b == '\n'):
			if open {
				c.words, word, open = append(c.words, word), nil, false
			}
		case b == '{':
			end := strings.IndexByte(text[i:], '}')
			if end < 0 || !isName(text[i+1:i+end]) { // a brace of the program's own
				add("{")
				continue
			}
			name := text[i+1 : i+end]
			if !slices.Contains(known, name) {
				hint := DidYouMean(name, known)
				if hint == "" {
					hint = ": expected one of {" + strings.Join(commandVars, "} {") + "}, or \\{ for a brace"
				}
				return nil, fmt.Errorf("command %q: nothing is called {%s}%s", text, name, hint)
			}
			word, open = append(word, part{name, true}), true
			i += end
		default:
			add(text[i : i+1])
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("command %q: the quote %c is not closed", text, quote)
	}
	if open {
		c.words = append(c.words, word)
	}
	if len(c.words) == 0 {
		return nil, fmt.Errorf("the command is empty: expected a program and its arguments")
	}
	return c, nil
}

// String returns the command line as it was given.
func (c *Command) String() string { return c.text }

// Uses reports whether {name} occurs.
func (c *Command) Uses(name string) bool {
	return slices.ContainsFunc(c.words, func(w []part) bool { return slices.Contains(w, part{name, true}) })
}

// Expand returns the program and its arguments. A name of an ordinary fixture, such
// as {torrent}, falls back on that fixture's; one without a value is an error.
func (c *Command) Expand(vars map[string]string) (argv []string, err error) {
	for _, w := range c.words {
		var b strings.Builder
		for _, p := range w {
			if !p.name {
				b.WriteString(p.text)
				continue
			}
			v, ok := vars[p.text]
			if !ok {
				v, ok = vars[p.text+":"+ordinary]
			}
			if !ok {
				return nil, fmt.Errorf("command %q: {%s} has no value here", c.text, p.text)
			}
			b.WriteString(v)
		}
		argv = append(argv, b.String())
	}
	return argv, nil
}
