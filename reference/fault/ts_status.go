package fault

import (
	"strconv"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/codec/ts"
)

// tsStatus are lies in STATUS and about when it comes: TS-111 to TS-119, TS-139,
// TS-140.
func tsStatus() []*Fault {
	fails := With("STATUS", "main:err;")
	return []*Fault{
		engine("status-without-main", "TS-111", "malformed", "leaves main: out", Map("STATUS", replaced("main:", ""))),
		engine("status-upper-case", "TS-111", "malformed", "writes DL", Map("STATUS", replaced("main:dl", "main:DL"))),
		engine("status-with-spaces", "TS-111", "malformed", "writes a space behind main:", Map("STATUS", replaced("main:", "main: "))),
		engine("status-as-pairs", "TS-111", "malformed", "writes status=dl", Map("STATUS", replaced("main:dl;", "status=dl;"))),
		engine("dl-10", "TS-112", "wrong-count", "drops the last number of dl", main("dl", func(f []string) []string { return f[:max(0, len(f)-1)] })),
		engine("dl-12", "TS-112", "wrong-count", "writes one number more behind dl", main("dl", func(f []string) []string { return append(f, "0") })),
		engine("dl-alone", "TS-112", "wrong-count", "writes dl without numbers", main("dl", func([]string) []string { return nil })),
		engine("prebuf-without-time", "TS-112", "wrong-count", "leaves the time of prebuf out", main("prebuf", func(f []string) []string { return append(f[:1:1], f[min(2, len(f)):]...) })),
		engine("prebuf-short", "TS-112", "wrong-count", "writes prebuf as the example in the documents does", main("prebuf", func(f []string) []string { return f[:min(2, len(f))] })),
		engine("idle-with-numbers", "TS-113", "wrong-count", "writes ten numbers behind idle", main("idle", func([]string) []string { return strings.Fields("0 0 0 0 0 0 0 0 0 0") })),
		engine("starting-with-number", "TS-113", "wrong-count", "writes a number behind starting", main("starting", func([]string) []string { return []string{"0"} })),
		engine("loading-with-number", "TS-113", "wrong-count", "writes a number behind loading", main("loading", func([]string) []string { return []string{"50"} })),
		engine("err-without-id", "TS-113", "wrong-count", "leaves the id of an error out", main("err", func(f []string) []string { return f[min(1, len(f)):] })),
		engine("speed-with-point", "TS-114", "malformed", "writes speeds with a decimal point", main("dl", field(2, func(v string) string { return v + ".5" }))),
		engine("peers-minus-1", "TS-114", "malformed", "writes -1 for peers that it does not know", main("prebuf", field(7, always("-1")))),
		engine("bytes-with-unit", "TS-114", "malformed", "writes a unit behind the bytes", main("dl", field(7, func(v string) string { return v + "B" }))),
		engine("field-empty", "TS-114", "malformed", "leaves a number empty", main("dl", field(3, always("")))),
		engine("progress-101", "TS-115", "out-of-range", "says that 101 % are there", main("dl", field(1, always("101")))),
		engine("progress-in-thousandths", "TS-115", "out-of-range", "counts the progress of prebuf in thousandths", main("prebuf", field(0, func(v string) string { return v + "00" }))),
		engine("prebuf-falls", "TS-116", "decreased", "lets the progress of prebuf fall", falling("prebuf", 0, 90)),
		engine("downloaded-falls", "TS-117", "decreased", "lets downloaded fall", falling("dl", 7, 1<<40)),
		engine("http-downloaded-falls", "TS-117", "decreased", "lets http_downloaded fall", falling("dl", 8, 1<<30)),
		engine("uploaded-falls", "TS-117", "decreased", "lets uploaded fall", falling("dl", 9, 1<<30)),
		engine("status-every-9s", "TS-118", "too-late", "says STATUS every nine seconds", Rarely(9*time.Second, Like("^STATUS main:(dl|prebuf|buf|wait)"))),
		engine("status-on-change", "TS-118", "too-late", "says STATUS at the beginning of a playback only", onChange()),
		engine("status-while-idle", "TS-119", "unasked", "says STATUS main:idle every second", Beats(time.Second, With("STATUS", "main:idle"), Not(With("STATUS", "main:idle")), idle)),
		engine("status-behind-stop", "TS-119", "unasked", "says one STATUS main:idle more two seconds behind the first", Tell(With("STATUS", "main:idle"), func(w *Wire, p *codec.Packet) [][]byte {
			w.Later(2*time.Second, func() { w.Pass(p) })
			return [][]byte{p.Raw}
		})),
		engine("error-silent", "TS-139", "no-reply", "does not say STATUS main:err", Lose(fails)),
		engine("error-closes", "TS-139", "closed", "closes when it has said an error", Tell(fails, func(w *Wire, p *codec.Packet) [][]byte {
			w.Write(w.Liar, p.Raw)
			w.Close()
			return nil
		})),
		engine("error-sticks", "TS-139", "no-reply", "does not start any more behind an error", Between(func(p *codec.Packet) bool { return p.From == codec.Engine && fails(p) }, Kind("SHUTDOWN"), Ignore("START"))),
		engine("error-text-semicolon", "TS-140", "noncanonical", "writes a ; in the text of an error", Change(fails, func(raw string) string { return body(raw) + "; try again\r\n" })),
		engine("error-text-pipe", "TS-140", "noncanonical", "writes a | in the text of an error", Change(fails, func(raw string) string { return body(raw) + " | try again\r\n" })),
	}
}

// falling adds more to a number of every other STATUS of a state, and so lets it fall
// each time. A percentage stays one.
func falling(word string, i int, more int64) Lie {
	return func(w *Wire) Rewriter {
		high := false
		return main(word, field(i, func(v string) string {
			n, _ := strconv.ParseInt(v, 10, 64)
			if high = !high; high {
				n += more
			}
			if more < 100 {
				n = min(n, 100)
			}
			return strconv.FormatInt(n, 10)
		}))(w)
	}
}

// onChange loses a STATUS in the state of the one before it.
func onChange() Lie {
	return func(w *Wire) Rewriter {
		last := ts.Phase(0)
		return Tell(Kind("STATUS"), func(_ *Wire, p *codec.Packet) [][]byte {
			state := p.Message.(*ts.Status).Main.State
			if state == last {
				return nil
			}
			last = state
			return [][]byte{p.Raw}
		})(w)
	}
}
