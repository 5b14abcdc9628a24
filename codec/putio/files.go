package putio

// Item is a file or folder.
type Item struct {
	ID            ID
	Name          string
	Type          ItemType
	Size          Size // bytes; of a folder, the sum of its content (PUTIO-058)
	IsDir         bool
	ParentID      ID     // 0: the root
	ContentType   string // MIME type, may be empty
	ScreenshotURL string // absolute, a path, or empty; so are the next two
	ThumbURL      string
	FileIconURL   string
	DownloadURL   string // absolute, may be empty
	StreamURL     string // files only, to be completed by [StreamURL]
	ZipURL        string // folders only, absolute or a path, may be empty
	FolderIconURL string // folders only, mostly empty
}

var itemTable = table[Item]{
	{name: "id", at: func(v *Item) any { return &v.ID }},
	{name: "name", at: func(v *Item) any { return &v.Name }},
	{name: "type", at: func(v *Item) any { return &v.Type }},
	{name: "size", at: func(v *Item) any { return &v.Size }},
	{name: "is_dir", at: func(v *Item) any { return &v.IsDir }},
	{name: "parent_id", at: func(v *Item) any { return &v.ParentID }},
	{name: "content_type", at: func(v *Item) any { return &v.ContentType }, when: func(v *Item) bool { return v.ContentType != "" }},
	{name: "screenshot_url", at: func(v *Item) any { return &v.ScreenshotURL }},
	{name: "thumb_url", at: func(v *Item) any { return &v.ThumbURL }},
	{name: "file_icon_url", at: func(v *Item) any { return &v.FileIconURL }},
	{name: "download_url", at: func(v *Item) any { return &v.DownloadURL }, when: func(v *Item) bool { return v.DownloadURL != "" }},
	{name: "stream_url", at: func(v *Item) any { return &v.StreamURL }, when: func(v *Item) bool { return !v.IsDir }},
	{name: "zip_url", at: func(v *Item) any { return &v.ZipURL }, when: func(v *Item) bool { return v.ZipURL != "" }},
	{name: "folder_icon_url", at: func(v *Item) any { return &v.FolderIconURL }, when: func(v *Item) bool { return v.IsDir }, opt: true},
}

func (v *Item) decode(s *scanner) { itemTable.decode(s, v) }

// Dir is a folder in the tree that files.dirmap answers with; the root has ID 0 and
// no parent.
type Dir struct {
	ID            ID
	Name          string
	ParentID      *ID   // nil: null, or absent
	Shared        *bool // nil: null
	DefaultShared *bool // nil: null
	Dirs          Dirs
}

// Dirs are the folders inside a folder.
type Dirs []Dir

// It is made by a function because a Dir holds Dirs, whose table is this one.
func dirTable() table[Dir] {
	return table[Dir]{
		{name: "id", at: func(v *Dir) any { return &v.ID }},
		{name: "name", at: func(v *Dir) any { return &v.Name }},
		{name: "parent_id", at: func(v *Dir) any { return &v.ParentID }, opt: true},
		{name: "shared", at: func(v *Dir) any { return &v.Shared }},
		{name: "default_shared", at: func(v *Dir) any { return &v.DefaultShared }},
		{name: "dirs", at: func(v *Dir) any { return &v.Dirs }},
	}
}

// Total returns 1.
func (v *Dir) Total() int64      { return 1 }
func (v *Dir) decode(s *scanner) { single(s, dirTable(), v) }
func (v *Dir) append(w *writer)  { dirTable().append(w, v) }

func (v *Dirs) decode(s *scanner) { *v = list[Dir](s, *v) }
func (v *Dirs) append(w *writer)  { appendList[Dir](w, *v) }
