package fault

import (
	"cmp"
	"regexp"
	"strings"

	"enginespec/codec"
)

// ctcsFiles are lies about detail, files and peers: CTCS-067 to CTCS-083.
func ctcsFiles() []*Fault {
	return []*Fault{
		ctcsEngine("wrong-size", "067", "wrong-value", "tells another size of the torrent", Map("CTDETAIL", fieldAt(1, always("1000")))),
		ctcsEngine("time-stands", "067", "wrong-value", "tells the time of its first CTDETAIL in all", func(w *Wire) Rewriter {
			first := ""
			return Map("CTDETAIL", fieldAt(3, func(now string) string {
				first = cmp.Or(first, now)
				return first
			}))(w)
		}),
		ctcsEngine("seed-too-early", "068", "wrong-value", "tells when it became a seed while it is none", Map("CTDETAIL", func(raw string) string {
			f := fieldsOf(raw)
			return fieldAt(4, func(string) string { return f[3] })(raw)
		})),
		ctcsEngine("always-just-a-seed", "068", "wrong-value", "tells that it became a seed just now", Map("CTDETAIL", func(raw string) string {
			f := fieldsOf(raw)
			return fieldAt(4, func(seed string) string {
				if seed == "0" {
					return seed
				}
				return f[3]
			})(raw)
		})),
		ctcsEngine("seed-since-the-start", "068", "wrong-value", "tells its start for the time when it became a seed", func(w *Wire) Rewriter {
			start := "0"
			return Tell(Kind("CTORRENT", "CTDETAIL"), func(_ *Wire, p *codec.Packet) [][]byte {
				if p.Kind() == "CTORRENT" {
					start = fieldsOf(string(p.Raw))[2]
					return [][]byte{p.Raw}
				}
				return [][]byte{[]byte(fieldAt(4, func(seed string) string {
					if seed == "0" {
						return seed
					}
					return start
				})(string(p.Raw)))}
			})(w)
		}),
		ctcsEngine("never-a-seed", "068", "wrong-value", "does not tell when it became a seed", Map("CTDETAIL", fieldAt(4, always("0")))),
		ctcsEngine("files-out-of-order", "069", "wrong-order", "tells the second file first", Behind(With("CTFILE", "CTFILE 1 "), With("CTFILE", "CTFILE 2 "))),
		ctcsEngine("bandwidth-before-files", "069", "wrong-order", "writes CTBW between CTDETAIL and the block", After("CTDETAIL", "CTBW 0,0 0,0\n")),
		ctcsEngine("one-file-without-a-block", "069", "wrong-kind", "opens no block of files", Drop("CTFILESTART")),
		ctcsEngine("file-names-of-version-3", "070", "wrong-shape", "opens the block of files by its new name in all versions", Change(Kind("CTFILES"), always("CTFILESTART\n"))),
		ctcsEngine("file-names-of-version-1", "070", "wrong-shape", "opens and closes the block of files by the old names in all versions", Lie(func(w *Wire) Rewriter {
			return Tell(Kind("CTFILESTART", "CTFILESDONE"), func(_ *Wire, p *codec.Packet) [][]byte {
				return [][]byte{[]byte(strings.NewReplacer("CTFILESTART", "CTFILES", "CTFILESDONE", "CTFDONE").Replace(string(p.Raw)))}
			})(w)
		})),
		ctcsEngine("file-fields", "071", "malformed", "leaves out a field of CTFILE", Map("CTFILE", cut(2))),
		ctcsEngine("file-name-cut", "072", "wrong-value", "cuts the name of a file at a blank", Map("CTFILE", resub(`(\S+\.?\S*) (one\.mp4|ТВ HD\.mp4|HD\.mp4)\n`, "$1\n"))),
		ctcsEngine("file-without-folder", "072", "wrong-value", "tells the name of a file without its folder", Map("CTFILE", replaced("extras/", ""))),
		ctcsEngine("file-too-large", "073", "wrong-value", "tells another size of a file", Change(With("CTFILE", " readme.txt"), replaced(" 1501 ", " 1502 "))),
		ctcsEngine("more-pieces-than-a-file-has", "073", "out-of-range", "has more pieces of a file than it has", Map("CTFILE", fieldAt(5, always("9999")))),
		ctcsEngine("some-priority", "074", "wrong-value", "tells a priority where nothing is selected", Map("CTFILE", fieldAt(2, always("1")))),
		ctcsEngine("no-priority", "074", "wrong-value", "tells no priority where there is a selection", Map("CTFILE", fieldAt(2, always("0")))),
		ctcsEngine("no-ranges", "074", "wrong-value", "reads the first number of a range", misreads(`^CTCONFIG file_list 2-3\n`, "CTCONFIG file_list 2\n")),
		ctcsEngine("many-current-priorities", "075", "wrong-value", "tells another current priority for each file", Map("CTFILE", func(raw string) string {
			f := fieldsOf(raw)
			return fieldAt(3, func(string) string { return f[1] })(raw)
		})),
		ctcsEngine("bandwidth-in-a-block", "076", "wrong-order", "writes CTBW into the block of files", Before("CTFILESDONE", "CTBW 0,0 0,0\n")),
		ctcsEngine("peer-from-nowhere", "079", "wrong-kind", "tells a peer where there is none", After("CTPEERSTART", "CTPEER -XX0001-000000000001 127.0.0.9 UiCn 1 2 3 4 5\n")),
		ctcsEngine("peer-names-of-version-3", "080", "wrong-shape", "opens the block of peers by its new name in all versions", Change(Kind("CTPEERS"), always("CTPEERSTART\n"))),
		ctcsEngine("peer-names-of-version-1", "080", "wrong-shape", "opens the block of peers by its old name in all versions", Change(Kind("CTPEERSTART"), always("CTPEERS\n"))),
		ctcsEngine("peer-fields", "081", "malformed", "leaves out a field of CTPEER", Map("CTPEER", cut(8))),
	}
}

// ctcsConfig are lies about the configuration: CTCS-086 to CTCS-106.
func ctcsConfig() []*Fault {
	return []*Fault{
		ctcsEngine("no-config-start", "086", "no-reply", "opens no block of options", Drop("CTCONFIGSTART")),
		ctcsEngine("no-config-done", "086", "no-reply", "does not close the block of options", Drop("CTCONFIGDONE")),
		ctcsEngine("option-twice", "086", "wrong-count", "tells an option twice", Tell(With("CTCONFIG", "CTCONFIG pause B"), func(_ *Wire, p *codec.Packet) [][]byte { return [][]byte{p.Raw, p.Raw} })),
		ctcsEngine("wrong-count", "087", "malformed", "counts the last string of an option wrong", Map("CTCONFIG", resub(` 0:\n$`, " 7:\n"))),
		ctcsEngine("yes", "090", "out-of-range", "tells yes for 1", Change(With("CTCONFIG", "verbose B"), resub(` B 0 1:\d`, " B 0 3:yes"))),
		ctcsEngine("out-of-its-range", "091", "out-of-range", "tells a value outside of its range", Change(With("CTCONFIG", "max_peers I"), resub(` 3:\d+ `, " 1:5 "))),
		ctcsEngine("changes-nothing", "093", "wrong-value", "does not change options", Ignore("CTCONFIG")),
		ctcsEngine("borders-excluded", "093", "wrong-value", "does not take the border of a range", Deaf(Like("^CTCONFIG max_peers (20|1000)\n"))),
		ctcsEngine("into-the-range", "094", "accepted", "takes the next legal value for one out of range", misreads(`^CTCONFIG max_peers 19\n`, "CTCONFIG max_peers 20\n")),
		ctcsEngine("near-names", "094", "accepted", "takes a name that is nearly right", misreads(`^CTCONFIG maxpeers `, "CTCONFIG max_peers ")),
		ctcsEngine("default-values", "094", "accepted", "takes a missing value for the least one", misreads(`^CTCONFIG max_peers ?\n`, "CTCONFIG max_peers 20\n")),
		ctcsEngine("refuses-silently", "095", "no-reply", "does not tell that it refused a change", Drop("CTINFO")),
		ctcsEngine("refuses-loudly", "095", "wrong-value", "tells a refused change as urgent", Map("CTINFO", resub(`^CTINFO \d`, "CTINFO 1"))),
		ctcsEngine("closes-at-bare-config", "096", "closed", "closes at CTCONFIG without parameters", HangAt(false, Like(`^CTCONFIG ?\n`))),
		ctcsEngine("never-empty", "097", "wrong-value", "takes no empty value", Deaf(Like(`^CTCONFIG file_list \n`))),
		ctcsEngine("names-in-any-case", "098", "accepted", "takes names of options in any case", misreads(`^CTCONFIG (?i:max_peers) `, "CTCONFIG max_peers ")),
		ctcsEngine("nine-positions", "101", "wrong-shape", "writes nine positions in version 2", Change(positional(8), replaced("\n", " 0\n"))),
		ctcsEngine("eight-positions", "101", "wrong-shape", "writes eight positions in version 1", Change(positional(9), cut(9))),
		ctcsEngine("peers-exchanged", "101", "wrong-value", "writes the fewest peers before the most", Change(positional(8), resub(`^(CTCONFIG \S+ \S+ \S+) (\d+) (\d+) `, "$1 $3 $2 "))),
		ctcsEngine("pause-unread", "102", "wrong-value", "does not read pause in version 2", Deaf(Like(`^CTCONFIG (\. ){7}[01]\n`))),
		ctcsEngine("minpeers-unread", "102", "wrong-value", "does not read minpeers in version 1", Deaf(Like(`^CTCONFIG (\. ){4}\d+( \.){4}\n`))),
		ctcsEngine("dot-is-a-value", "102", "accepted", "takes a dot for a value", misreads(`^CTCONFIG \. \. `, "CTCONFIG . 5 ")),
		ctcsEngine("short-changes", "103", "accepted", "takes a change that is too short", misreads(`^CTCONFIG \. 5 2\.5\n`, "CTCONFIG . 5 2.5 . . . . .\n")),
		ctcsEngine("eight-are-enough", "103", "accepted", "takes a change of version 2 in version 1", inVersion("1", `^CTCONFIG \. \. \. 60 \. \. \. \.\n`, "CTCONFIG . . . 60 . . . . .\n")),
		ctcsEngine("takes-newest-form", "104", "accepted", "takes a change in the form of version 3 in version 1", inVersion("1", `^CTCONFIG max_peers 60\n`, "CTCONFIG . . . 60 . . . . .\n")),
		ctcsEngine("takes-newer-form", "104", "accepted", "takes a change in the form of version 3 in version 2", misreads(`^CTCONFIG pause 1\n`, "CTCONFIG . . . . . . . 1\n")),
		ctcsEngine("takes-older-form", "104", "accepted", "takes a change in the form of version 2 in version 3", misreads(`^CTCONFIG \. \. \. 60 \. \. \. \.\n`, "CTCONFIG max_peers 60\n")),
		ctcsEngine("claims-functions", "105", "wrong-value", "tells that it has exitzero", Change(positional(9), fieldAt(7, always("1")))),
		ctcsEngine("takes-exitzero", "105", "wrong-value", "takes exitzero and keeps it", Once([]string{"CTCONFIG"}, Change(positional(9), fieldAt(9, always("1"))))),
		ctcsEngine("runs-commands", "106", "accepted", "takes user_exit from the wire", takes("user_exit")),
		ctcsEngine("hushes", "106", "accepted", "takes out_error from the wire", takes("out_error")),
	}
}

// takes makes the liar report another value of a string option once it was told one.
func takes(name string) Lie {
	return func(w *Wire) Rewriter {
		told := false
		return func(p *codec.Packet) {
			raw := string(p.Raw)
			switch {
			case p.From != w.Liar:
				told = told || strings.HasPrefix(raw, "CTCONFIG "+name+" ")
			case told && strings.HasPrefix(raw, "CTCONFIG "+name+" S"):
				w.Write(w.Liar, []byte("CTCONFIG "+name+" S 4096 1:x 0: 0:\n"))
				return
			}
			w.Pass(p)
		}
	}
}

// inVersion is misreads of a liar that was told a version last.
func inVersion(version, pattern, with string) Lie {
	re := regexp.MustCompile(pattern)
	return func(w *Wire) Rewriter {
		last := ""
		return Tampered(func(p *codec.Packet) bool {
			if p.Kind() == "PROTOCOL" {
				last = strings.TrimLeft(body(string(p.Raw))[len("PROTOCOL"):], " 0")
			}
			return last == version && re.Match(p.Raw)
		}, func(_ *Wire, p *codec.Packet) [][]byte { return [][]byte{re.ReplaceAll(p.Raw, []byte(with))} })(w)
	}
}

// positional matches CTCONFIG of an old version with n positions.
func positional(n int) When {
	return func(p *codec.Packet) bool {
		f := strings.Fields(string(p.Raw))
		return p.Kind() == "CTCONFIG" && len(f) == n+1 && strings.Trim(strings.Join(f[1:], ""), "0123456789.") == ""
	}
}

// ctcsControl are lies about orders, CTINFO and lost connections: CTCS-107 to CTCS-122.
func ctcsControl() []*Fault {
	dead := Lie(func(*Wire) Rewriter { return func(*codec.Packet) {} })
	return []*Fault{
		ctcsEngine("no-upload-limit", "107", "wrong-value", "does not read SETULIMIT", Ignore("SETULIMIT")),
		ctcsEngine("no-number-is-zero", "108", "wrong-value", "reads what is no number as 0", misreads(`^SETDLIMIT (abc|-5)\n`, "SETDLIMIT 0\n")),
		ctcsEngine("no-upload-number-is-zero", "108", "wrong-value", "reads an upload limit that is no number as 0", misreads(`^SETULIMIT (abc|-5)\n`, "SETULIMIT 0\n")),
		ctcsEngine("limit-overflows", "108", "wrong-value", "keeps 32 bits of a limit", misreads(`^SETDLIMIT 4294967301\n`, "SETDLIMIT 5\n")),
		ctcsEngine("rounds-up", "108", "wrong-value", "rounds a limit up", misreads(`^SETDLIMIT 12\.9\n`, "SETDLIMIT 13\n")),
		ctcsEngine("not-clamped", "108", "wrong-value", "does not take a limit that is too high", Deaf(Like(`^SETDLIMIT 2147483648`))),
		ctcsEngine("limit-from-next-line", "109", "wrong-value", "takes a missing limit from the next line", readsAs(func(b []byte) []byte {
			return []byte(strings.ReplaceAll(string(b), "SETDLIMIT\n4321", "SETDLIMIT 4321"))
		})),
		ctcsEngine("upload-limit-from-next-line", "109", "wrong-value", "takes a missing upload limit from the next line", readsAs(func(b []byte) []byte {
			return []byte(strings.ReplaceAll(string(b), "SETULIMIT\n4321", "SETULIMIT 4321"))
		})),
		ctcsEngine("seeds-have-no-limit", "110", "wrong-value", "does not take a download limit as a seed", Deaf(Like(`^SETDLIMIT (99999|200000)`))),
		ctcsEngine("never-quits", "111", "not-closed", "does not end at CTQUIT", Ignore("CTQUIT")),
		ctcsEngine("no-last-status", "112", "no-reply", "ends without a last CTSTATUS", Once([]string{"CTQUIT"}, Drop("CTSTATUS"))),
		ctcsEngine("closes-at-restart", "113", "closed", "closes at CTRESTART", Hang(false, "CTRESTART")),
		ctcsEngine("no-parameters", "115", "no-reply", "does not see orders with parameters that they do not have", Deaf(Like(`^SEND\w+ `))),
		ctcsEngine("severity-9", "116", "malformed", "writes CTINFO 9", Map("CTINFO", resub(`^CTINFO \d`, "CTINFO 9"))),
		ctcsEngine("no-severity", "116", "missing-field", "writes CTINFO without a severity", Map("CTINFO", resub(`^CTINFO \d `, "CTINFO "))),
		ctcsEngine("says-nothing-again", "119", "no-reply", "does not greet on the next connection", comesBack(dead)),
		ctcsEngine("half-line-kills", "120", "no-reply", "says nothing any more once a connection ended in a half line", func(w *Wire) Rewriter {
			if _, dead := w.Shared.Values.Load("half"); dead {
				return func(*codec.Packet) {}
			}
			w.Chunks(func(from codec.Party, b []byte) []byte {
				if from != w.Liar && len(b) > 0 && b[len(b)-1] != '\n' {
					w.Shared.Values.Store("half", true)
				}
				return b
			})
			return w.Pass
		}),
		ctcsEngine("dead-after-reset", "121", "no-reply", "says nothing any more once a connection was reset", comesBack(dead)),
		ctcsEngine("answers-the-last", "122", "unasked", "tells the next server what the last one has asked for", comesBack(After("CTORRENT", "CTDETAIL 1 1 1 0\n"))),
		ctcsEngine("keeps-half-line", "122", "accepted", "puts the half line of one connection before the first line of the next", func(w *Wire) Rewriter {
			if half, ok := w.Shared.Values.LoadAndDelete("line"); ok {
				first := true
				w.Chunks(func(from codec.Party, b []byte) []byte {
					if from != w.Liar && first && len(b) > 0 {
						first = false
						return append([]byte(half.(string)), b...)
					}
					return b
				})
				return w.Pass
			}
			w.Chunks(func(from codec.Party, b []byte) []byte {
				if from != w.Liar && len(b) > 0 && b[len(b)-1] != '\n' {
					w.Shared.Values.Store("line", string(b))
				}
				return b
			})
			return w.Pass
		}),
	}
}
