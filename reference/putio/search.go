package putio

import (
	"slices"
	"strings"
	"time"

	wire "enginespec/codec/putio"
)

func (c *call) filesSearch(p *wire.FilesSearch) (wire.Results, error) {
	q := wire.ParseQuery(p.Query)
	now := c.s.o.Clock.Now().UTC()
	out := wire.Items{}
	for _, where := range c.searched(q.From) {
		st := where.view()
		root := wire.ID(0)
		if where != c.a {
			root = st.Share
		}
		var found []*item
		st.below(root, func(it *item) {
			if matches(it, &q, now) {
				found = append(found, it)
			}
		})
		sortItems(found, wire.CreatedAtDesc)
		out = append(out, *c.items(where, st, found)...)
	}
	return &out, nil
}

// searched are the accounts that from: means: those of others for what they share.
func (c *call) searched(from string) []*account {
	friends := c.a.friends()
	switch strings.ToLower(from) {
	case "", "all":
		return append([]*account{c.a}, friends...)
	case "me":
		return []*account{c.a}
	case "shares":
		return friends
	}
	return slices.DeleteFunc(friends, func(f *account) bool { return !strings.EqualFold(f.Name, from) })
}

func matches(it *item, q *wire.Query, now time.Time) bool {
	name := strings.ToLower(it.Name)
	for _, w := range q.Words {
		if !strings.Contains(name, strings.ToLower(w)) {
			return false
		}
	}
	if e := strings.ToLower(q.Ext); e != "" && e != "all" && e != ext(it.Name) {
		return false
	}
	return matchesType(it, strings.ToLower(q.Type)) && matchesTime(it.Created.UTC(), strings.ToLower(q.Time), now)
}

func matchesType(it *item, t string) bool {
	switch t {
	case "", "all":
		return true
	case "video":
		return it.Type == wire.Movie
	case "iphone": // what such a player takes as it is
		e := ext(it.Name)
		return e == "mp4" || e == "m4v" || e == "mov" || e == "mp3" || e == "m4a"
	}
	return string(it.Type) == t
}

func matchesTime(at time.Time, word string, now time.Time) bool {
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	switch word {
	case "", "all":
		return true
	case "today":
		return !at.Before(today)
	case "yesterday":
		return at.Before(today) && !at.Before(today.AddDate(0, 0, -1))
	case "thisweek": // from Monday
		return !at.Before(today.AddDate(0, 0, -int(now.Weekday()+6)%7))
	case "thismonth":
		return !at.Before(today.AddDate(0, 0, 1-now.Day()))
	}
	return false
}
