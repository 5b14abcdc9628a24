package ipc

// names numbers the names of a table. They are few of each length, so that comparing
// is faster than hashing: a third of the time of a short message went into that.
type names [][]numbered // by length

type numbered struct {
	name   string
	number uint8
}

func newNames(list []string) names {
	var n names
	for i, name := range list {
		for len(n) <= len(name) {
			n = append(n, nil)
		}
		n[len(name)] = append(n[len(name)], numbered{name, uint8(i)})
	}
	return n
}

// find returns the number of a name, or -1.
func (n names) find(name []byte) int {
	if len(name) < len(n) {
		for _, x := range n[len(name)] {
			if string(name) == x.name {
				return int(x.number)
			}
		}
	}
	return -1
}
