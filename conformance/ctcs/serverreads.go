package ctcs

import (
	"fmt"

	"enginespec/conformance"
)

// Cases of the fields that engines write, as the controller reads them.
func serverReadCases() []*kase {
	const name = "folder/beta file 1.txt"
	files := conformance.Compute("a file block with all fields", func(s *session) ([]byte, error) {
		v := min(ownHighest(s), top(s))
		return []byte("CTDETAIL 70000 16384 1 0\n" + map[int]string{
			1: "CTFILES\nCTFILE 1 5 2 70000 " + name + "\nCTFDONE\n",
			2: "CTFILES\nCTFILE 1 5 2 3 70000 " + name + "\nCTFDONE\n",
			3: "CTFILESTART\nCTFILE 1 0 0 5 2 3 70000 " + name + "\nCTFILESDONE\n",
		}[v]), nil
	})
	return []*kase{
		{
			ID: "ctcs/server-model/large-totals", Doc: "5 and 6 TiB", Role: controller, Clauses: clauses{CTCS059}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{taken("CTSTATUS 1:4/2:7/1 3/34/30 1000,200 5497558138880,6597069766656 0,0 16\n", "totals above 2^32", func(t *Torrent) string {
				if t.Status == nil || t.Status.DLTotal != 5497558138880 || t.Status.ULTotal != 6597069766656 {
					return fmt.Sprint(t.Status)
				}
				return ""
			})},
		},
		{
			ID: "ctcs/server-model/bandwidth", Role: controller, Clauses: clauses{CTCS061}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{taken("CTBW 1,2 3,4\n", "CTBW 1,2 3,4", func(t *Torrent) string {
				if wrong := limits(3, 4)(t); wrong != "" {
					return wrong
				}
				if t.Status.DLRate != 1 || t.Status.ULRate != 2 {
					return fmt.Sprintf("dl_rate %d, ul_rate %d", t.Status.DLRate, t.Status.ULRate)
				}
				return ""
			})},
		},
		{
			ID: "ctcs/server-model/file-fields", Role: controller, Clauses: clauses{CTCS071}, Needs: modelled, Whole: true, Given: []step{learnsHighest(), greet(3, "id"), listed("id")},
			Steps: []step{files, keeps("a file of 70000 octets and 5 pieces, 2 of them there", "id", func(t *Torrent) string {
				if len(t.Files) != 1 || t.Files[0].FileSize != 70000 || t.Files[0].NPieces != 5 || t.Files[0].NHave != 2 {
					return fmt.Sprint(t.Files)
				}
				return ""
			})},
		},
		{
			ID: "ctcs/server-model/file-name", Role: controller, Clauses: clauses{CTCS072}, Needs: modelled, Whole: true, Given: []step{learnsHighest(), greet(3, "id"), listed("id")},
			Steps: []step{files, keeps("the name "+name, "id", func(t *Torrent) string {
				if len(t.Files) != 1 || string(t.Files[0].Filename) != name {
					return fmt.Sprint(t.Files)
				}
				return ""
			})},
		},
	}
}
