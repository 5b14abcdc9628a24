package swarm

import (
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/anacrolix/torrent"
	"github.com/anacrolix/torrent/mse"
	pp "github.com/anacrolix/torrent/peer_protocol"
	"golang.org/x/time/rate"

	"enginespec/reference/engine"
)

// config returns the library's configuration: no traffic that was not asked for.
// The listener and the dialer are the engine's own, so TCP is "disabled" in it.
func config(g *guard, l *limiters, s engine.Settings, peerID string, log *slog.Logger) *torrent.ClientConfig {
	c := torrent.NewDefaultClientConfig()
	c.DisableTCP, c.DisableUTP, c.NoDHT = true, true, true
	c.PeriodicallyAnnounceTorrentsToDht = false
	c.DhtStartingNodes = nil
	c.DisablePEX = !s.PEX
	c.NoDefaultPortForwarding = true
	c.DisableWebtorrent, c.DisableWebseeds = true, true
	c.DisableTrackers = true // see announcer
	c.DisableIPv6 = g.local.Is4()
	c.IPBlocklist = g
	c.TrackerDialContext, c.HTTPDialContext = g.DialContext, g.DialContext
	c.WebTransport = &http.Transport{DialContext: g.DialContext}
	c.HTTPProxy = nil
	c.DialForPeerConns = true
	c.DownloadRateLimiter, c.UploadRateLimiter = nil, l.up
	c.DialRateLimiter = rate.NewLimiter(1000, 1000)
	c.MaxAllocPeerRequestDataPerConn = upBurst
	// With the Fast extension a request that was cancelled by a seek and then
	// rejected is never repeated, and the download stalls for ever.
	c.Extensions.SetBit(pp.ExtensionBitFast, false)
	// The library's message writer misses a wake-up that comes between its look for
	// work and its wait, about once in a thousand downloads, and then sleeps for this
	// long while requests or answers lie ready. The default is a minute. The messages
	// of four bytes that come of it go no further than limitedConn, if they are plain.
	c.KeepAliveTimeout = time.Second
	if s.Crypto != engine.PlainPreferred {
		c.KeepAliveTimeout = 6 * time.Second // see limitedConn
	}
	c.Seed = true
	c.EstablishedConnsPerTorrent = s.MaxPeers
	c.PeerID = peerID
	c.Bep20 = peerID[:8]
	c.HTTPUserAgent = "enginespec"
	c.ExtendedHandshakeClientVersion = "enginespec"
	c.UpnpID = "enginespec"
	c.DefaultStorage = noStore{} // else it opens a database in the current folder
	c.Slogger = log
	switch s.Crypto {
	case engine.PlainPreferred:
		c.HeaderObfuscationPolicy = torrent.HeaderObfuscationPolicy{}
	case engine.CryptoPreferred:
		c.HeaderObfuscationPolicy = torrent.HeaderObfuscationPolicy{Preferred: true}
	case engine.CryptoRequired:
		c.HeaderObfuscationPolicy = torrent.HeaderObfuscationPolicy{Preferred: true, RequirePreferred: true}
		c.CryptoProvides = mse.CryptoMethodRC4
		c.CryptoSelector = func(mse.CryptoMethod) mse.CryptoMethod { return mse.CryptoMethodRC4 }
	}
	return c
}

// listen binds the peer port.
func listen(host string, port int) (net.Listener, error) {
	return net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
}
