package putio

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

type meeting = conformance.Meeting

// reply is one answer before it is written.
type reply struct {
	status  int
	mime    string
	results string // JSON
	total   int
	// body stands in the place of the envelope, if it is set.
	body string
	// head are more lines of the head.
	head string
}

// house is the small server that a client meets: two items, and a link that it adds
// becomes a third. change is what is different about it.
type house struct {
	change  func(kind string, r *reply)
	fetched bool // the item of the link is there
	added   int  // transfers
	polls   int  // of transfers.list, behind an add
	reached map[string]bool
}

const (
	token     = "0123456789abcdef0123456789abcdef01234567"
	clipID    = "4701235" // as in the document's example
	clipSize  = 4321
	userQuota = `"disk_quota":"206115891200","disk_quota_available":"180546571528","bw_quota":"161061273600","bw_quota_available":"139889066230"`
	tail      = `"error":false,"error_message":null,"user_name":"ada","user_id":7,"id":7`
	msgTitle  = `<a rel=\"userfile\" href=\"/file/12\">notes.txt</a> <span class=\"dash-gray\">(1.2K &amp; more) downloaded</span>`
	msgText   = "notes.txt (1.2K & more) downloaded"
)

// served makes a Stand of a server that does all right but for what change does.
func served(change func(kind string, r *reply)) func(*session) *conformance.Stand {
	return func(s *session) *conformance.Stand {
		h := &house{change: change, reached: map[string]bool{}}
		s.Data = h
		return &conformance.Stand{
			Limit: s.Real(3*time.Minute) + s.Patience(),
			On:    map[string]func(*meeting, *codec.Packet) error{"*": h.answer},
		}
	}
}

// ordinary is the server without a change.
func ordinary(s *session) *conformance.Stand { return served(func(string, *reply) {})(s) }

// ordered is served for a client that reads orders.
func ordered(change func(kind string, r *reply), orders ...string) func(*session) *conformance.Stand {
	return func(s *session) *conformance.Stand {
		st := served(change)(s)
		st.Orders = orders
		return st
	}
}

// answer answers one request and closes the connection, as it says.
func (h *house) answer(m *meeting, p *codec.Packet) error {
	m.On(m.Conn)
	if p.Err == nil && p.Kind() == wire.KindHTTP {
		return h.content(m, p)
	}
	kind := m.Word(p)
	h.reached[kind] = true
	r := &reply{status: http.StatusOK, mime: "application/json; charset=utf-8", total: 1}
	req, _ := p.Message.(*wire.Request)
	switch {
	case req == nil && !wire.Method(kind).Known():
		r.status, r.body = http.StatusNotFound, "no such method"
	case req == nil:
		r.body = `{"response":{"total":0,"results":[]},"error":true,"error_message":"The arguments cannot be read.","user_name":"ada","user_id":7,"id":7}`
	default:
		h.results(m.Local().String(), req, r)
	}
	h.change(kind, r)
	if r.body == "" {
		r.body = fmt.Sprintf(`{"response":{"total":%d,"results":%s},%s}`, r.total, r.results, tail)
	}
	head := fmt.Sprintf("HTTP/1.1 %d %s\r\n%sContent-Length: %d\r\nConnection: close\r\n", r.status, http.StatusText(r.status), r.head, len(r.body))
	if r.mime != "" {
		head += "Content-Type: " + r.mime + "\r\n"
	}
	return h.write(m, head+"\r\n"+r.body)
}

func (h *house) write(m *meeting, text string) error {
	if f := m.Send([]byte(text)); f != nil {
		return f
	}
	if f := m.Flush(); f != nil {
		return f
	}
	return m.Close(conformance.FIN)
}

// content answers what is not of the API: the stream of the clip, for who has the token.
func (h *house) content(m *meeting, p *codec.Packet) error {
	req, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(p.Raw)))
	if err != nil {
		return h.write(m, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
	}
	w := &written{header: http.Header{}, code: http.StatusOK}
	base, given, ok := wire.CutStreamURL(req.URL.Path)
	if ok && given == token && base == "/stream-file/17/"+clipID {
		h.reached["stream"] = true
		w.Header().Set("Content-Type", "video/x-msvideo")
		http.ServeContent(w, req, "clip.avi", time.Time{}, bytes.NewReader(filled(clipSize)))
	} else {
		http.Error(w, "no", http.StatusForbidden)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", w.code, http.StatusText(w.code))
	w.header.Set("Content-Length", fmt.Sprint(w.body.Len()))
	w.header.Set("Connection", "close")
	w.header.Write(&b)
	b.WriteString("\r\n")
	b.Write(w.body.Bytes())
	return h.write(m, b.String())
}

// written is an answer that net/http writes.
type written struct {
	header http.Header
	code   int
	body   bytes.Buffer
}

func (w *written) Header() http.Header         { return w.header }
func (w *written) WriteHeader(code int)        { w.code = code }
func (w *written) Write(b []byte) (int, error) { return w.body.Write(b) }

// item is an item's JSON.
func item(host, id string) string {
	const icons = `"screenshot_url":"","thumb_url":"","file_icon_url":"/images/file_types/file.png"`
	switch id {
	case "11":
		return `{"id":"11","name":"Films","type":"folder","size":"0","is_dir":true,"parent_id":"0",` + icons + `,"folder_icon_url":"","zip_url":"/stream-basket/17/11"}`
	case "12":
		return `{"id":"12","name":"notes.txt","type":"text","size":"20","is_dir":false,"parent_id":"0","content_type":"text/plain",` + icons +
			`,"download_url":"http://` + host + `/download-file/17/12","stream_url":"http://` + host + `/stream-file/17/12/"}`
	}
	return fmt.Sprintf(`{"id":"%s","name":"clip.avi","type":"movie","size":"%d","is_dir":false,"parent_id":"0","content_type":"video/x-msvideo",%s,`+
		`"download_url":"http://%s/download-file/17/%s","stream_url":"http://%s/stream-file/17/%s/"}`, clipID, clipSize, icons, host, clipID, host, clipID)
}

// results are what a method answers with.
func (h *house) results(host string, req *wire.Request, r *reply) {
	list := func(all ...string) { r.results, r.total = "["+strings.Join(all, ",")+"]", len(all) }
	switch p := req.Params.(type) {
	case *wire.FilesList:
		list(h.list(host, p)...)
	case *wire.FilesInfo:
		list(item(host, p.ID.String()))
	case *wire.FilesRename:
		list(item(host, p.ID.String()))
	case *wire.FilesMove:
		list(item(host, p.ID.String()))
	case *wire.FilesCreateDir:
		list(item(host, "11"))
	case *wire.FilesSearch:
		list(item(host, "12"))
	case *wire.FilesDelete:
		h.fetched = h.fetched && p.ID.String() != clipID
		list()
	case *wire.FilesDirmap:
		r.results = `{"id":"0","name":"Your Files","parent_id":null,"shared":null,"default_shared":null,"dirs":[{"id":"11","name":"Films","parent_id":"0","shared":null,"default_shared":null,"dirs":[]}]}`
	case *wire.UserInfo:
		list(`{"name":"ada","friends_count":0,"bw_avail_last_month":"0","shared_space":0,"shared_items":0,` + userQuota + `}`)
	case *wire.UserAcctoken:
		r.results = `{"token":"` + token + `"}`
	case *wire.MessagesList:
		list(`{"id":"5324","user_id":"7","user_file_id":"12","title":"` + msgTitle + `","description":"","importance":"0","file_name":"notes.txt","file_type":"8","from_user_id":null,"channel":"2","hidden":"0"}`)
	case *wire.TransfersAdd:
		h.added, h.polls = len(p.Links), 0
		list(h.transfers("In queue", "0")...)
	case *wire.TransfersCancel:
		list(h.transfers("In queue", "0")...)
		h.added = 0
	case *wire.TransfersList:
		list(h.poll()...)
	case *wire.URLsAnalyze:
		r.results = analysis(p.Links)
	case *wire.URLsExtracturls:
		list(`{"url":"http://files.example/a.bin"}`)
	case *wire.SubscriptionsCreate, *wire.SubscriptionsEdit, *wire.SubscriptionsInfo, *wire.SubscriptionsPause:
		list(`{"id":"860","url":"http://feeds.example/rss.xml","name":"Jazz","do_filters":"jazz","dont_filters":"","parent_folder_id":"0","last_update_time":null,"next_update_time":null,"paused":true}`)
	default:
		list()
	}
}

func (h *house) list(host string, p *wire.FilesList) []string {
	if p.ID != nil {
		return []string{item(host, p.ID.String())}
	}
	if p.ParentID != nil && *p.ParentID != 0 {
		return nil
	}
	all := []string{item(host, "11"), item(host, "12")}
	if h.fetched {
		all = append(all, item(host, clipID))
	}
	from, most := 0, 20
	if p.Offset != nil {
		from = int(min(*p.Offset, wire.Count(len(all))))
	}
	if p.Limit != nil {
		most = int(min(*p.Limit, 1000))
	}
	return all[from:min(len(all), from+most)]
}

// transfers are those that were added, all in one status.
func (h *house) transfers(status, percent string) (all []string) {
	for i := range h.added {
		all = append(all, fmt.Sprintf(`{"id":"%d","name":"clip.avi","status":"%s","percent_done":"%s"}`, 358+i, status, percent))
	}
	return all
}

// poll lets the transfers go on by one step.
func (h *house) poll() []string {
	h.polls++
	switch h.polls {
	case 1:
		return h.transfers("Downloading", "40")
	case 2:
		return h.transfers("Completing", "100")
	}
	if h.added > 0 {
		h.fetched, h.added = true, 0
	}
	return nil
}

func analysis(links []string) string {
	var all []string
	for _, l := range links {
		q, _ := json.Marshal(l)
		all = append(all, fmt.Sprintf(`{"url":%s,"name":"clip.avi","size":"%d","human_size":"4.2K","paid_bw":"0","source":"h","type":"file","type_name":"file","file_type":1,"file_size":"%d","dl_handler":3,"dltype":3,"needs_pass":0,"error":null}`, q, clipSize, clipSize))
	}
	return `{"disk_avail":"180546571528","bw_avail":"139889066230","items":{"singleurl":[` + strings.Join(all, ",") + `],"torrent":[],"multiparturl":[],"error":[]}}`
}
