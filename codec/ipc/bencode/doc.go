// Package bencode reads and writes bencode the way protowire reads and writes
// protobuf: appenders on one side, a [Cursor] over a complete input on the
// other, no reflection, no tree, no allocation.
//
//	value  = int | string | list | dict
//	int    = "i" number "e"          number = "0" | ["-"] nonzero *digit, 64 bits
//	string = length ":" length bytes length = "0" | nonzero *digit
//	list   = "l" *value "e"
//	dict   = "d" *(string value) "e"  keys ascending by bytes, each at most once
//
// That is canonical bencode, which is what a [Cursor] demands unless a [Grammar]
// says otherwise. No library could be the reader of this protocol: the text of
// the Transmission IPC greets with keys out of order, which a canonical reader
// refuses, and the readers that take it take anything and die of deep nesting.
//
// Offsets in errors count from the start of the slice given to [Cursor.Reset].
package bencode
