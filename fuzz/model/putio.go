package model

import (
	"context"
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"

	"pgregory.net/rapid"

	"enginespec/codec"
	wire "enginespec/codec/putio"
	"enginespec/conformance"
	"enginespec/conformance/memnet"
	"enginespec/conformance/putio"
	"enginespec/reference/putio/bundle"
)

// Putio is the model of the server: its folders are those that were made, renamed, moved
// and not deleted, whatever wrong calls come between.
func Putio() *Machine {
	return &Machine{
		Suite: putio.Suite(), Role: codec.Engine, Begin: []conformance.Step{conformance.Connect()},
		Start: func(n *memnet.Network) (*Party, error) {
			b, err := bundle.Start(context.Background(), bundle.Options{Listen: func(_, addr string) (net.Listener, error) { return n.Listen(addr) }})
			if err != nil {
				return nil, err
			}
			return &Party{Faults: b.Faults(), Close: func() { b.Close() }, Target: &conformance.Target{
				Name: "server", Features: conformance.Features{},
				Dial: func(ctx context.Context, _ []*conformance.Feature) (net.Conn, error) {
					return n.DialContext(ctx, "tcp", b.Addr)
				},
			}}, nil
		},
		Actions: func(x *Run) map[string]func(*rapid.T) {
			a := &account{Run: x, folders: map[wire.ID]folder{}}
			return map[string]func(*rapid.T){
				"make": a.make, "rename": a.rename, "delete": a.delete, "list": a.list, "stranger": a.stranger, "illegal": a.illegal,
				"torn": func(t *rapid.T) {
					a.redial()
					a.torn(t, "POST /v1/files?method=delete HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nrequest=")
				},
				"cut": a.hang, "trouble": a.trouble, "time": a.pass,
			}
		},
	}
}

// folder is one that was made.
type folder struct {
	name   string
	parent wire.ID // 0: the root
}

// account is the model's state.
type account struct {
	*Run
	folders map[wire.ID]folder
}

// call makes one call and returns the answer.
func (a *account) call(p wire.Params) *wire.Response { return a.as(p, bundle.Secret) }

func (a *account) as(p wire.Params, secret string) *wire.Response {
	a.redial() // a connection a call, as most clients have it
	got := a.tell(&wire.Request{Key: bundle.Key, Secret: secret, Params: p})
	a.want(len(got) == 1, "%d answers to one call", len(got))
	r, ok := got[0].Message.(*wire.Response)
	a.want(ok, "the answer is %s", conformance.Show(got[0]))
	conformance.Hang(conformance.FIN).Do(a.Session)
	a.reach(fmt.Sprintf("%s %s", p.Method(), r.Outcome))
	return r
}

// any is one of the folders, 0 for the root.
func (a *account) any(t *rapid.T) wire.ID {
	ids := append([]wire.ID{0}, slices.Sorted(maps.Keys(a.folders))...)
	return rapid.SampledFrom(ids).Draw(t, "folder")
}

func (a *account) make(t *rapid.T) {
	if len(a.folders) > 8 {
		return
	}
	parent := a.any(t)
	p := &wire.FilesCreateDir{Name: rapid.SampledFrom([]string{"one", "two", "caf\u00e9 & co", "50%", `"q"`, "a+b"}).Draw(t, "name") + strconv.Itoa(len(a.got)) + strconv.Itoa(a.actions)}
	if parent != 0 {
		p.ParentID = &parent
	}
	r := a.call(p)
	a.want(r.Outcome == wire.Success, "%s is answered by %s", p.Name, r)
	items, ok := r.Results.(*wire.Items)
	a.want(ok && len(*items) == 1 && (*items)[0].Name == p.Name, "%s is made, and the answer is %s", p.Name, r)
	a.folders[(*items)[0].ID] = folder{p.Name, parent}
}

func (a *account) rename(t *rapid.T) {
	id := a.any(t)
	if id == 0 {
		return
	}
	f := a.folders[id]
	f.name = fmt.Sprintf("renamed %d", a.actions)
	r := a.call(&wire.FilesRename{ID: id, Name: f.name})
	a.want(r.Outcome == wire.Success, "rename is answered by %s", r)
	a.folders[id] = f
}

// delete deletes a folder with all below it.
func (a *account) delete(t *rapid.T) {
	id := a.any(t)
	if id == 0 {
		return
	}
	r := a.call(&wire.FilesDelete{ID: id})
	a.want(r.Outcome == wire.Success, "delete is answered by %s", r)
	for gone := []wire.ID{id}; len(gone) > 0; gone = gone[1:] {
		delete(a.folders, gone[0])
		for child, f := range a.folders {
			if f.parent == gone[0] {
				gone = append(gone, child)
			}
		}
	}
}

// list compares a folder.
func (a *account) list(t *rapid.T) {
	parent := a.any(t)
	limit := wire.Count(100)
	p := &wire.FilesList{Limit: &limit}
	if parent != 0 {
		p.ParentID = &parent
	}
	r := a.call(p)
	items, ok := r.Results.(*wire.Items)
	a.want(ok, "list is answered by %s", r)
	have := map[wire.ID]string{}
	for _, i := range *items {
		if _, ours := a.folders[i.ID]; ours || parent != 0 { // the account has files of its own in the root
			have[i.ID] = i.Name
		}
	}
	want := map[wire.ID]string{}
	for id, f := range a.folders {
		if f.parent == parent {
			want[id] = f.name
		}
	}
	a.want(maps.Equal(want, have), "folder %v holds %v, and %v is listed", parent, want, have)
}

// stranger calls with a wrong secret.
func (a *account) stranger(*rapid.T) {
	r := a.as(&wire.FilesCreateDir{Name: "stranger"}, "wrong")
	a.want(r.Outcome == wire.LoginFailure, "a wrong secret is answered by %s", r)
}

// illegal sends what is no call, on a connection of its own.
func (a *account) illegal(t *rapid.T) {
	a.redial()
	a.say([]byte(rapid.SampledFrom([]string{
		"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "nonsense\r\n\r\n", "POST /v1/files?method=nosuch HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
		"POST /v1/files?method=delete HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nrequest={", "POST /v1/files?method=list HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n",
	}).Draw(t, "bytes")))
	a.reach("illegal")
	a.hang(t)
}
