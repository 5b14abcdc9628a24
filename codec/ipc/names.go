package ipc

// names numbers the names of a table.
type names map[string]uint8

func newNames(list []string) names {
	n := make(names, len(list))
	for i, name := range list {
		n[name] = uint8(i)
	}
	return n
}

// find returns the number of a name, or -1.
func (n names) find(name []byte) int {
	if i, ok := n[string(name)]; ok {
		return int(i)
	}
	return -1
}
