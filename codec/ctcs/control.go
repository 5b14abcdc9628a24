package ctcs

import "enginespec/codec"

const (
	wordSendStatus = "SENDSTATUS"
	wordSendDetail = "SENDDETAIL"
	wordSendPeers  = "SENDPEERS"
	wordSendConf   = "SENDCONF"
	wordUpdate     = "CTUPDATE"
	wordRestart    = "CTRESTART"
	wordQuit       = "CTQUIT"
)

// SendStatus is SENDSTATUS, from the controller: the engine answers with CTSTATUS.
type SendStatus struct{}

// Kind returns "SENDSTATUS".
func (*SendStatus) Kind() string { return wordSendStatus }

// Decode reads a line.
func (*SendStatus) Decode(line []byte, o *codec.Options) error {
	return mark(line, o, wordSendStatus, 1)
}

// Append writes the line.
func (*SendStatus) Append(dst []byte) ([]byte, error) { return appendMark(dst, wordSendStatus) }

// Size is an upper bound of the octets that Append writes.
func (*SendStatus) Size() int { return len(wordSendStatus) + 1 }

// Clone returns a copy.
func (*SendStatus) Clone() *SendStatus { return new(SendStatus) }

func (m *SendStatus) clone() Message { return m.Clone() }

// String is the line for people.
func (*SendStatus) String() string { return wordSendStatus }

// SendDetail is SENDDETAIL, from the controller: the engine answers with CTDETAIL and its file
// block.
type SendDetail struct{}

// Kind returns "SENDDETAIL".
func (*SendDetail) Kind() string { return wordSendDetail }

// Decode reads a line.
func (*SendDetail) Decode(line []byte, o *codec.Options) error {
	return mark(line, o, wordSendDetail, 1)
}

// Append writes the line.
func (*SendDetail) Append(dst []byte) ([]byte, error) { return appendMark(dst, wordSendDetail) }

// Size is an upper bound of the octets that Append writes.
func (*SendDetail) Size() int { return len(wordSendDetail) + 1 }

// Clone returns a copy.
func (*SendDetail) Clone() *SendDetail { return new(SendDetail) }

func (m *SendDetail) clone() Message { return m.Clone() }

// String is the line for people.
func (*SendDetail) String() string { return wordSendDetail }

// SendPeers is SENDPEERS, from the controller: the engine answers with its peer block.
type SendPeers struct{}

// Kind returns "SENDPEERS".
func (*SendPeers) Kind() string { return wordSendPeers }

// Decode reads a line.
func (*SendPeers) Decode(line []byte, o *codec.Options) error { return mark(line, o, wordSendPeers, 1) }

// Append writes the line.
func (*SendPeers) Append(dst []byte) ([]byte, error) { return appendMark(dst, wordSendPeers) }

// Size is an upper bound of the octets that Append writes.
func (*SendPeers) Size() int { return len(wordSendPeers) + 1 }

// Clone returns a copy.
func (*SendPeers) Clone() *SendPeers { return new(SendPeers) }

func (m *SendPeers) clone() Message { return m.Clone() }

// String is the line for people.
func (*SendPeers) String() string { return wordSendPeers }

// SendConf is SENDCONF, from the controller: the engine answers with its CTCONFIG, in protocol 3
// one an option between CTCONFIGSTART and CTCONFIGDONE.
type SendConf struct{}

// Kind returns "SENDCONF".
func (*SendConf) Kind() string { return wordSendConf }

// Decode reads a line.
func (*SendConf) Decode(line []byte, o *codec.Options) error { return mark(line, o, wordSendConf, 1) }

// Append writes the line.
func (*SendConf) Append(dst []byte) ([]byte, error) { return appendMark(dst, wordSendConf) }

// Size is an upper bound of the octets that Append writes.
func (*SendConf) Size() int { return len(wordSendConf) + 1 }

// Clone returns a copy.
func (*SendConf) Clone() *SendConf { return new(SendConf) }

func (m *SendConf) clone() Message { return m.Clone() }

// String is the line for people.
func (*SendConf) String() string { return wordSendConf }

// Update is CTUPDATE, from the controller: the engine contacts the tracker soon.
type Update struct{}

// Kind returns "CTUPDATE".
func (*Update) Kind() string { return wordUpdate }

// Decode reads a line.
func (*Update) Decode(line []byte, o *codec.Options) error { return mark(line, o, wordUpdate, 1) }

// Append writes the line.
func (*Update) Append(dst []byte) ([]byte, error) { return appendMark(dst, wordUpdate) }

// Size is an upper bound of the octets that Append writes.
func (*Update) Size() int { return len(wordUpdate) + 1 }

// Clone returns a copy.
func (*Update) Clone() *Update { return new(Update) }

func (m *Update) clone() Message { return m.Clone() }

// String is the line for people.
func (*Update) String() string { return wordUpdate }

// Restart is CTRESTART, from the controller: the engine tells the tracker stopped, then started.
type Restart struct{}

// Kind returns "CTRESTART".
func (*Restart) Kind() string { return wordRestart }

// Decode reads a line.
func (*Restart) Decode(line []byte, o *codec.Options) error { return mark(line, o, wordRestart, 1) }

// Append writes the line.
func (*Restart) Append(dst []byte) ([]byte, error) { return appendMark(dst, wordRestart) }

// Size is an upper bound of the octets that Append writes.
func (*Restart) Size() int { return len(wordRestart) + 1 }

// Clone returns a copy.
func (*Restart) Clone() *Restart { return new(Restart) }

func (m *Restart) clone() Message { return m.Clone() }

// String is the line for people.
func (*Restart) String() string { return wordRestart }

// Quit is CTQUIT, from the controller: the engine stops, tells the tracker, and closes.
type Quit struct{}

// Kind returns "CTQUIT".
func (*Quit) Kind() string { return wordQuit }

// Decode reads a line.
func (*Quit) Decode(line []byte, o *codec.Options) error { return mark(line, o, wordQuit, 1) }

// Append writes the line.
func (*Quit) Append(dst []byte) ([]byte, error) { return appendMark(dst, wordQuit) }

// Size is an upper bound of the octets that Append writes.
func (*Quit) Size() int { return len(wordQuit) + 1 }

// Clone returns a copy.
func (*Quit) Clone() *Quit { return new(Quit) }

func (m *Quit) clone() Message { return m.Clone() }

// String is the line for people.
func (*Quit) String() string { return wordQuit }
