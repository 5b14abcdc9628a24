package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Kill says how one fault of the reference is found out.
type Kill struct {
	Clause    string    `json:"clause"`    // that it breaks
	Diagnosis Diagnosis `json:"diagnosis"` // of the cases that find it
	By        []string  `json:"by"`        // the cases that cite the clause and find it broken so, sorted
}

// Kills is the kill matrix of a suite, by the fault's ID: proof that each case can
// fail, and at what. A test makes it by running all cases against all faults; it is
// kept in the file kills.json beside the cases.
type Kills map[string]Kill

// ParseKills reads what Marshal wrote.
func ParseKills(b []byte) (Kills, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	var ks Kills
	if err := d.Decode(&ks); err != nil {
		return nil, fmt.Errorf("kills.json: %w", err)
	}
	return ks, nil
}

// Marshal returns the matrix as JSON, a fault a line, sorted.
func (ks Kills) Marshal() []byte {
	b := []byte("{")
	for i, id := range slices.Sorted(maps.Keys(ks)) {
		if i > 0 {
			b = append(b, ',')
		}
		row, err := json.Marshal(ks[id])
		if err != nil {
			panic(err) // strings only
		}
		b = fmt.Appendf(b, "\n  %q: %s", id, row)
	}
	return append(b, "\n}\n"...)
}

// Of returns the IDs of the faults of a clause, sorted.
func (ks Kills) Of(clause string) (ids []string) {
	for _, id := range slices.Sorted(maps.Keys(ks)) {
		if ks[id].Clause == clause {
			ids = append(ids, id)
		}
	}
	return ids
}

// By returns the IDs of the faults that a case finds, sorted.
func (ks Kills) By(caseID string) (ids []string) {
	for _, id := range slices.Sorted(maps.Keys(ks)) {
		if slices.Contains(ks[id].By, caseID) {
			ids = append(ids, id)
		}
	}
	return ids
}
