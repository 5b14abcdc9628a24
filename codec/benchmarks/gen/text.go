package gen

import "fmt"

// StatusLines are n STATUS lines as an engine writes them while it prebuffers, plays
// and shows an ad: 63 bytes on average.
func StatusLines(n int) []byte {
	r := Sequence(88172645463325252)
	var b []byte
	for range n {
		b = statusLine(b, &r)
	}
	return b
}

func statusLine(b []byte, r *Sequence) []byte {
	const long = ";%d;%d;0;0;%d;0;0;%d;0;%d;0;0"
	switch r.Below(4) {
	case 0:
		b = fmt.Appendf(b, "STATUS main:prebuf"+long, r.Below(101), r.Below(3000), r.Below(200), r.Below(12), r.Below(1<<30))
	case 1:
		b = fmt.Appendf(b, "STATUS main:dl;0;0;%d;0;0;%d;0;%d;0;0", r.Below(200), r.Below(12), r.Below(1<<30))
	case 2:
		b = fmt.Appendf(b, "STATUS main:buf"+long, r.Below(101), r.Below(3000), r.Below(200), r.Below(12), r.Below(1<<30))
	case 3:
		b = fmt.Appendf(b, "STATUS main:prebuf"+long+"|ad:buf"+long, r.Below(101), r.Below(3000), r.Below(200), r.Below(12), r.Below(1<<30),
			r.Below(101), r.Below(30), r.Below(200), r.Below(12), r.Below(1<<20))
	}
	return append(b, "\r\n"...)
}

const infoHash = "4c78e1cf0df23b4f5a16a106829ebed710cb52e0"

// MixedLines are n lines of a whole session: what an engine writes, and what a
// controller does. A third of them are STATUS.
func MixedLines(n int) (engine, controller []byte) {
	r := Sequence(88172645463325252)
	for range n {
		switch r.Below(12) {
		case 0:
			engine = fmt.Appendf(engine, "LOADRESP %d {\"status\": 1, \"files\": [[\"Prey%%202_%%20E3%%202011%%20Official%%20Trailer_2.mp4\", 0]], \"infohash\": \"%s\"}\r\n", r.Below(1e6), infoHash)
		case 1:
			controller = fmt.Appendf(controller, "START TORRENT http://tracker.example/download/%d 0,1,2 0 0 0\r\n", r.Below(1e6))
		case 2:
			engine = fmt.Appendf(engine, "EVENT cansave index=%d infohash=%s format=plain\r\n", r.Below(9), infoHash)
		case 3:
			engine = fmt.Appendf(engine, "STATE %d\r\n", r.Below(7))
		case 4:
			engine = fmt.Appendf(engine, "PLAY http://127.0.0.1:6878/content/%s/0.%d\r\n", infoHash, r.Below(1e6))
		case 5:
			engine = fmt.Appendf(engine, "INFO 1;Cannot connect to the tracker %d\r\n", r.Below(100))
		case 6:
			controller = fmt.Appendf(controller, "DUR http://127.0.0.1:6878/content/4c78/0.%d %d\r\n", r.Below(1e6), r.Below(1e7))
		case 7:
			controller = fmt.Appendf(controller, "LOADASYNC %d TORRENT http://tracker.example/download/67346 0 0 0\r\n", r.Below(1e6))
		default:
			engine = statusLine(engine, &r)
		}
	}
	return engine, controller
}

// CTStatusLines are n CTSTATUS lines of protocol 3: 92 bytes on average.
func CTStatusLines(n int) []byte {
	r := Sequence(88172645463325252)
	var b []byte
	for range n {
		b = fmt.Appendf(b, "CTSTATUS %d:%d/%d:%d/%d %d/400/%d %d,%d %d,%d %d,%d %d\n", r.Below(20), r.Below(500), r.Below(20), r.Below(500), r.Below(5),
			r.Below(400), r.Below(400), r.Below(1<<20), r.Below(1<<20), r.Below(1<<36), r.Below(1<<36), r.Below(1<<20), r.Below(1<<20), r.Below(16384))
	}
	return b
}

// Files is a CTFILE block of n files: the lines between CTFILESTART and CTFILESDONE, and
// these two.
func Files(n int) []byte {
	r := Sequence(88172645463325252)
	b := []byte("CTFILESTART\n")
	for i := range n {
		pieces := 1 + r.Below(400)
		b = fmt.Appendf(b, "CTFILE %d %d %d %d %d %d %d folder/clip number %d.avi\n", i+1, r.Below(3), pieces, r.Below(pieces), r.Below(pieces), r.Below(2), r.Below(1<<36), i+1)
	}
	return append(b, "CTFILESDONE\n"...)
}
