package putio

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/url"
	"os/exec"
	"strings"

	"enginespec/codec"
	wire "enginespec/codec/putio"
	"enginespec/conformance"
	"enginespec/corpus"
)

// Cases made of what real clients sent, and of what the document says to type.
func recordedCases() []*kase {
	all := []*kase{
		whole(one("recorded/curl-post", PUTIO004, nil, "the document's command line for POST", func(a *account) {
			a.curl("-X", "POST", "http://api.put.io/v1/user?method=info", "-H", "Accept: application/json",
				"-d", `request={"api_key":"YOUR_API_KEY","api_secret":"YOUR_API_SECRET", "params": {}}`)
		})),
		whole(one("recorded/curl-get", PUTIO005, nil, "the document's URL for GET", func(a *account) {
			// -g: the braces are the URL's own
			a.curl("-g", `http://api.put.io/v1/user?method=info&request={"api_key":"YOUR_API_KEY","api_secret":"YOUR_API_SECRET","params":{}}`)
		})),
	}
	for _, k := range all {
		k.Steps = append([]step{onTCP()}, k.Steps...)
	}
	return append(all, whole(one("recorded/putio-cli", PUTIO002, given("the items of the recording", recordedItems), "each request of the recording", replay), FeatureLinks))
}

// onTCP makes a case n/a that runs a program of this machine, unless there is the
// program and the target listens on real TCP.
func onTCP() step {
	return conformance.Where("a TCP port, and curl on this machine", func(s *session) bool {
		if _, err := exec.LookPath("curl"); err != nil || s.Dial() != nil {
			return false
		}
		_, ok := s.Remote().(*net.TCPAddr)
		return ok
	})
}

// curl runs curl with the target for the host and the account for the credentials.
func (a *account) curl(args ...string) {
	if a.broken() {
		return
	}
	fill := strings.NewReplacer("http://api.put.io", "http://"+a.Remote().String(), "YOUR_API_KEY", a.key, "YOUR_API_SECRET", a.secret)
	for i := range args {
		args[i] = fill.Replace(args[i])
	}
	ctx, cancel := context.WithTimeout(a.Context(), a.Patience())
	defer cancel()
	// --raw: a body in chunks stays as it came, to be read with its head like any other
	args = append([]string{"-s", "-i", "--raw", "--noproxy", "*", "--http1.1"}, args...)
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(ctx, "curl", args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	a.Note("curl ended with %v and %d bytes", cmd.ProcessState, out.Len())
	if err != nil {
		a.fail(conformance.Unreachable, "curl to have an answer", "%v %s", err, errs.Bytes())
		return
	}
	r, err := readAnswer(out.Bytes())
	if err != nil {
		a.fail(conformance.Malformed, "an HTTP answer", "%v", err)
		return
	}
	a.succeeds("user.info by curl", r)
}

// recordedItems makes what the recording's requests name: the folder 11, the file 13 in
// it, and what its links are.
func recordedItems(a *account) {
	a.Vars["folder"] = a.folder("")
	a.Vars["file"] = a.fileIn(a.Vars["folder"], ".avi", filled(4321)).text("id")
	a.Vars["link"] = a.Serve("a.bin", stuck(filled(2048), nil))
}

// replay sends each request of the recorded sessions, with the target's ids, links and
// credentials in the place of the recording's, and wants what the client needs of each.
func replay(a *account) {
	sessions, err := corpus.Sessions("putio")
	if err != nil {
		panic(err) // embedded, and held by a test
	}
	fill := strings.NewReplacer(
		`"demo-key"`, fmt.Sprintf("%q", a.key), `"demo-secret"`, fmt.Sprintf("%q", a.secret),
		`"parent_id": "11"`, `"parent_id": "`+a.Vars["folder"]+`"`, `"id": "13"`, `"id": "`+a.Vars["file"]+`"`,
		"http://files.example/a.bin", a.Vars["link"], "http://t.example/b.torrent", a.Vars["torrent:nomedia"], `"NewDir"`, `"`+a.Vars["marker"]+`"`)
	for _, rec := range sessions {
		for i := 1; i <= rec.Conns() && !a.broken(); i++ {
			a.replayed(rec.Stream(i, controller), fill)
		}
	}
	for _, o := range a.inside("0") {
		if o.text("name") == a.Vars["marker"] {
			a.remove(o.text("id"))
		}
	}
}

func (a *account) replayed(raw []byte, fill *strings.Replacer) {
	var req wire.Request
	if err := req.Decode(raw, &codec.Options{Accept: wire.All()}); err != nil {
		panic(err) // the recording's own
	}
	head, body, _ := strings.Cut(string(raw), "\r\n\r\n")
	text, err := url.QueryUnescape(strings.TrimPrefix(body, "request="))
	if err != nil {
		panic(err)
	}
	now := "request=" + url.QueryEscape(fill.Replace(text))
	head = strings.Replace(head, fmt.Sprintf("Content-Length: %d", len(body)), fmt.Sprintf("Content-Length: %d", len(now)), 1)
	r := a.succeeds("the recorded "+string(req.Method()), a.sendRaw([]byte(head+"\r\n\r\n"+now)))
	if a.broken() {
		return
	}
	a.needed(req.Method(), r)
}

// needed wants what the recorded client cannot do without. The documents and the programs
// disagree about some of it, and a server that follows the documents takes the requests
// all right: what is missing is not put down to the requests.
func (a *account) needed(m wire.Method, r *answer) {
	for _, name := range []string{"user_name", "id"} {
		a.want(r.has(name), conformance.MissingField, name+" in "+string(m), "%s", r)
	}
	a.want(r.object["error"] == false, conformance.WrongValue, `"error":false in `+string(m), "%s", r)
	conformance.Blame(PUTIO020, a.f)
	switch m {
	case wire.MethodUserAcctoken:
		a.want(textOf(r.at("response", "results", "token")) != "", conformance.MissingField, "a token", "%s", r)
		conformance.Blame(PUTIO063, a.f)
	case wire.MethodFilesList:
		for _, o := range a.records(m, r) {
			a.members(o, "id name type size is_dir parent_id")
		}
		conformance.Blame(PUTIO057, a.f)
	case wire.MethodURLsAnalyze:
		for _, list := range analysed {
			a.want(r.has("response", "results", "items", list), conformance.MissingField, "the list "+list, "%s", r)
		}
		conformance.Blame(PUTIO085, a.f)
	case wire.MethodTransfersAdd:
		for _, t := range a.records(m, r) {
			a.after(wire.MethodTransfersCancel, params{"id": t.text("id")})
			a.members(t, "id name status percent_done")
		}
		conformance.Blame(PUTIO079, a.f)
	}
}
