package conformance

// Pause makes the suite read nothing more from the current connection, but for what it
// has begun to read: a peer that writes on has to wait.
func Pause() Step {
	return step{"stop reading", func(s *Session) error {
		if x := s.conn(); x != nil {
			x.mu.Lock()
			if x.hold == nil {
				x.hold = make(chan struct{})
			}
			x.mu.Unlock()
			s.Note("the suite stops reading")
		}
		return nil
	}}
}

// mayRead waits while the connection is paused.
func (x *conn) mayRead() {
	x.mu.Lock()
	hold := x.hold
	x.mu.Unlock()
	if hold != nil {
		<-hold
	}
}

// resume ends a pause.
func (x *conn) resume() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.hold != nil {
		close(x.hold)
		x.hold = nil
	}
}
