package ts

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/ts"
	"enginespec/reference/engine"
	"enginespec/reference/media"
)

// phase is what a playback does.
type phase uint8

const (
	starting     phase = iota // the source is being looked for
	checking                  // the engine hashes what it has
	prebuffering              // not enough to begin
	advertising               // a clip plays, the main video prebuffers
	playing                   // announced
	buffering                 // an underrun
	seeking                   // prebuffering after LIVESEEK
	completed                 // the whole file is there
)

// playback is one START. Where the player is, nobody tells the engine; the server
// assumes that he plays at the content's bitrate from the announcement on, and stops
// at PAUSE and at what EVENT tells.
type playback struct {
	*opened         // nil while starting
	ctx             context.Context
	cancel          context.CancelFunc
	events          <-chan engine.Event
	hls             bool
	position        int64 // seconds, from START
	phase           phase
	since           time.Time // of the phase
	link            *media.Link
	url             string
	size            int64
	bitrate         float64   // bytes per second
	head            float64   // the playhead, a byte of the file
	at              time.Time // when head was right
	paused          bool      // by the user
	target          int64     // bytes to have before it goes on
	progress        int64     // of the target, in percent; never falls
	baseDown        int64     // what the engine had moved before
	baseUp          int64
	downloaded      int64 // as last said: never falls
	uploaded        int64
	ad              int  // the next clip, or the one that plays
	adsShown, alone bool // alone: INFO 1 was said
	live            *broadcast
}

// begin takes what was opened.
func (p *playback) begin(o *Options) {
	p.size, p.at = p.content.Size(), o.Clock.Now()
	p.bitrate = float64(o.Bitrate)
	if d := p.title.duration(p.file); d > 0 && p.size > 0 {
		p.bitrate = max(float64(p.size)/d.Seconds(), 1)
	}
	// The first protocol has no word for a broadcast: its clients get a file.
	if p.title.Live && p.size > 0 && o.Profile != V1 {
		p.live = newBroadcast(o, p)
	} else {
		p.head = min(float64(p.position)*p.bitrate, float64(p.size))
	}
	p.want(o.Prebuffer)
}

// want sets how much playing time must be there before it goes on.
func (p *playback) want(d time.Duration) {
	p.progress = 0
	p.target = min(max(int64(p.bitrate*d.Seconds()), 64<<10), p.size-int64(p.head))
}

// advance moves the playhead to now.
func (p *playback) advance(now time.Time) {
	if (p.phase == playing || p.phase == completed) && !p.paused {
		p.head += now.Sub(p.at).Seconds() * p.bitrate
		if end := float64(p.size); p.head >= end {
			if p.head = end; p.live != nil {
				p.head = 0 // the broadcast begins again
			}
		}
	} else if p.live != nil && p.phase != seeking {
		p.live.fallBehind(now.Sub(p.at))
	}
	p.at = now
	p.content.Seek(int64(p.head), io.SeekStart)
}

func (p *playback) revoke() {
	if p.link != nil {
		p.link.Revoke()
		p.link, p.url = nil, ""
	}
}

// step looks at the engine and does what is due. It reports whether it said a STATUS.
func (c *session) step() bool {
	p := c.play
	if p == nil || c.quiet() {
		return false
	}
	if p.phase == starting {
		c.lonely(0) // nobody has given its metadata
		return false
	}
	v := c.look(p)
	if v.err != nil {
		c.fail(codeDownload, v.err)
		return true
	}
	switch p.phase {
	case checking:
		if v.state == engine.Checking {
			return false
		}
		p.baseDown, p.baseUp = v.down, v.up
		c.enter(prebuffering)
		c.put(&wire.State{ID: wire.StatePrebuffering})
	case prebuffering:
		switch {
		case p.ad < len(p.title.Ads):
			c.announceAd()
		case p.progress == 100:
			c.announce()
		default:
			c.lonely(v.common.Peers + v.common.HTTPPeers)
			return false
		}
	case playing:
		switch {
		case v.complete && p.live == nil:
			c.complete()
		case v.ready <= v.from && v.from < p.size:
			p.want(c.o.Rebuffer)
			c.enter(buffering)
			c.put(&wire.Pause{})
			c.put(&wire.State{ID: wire.StateBuffering})
		default:
			return false
		}
	case buffering:
		if p.progress < 100 {
			return false
		}
		c.enter(playing)
		c.put(&wire.Resume{})
		c.put(&wire.State{ID: wire.StateDownloading})
	case seeking:
		if p.progress < 100 {
			return false
		}
		c.announce()
	default:
		return false
	}
	c.putStatus()
	c.livepos()
	return true
}

// lonely tells, once, that there are no peers.
func (c *session) lonely(peers int64) {
	p := c.play
	if peers > 0 || p.alone || c.age() < c.o.NoPeers {
		return
	}
	p.alone = true
	c.put(&wire.Info{ID: wire.InfoNoPeers, Text: codec.Bytes("Cannot find active peers")})
}

// announce publishes the main video and tells its url.
func (c *session) announce() {
	p := c.play
	st := media.Stream{ID: p.id, File: p.file, Name: p.name, Bitrate: int64(p.bitrate)}
	if p.live != nil {
		st.Live = c.broadcast(p)
	}
	p.revoke()
	p.link = c.o.Media.Publish(p.opener, st)
	p.url = c.o.HTTP + p.link.Path
	if p.hls && p.live == nil {
		p.url = c.o.HTTP + p.link.Playlist
	}
	c.putStart(nil)
	if p.adsShown && p.phase != seeking {
		c.put(&wire.Info{ID: wire.InfoContent, Text: codec.Bytes("Main video")})
	}
	c.enter(playing)
}

// putStart tells the url of the main video, or of a clip, in the shape that the
// client understands.
func (c *session) putStart(ad *Clip) {
	p := c.play
	if c.o.Profile == V1 {
		m := &wire.Play{Clip: wire.Content, URL: codec.Bytes(p.url)}
		if ad != nil {
			if m.Clip = wire.Ad; ad.Interruptible {
				m.Clip = wire.AdI
			}
		}
		c.put(m)
	} else {
		var kv wire.Params
		if c.api >= wire.KeyValueStart {
			kv = wire.Pairs("infohash", p.id.String()).With("file_index", itoa(int64(p.file)))
		}
		switch {
		case ad != nil:
			if kv = kv.With("ad", "1"); ad.Interruptible {
				kv = kv.With("interruptable", "1")
			}
		case p.live != nil:
			kv = kv.With("stream", "1")
		case p.position > 0:
			kv = kv.With("pos", itoa(p.position))
		}
		c.put(wire.NewStart(c.api, p.url, kv))
	}
	c.put(&wire.State{ID: wire.StateDownloading})
}

// complete tells that the whole file is there.
func (c *session) complete() {
	p := c.play
	c.enter(completed)
	c.put(&wire.State{ID: wire.StateCompleted})
	if p.t != nil {
		// index first: Plexus takes the first parameter for it.
		c.put(&wire.Event{Name: codec.Bytes("cansave"),
			Params: wire.Pairs("index", itoa(int64(p.file)), "infohash", p.id.String(), "format", "plain")})
	}
}

// playback takes a report of the player. Only one about the end of a clip matters.
func (c *session) playback(m *wire.Playback) {
	p := c.play
	if p == nil || p.phase != advertising {
		return
	}
	if m.URL != nil && !bytes.Equal(m.URL, []byte(p.url)) && wire.Unescape(string(m.URL)) != p.url {
		return
	}
	if m.Event == 100 || m.Event == wire.Skipped && p.title.Ads[p.ad].Interruptible {
		c.adEnded()
	}
}

// events is where the engine tells of changes, nil if nothing plays.
func (c *session) events() <-chan engine.Event {
	if c.play == nil {
		return nil
	}
	return c.play.events
}

// engineEvent looks again when something has happened to the torrent.
func (c *session) engineEvent(ev engine.Event, ok bool) {
	p := c.play
	about := false
	for more := true; more; {
		if !ok {
			p.events = nil // the engine is closed
			c.fail(codeDownload, errors.New("the engine is closed"))
			return
		}
		about = about || ev.Kind == engine.Lost || ev.ID == p.id
		select {
		case ev, ok = <-p.events:
		default:
			more = false
		}
	}
	if about {
		c.step()
	}
}

// tick is the periodic STATUS. It is left out when the client is slow to read.
func (c *session) tick() {
	if c.play == nil && c.loads == 0 || !c.out.room() {
		return
	}
	if !c.step() {
		c.putStatus()
		c.livepos()
	}
}
