package ts

import (
	"bytes"
	"slices"
	"strconv"

	"enginespec/codec"
)

// The statuses of a Response.
const (
	NoMedia   = 0   // no media file
	OneFile   = 1   // one media file
	SomeFiles = 2   // several media files
	Failure   = 100 // not loaded; Message says why. Any other status is a failure too
)

// File is one media file of a torrent.
type File struct {
	Name  codec.Bytes `json:"name"`  // percent-encoded UTF-8, as on the wire
	Index int64       `json:"index"` // position in the torrent, for START
}

// Text is the file's name, percent-decoded.
func (f *File) Text() string { return string(AppendUnescape(nil, f.Name, false)) }

// Response is the JSON object that answers LOAD and LOADASYNC. A nil field is not
// there.
type Response struct {
	Status    int64       `json:"status"`
	Files     []File      `json:"files,omitzero"`
	InfoHash  codec.Bytes `json:"infohash,omitzero"`
	Checksum  codec.Bytes `json:"checksum,omitzero"`
	Message   codec.Bytes `json:"message,omitzero"`
	Qualities []Quality   `json:"qualities,omitzero"`
	Extra     []Member    `json:"extra,omitempty"` // other keys, in their order

	// Raw is the object as it was read, for who cares for its spaces and the order of
	// its keys ([PythonSeparators], [Keys]). It is not written.
	Raw codec.Bytes `json:"-"`
}

// Failed reports whether the status is none of NoMedia, OneFile and SomeFiles.
func (r *Response) Failed() bool { return r.Status < NoMedia || r.Status > SomeFiles }

// Decode reads a JSON object with any spacing and any order of keys. Strings without
// escapes alias it; others are copies. The memory of Files is used again.
func (r *Response) Decode(object []byte, o *codec.Options) error { return r.decode(object, 0, o) }

func (r *Response) decode(object []byte, at int, o *codec.Options) error {
	files := r.Files[:0]
	*r = Response{Raw: object}
	j := scanner(object, at, o)
	limit := itemLimit(o, maxFiles)
	var seen uint8
	status := -1
	j.mark('{', "json")
	for n := 0; j.next('}', n, nil); n++ {
		j.space()
		keyAt := j.base + j.i
		key := j.key("key")
		k := responseKey(key)
		if k >= 0 && seen&(1<<k) != 0 || k < 0 && hasMember(r.Extra, key) {
			j.fail(codec.Duplicate, keyAt, "key")
			break
		}
		if k < 0 {
			if len(r.Extra) >= itemLimit(o, DefaultKeys) {
				j.limit(itemLimit(o, DefaultKeys), keyAt, "json")
			}
			r.Extra = append(r.Extra, Member{key, j.skip("value")})
			continue
		}
		seen |= 1 << k
		switch k {
		case keyStatus:
			status = j.base + j.i
			r.Status = j.number("status")
		case keyFiles:
			r.Files = j.files(files, limit)
		case keyInfoHash:
			r.InfoHash = j.text("infohash")
		case keyChecksum:
			r.Checksum = j.text("checksum")
		case keyMessage:
			r.Message = j.text("message")
		case keyQualities:
			r.Qualities = j.qualities(limit)
		}
	}
	switch j.end(); {
	case j.err != nil:
	case status < 0:
		j.fail(codec.Missing, at+len(object), "status")
	case r.Failed() && (r.Status != Failure || r.Message == nil):
		j.allow(OtherStatus, status, "status")
	}
	return j.err
}

// text is string for a value that is there even when it is empty.
func (j *jsonScan) text(field string) []byte {
	if v := j.string(field); v != nil {
		return v
	}
	return []byte{}
}

func (j *jsonScan) files(files []File, limit int) []File {
	if files == nil {
		files = []File{} // no file is not the same as no list
	}
	j.mark('[', "files")
	for j.next(']', len(files), nil) {
		if len(files) >= limit {
			j.limit(limit, j.base+j.i, "files")
			break
		}
		files = append(files, j.file(int64(len(files))))
	}
	return files
}

// file reads [name, index]. Without an index, place stands for it.
func (j *jsonScan) file(place int64) (f File) {
	at := j.base + j.i
	if j.peek() == '"' {
		f = File{j.fileName(), place}
		j.allow(ListIndex, at, "files")
		return f
	}
	j.mark('[', "files")
	f.Name = j.fileName()
	if j.space(); j.peek() == ']' && j.allow(ListIndex, j.base+j.i, "files") {
		f.Index = place
	} else {
		j.mark(',', "files")
		f.Index = j.number("index")
	}
	j.mark(']', "files")
	return f
}

func (j *jsonScan) fileName() []byte {
	j.space()
	at := j.base + j.i + 1
	raw, escaped := j.rawString("name")
	name := raw
	if escaped && j.err == nil {
		name = unescapeJSON(nil, raw)
	}
	odd, percent := false, false
	for k := unmarked(raw, 0); k < len(raw) && j.err == nil; k = unmarked(raw, k+1) {
		switch c := raw[k]; {
		case (c == ' ' || c >= 0x7f || c == '\\') && !odd:
			odd = j.allow(Unescaped, at+k, "name")
		case c == '%' && !percent && (k+2 >= len(raw) || !isHex(raw[k+1]) || !isHex(raw[k+2])):
			percent = j.allow(BarePercent, at+k, "name")
		}
	}
	return name
}

// Append appends the object with the keys in the order of ResponseKeys, ", " and
// ": " between them.
func (r *Response) Append(dst []byte) ([]byte, error) {
	mark := len(dst)
	dst = strconv.AppendInt(append(dst, `{"status": `...), r.Status, 10)
	if r.Files != nil {
		dst = append(dst, `, "files": [`...)
		for i := range r.Files {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = append(appendString(append(dst, '['), r.Files[i].Name), ", "...)
			dst = append(strconv.AppendInt(dst, r.Files[i].Index, 10), ']')
		}
		dst = append(dst, ']')
	}
	for _, m := range [...]struct {
		key  string
		text []byte
	}{{`, "infohash": `, r.InfoHash}, {`, "checksum": `, r.Checksum}, {`, "message": `, r.Message}} {
		if m.text != nil {
			dst = appendString(append(dst, m.key...), m.text)
		}
	}
	if r.Qualities != nil {
		dst = append(dst, `, "qualities": [`...)
		for i := range r.Qualities {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			var err error
			if dst, err = r.Qualities[i].append(dst); err != nil {
				return dst[:mark], err
			}
		}
		dst = append(dst, ']')
	}
	dst, err := appendMembers(dst, r.Extra)
	if err != nil {
		return dst[:mark], err
	}
	return append(dst, '}'), nil
}

// Size is an upper bound of what Append writes.
func (r *Response) Size() int {
	n := 200 + 6*(len(r.InfoHash)+len(r.Checksum)+len(r.Message))
	for i := range r.Files {
		n += 6*len(r.Files[i].Name) + len(`["", ], `) + numberSize
	}
	for i := range r.Qualities {
		n += r.Qualities[i].size()
	}
	return n + membersSize(r.Extra)
}

// Clone returns a copy that does not alias the line.
func (r *Response) Clone() *Response {
	c := *r
	c.Files, c.Qualities, c.Extra = slices.Clone(r.Files), slices.Clone(r.Qualities), cloneMembers(r.Extra)
	for i := range c.Files {
		c.Files[i].Name = c.Files[i].Name.Clone()
	}
	for i := range c.Qualities {
		c.Qualities[i].Name, c.Qualities[i].Extra = c.Qualities[i].Name.Clone(), cloneMembers(c.Qualities[i].Extra)
	}
	c.InfoHash, c.Checksum, c.Message, c.Raw = r.InfoHash.Clone(), r.Checksum.Clone(), r.Message.Clone(), r.Raw.Clone()
	return &c
}

// LoadResp answers LOADASYNC: `LOADRESP SP request_id SP json`.
type LoadResp struct {
	RequestID codec.Bytes `json:"request_id"` // that of LOADASYNC, byte for byte; nil only under LoadRespForLoad
	Response
}

// Kind returns "LOADRESP".
func (*LoadResp) Kind() string { return "LOADRESP" }

// Decode reads a line without its terminator. Under SplitLoadResp there may be one
// inside it. Its fields alias it, but for strings with escapes.
func (m *LoadResp) Decode(line []byte, o *codec.Options) error {
	var s scan
	s.command(line, o, "LOADRESP")
	m.RequestID = nil
	if rest := bytes.TrimLeft(line[min(s.i, len(line)):], " "); s.err == nil && len(rest) > 0 && rest[0] == '{' {
		s.allow(LoadRespForLoad, len(line)-len(rest), "request_id")
	} else {
		m.RequestID = s.requestID()
	}
	w, at := s.rest("json")
	if s.err != nil {
		m.Response = Response{}
		return s.err
	}
	return m.Response.decode(w, at, o)
}

// Append appends the line with CR LF.
func (m *LoadResp) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, "LOADRESP")
	l.token(m.RequestID, "request_id")
	l.b = append(l.b, ' ')
	b, err := m.Response.Append(l.b)
	if l.err == nil {
		l.err = err
	}
	l.b = b
	return l.done()
}

// Size is an upper bound of what Append writes.
func (m *LoadResp) Size() int { return len("LOADRESP  \r\n") + len(m.RequestID) + m.Response.Size() }

// Clone returns a copy that does not alias the line.
func (m *LoadResp) Clone() *LoadResp { return &LoadResp{m.RequestID.Clone(), *m.Response.Clone()} }

// String is the line without its terminator.
func (m *LoadResp) String() string { return show(m) }
