package putio

// The members of an item, in the order of itemTable.
const (
	itemID = iota
	itemName
	itemType
	itemSize
	itemIsDir
	itemParentID
	itemContentType
	itemScreenshotURL
	itemThumbURL
	itemFileIconURL
	itemDownloadURL
	itemStreamURL
	itemZipURL
	itemFolderIconURL
)

// itemNames are the names with the quote behind them.
var itemNames = quickNames(itemTable)

func quickNames[T any](t table[T]) []string {
	names := make([]string, len(t))
	for i := range t {
		names[i] = t[i].name + `"`
	}
	return names
}

// itemNeeds are the members that every item has.
const itemNeeds = 1<<itemID | 1<<itemName | 1<<itemType | 1<<itemSize | 1<<itemIsDir | 1<<itemParentID |
	1<<itemScreenshotURL | 1<<itemThumbURL | 1<<itemFileIconURL

// itemLeast is less than the shortest item takes.
const itemLeast = len(`{"id":"","name":"","type":"","size":"","is_dir":true,"parent_id":"","screenshot_url":"","thumb_url":"","file_icon_url":""}`)

// quick resets v and reads an object.
func (v *Item) quick(q *quick) {
	*v = Item{}
	q.eat('{')
	seen := uint(0)
	for at := 0; ; at++ {
		if at = q.name(itemNames, at); at < 0 || seen&(1<<at) != 0 {
			q.bad = true
			return
		}
		seen |= 1 << at
		switch at {
		case itemID:
			v.ID = ID(q.decimal())
		case itemName:
			v.Name = q.text()
		case itemType:
			v.Type = ItemType(q.text())
			if _, ok := v.Type.Code(); !ok {
				q.bad = true
			}
		case itemSize:
			v.Size = Size(q.decimal())
		case itemIsDir:
			v.IsDir = q.boolean()
		case itemParentID:
			v.ParentID = ID(q.decimal())
		case itemContentType:
			v.ContentType = q.text()
		case itemScreenshotURL:
			v.ScreenshotURL = q.text()
		case itemThumbURL:
			v.ThumbURL = q.text()
		case itemFileIconURL:
			v.FileIconURL = q.text()
		case itemDownloadURL:
			v.DownloadURL = q.text()
		case itemStreamURL:
			v.StreamURL = q.text()
		case itemZipURL:
			v.ZipURL = q.text()
		case itemFolderIconURL:
			v.FolderIconURL = q.text()
		}
		if !q.more('}') {
			break
		}
	}
	if seen&itemNeeds != itemNeeds || !v.IsDir && seen&(1<<itemStreamURL) == 0 {
		q.bad = true
	}
}

// items reads an array of items into to.
func (q *quick) items(to Items) Items {
	if to = to[:0]; to == nil {
		to = Items{} // an empty list is not an absent one
	}
	q.eat('[')
	if q.next() == ']' {
		q.i++
		return to
	}
	for start := q.i; !q.bad; {
		n := len(to)
		if n >= q.lim.Items {
			q.bad = true
			break
		}
		if n > 0 && n == cap(to) {
			to = append(make(Items, 0, q.count(n, q.i-start)), to...)
		}
		to = append(to, Item{})
		to[n].quick(q)
		if !q.more(']') {
			break
		}
	}
	return to
}

// count is for how many items to make room when n took size bytes: as many as the rest would
// hold if it went on like this and an eighth more, but no more than it can hold.
func (q *quick) count(n, size int) int {
	rest := len(q.src) - q.i
	more := rest / (size/n + 1)
	return n + min(more+more/8, rest/itemLeast) + 1
}
