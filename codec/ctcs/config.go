package ctcs

import "enginespec/codec"

const (
	wordConfig      = "CTCONFIG"
	wordConfigStart = "CTCONFIGSTART"
	wordConfigDone  = "CTCONFIGDONE"
)

// Config is CTCONFIG from the engine, on SENDCONF or after a local change:
//
//	1: CTCONFIG verbose seedtime seed_ratio maxpeers minpeers fileno exitzero pause soft_quit
//	2: CTCONFIG verbose seedtime seed_ratio maxpeers minpeers fileno cache_size pause
//	3: CTCONFIG name type range value short_desc long_desc
//
// In protocol 3 there is one for each option, between CTCONFIGSTART and
// CTCONFIGDONE; its last three fields are counted strings, `n:` and n octets.
type Config struct {
	Version   int         `json:"version"`              // of the form: 1 to 3
	Name      codec.Bytes `json:"name,omitempty"`       // 3: letters, digits, _ and .
	Type      OptionType  `json:"type,omitempty"`       // 3
	Range     codec.Bytes `json:"range,omitempty"`      // 3: `x-y`, or the greatest length, or 0 for none
	Value     codec.Bytes `json:"value,omitempty"`      // 3
	ShortDesc codec.Bytes `json:"short_desc,omitempty"` // 3
	LongDesc  codec.Bytes `json:"long_desc,omitempty"`  // 3
	Settings              // 1 and 2; byte fields alias the input until Clone, all of them
}

// OptionType is the type of an option in protocol 3. In JSON it is the letter.
type OptionType string

// The types of options.
const (
	Integer OptionType = "I"
	Float   OptionType = "F"
	Binary  OptionType = "B" // 0 or 1
	String  OptionType = "S"
)

// Kind returns "CTCONFIG".
func (*Config) Kind() string { return wordConfig }

// Decode reads a line of any form, which it knows by the type in the second field
// or by the number of fields. A form that is not of the version in force takes
// OlderForm or NewerForm.
func (m *Config) Decode(line []byte, o *codec.Options) error {
	*m = Config{}
	c := command(line, o, wordConfig)
	v := version(o)
	if f := shape(line[min(c.i, len(line)):]); f != 0 {
		v = c.form(f, f, wordConfig)
	}
	if v == 3 {
		m.Name = c.name()
		m.Type = c.optionType()
		m.Range = c.optionRange()
		c.next("value")
		cut := false
		m.Value = c.counted("value", &cut)
		c.between("short_desc", cut)
		m.ShortDesc = c.counted("short_desc", &cut)
		c.between("long_desc", cut)
		m.LongDesc = c.counted("long_desc", &cut)
	} else {
		m.decode(&c, v, false)
	}
	m.Version = v
	if err := c.end(); err != nil {
		*m = Config{}
		return err
	}
	return nil
}

// shape returns the version whose form the parameters of the engine's CTCONFIG have,
// or 0 if they have none.
func shape(params []byte) int {
	fields, second := 0, []byte(nil)
	for i := 0; i < len(params); {
		if isBlank(params[i]) {
			i++
			continue
		}
		w := word(params[i:])
		if fields++; fields == 2 {
			second = w
		}
		i += len(w)
	}
	switch {
	case isType(second):
		return 3
	case fields == len(positions[2]):
		return 2
	case fields == len(positions[1]):
		return 1
	}
	return 0
}

// Append writes the line in the form of Version. It fails if Version is not 0..3 or
// a field of the form is not what the grammar asks for.
func (m *Config) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, wordConfig+" ")
	v := l.form(m.Version, 1, 3)
	if v != 3 {
		m.append(&l, v, false)
		return l.done()
	}
	l.name(m.Name)
	l.space()
	if !isType([]byte(m.Type)) {
		l.fail(codec.Range, "type")
	}
	l.b = append(l.b, m.Type...)
	l.space()
	if n := rangeEnd(m.Range); n <= 0 || n < len(m.Range) {
		l.fail(codec.Syntax, "range")
	}
	l.b = append(l.b, m.Range...)
	l.space()
	l.counted(m.Value, "value")
	l.space()
	l.counted(m.ShortDesc, "short_desc")
	l.space()
	l.counted(m.LongDesc, "long_desc")
	return l.done()
}

// Size is an upper bound of the octets that Append writes.
func (m *Config) Size() int {
	return len(wordConfig) + 8 + 3*numberSize + len(m.Name) + len(m.Type) + len(m.Range) +
		len(m.Value) + len(m.ShortDesc) + len(m.LongDesc) + m.Settings.size()
}

// Clone returns a copy that aliases nothing.
func (m *Config) Clone() *Config {
	return &Config{
		m.Version, m.Name.Clone(), m.Type, m.Range.Clone(), m.Value.Clone(), m.ShortDesc.Clone(), m.LongDesc.Clone(),
		m.Settings.Clone(),
	}
}

func (m *Config) clone() Message { return m.Clone() }

// String is the line for people.
func (m *Config) String() string { return show(m) }

// Change is CTCONFIG from the controller. In protocol 3, `CTCONFIG name value`, the
// value being the rest of the line and perhaps empty; before, the line of the
// engine, in which `.` leaves a setting as it is. The version in force alone decides
// which it is, and the wrong one is destructive.
type Change struct {
	Version  int         `json:"version"`         // 1 to 3
	Name     codec.Bytes `json:"name,omitempty"`  // 3: letters, digits, _ and .
	Value    codec.Bytes `json:"value,omitempty"` // 3
	Settings             // 1 and 2; byte fields alias the input until Clone, all of them
}

// Kind returns "CTCONFIG".
func (*Change) Kind() string { return wordConfig }

// Decode reads a line in the form of the version in force.
func (m *Change) Decode(line []byte, o *codec.Options) error {
	*m = Change{Version: version(o)}
	c := command(line, o, wordConfig)
	if m.Version == 3 {
		m.Name = c.name()
		m.Value = c.last("value")
	} else {
		m.decode(&c, m.Version, true)
		c.end()
	}
	if c.err != nil {
		*m = Change{}
	}
	return c.err
}

// Append writes the line in the form of Version. It fails if Version is not 0..3 or
// a field of the form is not what the grammar asks for. Settings that are empty are
// written as `.`.
func (m *Change) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, wordConfig+" ")
	v := l.form(m.Version, 1, 3)
	if v == 3 {
		l.name(m.Name)
		l.space()
		l.text(m.Value, "value")
	} else {
		m.append(&l, v, true)
	}
	return l.done()
}

// Size is an upper bound of the octets that Append writes.
func (m *Change) Size() int {
	return len(wordConfig) + 3 + len(m.Name) + len(m.Value) + m.Settings.size()
}

// Clone returns a copy that aliases nothing.
func (m *Change) Clone() *Change {
	return &Change{m.Version, m.Name.Clone(), m.Value.Clone(), m.Settings.Clone()}
}

func (m *Change) clone() Message { return m.Clone() }

// String is the line for people.
func (m *Change) String() string { return show(m) }
