package putio

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	wire "enginespec/codec/putio"
)

// account is a user with what he owns.
type account struct {
	Account
	s      *Server
	key    [sha256.Size]byte // of Key, and the other of Secret: login compares them
	secret [sha256.Size]byte
	mu     sync.Mutex // held over one change of the state
	state  atomic.Pointer[state]
	live   liveTransfers
}

// refusal is an error that the user is told, in an envelope. All others are faults of
// the server.
type refusal string

func (r refusal) Error() string { return string(r) }

func refuse(format string, args ...any) error { return refusal(fmt.Sprintf(format, args...)) }

// errKeep says that the disk did not take a change: nothing of it is in force.
var errKeep = errors.New("the change could not be kept")

// view is the state now in force.
func (a *account) view() *state { return a.state.Load() }

// update changes the state as one step: what fn does to its copy is on the disk
// when update returns nil, and has not happened otherwise.
func (a *account) update(fn func(st *state) error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	next := a.view().clone()
	if err := fn(next); err != nil {
		return err
	}
	if err := next.save(a.s.o.FS, a.s.o.Dir, a.ID); err != nil {
		return fmt.Errorf("%w: %w", errKeep, err)
	}
	a.state.Store(next)
	return nil
}

// newID gives the account an id that nobody has or had.
func (a *account) newID(st *state) wire.ID {
	id := wire.ID(a.s.last.Add(1))
	st.Last = max(st.Last, id)
	return id
}

// diskAvailable is what the quota leaves.
func (a *account) diskAvailable(st *state) int64 { return max(a.DiskQuota-st.used(), 0) }

func (a *account) bandwidthAvailable(st *state) int64 { return max(a.BandwidthQuota-st.Paid, 0) }

// login finds the account of a key and a secret. It takes as long for a wrong key as
// for a wrong secret, wherever they differ from the right ones.
func (s *Server) login(key, secret string) *account {
	k, c := sha256.Sum256([]byte(key)), sha256.Sum256([]byte(secret))
	var found *account
	for _, a := range s.accounts {
		if subtle.ConstantTimeCompare(k[:], a.key[:])&subtle.ConstantTimeCompare(c[:], a.secret[:]) == 1 {
			found = a
		}
	}
	return found
}

// basic finds the account of a name and password.
func (s *Server) basic(name, password string) *account {
	n, p := sha256.Sum256([]byte(name)), sha256.Sum256([]byte(password))
	var found *account
	for _, a := range s.accounts {
		an, ap := sha256.Sum256([]byte(a.Name)), sha256.Sum256([]byte(a.Password))
		same := subtle.ConstantTimeCompare(n[:], an[:]) & subtle.ConstantTimeCompare(p[:], ap[:])
		if same == 1 && a.Password != "" {
			found = a
		}
	}
	return found
}

// friends are the accounts that share something with a.
func (a *account) friends() []*account {
	var list []*account
	for _, o := range a.s.accounts {
		if o != a && o.view().Share != 0 && o.trusts(a.ID) {
			list = append(list, o)
		}
	}
	return list
}

// trusts reports whether id may read what a shares.
func (a *account) trusts(id wire.ID) bool {
	for _, f := range a.Friends {
		if f == id {
			return true
		}
	}
	return false
}
