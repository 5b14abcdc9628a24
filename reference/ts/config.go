package ts

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
	"time"

	"enginespec/reference/engine"
	"enginespec/reference/media"
)

// Profile is the generation of engine that a Server imitates.
type Profile uint8

// The profiles.
const (
	// Modern is an engine of 3.x: HELLOTS with parameters, READY with a signature,
	// NOTREADY, START in the shape of the client's API level.
	Modern Profile = iota
	// V1 is an engine of the first documents: bare HELLOTS, bare READY, PLAY, PLAYAD
	// and PLAYADI, and silence where a modern one says NOTREADY.
	V1
)

// String returns "modern" or "v1".
func (p Profile) String() string {
	if p == V1 {
		return "v1"
	}
	return "modern"
}

// ParseProfile reads "modern" or "v1".
func ParseProfile(s string) (Profile, error) {
	switch s {
	case "modern":
		return Modern, nil
	case "v1":
		return V1, nil
	}
	return 0, fmt.Errorf("%q is not a profile: expected modern or v1", s)
}

// SampleProductKey is an invented product key, the one of the known-answer vector for
// READY. With SampleRequestKey a client must answer
// AAAAsampleproductkey-bc3e9b394aae980b34d21d307d38e493f51300ef.
const (
	SampleProductKey = "AAAAsampleproductkey-BBBBBBBBBBBBBBBBBBBB-CCCCCCCCCCCCCCCCCCCC-DDDDDDDDDDDDDDD"
	SampleRequestKey = "191f7f55a9"
)

// DefaultPort is where engines listen.
const DefaultPort = 62062

// Options describe a Server. Engine, Media and HTTP are required; a zero field
// otherwise means its default. Times are the protocol's unless it is said that they
// are real; the Clock scales them.
type Options struct {
	Engine engine.Engine
	Media  *media.Server
	// HTTP is where Media is listened for: "http://127.0.0.1:6878". It is announced in
	// urls, its port in HELLOTS.
	HTTP  string
	Clock engine.Clock
	// Profile is Modern or V1.
	Profile Profile

	Version     string // of HELLOTS, with a dot; default "3.1.16"
	VersionCode int64  // default 3011600
	AuthLevel   int64  // of AUTH: 0 basic, else registered
	// Key makes the request key of a connection; default 10 random hex digits.
	// FixedKey makes it the same for all, for tests.
	Key func() string
	// ProductKeys are those whose signature READY must bear; default SampleProductKey.
	ProductKeys []string
	// Permissive accepts every READY.
	Permissive bool
	// AskUserData sends EVENT getuserdata after AUTH, unless USERDATA comes within
	// 100 ms or the client speaks level 3, whose clients break on it.
	AskUserData bool
	// AdURL, if set, answers GETADURL with EVENT showurl.
	AdURL string
	// Library is what is known of torrents besides their metainfo; nil: nothing.
	Library *Library
	// Fetcher gets .torrent and media files by url; nil: from loopback only.
	Fetcher *engine.Fetcher
	// Save opens the file that SAVE names; nil: SAVE is accepted and does nothing.
	Save func(path string) (io.WriteCloser, error)

	StatusInterval time.Duration // between STATUS lines; default 1 s
	Pace           time.Duration // least time between two lines; default 2 ms, below 0 none
	Prebuffer      time.Duration // playing time to have before playback begins; default 3 s
	Rebuffer       time.Duration // and after an underrun; default 2 s
	NoPeers        time.Duration // without peers until INFO 1; default 10 s
	LoadTimeout    time.Duration // that peers may take to give the metadata; default 60 s
	Patience       time.Duration // that commands wait for a LOADRESP; default 2 s, at least 300 ms of real time
	LiveWindow     time.Duration // how far back LIVESEEK reaches; default 30 min
	Bitrate        int64         // bytes per second of content whose duration is unknown; default 128 KiB/s

	MaxLine      int           // bytes of a line that is read; default 8 MiB, at most 16 MiB
	MaxReply     int           // bytes of a line that is written; default 8192, below 0 any
	MaxSessions  int           // connections at the same time; default 256
	MaxLoads     int           // unanswered LOAD and LOADASYNC of a session; default 16
	MaxTorrents  int           // torrents that are kept though nobody plays them; default 64
	WriteTimeout time.Duration // real time that a client may take nothing; default 10 s
	// PortFile is the name of a file that gets the port while Serve runs: "acestream.port".
	PortFile string
	Log      *slog.Logger // nil: no log
}

// FixedKey returns a Key that is always key.
func FixedKey(key string) func() string { return func() string { return key } }

// randomKey returns 10 lower-case hex digits, as all engines in logs have.
func randomKey() string {
	var b [5]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

func or[T comparable](v *T, def T) {
	var zero T
	if *v == zero {
		*v = def
	}
}

// fill puts the defaults in and reports what is missing.
func (o *Options) fill() (httpPort int, err error) {
	if o.Engine == nil || o.Media == nil {
		return 0, errors.New("ts: options need Engine and Media")
	}
	u, err := url.Parse(o.HTTP)
	if err != nil || u.Scheme != "http" || u.Host == "" || (u.Path != "" && u.Path != "/") {
		return 0, fmt.Errorf("ts: HTTP %q: expected http://host:port", o.HTTP)
	}
	o.HTTP = "http://" + u.Host
	if httpPort, err = strconv.Atoi(u.Port()); err != nil {
		httpPort = 80
	}
	if o.Version != "" && (!strings.Contains(o.Version, ".") || strings.ContainsAny(o.Version, " \r\n")) {
		return 0, fmt.Errorf("ts: version %q: expected numbers with a dot between, as 3.1.16: some clients die without one", o.Version)
	}
	if o.Key == nil {
		o.Key = randomKey
	}
	if o.ProductKeys == nil {
		o.ProductKeys = []string{SampleProductKey}
	}
	if o.Library == nil {
		o.Library = new(Library)
	}
	if o.Fetcher == nil {
		o.Fetcher = new(engine.Fetcher)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	or(&o.Version, "3.1.16")
	or(&o.VersionCode, 3011600)
	or(&o.StatusInterval, time.Second)
	or(&o.Pace, 2*time.Millisecond)
	or(&o.Prebuffer, 3*time.Second)
	or(&o.Rebuffer, 2*time.Second)
	or(&o.NoPeers, 10*time.Second)
	or(&o.LoadTimeout, time.Minute)
	or(&o.Patience, 2*time.Second)
	or(&o.LiveWindow, 30*time.Minute)
	or(&o.Bitrate, 128<<10)
	or(&o.MaxLine, 8<<20)
	or(&o.MaxReply, 8192)
	or(&o.MaxSessions, 256)
	or(&o.MaxLoads, 16)
	or(&o.MaxTorrents, 64)
	or(&o.WriteTimeout, 10*time.Second)
	return httpPort, nil
}
