package putio

import (
	"strconv"

	"enginespec/codec"
)

// Outcome says how a call ended.
type Outcome uint8

// The outcomes. A failed login is its own, for it says nothing of a user.
const (
	Success Outcome = iota
	Failure
	LoginFailure
)

// String returns "success", "failure" or "login-failure".
func (o Outcome) String() string {
	switch o {
	case Success:
		return "success"
	case Failure:
		return "failure"
	case LoginFailure:
		return "login-failure"
	}
	return "outcome(" + strconv.Itoa(int(o)) + ")"
}

// Envelope is the JSON object of every answer.
type Envelope struct {
	Method       Method // what was asked; not on the wire
	Outcome      Outcome
	Results      Results // of a success
	ErrorMessage string  // of a failure, not empty
	UserName     string  // but for a login failure
	UserID       ID      // both id and user_id, JSON numbers; but for a login failure
	Wide         bool    // a login failure with user_name and id, both null, too (PUTIO-038)
}

// Decode resets e and reads the answer to a call of m; for an unknown m, such as
// "", Results is a *[RawResults]. Nothing in e aliases b.
func (e *Envelope) Decode(b []byte, m Method, o *codec.Options) error {
	src := string(b)
	if m.files() {
		q := newQuick(b, src, o)
		if read, ok := q.envelope(new(Items)); ok {
			*e = read
			e.Method = m
			return nil
		}
	}
	return e.scan(b, src, m, o)
}

// scan is Decode of any answer; src is a copy of b.
func (e *Envelope) scan(b []byte, src string, m Method, o *codec.Options) error {
	results := m.NewResults()
	if results == nil {
		results = new(RawResults)
	}
	s := newScannerOf(b, src, o)
	v := outer{results: results}
	v.decode(s)
	if s.err != nil || v.failed {
		// The results of a failure need not be those of the method, and whether the
		// call failed stands behind them: look again, at the rest alone.
		f := newScannerOf(b, src, o)
		var loose outer
		loose.decode(f)
		if f.err == nil && loose.failed {
			*e = loose.failure(f)
			e.Method = m
			return f.finish()
		}
	}
	v.success(s)
	err := s.finish()
	*e = Envelope{Method: m}
	if err == nil {
		e.Results, e.UserName, e.UserID = results, v.userName, v.user()
	}
	return err
}

// Append appends the JSON. It holds all that the sources disagree about: user_id
// and id, user_name, total, and false and null for no error (PUTIO-020).
func (e *Envelope) Append(dst []byte) ([]byte, error) {
	w := writer{b: dst}
	if e.Outcome == LoginFailure {
		w.b = append(w.b, loginFailure[:len(loginFailure)-1]...)
		if e.Wide {
			w.b = append(w.b, `,"user_name":null,"id":null`...)
		}
		w.b = append(w.b, '}')
		return w.finish(dst)
	}
	results := e.Results
	if e.Outcome == Failure || results == nil {
		results = new(Items)
	}
	w.b = append(w.b, `{"response":{"total":`...)
	w.int(results.Total())
	w.b = append(w.b, `,"results":`...)
	results.append(&w)
	e.appendTail(&w)
	return w.finish(dst)
}

// appendTail writes what follows the results.
func (e *Envelope) appendTail(w *writer) {
	switch e.Outcome {
	case Success:
		w.b = append(w.b, `},"error":false,"error_message":null`...)
	case Failure:
		w.b = append(w.b, `},"error":true,"error_message":`...)
		if e.ErrorMessage == "" {
			w.fail(codec.Missing, "error_message")
		}
		w.str(e.ErrorMessage)
	default:
		w.fail(codec.Range, "outcome")
	}
	w.b = append(w.b, `,"user_name":`...)
	w.str(e.UserName)
	w.b = append(w.b, `,"user_id":`...)
	w.int(int64(e.UserID))
	w.b = append(w.b, `,"id":`...)
	w.int(int64(e.UserID))
	w.b = append(w.b, '}')
}

// Size estimates the length of what Append writes, for one allocation: it is
// for files hardly ever less unless texts need escapes.
func (e *Envelope) Size() int {
	const frame, element = 256, 192
	n := frame + len(e.UserName) + len(e.ErrorMessage)
	if l, ok := e.Results.(*Items); ok {
		for i := range *l {
			n += (*l)[i].size()
		}
	} else if e.Results != nil {
		n += element * int(e.Results.Total())
	}
	return n
}
