package putio

import "enginespec/codec"

// The members of an envelope and of its response, in the order in which they are written.
const (
	outerResponse = iota
	outerError
	outerErrorMessage
	outerUserName
	outerUserID
	outerID
)

const (
	innerTotal = iota
	innerResults
)

// Their names, with the quote behind them.
var (
	outerNames = []string{`response"`, `error"`, `error_message"`, `user_name"`, `user_id"`, `id"`}
	innerNames = []string{`total"`, `results"`}
)

// envelope reads a whole answer, a success with files of which nothing is amiss.
func (q *quick) envelope(files *Items) (e Envelope, ok bool) {
	var total, userID, id int64
	q.eat('{')
	seen := 0
	for at := 0; !q.bad; at++ {
		if at = q.name(outerNames, at); at < 0 || seen&(1<<at) != 0 {
			return e, false
		}
		seen |= 1 << at
		switch at {
		case outerResponse:
			total = q.response(files)
		case outerError:
			q.word("false")
		case outerErrorMessage:
			q.word("null")
		case outerUserName:
			e.UserName = q.text()
		case outerUserID:
			userID = q.number()
		case outerID:
			id = q.number()
		}
		if !q.more('}') {
			break
		}
	}
	q.next()
	if q.bad || q.i < len(q.src) || seen != 1<<len(outerNames)-1 || total != files.Total() || id != userID {
		return e, false
	}
	e.Results, e.UserID = files, ID(id)
	return e, true
}

// response reads the member response and returns its total.
func (q *quick) response(files *Items) (total int64) {
	q.eat('{')
	seen := 0
	for at := 0; !q.bad; at++ {
		if at = q.name(innerNames, at); at < 0 || seen&(1<<at) != 0 {
			break
		}
		seen |= 1 << at
		switch at {
		case innerTotal:
			total = q.number()
		case innerResults:
			*files = q.items(*files)
		}
		if !q.more('}') {
			break
		}
	}
	q.bad = q.bad || seen != 1<<len(innerNames)-1
	return total
}

// files reports whether the answer to m is a list of files.
func (m Method) files() bool { return m.Class() == "files" && m != MethodFilesDirmap && m.Known() }

// View is an answer that is read without a copy. Its strings are parts of the input or of
// the View: they hold until the next Decode, and as long as the input does not change. Its
// memory is used again. The zero View is ready.
type View struct {
	Envelope
	files Items
	room  []byte
}

// Decode reads the answer to a call of m, as [Envelope.Decode] does. Only for strict answers
// with files does it save anything; whatever else it reads owns its memory.
func (v *View) Decode(b []byte, m Method, o *codec.Options) error {
	if m.files() {
		q := newQuick(b, view(b), o)
		q.room = v.room[:0]
		e, ok := q.envelope(&v.files)
		v.room = q.room
		if ok {
			v.Envelope = e
			v.Method = m
			return nil
		}
	}
	return v.Envelope.Decode(b, m, o)
}
