package putio

import (
	"github.com/go-json-experiment/json/jsontext"

	"enginespec/codec"
)

// outer is an envelope as it is read: a success if results is not nil, and
// otherwise all but the results, which are only looked at for the shape of a login
// failure. A place is the offset of a member's value, -1 if it is absent.
type outer struct {
	results  record
	failed   bool
	message  *string
	userName string
	total    *Count
	userID   *Count
	id       *Count
	nameless bool // user_name is null
	nobody   bool // results are [{"user_name":null,"user_id":null}]

	atResponse, atResults, atTotal, atError, atMessage, atName, atUserID, atID int64
}

func (v *outer) decode(s *scanner) {
	v.atResponse, v.atResults, v.atTotal, v.atError, v.atMessage, v.atName, v.atUserID, v.atID = -1, -1, -1, -1, -1, -1, -1, -1
	if !s.enter('{') {
		return
	}
	for s.more() {
		name := s.scalar()
		switch string(name) {
		case `"response"`:
			v.atResponse = s.offset()
			v.response(s)
		case `"error"`:
			v.atError = s.offset()
			v.failed = truth(s)
		case `"error_message"`:
			v.atMessage = s.offset()
			v.message = optional(s, (*scanner).str)
		case `"user_name"`:
			v.atName = s.offset()
			name := optional(s, (*scanner).str)
			if v.nameless = name == nil; !v.nameless {
				v.userName = *name
			}
		case `"user_id"`:
			v.atUserID = s.offset()
			s.value(&v.userID)
		case `"id"`:
			v.atID = s.offset()
			s.value(&v.id)
		default:
			s.skip() // PUTIO-026
		}
	}
}

func (v *outer) response(s *scanner) {
	if !s.enter('{') {
		return
	}
	for s.more() {
		name := s.scalar()
		switch string(name) {
		case `"results"`:
			v.atResults = s.offset()
			if v.results != nil {
				v.results.decode(s)
			} else {
				v.nobody = nobody(s)
			}
		case `"total"`:
			v.atTotal = s.offset()
			s.value(&v.total)
		default:
			s.skip()
		}
	}
}

// truth reads the member error by reading 1.
func truth(s *scanner) bool {
	raw := s.scalar()
	off := s.offset() - int64(len(raw))
	switch raw.Kind() {
	case jsontext.KindTrue:
		return true
	case jsontext.KindFalse, 0:
		return false
	case jsontext.KindNull:
		s.tolerate(ErrorNull, off, "")
		return false
	}
	return s.tolerate(ErrorWord, off, "") && (isTrue(raw) || string(raw) == `"True"`)
}

// success applies the readings to an envelope without error.
func (v *outer) success(s *scanner) {
	end := s.offset()
	switch {
	case s.err != nil:
		return
	case v.atResults < 0:
		s.fail(codec.Missing, end-1, "response/results")
		return
	case v.atError < 0:
		s.tolerate(ErrorNull, end-1, "error")
	}
	if v.atMessage < 0 {
		s.tolerate(NoErrorMessage, end-1, "error_message")
	} else if v.message != nil {
		s.tolerate(LooseMessage, v.atMessage, "error_message")
	}
	if v.atTotal < 0 || v.total == nil {
		s.tolerate(NoTotal, end-1, "response/total")
	} else if r, ok := v.results.(Results); ok && int64(*v.total) != r.Total() {
		s.tolerate(OtherTotal, v.atTotal, "response/total")
	}
	v.owner(s, end)
}

// owner applies the readings to the three members that say whose call it was.
func (v *outer) owner(s *scanner, end int64) {
	if v.atName < 0 || v.nameless {
		s.tolerate(NoUserName, end-1, "user_name")
	}
	switch {
	case v.userID == nil && v.id == nil:
		if s.tolerate(NoUserID, end-1, "user_id") {
			s.tolerate(NoID, end-1, "id")
		}
	case v.userID == nil:
		s.tolerate(NoUserID, end-1, "user_id")
	case v.id == nil:
		s.tolerate(NoID, end-1, "id")
	case *v.id != *v.userID:
		s.tolerate(OtherIDs, v.atID, "id")
	}
}

// user is user_id, or id where that is absent.
func (v *outer) user() ID {
	switch {
	case v.userID != nil:
		return ID(*v.userID)
	case v.id != nil:
		return ID(*v.id)
	}
	return 0
}
