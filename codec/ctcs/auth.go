package ctcs

import "enginespec/codec"

const (
	wordAuth  = "AUTH"
	wordError = "ERROR"
)

// Auth is AUTH, from the engine, after PROTOCOL and before CTORRENT, if it has a
// password: `AUTH text`.
type Auth struct {
	Password codec.Bytes `json:"password"` // all behind one space, blanks included; an alias of the input until Clone
}

// Kind returns "AUTH".
func (*Auth) Kind() string { return wordAuth }

// Decode reads a line.
func (m *Auth) Decode(line []byte, o *codec.Options) error {
	c := command(line, o, wordAuth)
	*m = Auth{c.last("password")}
	return c.err
}

// Append writes the line. It fails if Password holds CR, LF or NUL.
func (m *Auth) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, wordAuth+" ")
	l.text(m.Password, "password")
	return l.done()
}

// Size is an upper bound of the octets that Append writes.
func (m *Auth) Size() int { return len(wordAuth) + 2 + len(m.Password) }

// Clone returns a copy that aliases nothing.
func (m *Auth) Clone() *Auth { return &Auth{m.Password.Clone()} }

func (m *Auth) clone() Message { return m.Clone() }

// String is the word without the password: it ends in logs (CTCS-045).
func (*Auth) String() string { return wordAuth + " ***" }

// Error is ERROR, from the controller: `ERROR text`. It refuses an AUTH before the
// connection is closed; engines show it and go on.
type Error struct {
	Text codec.Bytes `json:"text"` // an alias of the input until Clone
}

// Kind returns "ERROR".
func (*Error) Kind() string { return wordError }

// Decode reads a line.
func (m *Error) Decode(line []byte, o *codec.Options) error {
	c := command(line, o, wordError)
	*m = Error{c.last("text")}
	return c.err
}

// Append writes the line. It fails if Text holds CR, LF or NUL.
func (m *Error) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, wordError+" ")
	l.text(m.Text, "text")
	return l.done()
}

// Size is an upper bound of the octets that Append writes.
func (m *Error) Size() int { return len(wordError) + 2 + len(m.Text) }

// Clone returns a copy that aliases nothing.
func (m *Error) Clone() *Error { return &Error{m.Text.Clone()} }

func (m *Error) clone() Message { return m.Clone() }

// String is the line for people.
func (m *Error) String() string { return show(m) }
