package ipc

import (
	"strconv"
	"time"

	"enginespec/codec"
	"enginespec/codec/ipc"
	"enginespec/conformance"
)

// A client that refuses a bad frame and one that overlooks it both end without a result
// if nothing follows: the second when it has waited long enough. So the servers of this
// file say what an ordinary server says, broken in one point, and then go on as if
// nothing had happened: who overlooks the bad frame, or takes it for a good one, ends
// as with the ordinary server.

// spoiling is what is wrong with a frame.
type spoiling struct {
	slug   string
	clause *conformance.Clause
	// spoil returns the frame to say in place of a reply.
	spoil func(s *session, reply list) (string, error)
}

// spoilings are the frames that end a connection.
func spoilings() []spoiling {
	payload := func(change func(text string) string) func(*session, list) (string, error) {
		return func(s *session, reply list) (string, error) {
			b, err := encode(s, nil, reply)
			return change(string(b)), err
		}
	}
	value := func(change func(reply list) list) func(*session, list) (string, error) {
		return func(s *session, reply list) (string, error) {
			b, err := encode(s, nil, change(append(list{}, reply...)))
			return framed(string(b)), err
		}
	}
	fixed := func(text string) func(*session, list) (string, error) {
		return func(*session, list) (string, error) { return text, nil }
	}
	return []spoiling{
		{"oversize", IPC007, payload(func(text string) string { return "FFFFFFFF" + text })},
		{"non-hex", IPC010, payload(func(text string) string { return "Z" + framed(text)[1:] })},
		{"zero-length", IPC015, fixed("00000000")},
		{"trailing-bytes", IPC016, payload(func(text string) string { return framed(text + "X") })},
		{"not-bencode", IPC017, fixed("0000000Bhello world")},
		{"string-length", IPC018, payload(func(text string) string { return framed("l-" + text[1:]) })},
		{"second-dictionary", IPC046, func(s *session, _ list) (string, error) {
			b, err := encode(s, nil, dict{"version", dict{"label", "enginespec again", "max", 2, "min", 1}})
			return framed(string(b)), err
		}},
		{"big-integer", IPC024, value(bigInteger)},
		{"too-short", IPC058, value(func(reply list) list { return reply[:1] })},
		{"key-not-text", IPC059, value(func(reply list) list { reply[0] = 5; return reply })},
		{"tag-not-integer", IPC075, value(func(reply list) list {
			tag := int64(5)
			if len(reply) > 2 {
				tag, _ = reply[2].(int64)
			}
			return list{reply[0], reply[1], strconv.FormatInt(tag, 10)}
		})},
	}
}

// number is an integer as it is written, however large.
type number string

const beyond = number("9223372036854775808")

// bigInteger puts an integer of more than 64 bits into a reply, where it has one.
func bigInteger(reply list) list {
	all, ok := reply[1].(list)
	if !ok || len(all) == 0 {
		reply[1] = beyond
		return reply
	}
	first, ok := all[0].(dict)
	if !ok {
		reply[1] = append(list{beyond}, all...)
		return reply
	}
	key := "size"
	if reply[0] == ipc.KeyStatus {
		key = "completed"
	}
	reply[1] = append(list{first.with(key, beyond)}, all[1:]...)
	return reply
}

// spoiled is the ordinary server whose first reply is said spoiled, and then, in a write
// of its own, as it should be. Whoever waits for more is not left to a timeout: the
// server goes on saying what means nothing.
func spoiled(spoil func(*session, list) (string, error)) func(*session) *conformance.Stand {
	return changed(func(m *meeting, p *codec.Packet) error {
		reply := answerTo(message(p))
		if reply == nil {
			if m.Vars["spoiled"] != nil {
				return nil
			}
			reply = list{ipc.KeySucceeded, ""} // the client waits for none, and may not read this one
		}
		held, _ := m.Vars["held"].([]list)
		m.Vars["held"] = append(held, reply)
		if m.Vars["spoiled"] != nil {
			if m.Vars["spoiled"] == "over" {
				return release(m)
			}
			return nil
		}
		m.Vars["spoiled"] = "now"
		text, err := spoil(m.Session, reply)
		if err != nil {
			return &conformance.Harness{Err: err}
		}
		if err := write(m, text); err != nil {
			return err
		}
		m.Later(300*time.Millisecond, func() error {
			m.Vars["spoiled"] = "over"
			babble(m)
			return release(m)
		})
		return nil
	})
}

// release says the replies that were held back.
func release(m *meeting) error {
	held, _ := m.Vars["held"].([]list)
	delete(m.Vars, "held")
	for _, reply := range held {
		if err := paced(m, func() error { return say(m, reply) }); err != nil {
			return err
		}
	}
	return nil
}

// babble says something each second that means nothing, as long as it is listened to.
func babble(m *meeting) {
	m.Later(time.Second, func() error {
		if err := say(m, list{"frob", ""}); err != nil {
			return err
		}
		babble(m)
		return nil
	})
}
