package putio

// FilesList asks for the [Items] of a folder, or for exactly one item by its ID.
type FilesList struct {
	ID       *ID      // if not nil: exactly this item, whatever its parent (PUTIO-044)
	ParentID *ID      // nil: the root
	Offset   *Count   // nil: 0
	Limit    *Count   // nil: 20
	Type     ItemType // empty: all
	OrderBy  Order    // empty: createdat_desc
}

var filesListTable = table[FilesList]{
	{name: "id", at: func(v *FilesList) any { return &v.ID }, opt: true, when: func(v *FilesList) bool { return v.ID != nil }},
	{name: "parent_id", at: func(v *FilesList) any { return &v.ParentID }, opt: true, when: func(v *FilesList) bool { return v.ParentID != nil }},
	{name: "offset", at: func(v *FilesList) any { return &v.Offset }, opt: true, when: func(v *FilesList) bool { return v.Offset != nil }},
	{name: "limit", at: func(v *FilesList) any { return &v.Limit }, opt: true, when: func(v *FilesList) bool { return v.Limit != nil }},
	{name: "type", at: func(v *FilesList) any { return &v.Type }, opt: true, when: func(v *FilesList) bool { return v.Type != "" }},
	{name: "orderby", at: func(v *FilesList) any { return &v.OrderBy }, opt: true, when: func(v *FilesList) bool { return v.OrderBy != "" }},
}

// Method returns files.list.
func (*FilesList) Method() Method      { return MethodFilesList }
func (v *FilesList) decode(s *scanner) { filesListTable.decode(s, v) }
func (v *FilesList) append(w *writer)  { filesListTable.append(w, v) }

// FilesCreateDir makes a folder; the answer is its Item.
type FilesCreateDir struct {
	Name     string // empty: "New Folder" (PUTIO-049)
	ParentID *ID    // nil: the root
}

var filesCreateDirTable = table[FilesCreateDir]{
	{name: "name", at: func(v *FilesCreateDir) any { return &v.Name }, opt: true, when: func(v *FilesCreateDir) bool { return v.Name != "" }},
	{name: "parent_id", at: func(v *FilesCreateDir) any { return &v.ParentID }, opt: true, when: func(v *FilesCreateDir) bool { return v.ParentID != nil }},
}

// Method returns files.create_dir.
func (*FilesCreateDir) Method() Method      { return MethodFilesCreateDir }
func (v *FilesCreateDir) decode(s *scanner) { filesCreateDirTable.decode(s, v) }
func (v *FilesCreateDir) append(w *writer)  { filesCreateDirTable.append(w, v) }

// FilesInfo asks for one Item.
type FilesInfo struct{ ID ID }

var filesInfoTable = table[FilesInfo]{{name: "id", at: func(v *FilesInfo) any { return &v.ID }}}

// Method returns files.info.
func (*FilesInfo) Method() Method      { return MethodFilesInfo }
func (v *FilesInfo) decode(s *scanner) { filesInfoTable.decode(s, v) }
func (v *FilesInfo) append(w *writer)  { filesInfoTable.append(w, v) }

// FilesRename gives an item another name; the answer is the changed Item.
type FilesRename struct {
	ID   ID
	Name string
}

var filesRenameTable = table[FilesRename]{
	{name: "id", at: func(v *FilesRename) any { return &v.ID }},
	{name: "name", at: func(v *FilesRename) any { return &v.Name }},
}

// Method returns files.rename.
func (*FilesRename) Method() Method      { return MethodFilesRename }
func (v *FilesRename) decode(s *scanner) { filesRenameTable.decode(s, v) }
func (v *FilesRename) append(w *writer)  { filesRenameTable.append(w, v) }

// FilesMove puts an item into another folder; the answer is the changed Item.
type FilesMove struct {
	ID       ID
	ParentID ID // 0: the root
}

var filesMoveTable = table[FilesMove]{
	{name: "id", at: func(v *FilesMove) any { return &v.ID }},
	{name: "parent_id", at: func(v *FilesMove) any { return &v.ParentID }},
}

// Method returns files.move.
func (*FilesMove) Method() Method      { return MethodFilesMove }
func (v *FilesMove) decode(s *scanner) { filesMoveTable.decode(s, v) }
func (v *FilesMove) append(w *writer)  { filesMoveTable.append(w, v) }

// FilesDelete removes an item and all that it holds; the answer is an empty list.
type FilesDelete struct{ ID ID }

var filesDeleteTable = table[FilesDelete]{{name: "id", at: func(v *FilesDelete) any { return &v.ID }}}

// Method returns files.delete.
func (*FilesDelete) Method() Method      { return MethodFilesDelete }
func (v *FilesDelete) decode(s *scanner) { filesDeleteTable.decode(s, v) }
func (v *FilesDelete) append(w *writer)  { filesDeleteTable.append(w, v) }

// FilesSearch asks for the Items that match; [ParseQuery] reads the query.
type FilesSearch struct{ Query string }

var filesSearchTable = table[FilesSearch]{{name: "query", at: func(v *FilesSearch) any { return &v.Query }}}

// Method returns files.search.
func (*FilesSearch) Method() Method      { return MethodFilesSearch }
func (v *FilesSearch) decode(s *scanner) { filesSearchTable.decode(s, v) }
func (v *FilesSearch) append(w *writer)  { filesSearchTable.append(w, v) }

// FilesDirmap asks for the tree of folders, a [Dir].
type FilesDirmap struct{}

// Method returns files.dirmap.
func (*FilesDirmap) Method() Method      { return MethodFilesDirmap }
func (v *FilesDirmap) decode(s *scanner) { table[FilesDirmap](nil).decode(s, v) }
func (v *FilesDirmap) append(w *writer)  { table[FilesDirmap](nil).append(w, v) }
