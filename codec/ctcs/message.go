package ctcs

import "enginespec/codec"

// Message is one message: a pointer to one of the structs of this package.
type Message interface {
	codec.Message
	// Decode resets the message and fills it from a line without its terminator.
	// Byte fields alias line. Errors are *codec.Error, and leave the message empty.
	Decode(line []byte, o *codec.Options) error
	// Size is an upper bound of the octets that Append writes.
	Size() int

	clone() Message
}

// slot is one type of message in the tables of this package.
type slot uint8

// The slots, the engine's first and those of both parties in the middle.
const (
	slotAuth slot = iota
	slotTorrent
	slotStatus
	slotBW
	slotInfo
	slotDetail
	slotFileStart
	slotFile
	slotFilesDone
	slotPeerStart
	slotPeer
	slotPeersDone
	slotConfigStart
	slotConfig
	slotConfigDone
	slotVersion
	slotChange
	slotSendStatus
	slotSendDetail
	slotSendPeers
	slotSendConf
	slotSetDLimit
	slotSetULimit
	slotUpdate
	slotRestart
	slotQuit
	slotError
	slotEmpty
	slotUnknown
	slots
)

// slotOf returns the slot of a word that from writes.
func slotOf(from codec.Party, w []byte) slot {
	if string(w) == wordVersion {
		return slotVersion
	}
	if from == codec.Controller {
		return controllerSlot(w)
	}
	return engineSlot(w)
}

func engineSlot(w []byte) slot {
	switch string(w) {
	case wordStatus:
		return slotStatus
	case wordBW:
		return slotBW
	case wordFile:
		return slotFile
	case wordPeer:
		return slotPeer
	case wordConfig:
		return slotConfig
	case wordInfo:
		return slotInfo
	case wordDetail:
		return slotDetail
	case wordFileStart, wordFiles:
		return slotFileStart
	case wordFilesDone, wordFDone:
		return slotFilesDone
	case wordPeerStart, wordPeers:
		return slotPeerStart
	case wordPeersDone, wordPDone:
		return slotPeersDone
	case wordConfigStart:
		return slotConfigStart
	case wordConfigDone:
		return slotConfigDone
	case wordAuth:
		return slotAuth
	case wordTorrent:
		return slotTorrent
	}
	return slotUnknown
}

func controllerSlot(w []byte) slot {
	switch string(w) {
	case wordSendStatus:
		return slotSendStatus
	case wordSendDetail:
		return slotSendDetail
	case wordSendPeers:
		return slotSendPeers
	case wordSendConf:
		return slotSendConf
	case wordSetDLimit:
		return slotSetDLimit
	case wordSetULimit:
		return slotSetULimit
	case wordConfig:
		return slotChange
	case wordUpdate:
		return slotUpdate
	case wordRestart:
		return slotRestart
	case wordQuit:
		return slotQuit
	case wordError:
		return slotError
	}
	return slotUnknown
}

// empty returns a new message for a slot.
func empty(s slot) Message {
	return [slots]func() Message{
		slotAuth:        func() Message { return new(Auth) },
		slotTorrent:     func() Message { return new(Torrent) },
		slotStatus:      func() Message { return new(Status) },
		slotBW:          func() Message { return new(BW) },
		slotInfo:        func() Message { return new(Info) },
		slotDetail:      func() Message { return new(Detail) },
		slotFileStart:   func() Message { return new(FileStart) },
		slotFile:        func() Message { return new(File) },
		slotFilesDone:   func() Message { return new(FilesDone) },
		slotPeerStart:   func() Message { return new(PeerStart) },
		slotPeer:        func() Message { return new(Peer) },
		slotPeersDone:   func() Message { return new(PeersDone) },
		slotConfigStart: func() Message { return new(ConfigStart) },
		slotConfig:      func() Message { return new(Config) },
		slotConfigDone:  func() Message { return new(ConfigDone) },
		slotVersion:     func() Message { return new(Version) },
		slotChange:      func() Message { return new(Change) },
		slotSendStatus:  func() Message { return new(SendStatus) },
		slotSendDetail:  func() Message { return new(SendDetail) },
		slotSendPeers:   func() Message { return new(SendPeers) },
		slotSendConf:    func() Message { return new(SendConf) },
		slotSetDLimit:   func() Message { return new(SetDLimit) },
		slotSetULimit:   func() Message { return new(SetULimit) },
		slotUpdate:      func() Message { return new(Update) },
		slotRestart:     func() Message { return new(Restart) },
		slotQuit:        func() Message { return new(Quit) },
		slotError:       func() Message { return new(Error) },
		slotEmpty:       func() Message { return new(Empty) },
		slotUnknown:     func() Message { return new(Unknown) },
	}[s]()
}

// Decode picks the type by the party and the line's word and decodes a line without
// its terminator. A word that from does not write makes an *Unknown, no octets an
// *Empty. Byte fields alias line.
func Decode(from codec.Party, line []byte, o *codec.Options) (Message, error) {
	s := slotEmpty
	if len(line) > 0 {
		s = slotOf(from, word(line))
	}
	m := empty(s)
	if err := m.Decode(line, o); err != nil {
		return nil, err
	}
	return m, nil
}

// Parse is Decode for a string, strict, with owned memory. Version is the version in
// force, 0 being the highest.
func Parse(from codec.Party, line string, version int) (Message, error) {
	return Decode(from, []byte(line), &codec.Options{Version: version})
}

// Clone returns a copy of a message that aliases nothing.
func Clone(m Message) Message { return m.clone() }
