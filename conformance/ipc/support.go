package ipc

import (
	"fmt"
	"slices"
	"time"

	"enginespec/codec"
	"enginespec/codec/ipc"
	"enginespec/conformance"
)

// A server need not support every key (S:107). It says so by not-supported, and by
// leaving the key out of its answer to get-supported: then what a case is about does
// not exist. One that names the key and refuses it all the same breaks the clause.

// lacks says that a key is not supported.
func lacks(key string) error {
	return conformance.NotAvailableError("the server does not support " + key)
}

// optional runs steps as far as the server supports their keys.
func optional(steps ...step) step {
	all := conformance.Steps(steps...)
	return act{all.String() + ", if it is supported", func(s *session) error {
		if err := all.Do(s); !conformance.IsNotAvailable(err) {
			return err
		}
		return nil
	}}
}

// askedWith is the key of the last request with a tag on the current connection.
func askedWith(s *session, tag int64) (key string) {
	for _, e := range s.Transcript.Entries() {
		if e.Packet == nil || e.From != controller {
			continue
		}
		if m := message(e.Packet); m != nil && m.Tag == tag {
			key = m.Kind()
		}
	}
	return key
}

// supports reports whether the server names a key among those it supports. One that
// does not support get-supported does not name any. It asks on a connection of its own,
// so that the dialogue stays as it is; what cannot be found out is taken for yes.
func supports(s *session, key string) bool {
	if row, known := ipc.Lookup(key); !known || !row.From.Has(controller) {
		return true
	}
	c, err := s.Beside()
	if err != nil {
		return true
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(s.Patience()))
	b, err := ipc.NewHandshake(1, 2, "enginespec").Append(nil)
	if err != nil {
		return true
	}
	ask := &ipc.Message{Key: codec.Bytes(ipc.KeyGetSupported), Texts: []codec.Bytes{codec.Bytes(key)}}
	if b, err = ask.Tagged(1).Append(b); err != nil {
		return true
	}
	if _, err := c.Write(b); err != nil {
		return true
	}
	r := ipc.NewReader(c, &codec.Options{Accept: s.Suite.Lenient, Limits: s.Suite.Limits})
	if r.Handshake(new(ipc.Handshake)) != nil {
		return true
	}
	r.SetVersion(2)
	var m ipc.Message
	for r.Next(&m) == nil {
		if m.Tag != 1 {
			continue
		}
		switch m.Kind() {
		case ipc.KeySupported:
			return slices.ContainsFunc(m.Texts, func(t codec.Bytes) bool { return string(t) == key })
		case ipc.KeyNotSupported:
			return false
		}
		return true
	}
	return true
}

// told are the info types or status types that the server is known to support: those
// that it told of some torrent when it was asked for all.
func told(key string) step {
	types, tag := ipc.InfoTypes(), int64(97)
	if key == ipc.KeyStatus {
		types, tag = ipc.StatusTypes(), 98
	}
	all := list{}
	for _, t := range types {
		all = append(all, t.Name)
	}
	return conformance.Steps(tell(list{"get-" + key + "-all", all, tag}), reply(tag, key, func(s *session, m *ipc.Message) *failure {
		var has ipc.Set
		for i := range m.Infos {
			has |= m.Infos[i].Has
		}
		for i := range m.Statuses {
			has |= m.Statuses[i].Has
		}
		s.Vars["told:"+key] = fmt.Sprint(uint32(has))
		return nil
	}))
}

// toldSet is what told has found out.
func toldSet(s *session, key string) ipc.Set {
	var has uint32
	fmt.Sscan(s.Vars["told:"+key], &has)
	return ipc.Set(has)
}
