package ctcs

import (
	"bytes"
	"fmt"
	"strconv"

	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// A profile of version 1 or 2 says as what the suite speaks: as a server, or an engine, of
// that time. Cases are written for version 3, and what they say is put into the older
// forms on its way.

// top is the highest version that the suite itself speaks.
func top(s *session) int {
	if n := s.Newest(); n != 0 {
		return min(n, ctcs.Highest)
	}
	return ctcs.Highest
}

// allowed makes a case n/a that would be about a version above the profile's: one in
// which the target speaks its own highest.
func allowed() step {
	return conformance.Where("no version above that of the profile", func(s *session) bool {
		own := highest
		if s.Case.Role == controller {
			own = ownHighest
		}
		return own(s) <= top(s)
	})
}

// upTo makes a case n/a that is about a version above the profile's.
func upTo(version int) step {
	return conformance.Where(fmt.Sprintf("a profile with version %d", version), func(s *session) bool { return version <= top(s) })
}

// claimed wants the target to announce the version that its profile has.
func claimed(own func(s *session) int) step {
	return check("the version of the profile", func(s *session) *failure {
		if v := own(s); v < s.Newest() {
			return fail(conformance.WrongShape, fmt.Sprintf("PROTOCOL %04d or higher: the profile says so", s.Newest()), "PROTOCOL %04d", v)
		}
		return nil
	})
}

// older puts what the suite says into the version of the profile, line by line.
func older(s *session, b []byte) []byte {
	v := top(s)
	if v == ctcs.Highest {
		return b
	}
	var out []byte
	for line := range bytes.SplitAfterSeq(b, []byte("\n")) {
		out = append(out, olderLine(line, s.Case.Role, v)...)
	}
	return out
}

// olderWords are the words of blocks in versions 1 and 2.
var olderWords = map[string]string{"CTFILESTART": "CTFILES", "CTFILESDONE": "CTFDONE", "CTPEERSTART": "CTPEERS", "CTPEERSDONE": "CTPDONE"}

// olderLine is a line in the form of version v, 1 or 2, said to a target of that role. A
// part of a line, and one that the codec does not read, is left: it is meant to be so.
func olderLine(line []byte, to codec.Party, v int) []byte {
	body := bytes.TrimRight(line, "\r\n")
	eol := line[len(body):]
	word, rest, _ := bytes.Cut(body, []byte(" "))
	if len(eol) == 0 {
		return line
	}
	if string(word) == "PROTOCOL" {
		digits, junk, _ := bytes.Cut(rest, []byte(" "))
		n, err := strconv.Atoi(string(digits))
		if err != nil || n <= v || n > ctcs.Highest {
			return line
		}
		said := fmt.Appendf(nil, "PROTOCOL %0*d", len(digits), v)
		if len(junk) > 0 {
			said = fmt.Appendf(said, " %s", junk)
		}
		return append(said, eol...)
	}
	if to == engine {
		return line
	}
	if old, ok := olderWords[string(word)]; ok && len(rest) == 0 {
		return append([]byte(old), eol...)
	}
	o := &codec.Options{Version: ctcs.Highest}
	var m codec.Message
	var err error
	switch string(word) {
	case "CTSTATUS":
		status := new(ctcs.Status)
		err = status.Decode(body, o)
		status.Version, m = min(status.Version, v), status
	case "CTFILE":
		file := new(ctcs.File)
		err = file.Decode(body, o)
		file.Version, m = v, file
	default:
		return line
	}
	if err != nil {
		return line
	}
	said, err := m.Append(nil)
	if err != nil {
		return line
	}
	return append(bytes.TrimRight(said, "\n"), eol...)
}
