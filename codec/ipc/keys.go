package ipc

import (
	"slices"
	"strings"

	"enginespec/codec"
)

// Format is what the value of a key, or of a pair in a dictionary, must be.
type Format uint8

// The formats, in the document's words where it has them.
const (
	Ignored  Format = iota // "value is ignored": any value
	Boolean                // integer, 0 or 1
	Integer                // integer of 64 bits
	Text                   // string
	Texts                  // list of strings
	IDs                    // list of integers, the IDs of torrents
	Hashes                 // list of strings of 40 hex digits
	Asking                 // dict: [Query]
	Adding                 // dict: [Add]
	Infos                  // list of dicts: [Info]
	Statuses               // list of dicts: [Status]
	Versions               // dict or integer: [Handshake]
	Tracking               // dict: [Tracker]
	Origins                // dict: [PeersFrom]
	Tiers                  // list of lists of dicts: [Tracker]
	FileList               // list of dicts: [File]
)

// String returns the format in words.
func (f Format) String() string {
	return [...]string{"ignored", "boolean", "int", "string", "list of strings", "list of ints", "list of hashes",
		"dict of id and type", "dict of file or data", "list of info dicts", "list of status dicts", "dict or int",
		"tracker dict", "dict of ints", "list of lists of tracker dicts", "list of file dicts"}[f]
}

// Key is a row of the table of messages.
type Key struct {
	Name   string
	From   Writers
	Min    int // protocol version
	Format Format
	Reply  string // the key of the normal reply, or empty: succeeded
	Note   string
}

// Writers says who writes a key.
type Writers uint8

// The writers of a key.
const (
	ByController Writers = 1 << iota
	ByEngine
	ByBoth = ByController | ByEngine
)

// Has reports whether p is among them.
func (w Writers) Has(p codec.Party) bool {
	return p == codec.Controller && w&ByController != 0 || p == codec.Engine && w&ByEngine != 0
}

// The keys of all messages.
const (
	KeyVersion         = "version"
	KeyAddFiles        = "addfiles"
	KeyAddFileDetailed = "addfile-detailed"
	KeyAutomap         = "automap"
	KeyAutostart       = "autostart"
	KeyBadFormat       = "bad-format"
	KeyDirectory       = "directory"
	KeyDownLimit       = "downlimit"
	KeyEncryption      = "encryption"
	KeyFailed          = "failed"
	KeyGetAutomap      = "get-automap"
	KeyGetAutostart    = "get-autostart"
	KeyGetDirectory    = "get-directory"
	KeyGetDownLimit    = "get-downlimit"
	KeyGetEncryption   = "get-encryption"
	KeyGetInfo         = "get-info"
	KeyGetInfoAll      = "get-info-all"
	KeyGetPEX          = "get-pex"
	KeyGetPort         = "get-port"
	KeyGetStatus       = "get-status"
	KeyGetStatusAll    = "get-status-all"
	KeyGetSupported    = "get-supported"
	KeyGetUpLimit      = "get-uplimit"
	KeyInfo            = "info"
	KeyLookup          = "lookup"
	KeyNoop            = "noop"
	KeyNotSupported    = "not-supported"
	KeyPeerMax         = "peer-max"
	KeyPEX             = "pex"
	KeyPort            = "port"
	KeyQuit            = "quit"
	KeyRemove          = "remove"
	KeyRemoveAll       = "remove-all"
	KeyStart           = "start"
	KeyStartAll        = "start-all"
	KeyStatus          = "status"
	KeyStop            = "stop"
	KeyStopAll         = "stop-all"
	KeySucceeded       = "succeeded"
	KeySupported       = "supported"
	KeyUpLimit         = "uplimit"
	KeyVerify          = "verify"
)

// keys is the table, in the document's order; the later ones at the end. It is
// never written.
var keys = [...]Key{
	{KeyVersion, ByBoth, 1, Versions, "", "the handshake; ignored afterwards"},
	{KeyAddFiles, ByController, 1, Texts, KeyInfo, "absolute paths on the server's disk"},
	{KeyAddFileDetailed, ByController, 2, Adding, KeyInfo, "file or data, directory, autostart"},
	{KeyAutomap, ByBoth, 2, Boolean, "", "automatic port mapping"},
	{KeyAutostart, ByBoth, 2, Boolean, "", "start new torrents"},
	{KeyBadFormat, ByEngine, 2, Ignored, "", "a tagged message was structured incorrectly"},
	{KeyDirectory, ByBoth, 2, Text, "", "default data directory of future adds"},
	{KeyDownLimit, ByBoth, 2, Integer, "", "KB/s; negative: no limit"},
	{KeyFailed, ByEngine, 2, Text, "", "a tagged message failed; text for people"},
	{KeyGetAutomap, ByController, 2, Ignored, KeyAutomap, ""},
	{KeyGetAutostart, ByController, 2, Ignored, KeyAutostart, ""},
	{KeyGetDirectory, ByController, 2, Ignored, KeyDirectory, ""},
	{KeyGetDownLimit, ByController, 2, Ignored, KeyDownLimit, ""},
	{KeyGetInfo, ByController, 2, Asking, KeyInfo, "info types of some torrents"},
	{KeyGetInfoAll, ByController, 2, Texts, KeyInfo, "info types of all torrents"},
	{KeyGetPEX, ByController, 2, Ignored, KeyPEX, ""},
	{KeyGetPort, ByController, 2, Ignored, KeyPort, ""},
	{KeyGetStatus, ByController, 2, Asking, KeyStatus, "status types of some torrents"},
	{KeyGetStatusAll, ByController, 2, Texts, KeyStatus, "status types of all torrents"},
	{KeyGetSupported, ByController, 2, Texts, KeySupported, "which of these keys are handled"},
	{KeyGetUpLimit, ByController, 2, Ignored, KeyUpLimit, ""},
	{KeyLookup, ByController, 2, Hashes, KeyInfo, "IDs of torrents by hash"},
	{KeyInfo, ByEngine, 2, Infos, "", "one dict a torrent, each with its id"},
	{KeyNoop, ByController, 2, Ignored, "", "keeps the connection alive; tagged: a ping"},
	{KeyNotSupported, ByEngine, 2, Ignored, "", "a tagged message has an unknown key"},
	{KeyPEX, ByBoth, 2, Boolean, "", "peer exchange"},
	{KeyPort, ByBoth, 2, Integer, "", "peer listening port, 0..65535"},
	{KeyQuit, ByController, 1, Ignored, "", "ends the server"},
	{KeyRemove, ByController, 2, IDs, "", "stop and forget"},
	{KeyRemoveAll, ByController, 2, Ignored, "", ""},
	{KeyStart, ByController, 2, IDs, "", ""},
	{KeyStartAll, ByController, 2, Ignored, "", ""},
	{KeyStatus, ByEngine, 2, Statuses, "", "one dict a torrent, each with its id"},
	{KeyStop, ByController, 2, IDs, "", ""},
	{KeyStopAll, ByController, 2, Ignored, "", ""},
	{KeySucceeded, ByEngine, 2, Ignored, "", "a tagged message was carried out"},
	{KeySupported, ByEngine, 2, Texts, "", "the keys that are handled, of those asked for"},
	{KeyUpLimit, ByBoth, 2, Integer, "", "KB/s; negative: no limit"},
	{KeyEncryption, ByBoth, 2, Text, "", "since 2007-10-26: required, preferred, tolerated (plaintext in 1.00 to 1.11)"},
	{KeyGetEncryption, ByController, 2, Ignored, KeyEncryption, "since 2007-10-26"},
	{KeyVerify, ByController, 2, IDs, "", "since 2008-02-27: check the data again"},
	{KeyPeerMax, ByController, 2, Ignored, "", "a name in the table of 1.20, without a handler"},
}

var keyIndex = newNames(func() (list []string) {
	for i := range keys {
		list = append(list, keys[i].Name)
	}
	return list
}())

// row returns the row of a key, or nil.
func row(name []byte) *Key {
	if i := keyIndex.find(name); i >= 0 {
		return &keys[i]
	}
	return nil
}

// Keys returns the table of messages in the document's order.
func Keys() []Key { return slices.Clone(keys[:]) }

// Lookup returns the row of a key. Keys are case sensitive.
func Lookup(name string) (Key, bool) {
	if k := row([]byte(name)); k != nil {
		return *k, true
	}
	return Key{}, false
}

// kinds returns the keys that a party writes, sorted.
func kinds(p codec.Party) []string {
	var names []string
	for i := range keys {
		if keys[i].From.Has(p) {
			names = append(names, keys[i].Name)
		}
	}
	slices.SortFunc(names, strings.Compare)
	return names
}
