package ctcs

import (
	"fmt"

	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// ownHighest is the controller's own highest version, which is the first that it announced
// to an engine of version 3; a server may be older.
func ownHighest(s *session) int {
	for _, e := range said(s, controller, "PROTOCOL") {
		if m, ok := e.Packet.Message.(*ctcs.Version); ok && m.Version > 0 {
			return int(min(m.Version, 3))
		}
	}
	return 3
}

// learnsHighest is an engine of version 3 before the case's own, so that ownHighest does
// not depend on how the controller takes that one's greeting.
func learnsHighest() step {
	return conformance.Steps(greet(3, "id3"), check("the version that it announces", func(s *session) *failure {
		s.Await(s.Patience(), "PROTOCOL") // that it must come is another case's
		return nil
	}), speak(3), connect(), identify("id"))
}

// speaks3 makes the rest not available of a controller that is older.
func speaks3() step {
	return conformance.Compute("nothing, if it speaks version 3", func(s *session) ([]byte, error) {
		if len(said(s, controller, "PROTOCOL")) == 0 {
			s.Await(s.Patience(), "PROTOCOL") // that it must come is another case's
		}
		if v := ownHighest(s); v < 3 {
			return nil, conformance.NotAvailableError(fmt.Sprintf("the server does not speak version 3, but %d", v))
		}
		if v := top(s); v < 3 {
			return nil, conformance.NotAvailableError(fmt.Sprintf("the profile's engines do not speak version 3, but %d", v))
		}
		return nil, nil
	})
}

// fileBlock sends a file of 5 octets, "a b", in the version in force when the engine has
// announced v.
func fileBlock(v int) step {
	return conformance.Compute("a file block", func(s *session) ([]byte, error) {
		v := min(v, ownHighest(s), top(s))
		return []byte("CTDETAIL 5 5 1 0\n" + map[int]string{
			1: "CTFILES\nCTFILE 1 1 0 5 a b\nCTFDONE\n",
			2: "CTFILES\nCTFILE 1 1 0 1 5 a b\nCTFDONE\n",
			3: "CTFILESTART\nCTFILE 1 0 0 1 0 1 5 a b\nCTFILESDONE\n",
		}[v]), nil
	})
}

// inVersion wants the model to show the version in force when the engine has announced v.
func inVersion(v int) step {
	return shows(fmt.Sprintf("version %d in force", v), "id", func(s *session, t *Torrent) string {
		if t == nil {
			return "no such torrent"
		}
		if t.Version != min(v, ownHighest(s), top(s)) {
			return fmt.Sprintf("version %d", t.Version)
		}
		return ""
	})
}

// oneFile wants one file in the model.
func oneFile(name string, size uint64) step {
	return keeps("one file "+name, "id", func(t *Torrent) string {
		if len(t.Files) != 1 || string(t.Files[0].Filename) != name || t.Files[0].FileSize != size {
			return fmt.Sprintf("%v", t.Files)
		}
		return ""
	})
}
