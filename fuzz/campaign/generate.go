package campaign

import "slices"

// The bounds of a dialogue.
const (
	maxMoves = 60
	maxBytes = 1 << 20
)

// fresh makes a dialogue that owes nothing to those before it.
func (m *mutator) fresh() Dialogue {
	if len(m.recorded) > 0 && m.chance(4) {
		d := pick(m.r, m.recorded).clone()
		if len(d) > maxMoves/2 {
			d = d[:maxMoves/2]
		}
		for range m.r.IntN(4) {
			d = m.changed(d)
		}
		return m.bounded(d)
	}
	var d Dialogue
	if len(m.languages.prologues) > 0 && !m.chance(6) {
		d = pick(m.r, m.languages.prologues).clone()
	}
	for i := range 1 + m.r.IntN(10) {
		if i > 0 && m.languages.brief && !m.chance(3) {
			d = append(d, Move{Op: Open})
		}
		d = append(d, m.move(d.open()))
	}
	return m.bounded(d)
}

// open is the number of connections that d has in the end.
func (d Dialogue) open() (n int) {
	n = 1
	for _, m := range d {
		if m.Op == Open {
			n++
		}
	}
	return n
}

// move is any move, mostly a message.
func (m *mutator) move(conns int) Move {
	conn := conns - 1 // mostly the newest
	if conns > 1 && m.chance(3) {
		conn = m.r.IntN(conns)
	}
	switch m.r.IntN(30) {
	case 0, 1:
		return Move{Op: Open}
	case 2:
		return Move{Op: Shut, Conn: conn}
	case 3:
		return Move{Op: Cut, Conn: conn}
	}
	return Move{Conn: conn, Bytes: m.message()}
}

// mutated is d with some changes, or a mix of d and another.
func (m *mutator) mutated(d, other Dialogue) Dialogue {
	if len(other) > 0 && m.chance(5) {
		at, from := m.r.IntN(len(d)+1), m.r.IntN(len(other))
		d = slices.Concat(d[:at], other[from:])
	}
	for range 1 + m.r.IntN(4) {
		d = m.changed(d)
	}
	return m.bounded(d)
}

// changed makes one change.
func (m *mutator) changed(d Dialogue) Dialogue {
	d = d.clone()
	if len(d) == 0 {
		return Dialogue{m.move(1)}
	}
	at := m.r.IntN(len(d))
	switch m.r.IntN(12) {
	case 0:
		return slices.Delete(d, at, at+1)
	case 1, 2:
		return slices.Insert(d, at, m.move(d[:at].open()))
	case 3:
		return slices.Insert(d, at, d[at])
	case 4:
		to := m.r.IntN(len(d))
		d[at], d[to] = d[to], d[at]
	case 5: // two writes become one
		if at+1 < len(d) && d[at].Op == Send && d[at+1].Op == Send && d[at].Conn == d[at+1].Conn {
			d[at].Bytes = slices.Concat(d[at].Bytes, d[at+1].Bytes)
			return slices.Delete(d, at+1, at+2)
		}
	case 6: // one becomes two
		if b := d[at].Bytes; len(b) > 1 {
			cut := 1 + m.r.IntN(len(b)-1)
			second := d[at]
			d[at].Bytes, second.Bytes = b[:cut], b[cut:]
			return slices.Insert(d, at+1, second)
		}
	case 7: // much of the same
		for range m.r.IntN(12) {
			d = slices.Insert(d, at, d[at])
		}
	default:
		if d[at].Op == Send {
			if m.chance(2) {
				d[at].Bytes = m.value(d[at].Bytes)
			} else {
				d[at].Bytes = m.broken(d[at].Bytes)
			}
		}
	}
	return d
}

// bounded cuts a dialogue that has grown too long.
func (m *mutator) bounded(d Dialogue) Dialogue {
	d = d[:min(len(d), maxMoves)]
	for d.size() > maxBytes {
		d = d[:len(d)-1]
	}
	return d.valid()
}
