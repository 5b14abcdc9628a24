package ctcs

import (
	"slices"

	"enginespec/codec"
)

// Protocol is CTCS as tools see it.
var Protocol codec.Protocol = protocol{}

type protocol struct{}

func (protocol) Name() string { return "ctcs" }

// Versions are 3, 2 and 1. The version of a decoder's options is the highest that
// either party speaks; PROTOCOL lines can lower it.
func (protocol) Versions() []int { return []int{3, 2, 1} }

func (protocol) Rules() []*codec.Rule { return slices.Clone(Rules) }

func (protocol) Kinds(from codec.Party) []string {
	switch from {
	case codec.Engine:
		return []string{
			wordAuth, wordBW, wordConfig, wordConfigDone, wordConfigStart, wordDetail, wordFDone, wordFile,
			wordFiles, wordFilesDone, wordFileStart, wordInfo, wordTorrent, wordPDone, wordPeer, wordPeers, wordPeersDone,
			wordPeerStart, wordStatus, wordVersion,
		}
	case codec.Controller:
		return []string{
			wordConfig, wordQuit, wordRestart, wordUpdate, wordError, wordVersion,
			wordSendConf, wordSendDetail, wordSendPeers, wordSendStatus, wordSetDLimit, wordSetULimit,
		}
	}
	return nil
}

// New makes an *Unknown for a word that the protocol does not name: it can be read,
// so it can be written.
func (protocol) New(from codec.Party, kind string) codec.Message {
	switch kind {
	case kindEmpty:
		return new(Empty)
	case wordFiles:
		return &FileStart{Version: 2}
	case wordFDone:
		return &FilesDone{Version: 2}
	case wordPeers:
		return &PeerStart{Version: 2}
	case wordPDone:
		return &PeersDone{Version: 2}
	}
	return empty(slotOf(from, []byte(kind)))
}

func (protocol) Decoder(o codec.Options) codec.Decoder { return newDecoder(o) }
