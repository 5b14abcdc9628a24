package fault

import (
	"strings"

	"enginespec/codec"
)

// tsAds are lies about clips: TS-098 to TS-100, TS-120.
func tsAds() []*Fault {
	skipped := Like(`^PLAYBACK .* 101\r?\n`)
	return []*Fault{
		engine("reports-refused", "TS-098", "unasked", "says NOTREADY to PLAYBACK", Answer("PLAYBACK", true, notReady)),
		engine("reports-answered", "TS-098", "wrong-count", "answers DUR with ##", Answer("DUR", true, "##\r\n")),
		engine("glued-url-closes", "TS-098", "closed", "closes at a DUR without a space before its url", HangAt(false, Like("^DURhttp"))),
		engine("odd-report-crashes", "TS-098", "reset", "resets at PLAYBACK 37", HangAt(true, Like(`^PLAYBACK .* 37\r`))),
		engine("main-at-75", "TS-099", "unasked", "goes on to the content when three quarters of a clip were played", reportAs("75", "100", Any)),
		engine("main-at-once", "TS-099", "unasked", "goes on to the content when a clip begins", reportAs("0", "100", Any)),
		engine("main-never", "TS-099", "no-reply", "does not go on when a clip is over", Deaf(Like(`^PLAYBACK .* 100\r?\n`))),
		engine("skip-ignored", "TS-100", "no-reply", "does not see PLAYBACK 101", Deaf(skipped)),
		engine("skip-all", "TS-100", "accepted", "ends any clip at PLAYBACK 101", reportAs("101", "100", Any)),
		engine("ad-part-missing", "TS-120", "no-reply", "has no ad part in STATUS while a clip plays", Change(With("STATUS", "|ad:"), func(raw string) string {
			part, _, _ := strings.Cut(raw, "|")
			return part + "\r\n"
		})),
		engine("ad-part-short", "TS-120", "wrong-count", "leaves the numbers of the ad part out", Change(With("STATUS", "|ad:"), func(raw string) string {
			part, _, _ := strings.Cut(raw, "|")
			return part + "|ad:dl\r\n"
		})),
		engine("main-part-short", "TS-120", "wrong-count", "leaves the numbers of the main part out while a clip plays", Change(With("STATUS", "|ad:"), func(raw string) string {
			_, ad, _ := strings.Cut(raw, "|")
			return "STATUS main:prebuf;0;0|" + ad
		})),
	}
}

// reportAs takes one PLAYBACK event for another.
func reportAs(event, other string, when When) Lie {
	return Tampered(And(when, Like(`^PLAYBACK .* `+event+`\r?\n`)), func(_ *Wire, p *codec.Packet) [][]byte {
		return [][]byte{[]byte(strings.TrimSuffix(body(string(p.Raw)), event) + other + "\r\n")}
	})
}
