package ctcs

import "enginespec/codec"

// ConfigStart is CTCONFIGSTART: it opens the engine's options in protocol 3.
type ConfigStart struct{}

// Kind returns "CTCONFIGSTART".
func (*ConfigStart) Kind() string { return wordConfigStart }

// Decode reads a line.
func (*ConfigStart) Decode(line []byte, o *codec.Options) error {
	return mark(line, o, wordConfigStart, 3)
}

// Append writes the line.
func (*ConfigStart) Append(dst []byte) ([]byte, error) { return appendMark(dst, wordConfigStart) }

// Size is an upper bound of the octets that Append writes.
func (*ConfigStart) Size() int { return len(wordConfigStart) + 1 }

// Clone returns a copy.
func (*ConfigStart) Clone() *ConfigStart { return new(ConfigStart) }

func (m *ConfigStart) clone() Message { return m.Clone() }

// String is the line for people.
func (*ConfigStart) String() string { return wordConfigStart }

// ConfigDone is CTCONFIGDONE: it closes the engine's options in protocol 3.
type ConfigDone struct{}

// Kind returns "CTCONFIGDONE".
func (*ConfigDone) Kind() string { return wordConfigDone }

// Decode reads a line.
func (*ConfigDone) Decode(line []byte, o *codec.Options) error {
	return mark(line, o, wordConfigDone, 3)
}

// Append writes the line.
func (*ConfigDone) Append(dst []byte) ([]byte, error) { return appendMark(dst, wordConfigDone) }

// Size is an upper bound of the octets that Append writes.
func (*ConfigDone) Size() int { return len(wordConfigDone) + 1 }

// Clone returns a copy.
func (*ConfigDone) Clone() *ConfigDone { return new(ConfigDone) }

func (m *ConfigDone) clone() Message { return m.Clone() }

// String is the line for people.
func (*ConfigDone) String() string { return wordConfigDone }
