package ctcs

import (
	"bufio"
	"bytes"
	"encoding/json"
	"html/template"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"enginespec/codec"
)

// browser reports whether a connection begins like a browser's (CTCS-126). It looks at
// no more octets than it takes to know.
func browser(in *bufio.Reader) bool {
	for n := 1; ; n++ {
		b, err := in.Peek(n)
		switch {
		case err != nil || !strings.HasPrefix("GET ", string(b)) && !strings.HasPrefix("POST ", string(b)):
			return false
		case b[n-1] == ' ':
			return true
		}
	}
}

// browse answers one request and ends. It changes nothing, whoever asks.
func (s *Server) browse(conn net.Conn, in *bufio.Reader) {
	req, err := http.ReadRequest(bufio.NewReader(io.LimitReader(in, 64<<10)))
	status, kind, body := http.StatusBadRequest, plainText, []byte("not a request of HTTP\n")
	if err == nil {
		status, kind, body = s.page(req)
	}
	h := http.Header{
		"Content-Type":            {kind},
		"Content-Security-Policy": {"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"},
		"X-Content-Type-Options":  {"nosniff"},
		"Cache-Control":           {"no-store"},
	}
	switch status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Basic realm="ctcs", charset="UTF-8"`)
	case http.StatusMethodNotAllowed:
		h.Set("Allow", "GET")
	}
	resp := &http.Response{
		StatusCode: status, ProtoMajor: 1, ProtoMinor: 1, Request: req, Close: true, Header: h,
		ContentLength: int64(len(body)), Body: io.NopCloser(bytes.NewReader(body)),
	}
	conn.SetWriteDeadline(time.Now().Add(s.o.WriteTimeout))
	if resp.Write(conn) != nil {
		return
	}
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
		conn.SetReadDeadline(time.Now().Add(linger))
		io.Copy(io.Discard, in)
	}
}

const plainText = "text/plain; charset=utf-8"

// page answers / with a page for people and /state.json with the State. A server with a
// password asks for it, whatever the name.
func (s *Server) page(req *http.Request) (status int, kind string, body []byte) {
	_, password, _ := req.BasicAuth()
	switch {
	case s.o.Password != "" && !same(password, s.o.Password):
		return http.StatusUnauthorized, plainText, []byte("the server has a password\n")
	case req.Method != http.MethodGet:
		return http.StatusMethodNotAllowed, plainText, []byte("this page is read-only\n")
	case req.URL.Path == "/state.json":
		b, err := json.Marshal(s.State())
		if err != nil {
			return http.StatusInternalServerError, plainText, []byte(err.Error())
		}
		return http.StatusOK, "application/json", b
	case req.URL.Path != "/":
		return http.StatusNotFound, plainText, []byte("no such page: expected / or /state.json\n")
	}
	var b bytes.Buffer
	if err := statusPage.Execute(&b, s.State()); err != nil {
		return http.StatusInternalServerError, plainText, []byte(err.Error())
	}
	return http.StatusOK, "text/html; charset=utf-8", b.Bytes()
}

// statusPage is the page. html/template escapes all that engines say (CTCS-118).
var statusPage = template.Must(template.New("status").Funcs(template.FuncMap{
	"text": func(b codec.Bytes) string { return plain(b) },
	"rate": rate, "limit": limitText, "percent": percent,
}).Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>CTorrent Control Server</title>
<style>body{font-family:sans-serif}table{border-collapse:collapse}td,th{border:1px solid #999;padding:2px 6px;text-align:left}.ended{color:#777}.s1{background:#f99}.s2{background:#ff9}</style>
</head><body><h1>CTorrent Control Server</h1>
<p>Overall limits: down {{limit .Total.Down}}, up {{limit .Total.Up}}.</p>
<table><tr><th>#<th>Torrent<th>Engine<th>Peers<th>Complete<th>Down<th>Up<th>Limits<th>Messages</tr>
{{range .Torrents}}<tr{{if not .Live}} class="ended"{{end}}><td>{{.ID}}<td>{{text .Filename}}<td>{{text .PeerID}} at {{.Address}}{{if not .Live}}, ended{{end}}
{{with .Status}}<td>{{.Seeders}}/{{.TotalSeeders}} seeders, {{.Leechers}}/{{.TotalLeechers}} leechers<td>{{percent .NHave .NTotal}}<td>{{rate .DLRate}}, {{.DLTotal}} in all<td>{{rate .ULRate}}, {{.ULTotal}} in all<td>{{limit .DLLimit}} / {{limit .ULLimit}}{{else}}<td><td><td><td><td>{{end}}
<td>{{range .Infos}}<div class="s{{.Severity}}">{{text .Text}}</div>{{end}}</tr>
{{end}}</table></body></html>
`))
