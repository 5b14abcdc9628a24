package ts

import (
	"context"
	"errors"
	"io"

	"enginespec/codec"
	wire "enginespec/codec/ts"
	"enginespec/reference/engine"
	"enginespec/reference/media"
)

// announceAd publishes the next clip and tells its url.
func (c *session) announceAd() {
	p := c.play
	ad := &p.title.Ads[p.ad]
	p.revoke()
	p.link = c.o.Media.Publish(ad, media.Stream{ID: p.id, File: p.file, Name: ad.Name})
	p.url = c.o.HTTP + p.link.Path
	p.adsShown = true
	c.enter(advertising)
	c.putStart(ad)
	c.put(&wire.Info{ID: wire.InfoAd, Text: codec.Bytes("Advertising video")})
}

// adEnded goes on with the next clip, or with the main video as soon as it is ready.
func (c *session) adEnded() {
	p := c.play
	p.revoke()
	p.ad++
	c.look(p)
	c.enter(prebuffering)
	if p.ad == len(p.title.Ads) && p.progress < 100 {
		c.put(&wire.State{ID: wire.StatePrebuffering})
	}
	if !c.step() {
		c.putStatus()
	}
}

// Open implements media.Opener: a clip is a file by itself.
func (a *Clip) Open(context.Context, engine.ID, int) (engine.Content, error) {
	if a.Content == nil {
		return nil, errors.New("the clip has no content")
	}
	return &clipContent{io.NewSectionReader(a.Content, 0, a.Size)}, nil
}

// clipContent is a clip open for reading: all of it is there.
type clipContent struct{ *io.SectionReader }

func (*clipContent) Close() error               { return nil }
func (*clipContent) SetContext(context.Context) {}
func (c *clipContent) Window() (from, ready int64) {
	from, _ = c.Seek(0, io.SeekCurrent)
	return from, max(c.Size(), from)
}
