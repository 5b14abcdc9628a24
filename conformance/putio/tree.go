package putio

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"time"

	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

// name is a name that no other case uses, and no other run.
func (a *account) name(what string) string {
	return fmt.Sprintf("%s-%s-%x", a.Vars["marker"], what, a.Rand.Uint32())
}

// folder makes a folder below another ("" for the root). It is removed with the case.
func (a *account) folder(parent string) string {
	p := params{"name": a.name("folder")}
	if parent != "" {
		p["parent_id"] = parent
	}
	id := a.one(wire.MethodFilesCreateDir, p).text("id")
	if a.broken() {
		return ""
	}
	a.remove(id)
	return id
}

// child makes a folder with a name inside another, which is removed with it.
func (a *account) child(parent, name string) string {
	return a.one(wire.MethodFilesCreateDir, params{"name": name, "parent_id": parent}).text("id")
}

// remove deletes an item when the case is over.
func (a *account) remove(id string) { a.after(wire.MethodFilesDelete, params{"id": id}) }

// after makes a call when the case is over, whatever its answer.
func (a *account) after(m wire.Method, p params) {
	if a.broken() {
		return
	}
	b := &account{session: a.session, key: a.key, secret: a.secret}
	a.Defer(func() {
		was := b.Patience()
		b.SetPatience(min(was, time.Second))
		b.call(m, p)
		b.SetPatience(was)
	})
}

// inside lists a folder, all of it.
func (a *account) inside(parent string) []record {
	return a.all(params{"parent_id": parent})
}

// all lists page by page, until a page brings nothing new.
func (a *account) all(p params) (all []record) {
	seen := map[string]bool{}
	const page = 200
	for offset := 0; !a.broken(); {
		q := params{"offset": offset, "limit": page}
		for k, v := range p {
			q[k] = v
		}
		items := a.list(wire.MethodFilesList, q)
		fresh := 0
		for _, o := range items {
			if !seen[o.text("id")] {
				seen[o.text("id")] = true
				all = append(all, o)
				fresh++
			}
		}
		if fresh == 0 {
			break
		}
		offset += len(items)
	}
	return all
}

// info is one item.
func (a *account) info(id string) record { return a.one(wire.MethodFilesInfo, params{"id": id}) }

// blob is a handler that serves b with a length and ranges.
func blob(name string, b []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(b))
	})
}

// stuck is a handler that serves the half of a body, and the rest when the channel is
// closed.
func stuck(b []byte, release <-chan struct{}) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(len(b)))
		if r.Method == http.MethodHead {
			return
		}
		w.Write(b[:len(b)/2])
		w.(http.Flusher).Flush()
		select {
		case <-release:
			w.Write(b[len(b)/2:])
		case <-r.Context().Done():
		}
	})
}

// filled is content that is not all the same.
func filled(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*7 + i>>8)
	}
	return b
}

// add adds links and returns the transfers of the answer. They are cancelled with the
// case, if they are there still.
func (a *account) add(links ...string) []record {
	all := a.list(wire.MethodTransfersAdd, params{"links": links})
	for _, t := range all {
		a.after(wire.MethodTransfersCancel, params{"id": t.text("id")})
	}
	return all
}

// added wants as many transfers as links, which is what any other clause builds on.
func (a *account) added(links ...string) []record {
	all := a.add(links...)
	a.want(len(all) == len(links), conformance.WrongCount, fmt.Sprintf("%d transfers", len(links)), "%d", len(all))
	if a.broken() {
		return nil
	}
	return all
}

// fetch is how long a case waits for a small transfer.
const fetch = 30 * time.Second

// fetched adds a link and waits until its item is in the root. name is the item's name;
// it is removed with the case.
func (a *account) fetched(link, name string) (item record) {
	all := a.added(link)
	if a.broken() {
		return nil
	}
	id := all[0].text("id")
	a.until(fetch, "the end of the transfer of "+name, func() bool {
		s := a.status(id)
		a.want(a.broken() || s != wire.Error, conformance.Refused, name+" to be fetched", "Error")
		return s == wire.Gone
	})
	for _, o := range a.inside("0") {
		if o.text("name") == name {
			item = o
		}
	}
	a.want(a.broken() || item != nil, conformance.Lost, "an item "+name, "none")
	if item != nil {
		a.remove(item.text("id"))
	}
	return item
}

// file brings a file into the account, by a plain link, and returns its item.
func (a *account) file(ext string, content []byte) record {
	if a.broken() {
		return nil
	}
	name := a.name("file") + ext
	return a.fetched(a.Serve(name, blob(name, content)), name)
}

// fileIn brings a file into a folder.
func (a *account) fileIn(folder, ext string, content []byte) record {
	o := a.file(ext, content)
	if a.broken() {
		return nil
	}
	return a.one(wire.MethodFilesMove, params{"id": o.text("id"), "parent_id": folder})
}

// holds reports whether one of the records has an id.
func holds(all []record, id string) bool {
	return slices.ContainsFunc(all, func(o record) bool { return o.text("id") == id })
}
