package putio

import (
	"strings"
	"time"

	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

// probe finds out by talking what an engine can do; of what was declared it asks nothing.
func probe(s *session) conformance.Features {
	if s.Case.Role == controller {
		return reached(s)
	}
	found := conformance.Features{}
	var told *life
	for _, q := range []struct {
		feature *conformance.Feature
		ask     func(a *account) bool
	}{
		{FeatureSecond, func(a *account) bool {
			b := &account{session: s, key: s.Vars["api-key-2"], secret: s.Vars["api-secret-2"]}
			return b.key != "" && b.token() != ""
		}},
		{FeatureFriends, func(a *account) bool { return len(a.list(wire.MethodUserFriends, nil)) > 0 }},
		{FeatureBasic, func(a *account) bool { return s.Vars["user-name"] != "" }},
		{FeatureSwitch, func(a *account) bool { return s.Vars["load-url"] != "" }},
		{FeatureJSONP, callsBack},
		{FeatureMessages, func(a *account) bool { return a.lived(&told).message }},
		{FeatureArchives, func(a *account) bool { return a.lived(&told).unpacked }},
		{FeatureEnforced, func(a *account) bool { return found[FeatureSwitch.Name] || a.lived(&told).waits }},
		{FeatureUnlimited, func(a *account) bool { return found[FeatureSwitch.Name] || a.lived(&told).allStart }},
	} {
		if has, declared := s.Declared(q.feature); declared {
			found[q.feature.Name] = has
			continue
		}
		a := &account{session: s, key: s.Vars["api-key"], secret: s.Vars["api-secret"]}
		found[q.feature.Name] = q.ask(a) && !a.broken()
	}
	return found
}

// life is what a few small transfers show of an engine.
type life struct {
	message, unpacked bool // behind the end of two links
	waits, allStart   bool // of six links without an end
}

// lived is what was seen of the transfers, which are made when it is first asked. They
// are of the suite's own links, and nothing is left of them. Whoever does not fetch them
// in time has shown nothing.
func (a *account) lived(told **life) *life {
	if *told != nil {
		return *told
	}
	*told = &life{}
	if has, declared := a.Declared(FeatureLinks); declared && !has {
		return *told
	}
	b := &account{session: a.session, key: a.key, secret: a.secret} // what fails here breaks nothing
	b.watchTwo(*told)
	b = &account{session: a.session, key: a.key, secret: a.secret}
	b.watchSix(*told)
	return *told
}

// watchTwo fetches a text and an archive.
func (a *account) watchTwo(l *life) {
	archive, _ := anArchive(a)
	text := a.Serve(a.Vars["marker"]+".txt", blob(a.Vars["marker"]+".txt", filled(10)))
	all := a.added(archive, text)
	if a.broken() {
		return
	}
	a.until(probing, "the end of two small transfers", func() bool {
		status := a.status(all[0].text("id"))
		l.unpacked = l.unpacked || status == wire.InExtractionQueue || status == wire.Extracting
		return status == wire.Gone && a.status(all[1].text("id")) == wire.Gone
	})
	a.f = nil // what came in time counts
	for _, o := range a.inside("0") {
		if strings.HasPrefix(o.text("name"), a.Vars["marker"]) {
			a.remove(o.text("id"))
			l.unpacked = l.unpacked || o.isDir() || strings.Contains(o.text("name"), "inside")
		}
	}
	l.message = a.left() != nil
}

// watchSix adds one more than the limit of active transfers. What others do in the
// account would be counted too, so there must be nothing.
func (a *account) watchSix(l *life) {
	for _, t := range a.list(wire.MethodTransfersList, nil) {
		if s, _ := wire.ReadStatus(t.text("status")); s.Active() || s == wire.Waiting {
			return
		}
	}
	all := a.hang(wire.ActiveLimit + 1)
	if a.broken() || len(all) == 0 {
		return
	}
	a.Wait(a.Real(shortly)) // a server may take a moment to start what it has room for
	active, waiting := a.count(all)
	if !a.broken() {
		l.waits = active == wire.ActiveLimit && waiting == 1
		l.allStart = active == wire.ActiveLimit+1
	}
}

// probing is how long the probe waits for two small transfers.
const probing = 10 * time.Second
