package codec

// Options says how to read. The zero value, like a nil *Options, is strict, with
// the protocol's default version and limits. Options are read, never written, by
// a codec and may be shared by goroutines if Report may.
type Options struct {
	// Accept is the set of rules that the reader tolerates.
	Accept RuleSet
	// Limits bound one message. A zero field means the protocol's default.
	Limits Limits
	// Version is the protocol version to read or write: TS API level (0 none, 1, 3,
	// 4, 6), IPC 1 or 2, CTCS 1 to 3. Zero means the protocol's own default.
	Version int
	// Report, if set, is told of each accepted rule that was needed.
	Report func(Use)
}

// Limits bound what one message may take, before anything is allocated for it.
type Limits struct {
	Message int // bytes of one line, frame or body
	String  int // bytes of one string inside it
	Items   int // elements of one list or dictionary
	Depth   int // levels of nesting
}

// Allow reports whether rule r is accepted, and reports its use if so.
func (o *Options) Allow(r *Rule, offset int) bool {
	if o == nil || !o.Accept.Has(r) {
		return false
	}
	if o.Report != nil {
		o.Report(Use{r, int64(offset)})
	}
	return true
}

// Tolerate returns nil if rule r is accepted, reporting its use, and otherwise
// the NonCanonical error that names it.
func (o *Options) Tolerate(r *Rule, offset int, field string) error {
	if o.Allow(r, offset) {
		return nil
	}
	return &Error{Code: NonCanonical, Offset: int64(offset), Field: field, Rule: r}
}

// OrDefault returns the limits with every zero field taken from d.
func (l Limits) OrDefault(d Limits) Limits {
	if l.Message == 0 {
		l.Message = d.Message
	}
	if l.String == 0 {
		l.String = d.String
	}
	if l.Items == 0 {
		l.Items = d.Items
	}
	if l.Depth == 0 {
		l.Depth = d.Depth
	}
	return l
}
