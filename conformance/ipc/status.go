package ipc

import (
	"fmt"
	"slices"
	"time"

	"enginespec/codec/ipc"
	"enginespec/conformance"
)

// Cases of get-status.
func statusCases() []*kase {
	one := func(slug string, c *conformance.Clause, steps ...step) *kase {
		return &kase{ID: "ipc/status/" + slug, Role: engine, Clauses: clauses{c}, Alone: true, Given: append(empty(), adds("single", 80), adds("multi", 81)), Steps: steps}
	}
	allTypes := list{}
	for _, t := range ipc.StatusTypes() {
		allTypes = append(allTypes, t.Name)
	}
	all := tell(list{"get-status-all", allTypes, 5})
	return []*kase{
		one("key", IPC160, tell(list{"get-status", dict{"id", list{num("id:single")}, "type", list{"state"}}, 5}), reply(5, ipc.KeyStatus, statusCount(1)),
			tell(list{"get-status-all", list{"state"}, 6}), reply(6, ipc.KeyStatus, statusCount(2))),
		one("shapes", IPC162, all, reply(5, ipc.KeyStatus, statusCount(2), statusShapes), told(ipc.KeyStatus),
			tell(list{"get-status", dict{"id", list{num("id:single"), num("id:multi")}, "type", allTypes}, 6}), reply(6, ipc.KeyStatus, statusCount(2), statusShapes, sameTypes)),
		one("no-error", IPC164, all, reply(5, ipc.KeyStatus, eachStatus(func(st *ipc.Status) *failure {
			if e := string(st.Error); e != "" && e != "tracker-error" && e != "tracker-warning" && e != "tracker-other" {
				return conformance.Fail(conformance.WrongValue, "no error of a torrent that is well", "%q", e)
			}
			return nil
		}))),
		one("error-words", IPC165, all, reply(5, ipc.KeyStatus, eachStatus(func(st *ipc.Status) *failure {
			if e := string(st.Error); e != "" && !slices.Contains(ipc.Errors(), e) {
				return conformance.Fail(conformance.OutOfRange, "an error word of the document", "%q", e)
			}
			return nil
		}))),
		one("states", IPC166, all, reply(5, ipc.KeyStatus, states), tell(list{"stop-all", "", 6}), reply(6, ipc.KeySucceeded), conformance.Drain(500*time.Millisecond),
			tell(list{"get-status-all", list{"state"}, 7}), reply(7, ipc.KeyStatus, states)),
		one("unknowns", IPC167, tell(list{"stop-all", "", 4}), reply(4, ipc.KeySucceeded), all, reply(5, ipc.KeyStatus, eachStatus(func(st *ipc.Status) *failure {
			if need := ipc.StatusRunning | ipc.StatusCompleted | ipc.StatusETA; st.Has&need == need && !st.Running && st.Completed == 0 && st.ETA != -1 {
				return conformance.Fail(conformance.WrongValue, "eta -1 of a torrent that is stopped and has nothing yet", "%d", st.ETA)
			}
			for _, v := range []int64{st.ETA, st.ScrapeCompleted, st.ScrapeLeechers, st.ScrapeSeeders} {
				if v < -1 {
					return conformance.Fail(conformance.OutOfRange, "-1 for what is unknown", "%d", v)
				}
			}
			return nil
		}))),
		one("units", IPC168, set("downlimit", limitKB), adds("big", 82), units{}, set("downlimit", -1)),
	}
}

func statusCount(n int) func(*session, *ipc.Message) *failure {
	return func(_ *session, m *ipc.Message) *failure {
		if len(m.Statuses) != n {
			return conformance.Fail(conformance.WrongCount, "one dictionary a torrent", "%d for %d", len(m.Statuses), n)
		}
		return nil
	}
}

func eachStatus(judge func(st *ipc.Status) *failure) func(*session, *ipc.Message) *failure {
	return func(_ *session, m *ipc.Message) *failure {
		for i := range m.Statuses {
			if f := judge(&m.Statuses[i]); f != nil {
				return f
			}
		}
		return nil
	}
}

// statusShapes wants each type in the form of the document.
func statusShapes(_ *session, m *ipc.Message) *failure {
	for i := range m.Statuses {
		st := &m.Statuses[i]
		for _, p := range st.Unknown {
			if slices.ContainsFunc(ipc.StatusTypes(), func(t ipc.Type) bool { return t.Name == string(p.Key) }) {
				return conformance.Fail(conformance.Malformed, string(p.Key)+" in the form of the document", "%s", p.Value)
			}
		}
		if st.Completed < 0 || st.PeersTotal < 0 {
			return conformance.Fail(conformance.OutOfRange, "counts of 0 and more", "")
		}
	}
	return nil
}

// sameTypes wants by id what was told of all torrents and is known of any.
func sameTypes(s *session, m *ipc.Message) *failure {
	want := toldSet(s, ipc.KeyStatus) & (ipc.StatusState | ipc.StatusRunning | ipc.StatusCompleted | ipc.StatusDownloadSpeed | ipc.StatusUploadSpeed)
	for i := range m.Statuses {
		if m.Statuses[i].Has&want != want {
			return conformance.Fail(conformance.MissingField, "the types that get-status-all told", "")
		}
	}
	return nil
}

// states wants the words of the document.
func states(_ *session, m *ipc.Message) *failure {
	for _, st := range m.Statuses {
		if st.Has&ipc.StatusState == 0 {
			return untold
		}
		if !slices.Contains(ipc.States(), string(st.State)) {
			return conformance.Fail(conformance.OutOfRange, "a state of the document", "%q", st.State)
		}
	}
	return nil
}

// limitKB is the limit that the case of units sets, in KB/s.
const limitKB = 100

// units is the step that compares the speeds which a server tells with the limit, and
// with how what it has downloaded grows. Servers that download nothing show neither.
type units struct{}

// String says what the step does.
func (units) String() string { return "speeds are bytes a second, limits KB a second" }

// Do watches until something is downloaded, and then for two seconds more.
func (units) Do(s *session) error {
	var speed, total int64
	ask := conformance.Steps(tell(list{"get-status-all", list{"download-speed", "upload-speed", "download-total"}, 6}), reply(6, ipc.KeyStatus, func(_ *session, m *ipc.Message) *failure {
		speed, total = 0, 0
		for _, st := range m.Statuses {
			if st.DownloadSpeed < 0 || st.UploadSpeed < 0 {
				return conformance.Fail(conformance.OutOfRange, "speeds of 0 and more", "")
			}
			speed, total = speed+st.DownloadSpeed, total+st.DownloadTotal
		}
		return nil
	}))
	began := time.Now()
	for speed == 0 || total == 0 {
		if time.Since(began) > s.Bound(2*soon) {
			return conformance.NotAvailableError("the server downloads nothing")
		}
		if err := s.Wait(s.Real(100 * time.Millisecond)); err != nil {
			return err
		}
		if err := ask.Do(s); err != nil {
			return err
		}
	}
	was, since, highest := total, time.Now(), speed
	for time.Since(since) < s.Real(2*time.Second) {
		if err := s.Wait(s.Real(200 * time.Millisecond)); err != nil {
			return err
		}
		if err := ask.Do(s); err != nil {
			return err
		}
		highest = max(highest, speed)
	}
	scale := float64(time.Second) / float64(s.Real(time.Second))
	rate := float64(total-was) / (time.Since(since).Seconds() * scale)
	const tolerance = 20 // of an average over another time than the server's
	switch {
	case highest > 2*limitKB<<10:
		return conformance.Fail(conformance.WrongValue, fmt.Sprintf("at most %d KB/s, the limit", limitKB), "%d bytes/s", highest)
	case float64(highest)*tolerance < rate:
		return conformance.Fail(conformance.WrongValue, fmt.Sprintf("about %.0f bytes/s, as download-total grows", rate), "%d", highest)
	}
	return nil
}
