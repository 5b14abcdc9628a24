package ts_test

import (
	"errors"
	"fmt"
	"strings"

	"enginespec/codec"
	"enginespec/codec/ts"
)

func ExampleParse() {
	m, err := ts.Parse(codec.Engine, "STATUS main:prebuf;8;942;0;0;60;0;0;9;0;393216;0;0")
	if err != nil {
		fmt.Println(err)
		return
	}
	p := m.(*ts.Status).Main
	fmt.Println(p.State, p.Progress, p.Time, p.Common.Peers, p.Common.Downloaded)
	// Output: prebuf 8 942 9 393216
}

// A strict reader names what it refuses; a lenient one reads it and is told.
func ExampleDecode() {
	line := []byte("GETCID  infohash=abc ")
	_, err := ts.Decode(codec.Controller, line, nil)
	fmt.Println(errors.Is(err, codec.NonCanonical), err)
	m, err := ts.Decode(codec.Controller, line, &codec.Options{
		Accept: ts.Lenient,
		Report: func(u codec.Use) { fmt.Println(u.Rule, u.Rule.Clause, u.Offset) },
	})
	fmt.Println(m, err)
	// Output:
	// true line: noncanonical at byte 7 (more than one space between tokens, or a space before the command; accept ts.ExtraSpace to read it)
	// ts.ExtraSpace TS-012 7
	// ts.TrailingSpace TS-012 20
	// GETCID infohash=abc <nil>
}

func ExampleReader() {
	r := ts.NewReader(strings.NewReader("HELLOTS version=3.1.16 key=191f7f55a9\r\nAUTH 1\r\n"), codec.Engine, nil)
	for {
		m, err := r.Next()
		if err != nil {
			fmt.Println(err)
			return
		}
		switch m := m.(type) {
		case *ts.HelloTS:
			fmt.Println("engine", m.Version(), "wants a key:", m.Key() != "")
		case *ts.Auth:
			fmt.Println("level", m.Level)
		}
	}
	// Output:
	// engine 3.1.16 wants a key: true
	// level 1
	// EOF
}

func ExampleWriter() {
	var out strings.Builder // or a net.Conn
	w := ts.NewWriter(&out)
	for _, m := range []codec.Message{
		&ts.HelloBG{Params: ts.Pairs("version", "3")},
		&ts.Ready{Key: codec.Bytes(ts.ResponseKey("191f7f55a9", "prefix-rest-of-the-product-key"))},
		&ts.StartRequest{Source: ts.Source{Type: ts.PID, Value: codec.Bytes("94c2fd8f")}, Indexes: []int64{0}},
	} {
		if err := w.Write(m); err != nil {
			fmt.Println(err)
		}
	}
	if err := w.Flush(); err != nil {
		fmt.Println(err)
	}
	fmt.Print(strings.ReplaceAll(out.String(), "\r", ""))
	// Output:
	// HELLOBG version=3
	// READY key=prefix-1ad20c9f7c6d27f848072c1857a081d2712fd4b7
	// START PID 94c2fd8f 0
}
