package ipc_test

import (
	"fmt"
	"os"
	"strings"

	"enginespec/codec"
	"enginespec/codec/ipc"
)

// A server's side of a connection: greet, agree on a version, answer.
func Example() {
	in := "0000001dd7:versiond3:maxi2e3:mini1eee" + "00000011l8:get-port0:i5ee"
	r := ipc.NewReader(strings.NewReader(in), &codec.Options{Accept: ipc.Served(), Limits: codec.Limits{Message: 64 << 20}})
	w := ipc.NewWriter(os.Stdout)

	ours := ipc.NewHandshake(1, 2, "example")
	w.Write(ours)
	w.Flush()
	var theirs ipc.Handshake
	if err := r.Handshake(&theirs); err != nil {
		return
	}
	version, ok := ipc.Agree(ours, &theirs)
	if !ok {
		return
	}
	r.SetVersion(version)
	var m ipc.Message
	for r.Next(&m) == nil {
		switch {
		case m.Bad && m.Tag > 0:
			w.Write(ipc.New(ipc.KeyBadFormat).Tagged(m.Tag))
		case m.Kind() == ipc.KeyGetPort:
			w.Write(ipc.NewInt(ipc.KeyPort, 51413).Tagged(m.Tag))
		case m.Tag > 0:
			w.Write(ipc.New(ipc.KeyNotSupported).Tagged(m.Tag))
		}
		if !r.Pending() {
			w.Flush()
		}
	}
	// Output:
	// 0000002Dd7:versiond5:label7:example3:maxi2e3:mini1eee00000012l4:porti51413ei5ee
}

// Long lists pass one torrent at a time.
func ExampleEachStatus() {
	frame := []byte("0000003Dl6:statusld2:idi1e5:state6:pauseded2:idi2e5:state7:seedingeee")
	for s, err := range ipc.EachStatus(frame, nil) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(s.ID, s.State)
	}
	// Output:
	// 1 paused
	// 2 seeding
}
