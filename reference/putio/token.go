package putio

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"time"
)

// token is a user access token: whoever has it reads the user's files. One is given
// out for Options.TokenLife and good for twice that.
type token struct {
	Token  string    `json:"token"` // 40 lower-case hex digits
	Issued time.Time `json:"issued"`
}

// age is how old it is; a clock that was set back makes it new.
func (t *token) age(now time.Time) time.Duration { return max(now.Sub(t.Issued), 0) }

// token returns the token that is given out now. A new one is on the disk before.
func (a *account) token() (string, error) {
	now, life := a.s.o.Clock.Now(), a.s.o.TokenLife
	if list := a.view().Tokens; len(list) > 0 && list[len(list)-1].age(now) < life {
		return list[len(list)-1].Token, nil
	}
	var given string
	err := a.update(func(st *state) error {
		if n := len(st.Tokens); n > 0 && st.Tokens[n-1].age(now) < life {
			given = st.Tokens[n-1].Token // another call was first
			return nil
		}
		var keep []token
		for _, t := range st.Tokens {
			if t.age(now) < 2*life {
				keep = append(keep, t)
			}
		}
		var b [20]byte
		rand.Read(b[:]) // never fails
		given = hex.EncodeToString(b[:])
		st.Tokens = append(keep, token{given, now})
		return nil
	})
	return given, err
}

// tokenOwner finds the account that a token was given to. It looks at all, so that
// time tells nothing.
func (s *Server) tokenOwner(text string) *account {
	now := s.o.Clock.Now()
	var found *account
	for _, a := range s.accounts {
		for _, t := range a.view().Tokens {
			if subtle.ConstantTimeCompare([]byte(t.Token), []byte(text)) == 1 && t.age(now) < 2*s.o.TokenLife {
				found = a
			}
		}
	}
	return found
}
