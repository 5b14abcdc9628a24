package ctcs

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"

	wire "enginespec/codec/ctcs"
)

// list prints one line a torrent.
func (o *operator) list() {
	st := o.s.State()
	fmt.Fprintf(o.w, "overall limits: down %s, up %s; %d torrents\n", limitText(st.Total.Down), limitText(st.Total.Up), len(st.Torrents))
	for i := range st.Torrents {
		fmt.Fprintln(o.w, line(&st.Torrents[i]))
	}
}

// line is a torrent on one line.
func line(t *Torrent) string {
	state := "live"
	if !t.Live() {
		state = "ended"
	}
	s := fmt.Sprintf("%d %s %s v%d", t.ID, state, plain(t.PeerID), t.Version)
	if st := t.Status; st != nil {
		s += fmt.Sprintf(" %d/%d %s down %s up %s limits %s/%s", st.NHave, st.NTotal, percent(st.NHave, st.NTotal),
			rate(st.DLRate), rate(st.ULRate), limitText(st.DLLimit), limitText(st.ULLimit))
	}
	if n := len(t.Infos); n > 0 {
		s += fmt.Sprintf(" !%d", n)
	}
	return s + " " + plain(t.Filename)
}

// state prints the State as JSON: one line of ASCII, which no terminal misreads.
func (o *operator) state() error {
	b, err := json.Marshal(o.s.State())
	if err != nil {
		return err
	}
	var w strings.Builder
	for _, r := range string(b) {
		switch {
		case r < 0x7f:
			w.WriteByte(byte(r))
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			fmt.Fprintf(&w, `\u%04x\u%04x`, hi, lo)
		default:
			fmt.Fprintf(&w, `\u%04x`, r)
		}
	}
	_, err = fmt.Fprintln(o.w, w.String())
	return err
}

// show prints a part of a torrent, or all of it.
func (o *operator) show(part string, t *Torrent) {
	all := part == "detail"
	if all {
		o.facts(t)
	}
	if all || part == "files" {
		for _, f := range t.Files {
			fmt.Fprintf(o.w, "file %d %s of %d octets, available %s, priority %d: %s\n", f.FileNo, percent(f.NHave, f.NPieces), f.FileSize,
				percent(f.NAvailable, f.NPieces), f.Priority, plain(f.Filename))
		}
	}
	if all || part == "peers" {
		for _, p := range t.Peers {
			flags := p.Flags.String()
			fmt.Fprintf(o.w, "peer %s at %s: down %s, up %s; down %s, %d in all, up %s, %d in all; %d pieces\n", plain(p.PeerID), p.Address,
				flags[:2], flags[2:], rate(p.DLRate), p.DLTotal, rate(p.ULRate), p.ULTotal, p.NPieces)
		}
	}
	if all || part == "options" {
		for i := range t.Options {
			c := &t.Options[i]
			fmt.Fprintf(o.w, "option %s %s %s = %s (%s: %s)\n", c.Name, c.Type, c.Range, plain(c.Value), plain(c.ShortDesc), plain(c.LongDesc))
		}
		if t.Settings != nil {
			b, _ := (&wire.Config{Version: t.Version, Settings: *t.Settings}).Append(nil)
			fmt.Fprintf(o.w, "options %s\n", strings.TrimPrefix(strings.TrimSpace(string(b)), "CTCONFIG "))
		}
	}
	if all || part == "infos" {
		for _, i := range t.Infos {
			fmt.Fprintf(o.w, "info %s severity %d: %s\n", i.At.UTC().Format(time.RFC3339), i.Severity, plain(i.Text))
		}
	}
}

// facts prints what is no list.
func (o *operator) facts(t *Torrent) {
	fmt.Fprintln(o.w, line(t))
	fmt.Fprintf(o.w, "engine at %s, started %s, its clock %s ahead\n", t.Address, t.Start.Format(time.RFC3339), t.Skew)
	if !t.Live() {
		fmt.Fprintf(o.w, "ended %s\n", t.Ended.UTC().Format(time.RFC3339))
	}
	if s := t.Status; s != nil {
		fmt.Fprintf(o.w, "seeders %d of %d, leechers %d of %d, connecting %d; pieces available %d; down %d octets, up %d octets; cache %d KiB\n",
			s.Seeders, s.TotalSeeders, s.Leechers, s.TotalLeechers, s.Connecting, s.NAvail, s.DLTotal, s.ULTotal, s.CacheUsed)
	}
	if d := t.Detail; d != nil {
		seed := "not a seed"
		if d.Seed > 0 {
			seed = "a seed since " + stamp(d.Seed).Format(time.RFC3339)
		}
		fmt.Fprintf(o.w, "%d octets in pieces of %d, %s\n", d.TorrentSize, d.PieceSize, seed)
	}
	if t.Dropped > 0 {
		fmt.Fprintf(o.w, "lines dropped: %d, the last: %s\n", t.Dropped, t.Why)
	}
}

// rate is octets/s for people.
func rate(v int64) string {
	switch {
	case v >= 1<<20:
		return fmt.Sprintf("%.1f MiB/s", float64(v)/(1<<20))
	case v >= 1<<10:
		return fmt.Sprintf("%.1f KiB/s", float64(v)/(1<<10))
	}
	return fmt.Sprintf("%d B/s", v)
}

// limitText is a limit for people; 0 is none.
func limitText(v int64) string {
	if v == 0 {
		return "none"
	}
	return rate(v)
}

func percent(part, of int64) string {
	if of <= 0 {
		return "100%"
	}
	return fmt.Sprintf("%d%%", int64(100*float64(part)/float64(of)))
}
