package report

import (
	"slices"
)

// compareView sets sections about one protocol and role side by side.
type compareView struct {
	Name    string
	Columns []*partView
	Rows    []*compareRow
	Differ  int // rows in which the targets do not agree
}

// compareRow is a clause, or, below it, one of its cases.
type compareRow struct {
	Clause *Clause // nil for a case
	Case   string
	Cells  []cell
	Differ bool
}

// cell is how a clause or case came off with one target.
type cell struct {
	State state
	Link  string // to the result, empty if there is nothing to see
	Text  string // the diagnosis, if there is one
}

// compare makes a table of each protocol and role that several sections are about.
func compare(parts []*partView) (list []*compareView) {
	for _, p := range parts {
		at := slices.IndexFunc(list, func(v *compareView) bool { return v.Name == p.Name })
		if at < 0 {
			list, at = append(list, &compareView{Name: p.Name}), len(list)
		}
		list[at].Columns = append(list[at].Columns, p)
	}
	list = slices.DeleteFunc(list, func(v *compareView) bool { return len(v.Columns) < 2 })
	for _, v := range list {
		v.rows()
	}
	return list
}

// rows merges the columns: all clauses by ID, and below each the cases that cite it.
func (v *compareView) rows() {
	var ids []string
	seen := map[string]*clauseView{}
	for _, col := range v.Columns {
		for _, c := range col.Clauses {
			if seen[c.ID] == nil {
				ids, seen[c.ID] = append(ids, c.ID), c
			}
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		row := &compareRow{Clause: seen[id].Clause}
		var cases []string
		for _, col := range v.Columns {
			c := cell{State: none}
			if at := slices.IndexFunc(col.Clauses, func(c *clauseView) bool { return c.ID == id }); at >= 0 {
				c.State = col.Clauses[at].State
				for _, r := range col.Clauses[at].Cases {
					if !slices.Contains(cases, r.Case) {
						cases = append(cases, r.Case)
					}
				}
			}
			row.Cells = append(row.Cells, c)
		}
		v.add(row)
		for _, k := range cases {
			v.add(&compareRow{Case: k, Cells: v.cells(k)})
		}
	}
}

func (v *compareView) add(row *compareRow) {
	for _, c := range row.Cells {
		row.Differ = row.Differ || c.State != row.Cells[0].State
	}
	if row.Differ && row.Clause != nil {
		v.Differ++
	}
	v.Rows = append(v.Rows, row)
}

func (v *compareView) cells(id string) (cells []cell) {
	for _, col := range v.Columns {
		c := cell{State: none}
		if at := slices.IndexFunc(col.results, func(r *resultView) bool { return r.Case == id }); at >= 0 {
			r := col.results[at]
			c.State = r.State
			if r.First != nil {
				c.Text = string(r.First.Diagnosis)
			}
			if r.Shown() {
				c.Link = r.ID
			}
		}
		cells = append(cells, c)
	}
	return cells
}
