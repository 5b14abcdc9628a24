package ts

import (
	"time"

	"enginespec/codec"
	wire "enginespec/codec/ts"
)

// take carries out a message that is about the playback.
func (p *Playback) take(m codec.Message) {
	switch m := m.(type) {
	case *wire.Start:
		file, _ := m.Params.Int("file_index")
		a := &Announcement{URL: m.Address(), Live: m.Live(), Ad: m.IsAd(), InfoHash: m.Params.Text("infohash"), File: file}
		if v, ok := m.Params.Get("interruptable"); ok {
			a.Interruptible = string(v) != "0"
		}
		p.announce(a)
	case *wire.Play:
		p.announce(&Announcement{URL: string(m.URL), Ad: m.Clip != wire.Content, Interruptible: m.Clip == wire.AdI})
	case *wire.Stop:
		p.announce(nil)
	case *wire.Pause:
		p.mu.Lock()
		if p.paused == nil && !p.ended {
			p.paused = make(chan struct{})
		}
		p.mu.Unlock()
	case *wire.Resume:
		p.mu.Lock()
		p.resume()
		p.mu.Unlock()
	case *wire.State:
		p.mu.Lock()
		p.state = m.ID
		p.mu.Unlock()
		if m.ID == wire.StateIdle || m.Failed() {
			p.fade()
		}
	case *wire.Status:
		p.takeStatus(m)
	case *wire.Info:
		p.mu.Lock()
		if len(p.infos) < maxInfos {
			p.infos = append(p.infos, m)
		}
		p.mu.Unlock()
	case *wire.Event:
		if v, ok := m.Livepos(); ok {
			p.mu.Lock()
			p.livepos = &v
			p.mu.Unlock()
		}
	}
}

// announce replaces the current url; nil for none.
func (p *Playback) announce(a *Announcement) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return
	}
	if p.current != nil {
		close(p.current.over)
	}
	p.current, p.fresh = a, a
	if a != nil {
		a.over = make(chan struct{})
		offer(p.news, struct{}{})
	}
}

func (p *Playback) takeStatus(m *wire.Status) {
	p.mu.Lock()
	p.status = *m
	fading := p.fading != nil
	p.mu.Unlock()
	switch {
	case m.Failed():
		p.end(&PlaybackError{m.Main.ErrorID, string(m.Main.Text)})
	case fading:
		p.end(ErrStopped)
	}
}

// fade waits a moment for the STATUS that says why the engine went to STATE 0 or 6.
func (p *Playback) fade() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fading == nil && !p.ended {
		p.fading = time.AfterFunc(p.c.o.Clock.Real(time.Second), func() { p.end(ErrStopped) })
	}
}

// resume opens the gate. The caller holds mu.
func (p *Playback) resume() {
	if p.paused != nil {
		close(p.paused)
		p.paused = nil
	}
}

// end ends the playback, once.
func (p *Playback) end(why error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return
	}
	p.ended, p.err = true, why
	if p.fading != nil {
		p.fading.Stop()
	}
	if p.current != nil {
		close(p.current.over)
		p.current = nil
	}
	p.resume()
	close(p.done)
}
