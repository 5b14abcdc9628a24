package ctcs

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// Cases of detail and files, for the engine.
func fileCases() []*kase {
	return []*kase{
		{
			ID: "ctcs/files/detail", Role: engine, Clauses: clauses{CTCS067}, Whole: true, Given: plain(),
			Steps: []step{ask("SENDDETAIL", func(s *session, got []entry) *failure {
				if f := once("CTDETAIL")(s, got); f != nil {
					return f
				}
				d, ok := last[*ctcs.Detail](got)
				if !ok {
					return nil // the monitor says so
				}
				fx := placeOf(s).fixture
				if d.TorrentSize != uint64(fx.Size()) || d.PieceSize != fx.PieceSize {
					return fail(conformance.WrongValue, fmt.Sprintf("torrent_size %d, piece_size %d", fx.Size(), fx.PieceSize), "%s", d)
				}
				return nil
			})},
		},
		{
			ID: "ctcs/files/not-a-seed", Role: engine, Clauses: clauses{CTCS068}, Whole: true, Given: plain(),
			Steps: []step{ask("SENDDETAIL", seedTime(func(d *ctcs.Detail, _ int64) string {
				if d.Seed != 0 {
					return "0: it is not complete"
				}
				return ""
			}))},
		},
		{
			ID: "ctcs/files/seed", Role: engine, Clauses: clauses{CTCS068}, Needs: needs{FeatureSeed}, Whole: true, Given: seeding(),
			Steps: []step{ask("SENDDETAIL", seedTime(func(d *ctcs.Detail, _ int64) string {
				// It was complete when it was launched, and may know since when.
				if d.Seed <= 0 || d.Seed > d.Current {
					return "above zero and not after now: it is complete"
				}
				return ""
			}))},
		},
		{
			ID: "ctcs/files/becomes-a-seed", Role: engine, Clauses: clauses{CTCS068}, Needs: needs{FeatureDownload}, Whole: true,
			Given: append(entered(3, downloading()), complete()), Limit: 2 * time.Minute,
			Steps: []step{ask("SENDDETAIL", seedTime(func(d *ctcs.Detail, started int64) string {
				if d.Seed < started || d.Seed > d.Current {
					return fmt.Sprintf("between the start, %d, and now: it is complete", started)
				}
				return ""
			}))},
		},
		{
			ID: "ctcs/files/block-follows", Role: engine, Clauses: clauses{CTCS069}, Whole: true, Given: plain(),
			Steps: []step{say("SENDDETAIL"), expect("CTDETAIL"), soon(filesStart), check("one CTFILE a file, in order", func(s *session) *failure {
				for i := range placeOf(s).fixture.Files {
					e, f := s.Receive(s.Patience())
					if f != nil {
						return f
					}
					m, ok := e.Packet.Message.(*ctcs.File)
					if !ok || m.FileNo != int64(i+1) {
						return fail(conformance.WrongOrder, fmt.Sprintf("CTFILE %d", i+1), "%s", conformance.Show(e.Packet))
					}
				}
				return nil
			}), next(filesDone)},
		},
		{
			ID: "ctcs/files/one-file", Role: engine, Clauses: clauses{CTCS069, CTCS073}, Whole: true, Given: entered(3, setting{fixture: "single"}),
			Steps: []step{say("SENDDETAIL"), expect("CTDETAIL"), soon(filesStart), next("CTFILE"), next(filesDone)},
		},
		{
			ID: "ctcs/files/block-names", Role: engine, Clauses: clauses{CTCS070}, Whole: true, Given: append(plain(), hasFiles()),
			Steps: []step{forVersions([]int{3, 2, 1}, func(v int) step {
				start, done := "CTFILES", "CTFDONE"
				if v == 3 {
					start, done = "CTFILESTART", "CTFILESDONE"
				}
				return conformance.Steps(say("SENDDETAIL"), expect("CTDETAIL"), opens(filesStart, start), shapely("CTFILE", done))
			})},
		},
		{
			ID: "ctcs/files/fields", Role: engine, Clauses: clauses{CTCS071}, Whole: true, Given: append(plain(), hasFiles()),
			Steps: []step{forVersions([]int{3, 2, 1}, func(v int) step { return ask("SENDDETAIL", rightFiles(v)) })},
		},
		{
			ID: "ctcs/files/names", Role: engine, Clauses: clauses{CTCS072}, Whole: true, Given: append(entered(3, setting{fixture: "unicode"}), hasFiles()),
			Steps: []step{ask("SENDDETAIL", rightNames)},
		},
		{
			ID: "ctcs/files/names-in-folders", Role: engine, Clauses: clauses{CTCS072}, Whole: true, Given: append(plain(), hasFiles()),
			Steps: []step{ask("SENDDETAIL", rightNames)},
		},
		{
			ID: "ctcs/files/sums", Role: engine, Clauses: clauses{CTCS073, CTCS075}, Needs: needs{FeatureDownload}, Whole: true,
			Given: append(entered(3, downloading()), hasFiles()), Limit: 2 * time.Minute,
			Steps: []step{ask("SENDDETAIL", nil), pause(2 * time.Second), ask("SENDDETAIL", nil), complete(), ask("SENDDETAIL", func(_ *session, got []entry) *failure {
				for _, m := range all[*ctcs.File](got) {
					if m.NHave != m.NPieces {
						return fail(conformance.WrongValue, "n_have = n_pieces: the torrent is complete", "%s", m)
					}
				}
				return nil
			})},
		},
		{
			ID: "ctcs/files/no-priority", Role: engine, Clauses: clauses{CTCS074, CTCS075}, Whole: true, Given: append(plain(), hasFiles()),
			Steps: []step{ask("SENDDETAIL", priorities(nil))},
		},
		{
			ID: "ctcs/files/priority", Role: engine, Clauses: clauses{CTCS074, CTCS075}, Whole: true, Given: append(speaking(3), hasFiles(), hasOption("file_list")),
			Steps: []step{
				say("CTCONFIG file_list 1"), ask("SENDDETAIL", priorities([][]int{{1}})),
				say("CTCONFIG file_list 3,2+4,1"), ask("SENDDETAIL", priorities([][]int{{3}, {2, 4}, {1}})),
				say("CTCONFIG file_list 2,*"), ask("SENDDETAIL", priorities([][]int{{2}, {1, 2, 3, 4, 5}})),
			},
		},
		{
			ID: "ctcs/files/contiguous", Doc: "blocks while status and bandwidth are asked for and change; the monitor judges", Role: engine, Clauses: clauses{CTCS076},
			Needs: needs{FeatureDownload}, Whole: true, Given: entered(3, downloading()),
			Steps: []step{
				raw(strings.Repeat("SENDDETAIL\nSENDSTATUS\nSENDCONF\nSETDLIMIT 900000\nSENDPEERS\nSETDLIMIT 800000\n", 10)), fence(), pause(time.Second), fence(),
			},
		},
	}
}

// hasFiles makes a case n/a for an engine that sends no file block: the document lets it.
func hasFiles() step {
	return conformance.Where("a file block behind CTDETAIL", func(s *session) bool {
		got, f := exchange(s, "SENDDETAIL\n")
		return f != nil || count(s, got, "CTDETAIL") == 0 || count(s, got, filesStart+"|CTFILE") > 0
	})
}

// seedTime judges the seed_timestamp: bad says what it should be.
func seedTime(bad func(d *ctcs.Detail, started int64) string) func(s *session, got []entry) *failure {
	return func(s *session, got []entry) *failure {
		d, ok := last[*ctcs.Detail](got)
		if !ok {
			return fail(conformance.NoReply, "CTDETAIL", "none, only %q", words(s, got))
		}
		var started int64
		fmt.Sscan(s.Vars["started"], &started)
		if want := bad(d, started); want != "" {
			return fail(conformance.WrongValue, "seed_timestamp "+want, "%s", d)
		}
		return nil
	}
}

// soon takes the next message that is not one that may come at any time.
func soon(kind string) step {
	return check("expect "+kind+" at once", func(s *session) *failure {
		for deadline := time.Now().Add(s.Patience()); ; {
			e, f := s.Receive(max(time.Until(deadline), 0))
			if f != nil {
				f.Expected = kind
				return f
			}
			switch w := s.Word(e.Packet); {
			case among(kind, w):
				return nil
			case !slices.Contains(free, w):
				return fail(conformance.WrongKind, kind, "%s", conformance.Show(e.Packet))
			}
		}
	})
}

// opens waits for the beginning of a block, whose name must be the version's.
func opens(any, start string) step {
	return expect(any, func(s *session, p *codec.Packet) *failure {
		if w := s.Word(p); w != start {
			return fail(conformance.WrongShape, start, "%s", w)
		}
		return nil
	})
}

// shapely takes the lines of a block until its end, whose name must be the version's.
// What else stands in a block is for the monitor to judge.
func shapely(item, done string) step {
	return check("expect "+item+" until "+done, func(s *session) *failure {
		for {
			e, f := s.Receive(s.Patience())
			if f != nil {
				return f
			}
			switch w := s.Word(e.Packet); {
			case w == done:
				return nil
			case w != item && !slices.Contains(free, w), w == "CTCONFIGSTART":
				return fail(conformance.WrongShape, item+" or "+done, "%s", conformance.Show(e.Packet))
			}
		}
	})
}

// span is the pieces that a file touches, [from, to).
func span(s *session, i int) (from, to int64) {
	f := placeOf(s).fixture
	var at int64
	for _, ff := range f.Files[:i] {
		at += ff.Size
	}
	if f.Files[i].Size == 0 {
		return 0, 0
	}
	return at / f.PieceSize, (at+f.Files[i].Size-1)/f.PieceSize + 1
}

// rightFiles wants what is known of each file in the form of a version.
func rightFiles(v int) func(s *session, got []entry) *failure {
	return func(s *session, got []entry) *failure {
		files := all[*ctcs.File](got)
		fx := placeOf(s).fixture
		if len(files) != len(fx.Files) {
			if i := slices.IndexFunc(got, func(e entry) bool { return e.Packet.Err != nil && s.Word(e.Packet) == "CTFILE" }); i >= 0 {
				return fail(conformance.Malformed, fmt.Sprintf("CTFILE in the form of version %d", v), "%s", conformance.Show(got[i].Packet))
			}
			return fail(conformance.WrongCount, fmt.Sprintf("%d CTFILE", len(fx.Files)), "%d", len(files))
		}
		for i, m := range files {
			if m.FileSize != uint64(fx.Files[i].Size) || string(m.Filename) != fx.Files[i].Path {
				return fail(conformance.WrongValue, fmt.Sprintf("CTFILE of version %d: %s of %d octets", v, fx.Files[i].Path, fx.Files[i].Size), "%s", m)
			}
			if from, to := span(s, i); m.NPieces != to-from && from != to {
				return fail(conformance.WrongValue, fmt.Sprintf("n_pieces %d", to-from), "%s", m)
			}
		}
		return nil
	}
}

func rightNames(s *session, got []entry) *failure {
	files := all[*ctcs.File](got)
	for i, ff := range placeOf(s).fixture.Files {
		if i >= len(files) || string(files[i].Filename) != ff.Path {
			have := "no such CTFILE"
			if i < len(files) {
				have = string(files[i].Filename)
			}
			return fail(conformance.WrongValue, "file name "+ff.Path, "%s", have)
		}
	}
	return nil
}

// priorities wants the priorities that follow from a selection: the group in which a
// file is listed, or the group by which all its pieces are.
func priorities(groups [][]int) func(s *session, got []entry) *failure {
	return func(s *session, got []entry) *failure {
		files := all[*ctcs.File](got)
		if len(files) != len(placeOf(s).fixture.Files) {
			return fail(conformance.WrongCount, "a CTFILE for each file", "%d", len(files))
		}
		covered := map[int64]int{}
		listed := map[int]int{}
		for g, group := range groups {
			for _, no := range group {
				if listed[no] == 0 {
					listed[no] = g + 1
				}
				from, to := span(s, no-1)
				for p := from; p < to; p++ {
					if covered[p] == 0 {
						covered[p] = g + 1
					}
				}
			}
		}
		for i, m := range files {
			from, to := span(s, i)
			by := 0
			for p := from; p < to; p++ {
				if by = max(by, covered[p]); covered[p] == 0 {
					by = 0
					break
				}
			}
			if from != to && m.Priority != int64(listed[i+1]) && m.Priority != int64(by) {
				return fail(conformance.WrongValue, fmt.Sprintf("priority %d (by pieces: %d) of file %d", listed[i+1], by, i+1), "%s", m)
			}
		}
		return nil
	}
}
