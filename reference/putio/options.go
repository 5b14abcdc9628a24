package putio

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	wire "enginespec/codec/putio"
	"enginespec/reference/engine"
	"enginespec/reference/engine/store"
)

// Account is one user. What he owns is state; who he is, is configuration.
type Account struct {
	ID       wire.ID // positive, different for each
	Name     string  // user_name, and that of HTTP Basic on download URLs
	Password string  // of HTTP Basic on download URLs; empty: tokens only
	Key      string  // api_key
	Secret   string  // api_secret

	DiskQuota      int64 // bytes; default 206115891200
	BandwidthQuota int64 // bytes; default 161061273600
	// Friends are the ids of those who may read what this user shares.
	Friends []wire.ID
	// Share is the name of a folder in the root that friends may read. It is made at the
	// first start. Empty: nothing is shared.
	Share string
	// Files are put into the account at its first start.
	Files []File
}

// File is a file, or a folder, that an account begins with.
type File struct {
	ID      wire.ID // 0: the next that is free
	Path    string  // with "/" between parts; the folders are made
	Content []byte
	Folder  bool
}

// Options describe a Server. Engine and Accounts are required; a zero field otherwise
// means its default. Times are the protocol's unless it is said that they are real;
// the Clock scales them.
type Options struct {
	Accounts []Account
	// Engine does the torrents. It is the server's alone: torrents that no transfer needs
	// are removed from it, with their data.
	Engine engine.Engine
	// Dir is the folder of the state, on FS; nil: the operating system's files.
	Dir string
	FS  store.FS
	// HTTP is where the server is listened for, "http://127.0.0.1:8080"; it begins the
	// URLs in answers. Empty: whatever Host a call was sent to.
	HTTP  string
	Clock engine.Clock

	// AllowNetwork lets links, feeds and pages be fetched from other machines.
	AllowNetwork bool
	// Transport replaces the guarded one. It is for tests without sockets.
	Transport http.RoundTripper
	// PremiumHosts are those whose links take bandwidth; default rapidshare.com.
	PremiumHosts []string

	// HighLoad enforces the limit of active transfers from the beginning; see SetLoad.
	HighLoad    bool
	ActiveLimit int           // active transfers of a user under high load; default 5
	Stage       time.Duration // least time in each queue and in Completing; default 500 ms
	SeedRatio   float64       // uploaded to downloaded, at which Seeding is over; default 1
	SeedIdle    time.Duration // without an upload, after which it is over too; default 1 min
	MetaTimeout time.Duration // for the metadata of a magnet link; default 10 min
	TokenLife   time.Duration // until acctoken gives a new token; the old one lives as long again; default 1 h
	FeedEvery   time.Duration // between two readings of a feed; default 1 h

	MaxRequest       int64         // bytes of a call; default 1 MiB, at most 16 MiB
	MaxFile          int64         // bytes of one file of a plain link, or of one torrent; default 64 GiB
	MaxLinks         int           // links of one call; default 1000
	MaxItems         int           // items of an account; default 100000
	MaxTransfers     int           // transfers of an account; default 1000
	MaxSubscriptions int           // of an account; default 100
	MaxMessages      int           // that are kept of an account; default 1000
	Extract          ExtractLimits // of one archive
	Idle             time.Duration // real time that a source or a client may stand still; default 30 s
	Log              *slog.Logger  // nil: no log
}

// ExtractLimits bound what one archive may become. Zero fields mean the default.
type ExtractLimits struct {
	Bytes   int64 // of all its files together; default 8 GiB
	Entries int   // default 10000
	Ratio   int64 // unpacked to packed, beyond the first MiB; default 200
	Depth   int   // folders inside folders; default 32
}

// check reports what cannot be served, and fills in the defaults.
func (o *Options) fill() error {
	switch {
	case o.Engine == nil:
		return errors.New("putio: Options.Engine is nil: expected the core that does the torrents")
	case len(o.Accounts) == 0:
		return errors.New("putio: Options.Accounts is empty: expected at least one account")
	case o.Dir == "":
		return errors.New("putio: Options.Dir is empty: expected the folder of the state")
	}
	o.Accounts = append([]Account(nil), o.Accounts...)
	for i := range o.Accounts {
		a := &o.Accounts[i]
		if err := a.check(o.Accounts[:i]); err != nil {
			return fmt.Errorf("putio: account %d: %w", a.ID, err)
		}
		or(&a.DiskQuota, 206115891200)
		or(&a.BandwidthQuota, 161061273600)
	}
	o.HTTP = strings.TrimRight(o.HTTP, "/")
	if o.FS == nil {
		o.FS = store.OS{}
	}
	if o.PremiumHosts == nil {
		o.PremiumHosts = []string{"rapidshare.com"}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	or(&o.ActiveLimit, wire.ActiveLimit)
	or(&o.Stage, 500*time.Millisecond)
	or(&o.SeedRatio, 1)
	or(&o.SeedIdle, time.Minute)
	or(&o.MetaTimeout, 10*time.Minute)
	or(&o.TokenLife, time.Hour)
	or(&o.FeedEvery, time.Hour)
	or(&o.MaxRequest, 1<<20)
	o.MaxRequest = min(o.MaxRequest, 16<<20)
	or(&o.MaxFile, 64<<30)
	or(&o.MaxLinks, 1000)
	or(&o.MaxItems, 100_000)
	or(&o.MaxTransfers, 1000)
	or(&o.MaxSubscriptions, 100)
	or(&o.MaxMessages, 1000)
	or(&o.Idle, 30*time.Second)
	or(&o.Extract.Bytes, 8<<30)
	or(&o.Extract.Entries, 10_000)
	or(&o.Extract.Ratio, 200)
	or(&o.Extract.Depth, 32)
	return nil
}

func (a *Account) check(others []Account) error {
	switch {
	case a.ID <= 0:
		return errors.New("the id must be positive")
	case a.Name == "":
		return errors.New("it has no name")
	case a.Key == "" || a.Secret == "":
		return errors.New("it has no key or no secret: expected both")
	}
	for i := range others {
		o := &others[i]
		if o.ID == a.ID || o.Name == a.Name || o.Key == a.Key {
			return fmt.Errorf("its id, name or key is that of account %d: expected its own", o.ID)
		}
	}
	return nil
}

// or gives a field that is zero its default.
func or[T comparable](v *T, def T) {
	var zero T
	if *v == zero {
		*v = def
	}
}
