package ts

import (
	"strconv"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/ts"
)

// authState is how far the handshake is.
type authState uint8

const (
	fresh    authState = iota // nothing said
	greeted                   // HELLOTS sent
	unauth                    // READY refused
	accepted                  // AUTH sent
)

// userDataWait is how long a client has to send USERDATA unasked.
const userDataWait = 100 * time.Millisecond

// command carries out one message of the client.
func (c *session) command(m codec.Message) {
	if c.auth != accepted {
		c.greeting(m)
		return
	}
	switch m := m.(type) {
	case *wire.Shutdown:
		c.shutdown()
	case *wire.Load:
		c.load(m)
	case *wire.LoadAsync:
		c.loadAsync(m)
	case *wire.GetPID:
		c.getPID(m)
	case *wire.GetCID:
		c.getCID(m)
	case *wire.GetAdURL:
		c.getAdURL(m)
	case *wire.StartRequest:
		c.start(m)
	case *wire.Stop:
		c.stop()
	case *wire.Playback:
		c.playback(m)
	case *wire.LiveSeek:
		c.liveSeek(m)
	case *wire.ClientEvent:
		c.clientEvent(m)
	case *wire.SetOptions:
		c.setOptions(m)
	case *wire.UserData:
		c.userData = true
	case *wire.Save:
		c.save(m)
	case *wire.Unknown:
		if string(m.Line) == "STATUS" || m.Kind() == "STATUS" { // GO pings with it; nearly always bare
			c.putStatus()
		}
	}
	// DUR says nothing that is needed here; HELLOBG and READY are done with.
}

// greeting is the state machine up to AUTH.
func (c *session) greeting(m codec.Message) {
	switch m := m.(type) {
	case *wire.Shutdown:
		c.shutdown()
	case *wire.HelloBG:
		if c.auth == fresh {
			c.hello(m)
		}
	case *wire.Ready:
		c.ready(m)
	case *wire.Unknown:
	default:
		c.notReady()
	}
}

// hello answers HELLOBG.
func (c *session) hello(m *wire.HelloBG) {
	c.auth = greeted
	if c.o.Profile == V1 {
		c.put(&wire.HelloTS{})
		return
	}
	if c.api = m.Version(); c.api == 0 {
		c.api = 2 // what engines of 3.x take a bare HELLOBG for
	}
	c.key = c.o.Key()
	// key is not the last, so that white space other than the CR ends it (TS-028).
	c.put(&wire.HelloTS{Params: wire.Pairs("version", c.o.Version, "version_code", strconv.FormatInt(c.o.VersionCode, 10),
		"key", c.key, "http_port", strconv.Itoa(c.s.httpPort), "bmode", "0")})
}

// ready judges READY.
func (c *session) ready(m *wire.Ready) {
	if c.auth == fresh {
		c.notReady()
		return
	}
	if !c.signed(m) {
		c.auth = unauth
		c.log.Info("READY refused", "signature", "wrong", "present", m.Key != nil)
		c.notReady()
		return
	}
	c.auth = accepted
	c.put(&wire.Auth{Level: c.o.AuthLevel})
	if c.o.AskUserData && c.api != 3 && c.o.Profile == Modern {
		c.asking = c.clock().Timer(userDataWait)
	}
}

// signed reports whether READY bears a signature that is wanted.
func (c *session) signed(m *wire.Ready) bool {
	if c.key == "" || c.o.Permissive {
		return true
	}
	for _, k := range c.o.ProductKeys {
		if m.Verify(c.key, k) {
			return true
		}
	}
	return false
}

// notReady refuses; an engine of the first documents does so in silence.
func (c *session) notReady() {
	if c.o.Profile == Modern {
		c.put(&wire.NotReady{})
	}
}

// askUserData asks for the user's profile, once, if it has not come by itself.
func (c *session) askUserData() {
	c.asking = nil
	if !c.userData {
		c.put(&wire.Event{Name: codec.Bytes("getuserdata")})
	}
}

// shutdown ends the session on the client's wish.
func (c *session) shutdown() {
	c.put(&wire.Shutdown{})
	c.over = true
}
