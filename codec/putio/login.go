package putio

import (
	"github.com/go-json-experiment/json/jsontext"
)

// LoginMessage is the error_message of a failed login, byte for byte.
const LoginMessage = "Unable to login. Please check your info."

// loginFailure is the answer to wrong credentials, as the document prints it.
const loginFailure = `{"error_message":"` + LoginMessage + `","user_id":null,"response":{"results":[{"user_name":null,"user_id":null}]},"error":true}`

// nobody reads results and reports whether they are those of a login failure.
func nobody(s *scanner) bool {
	if s.kind() != jsontext.KindBeginArray {
		s.skip()
		return false
	}
	s.enter('[')
	names, others := 0, -1 // the first element is the one that there must be
	for s.more() {
		others++
		if s.kind() != jsontext.KindBeginObject {
			s.skip()
			continue
		}
		s.enter('{')
		for s.more() {
			name := string(s.scalar())
			if (name == `"user_name"` || name == `"user_id"`) && s.kind() == jsontext.KindNull {
				names++
			} else {
				others++
			}
			s.skip()
		}
	}
	return names == 2 && others == 0
}

// failure makes the envelope of a call that failed.
func (v *outer) failure(s *scanner) Envelope {
	anonymous := v.atUserID >= 0 && v.userID == nil ||
		v.atUserID < 0 && v.id == nil && (v.atName < 0 || v.nameless)
	if anonymous {
		return v.login(s)
	}
	e := Envelope{Outcome: Failure, UserName: v.userName, UserID: v.user()}
	if v.message != nil {
		e.ErrorMessage = *v.message
	}
	end := s.offset()
	if e.ErrorMessage == "" {
		at := end - 1
		if v.atMessage >= 0 {
			at = v.atMessage
		}
		s.tolerate(LooseMessage, at, "error_message")
		e.ErrorMessage = "Unknown error."
	}
	v.owner(s, end)
	return e
}

// login makes the envelope of a failed login, whatever its words.
func (v *outer) login(s *scanner) Envelope {
	e := Envelope{Outcome: LoginFailure, ErrorMessage: LoginMessage}
	e.Wide = v.atName >= 0 && v.atID >= 0
	at, field := int64(-1), ""
	switch {
	case v.message == nil || *v.message != LoginMessage:
		at, field = max(v.atMessage, 0), "error_message"
	case !v.nobody:
		at, field = max(v.atResults, 0), "response/results"
	case v.atUserID < 0:
		at, field = 0, "user_id"
	case e.Wide != (v.atName >= 0 || v.atID >= 0), v.userName != "", v.id != nil:
		at, field = max(v.atName, v.atID), "user_name"
	}
	if at >= 0 && s.tolerate(AuthMessage, at, field) && v.message != nil {
		e.ErrorMessage = *v.message
	}
	return e
}
