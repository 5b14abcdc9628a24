package ctcs

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// Model is what a controller knows, as it may give it for GET /state.json on its port,
// without a word of CTCS before. Fields that are not named here are ignored. With a
// password the request has it as that of HTTP's basic authentication.
type Model struct {
	Torrents []Torrent `json:"torrents"`
}

// Torrent is one engine's torrent in a Model: what was last told of it, in the names and
// units of the wire. Lists are blocks that were told whole.
type Torrent struct {
	ID       int            `json:"id"` // the controller's own number, for orders
	PeerID   codec.Bytes    `json:"peerid"`
	Filename codec.Bytes    `json:"filename"`
	Version  int            `json:"version"`         // in force
	Ended    string         `json:"ended,omitempty"` // when its engine left; empty: it is there
	Status   *ctcs.Status   `json:"status"`          // of CTSTATUS and CTBW, whichever came last
	Files    []ctcs.File    `json:"files"`
	Peers    []ctcs.Peer    `json:"peers"`
	Options  []ctcs.Config  `json:"options"`
	Settings *ctcs.Settings `json:"settings"` // in versions 1 and 2
	Infos    []struct {
		Severity int         `json:"severity"`
		Text     codec.Bytes `json:"text"`
	} `json:"infos"`

	wrong error // why it does not read; told where it matters
}

// Orders is what the operator's orders of the feature "orders" mean, one a line. N is
// Torrent.ID.
const Orders = `limit N down|up OCTETS     set a limit of a torrent, octets/s
set N NAME [VALUE]         change an option; without a value it becomes empty
update N                   contact the tracker
restart N                  leave the swarm and join it again
quit N                     end the engine`

// page asks for a page on the controller's port.
func page(s *session, path string) (*http.Response, []byte, error) {
	c, err := s.Beside()
	if err != nil {
		return nil, nil, err
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(s.Patience()))
	head := "GET " + path + " HTTP/1.0\r\nHost: localhost\r\n"
	if asked(s) {
		head += "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(":"+s.Vars["password"])) + "\r\n"
	}
	if _, err := io.WriteString(c, head+"\r\n"); err != nil {
		return nil, nil, err
	}
	r := bufio.NewReader(c)
	for { // it may have greeted whoever it takes for an engine
		word, err := r.Peek(len("PROTOCOL "))
		if err != nil || string(word) != "PROTOCOL " {
			break
		}
		if _, err := r.ReadString('\n'); err != nil {
			return nil, nil, err
		}
	}
	resp, err := http.ReadResponse(r, nil)
	if err != nil {
		return nil, nil, err
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64<<20))
	return resp, body, err
}

// model is what the controller knows now.
func model(s *session) (*Model, error) {
	resp, body, err := page(s, "/state.json")
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("/state.json: %s", resp.Status)
	}
	var all struct {
		Torrents *[]json.RawMessage `json:"torrents"`
	}
	if err := json.Unmarshal(body, &all); err != nil {
		return nil, err
	}
	if all.Torrents == nil {
		return nil, fmt.Errorf("/state.json has no torrents")
	}
	m := &Model{Torrents: make([]Torrent, len(*all.Torrents))}
	for i, text := range *all.Torrents {
		t := &m.Torrents[i]
		if t.wrong = json.Unmarshal(text, t); t.wrong != nil {
			var of struct { // whose it is shows nonetheless
				PeerID codec.Bytes `json:"peerid"`
			}
			if err := json.Unmarshal(text, &of); err != nil {
				return nil, err
			}
			t.PeerID = of.PeerID
		}
	}
	return m, nil
}

// entries are the entries with a peer id, those that are there before those that ended.
func (m *Model) entries(peerid string) (list []*Torrent) {
	for _, ended := range []bool{false, true} {
		for i := range m.Torrents {
			if t := &m.Torrents[i]; string(t.PeerID) == peerid && (t.Ended != "") == ended {
				list = append(list, t)
			}
		}
	}
	return list
}

// shows waits until what the controller knows of the engine with the peer id of the
// variable id is as it must be: bad says what is wrong, nothing when it is right. t is
// nil while there is no such entry.
func shows(what, id string, bad func(s *session, t *Torrent) string) step {
	return check("its model shows "+what, func(s *session) *failure {
		s.Flush()
		deadline := time.Now().Add(s.Patience())
		for {
			m, err := model(s)
			if err != nil {
				return fail(conformance.Unreachable, "the model", "%v", err)
			}
			var t *Torrent
			if list := m.entries(s.Vars[id]); len(list) > 0 {
				t = list[0]
			}
			var wrong string
			if t != nil && t.wrong != nil {
				wrong = t.wrong.Error()
			} else {
				wrong = bad(s, t)
			}
			if wrong == "" {
				if t != nil {
					s.Vars["n"] = fmt.Sprint(t.ID)
				}
				return nil
			}
			if time.Now().After(deadline) || s.Wait(max(s.Real(50*time.Millisecond), time.Millisecond)) != nil {
				d := conformance.WrongValue
				if t == nil {
					d = conformance.Lost
				}
				return fail(d, what, "%s", wrong)
			}
		}
	})
}

// known waits until a line is known, by an information that follows it.
func known(id string) step {
	return check("all that was said is read", func(s *session) *failure {
		text := fmt.Sprintf("fence %d", s.Transcript.Len())
		if f := s.Send([]byte("CTINFO 3 " + text + "\n")); f != nil {
			return f
		}
		return ifEnded(s, asFailure(shows("CTINFO 3 "+text, id, func(_ *session, t *Torrent) string {
			if t == nil {
				return "no such torrent"
			}
			for _, i := range t.Infos {
				if strings.Contains(string(i.Text), text) {
					return ""
				}
			}
			return fmt.Sprintf("%d other messages", len(t.Infos))
		}).Do(s)))
	})
}

// ifEnded is f, or that the controller has ended the connection, if it has: that is why.
func ifEnded(s *session, f *failure) *failure {
	for f != nil && f.Diagnosis != conformance.Unreachable {
		_, end := s.Receive(0)
		if end == nil {
			continue
		}
		if end.Diagnosis == conformance.Closed || end.Diagnosis == conformance.Reset {
			return end
		}
		break
	}
	return f
}

func asFailure(err error) *failure {
	if f, ok := err.(*failure); ok || err == nil {
		return f
	}
	return fail(conformance.Unreachable, "the model", "%v", err)
}

// keeps wants the model to be so once all that was said is read.
func keeps(what, id string, bad func(t *Torrent) string) step {
	return conformance.Steps(known(id), shows(what, id, func(_ *session, t *Torrent) string {
		if t == nil {
			return "no such torrent"
		}
		return bad(t)
	}))
}

// limits wants the download and upload limit of the model's status.
func limits(down, up int64) func(t *Torrent) string {
	return func(t *Torrent) string {
		if t.Status == nil {
			return "no status"
		}
		if t.Status.DLLimit != down || t.Status.ULLimit != up {
			return fmt.Sprintf("dl_limit %d, ul_limit %d", t.Status.DLLimit, t.Status.ULLimit)
		}
		return ""
	}
}
