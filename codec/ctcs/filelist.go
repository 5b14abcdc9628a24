package ctcs

import (
	"iter"
	"math"

	"enginespec/codec"
	"enginespec/codec/internal/text"
)

// FileItem is one item of file_list.
type FileItem struct {
	Group       int   // from 1, in order of priority
	First, Last int64 // files from 1, inclusive; Last is math.MaxInt64 for `*` and `...`, which are all other files
}

// Rest reports whether the item is `*` or `...`.
func (f FileItem) Rest() bool { return f.Last == math.MaxInt64 }

// FileList reads the value of the option file_list in constant memory:
//
//	file_list = group *( "," group )
//	group     = item *( "+" item )
//	item      = fileno / fileno "-" fileno / "*" / "..."
//
// An empty value, `0` and `*` are no selection and yield nothing. It ends with the
// first error, a *codec.Error with the offset in value.
func FileList(value []byte) iter.Seq2[FileItem, error] {
	return func(yield func(FileItem, error) bool) {
		if s := string(value); s == "" || s == "0" || s == "*" {
			return
		}
		c := cursor{b: value}
		for group := 1; ; {
			f := FileItem{Group: group}
			f.First, f.Last = c.files()
			if c.err != nil {
				yield(FileItem{}, c.err)
				return
			}
			if !yield(f, nil) || c.i == len(value) {
				return
			}
			switch value[c.i] {
			case ',':
				group++
			case '+':
			default:
				c.fail(codec.Syntax, c.i, "file_list")
				yield(FileItem{}, c.err)
				return
			}
			c.i++
		}
	}
}

func (c *cursor) files() (first, last int64) {
	rest := c.b[c.i:]
	switch {
	case len(rest) > 0 && rest[0] == '*':
		c.i++
		return 1, math.MaxInt64
	case len(rest) >= 3 && string(rest[:3]) == "...":
		c.i += 3
		return 1, math.MaxInt64
	}
	first = c.fileNo()
	if c.err != nil || c.i == len(c.b) || c.b[c.i] != '-' {
		return first, first
	}
	c.i++
	at := c.i
	if last = c.fileNo(); last < first {
		c.fail(codec.Range, at, "fileno")
	}
	return first, last
}

func (c *cursor) fileNo() int64 {
	at := c.i
	v, n, ok := text.Uint(c.b, at)
	switch {
	case at == len(c.b):
		c.fail(codec.Missing, at, "fileno")
	case n == at:
		c.fail(codec.Syntax, at, "fileno")
	case !ok || v == 0 || v >= math.MaxInt64:
		c.fail(codec.Range, at, "fileno")
	}
	c.i = n
	return int64(v)
}
