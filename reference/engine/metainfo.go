package engine

// ParseMetainfo reads a .torrent file (BEP 3, BEP 12, BEP 27). It returns the info
// hash, the metadata and the SHA-1 of each piece. The results own their memory.
// Every error is ErrBadMeta.
func ParseMetainfo(b []byte) (ID, *Meta, [][20]byte, error) {
	return ID{}, nil, nil, ErrBadMeta
}
