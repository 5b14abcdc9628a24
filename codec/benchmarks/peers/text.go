package peers

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"enginespec/codec/ctcs"
	"enginespec/codec/ts"
)

// What scripts do with lines: strings.Split and strconv to read, Sprintf to write.
// They check nothing but numbers.

var errLine = errors.New("bad line")

// SplitStatus reads STATUS.
func SplitStatus(line string) (*ts.Status, error) {
	f := strings.Fields(line)
	if len(f) != 2 || f[0] != "STATUS" {
		return nil, errLine
	}
	s := &ts.Status{}
	for _, part := range strings.Split(f[1], "|") {
		kv := strings.SplitN(part, ":", 2)
		if len(kv) != 2 {
			return nil, errLine
		}
		p := &s.Main
		if kv[0] == "ad" {
			p = &s.Ad
		}
		v := strings.Split(kv[1], ";")
		n := make([]int64, 0, len(v))
		for _, x := range v[1:] {
			i, err := strconv.ParseInt(x, 10, 64)
			if err != nil {
				return nil, err
			}
			n = append(n, i)
		}
		switch v[0] {
		case "prebuf":
			p.State, p.Progress, p.Time, n = ts.Prebuf, n[0], n[1], n[2:]
		case "buf":
			p.State, p.Progress, p.Time, n = ts.Buf, n[0], n[1], n[2:]
		case "dl":
			p.State = ts.DL
		}
		p.Common = ts.Common{TotalProgress: n[0], ImmediateProgress: n[1], SpeedDown: n[2], HTTPSpeedDown: n[3], SpeedUp: n[4],
			Peers: n[5], HTTPPeers: n[6], Downloaded: n[7], HTTPDownloaded: n[8], Uploaded: n[9]}
	}
	return s, nil
}

// SprintfStatus writes STATUS.
func SprintfStatus(s *ts.Status) string {
	part := func(p *ts.Part) string {
		c := &p.Common
		own := p.State.String()
		if p.State == ts.Prebuf || p.State == ts.Buf {
			own = fmt.Sprintf("%s;%d;%d", own, p.Progress, p.Time)
		}
		return fmt.Sprintf("%s;%d;%d;%d;%d;%d;%d;%d;%d;%d;%d", own, c.TotalProgress, c.ImmediateProgress, c.SpeedDown,
			c.HTTPSpeedDown, c.SpeedUp, c.Peers, c.HTTPPeers, c.Downloaded, c.HTTPDownloaded, c.Uploaded)
	}
	line := "STATUS main:" + part(&s.Main)
	if s.HasAd() {
		line += "|ad:" + part(&s.Ad)
	}
	return line + "\r\n"
}

// SplitLine reads any line of a session, and returns a number so that the work cannot
// be left out. A script does not look into what it does not need: urls, source types.
func SplitLine(line string) (int, error) {
	f := strings.Split(line, " ")
	switch f[0] {
	case "STATUS":
		s, err := SplitStatus(line)
		if err != nil {
			return 0, err
		}
		return int(s.Main.Common.Peers), nil
	case "EVENT":
		kv := map[string]string{}
		for _, p := range f[2:] {
			x := strings.SplitN(p, "=", 2)
			kv[x[0]] = x[1]
		}
		return len(kv), nil
	case "LOADRESP":
		n, err := strconv.Atoi(f[1])
		if err != nil {
			return 0, err
		}
		var v map[string]any
		err = json.Unmarshal([]byte(strings.SplitN(line, " ", 3)[2]), &v)
		return n + len(v), err
	case "START":
		sum := 0
		for _, x := range strings.Split(f[3], ",") {
			n, err := strconv.Atoi(x)
			if err != nil {
				return 0, err
			}
			sum += n
		}
		return sum, nil
	case "PLAY", "INFO":
		return len(f), nil
	}
	return strconv.Atoi(f[len(f)-1])
}

// SplitCTStatus reads CTSTATUS of protocol 3.
func SplitCTStatus(line string) (*ctcs.Status, error) {
	f := strings.Fields(line)
	if len(f) != 7 || f[0] != "CTSTATUS" {
		return nil, errLine
	}
	var n []uint64
	for _, x := range f[1:] {
		for _, y := range strings.FieldsFunc(x, func(r rune) bool { return r == ':' || r == '/' || r == ',' }) {
			v, err := strconv.ParseUint(y, 10, 64)
			if err != nil {
				return nil, err
			}
			n = append(n, v)
		}
	}
	if len(n) != 15 {
		return nil, errLine
	}
	i := func(k int) int64 { return int64(n[k]) }
	return &ctcs.Status{Version: 3, Seeders: i(0), TotalSeeders: i(1), Leechers: i(2), TotalLeechers: i(3), Connecting: i(4),
		NHave: i(5), NTotal: i(6), NAvail: i(7), DLRate: i(8), ULRate: i(9), DLTotal: n[10], ULTotal: n[11],
		DLLimit: i(12), ULLimit: i(13), CacheUsed: i(14)}, nil
}

// SprintfCTStatus writes CTSTATUS of protocol 3.
func SprintfCTStatus(s *ctcs.Status) string {
	return fmt.Sprintf("CTSTATUS %d:%d/%d:%d/%d %d/%d/%d %d,%d %d,%d %d,%d %d\n",
		s.Seeders, s.TotalSeeders, s.Leechers, s.TotalLeechers, s.Connecting, s.NHave, s.NTotal, s.NAvail,
		s.DLRate, s.ULRate, s.DLTotal, s.ULTotal, s.DLLimit, s.ULLimit, s.CacheUsed)
}
