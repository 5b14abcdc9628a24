// Package ts is the conformance suite of the TS Engine / Ace Stream control
// protocol. clauses.go lists its 131 clauses; each other file holds the cases of
// one family of messages, named as in codec/ts and reference/ts.
//
// # Sources
//
// The evidence of a clause names its source by a tag. S0 and S1 are the two
// original pages of the engine API, D0 the undamaged text that S0 was made from.
// W-n is revision n of the later wiki page, PK its page on product keys. Programs:
// OFF the official player (API 6), HAP and VAL two HTTP proxies (API 4 and 3), PLX
// and TTV two Kodi add-ons, GO an orchestrator, PW a desktop player (API 3), DAP a
// command line client (API 6), JAC a Java proxy (API 3), JON a launcher, PHP a
// class of that language. LOG is traffic of real engines.
//
// # How the suite talks
//
// Cases speak API 4 unless they are about versions; the parameter api changes
// that. The suite signs READY with the parameter product-key, by default the
// invented key of the clause TS-031. A playback is started from a fixture of the
// corpus, whose metainfo the suite serves over HTTP.
package ts
