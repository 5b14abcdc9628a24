package engine_test

import (
	"bytes"
	"crypto/sha1"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
)

// str is a bencoded string.
func str(s string) string { return fmt.Sprintf("%d:%s", len(s), s) }

// info is an info dictionary around what is in front of and behind its name.
func info(before, after string) string { return "4:infod" + before + "4:name1:n" + after + "e" }

var hash = strings.Repeat("h", 20)

func TestParseMetainfo(t *testing.T) {
	inner := "d5:filesl" +
		"d6:lengthi3e4:pathl1:a1:beed6:lengthi0e4:pathl1:ceed6:lengthi6e4:pathl6:\xd1\x8f.avi" + "eee" +
		"4:name3:dir12:piece lengthi4e6:pieces60:" + hash + hash + hash + "7:privatei1ee"
	b := []byte("d8:announce" + str("http://127.0.0.1/a") +
		"13:announce-listll" + str("u1") + str("u2") + "el" + str("u3") + "ee" +
		"7:comment2:hi10:created by1:x13:creation datei1234567890e4:info" + inner + "e")
	id, m, pieces, err := engine.ParseMetainfo(b)
	require.NoError(t, err)
	require.Equal(t, engine.ID(sha1.Sum([]byte(inner))), id)
	require.Equal(t, [][20]byte{[20]byte([]byte(hash)), [20]byte([]byte(hash)), [20]byte([]byte(hash))}, pieces)
	require.Equal(t, &engine.Meta{
		Name: "dir", Size: 9, PieceSize: 4, Private: true, Comment: "hi", Creator: "x", Multi: true,
		Created:  time.Unix(1234567890, 0).UTC(),
		Trackers: [][]string{{"u1", "u2"}, {"u3"}},
		Files:    []engine.FileMeta{{Path: "a/b", Size: 3}, {Path: "c", Offset: 3}, {Path: "я.avi", Size: 6, Offset: 3}},
	}, m)
	clear(b)
	require.Equal(t, "a/b", m.Files[0].Path, "the result owns its memory")
}

func TestParseMetainfoSingle(t *testing.T) {
	_, m, _, err := engine.ParseMetainfo([]byte("d8:announce1:u" + info("6:lengthi5e", "12:piece lengthi5e6:pieces20:"+hash) + "e"))
	require.NoError(t, err)
	require.Equal(t, [][]string{{"u"}}, m.Trackers)
	require.Equal(t, []engine.FileMeta{{Path: "n", Size: 5}}, m.Files)
	require.False(t, m.Multi)
}

func TestParseMetainfoRefuses(t *testing.T) {
	files := func(s string) string {
		return "d" + info("5:filesl"+s+"e", "12:piece lengthi9e6:pieces20:"+hash) + "e"
	}
	file := func(size int, path ...string) string {
		s := fmt.Sprintf("d6:lengthi%de4:pathl", size)
		for _, p := range path {
			s += str(p)
		}
		return s + "ee"
	}
	require.NotPanics(t, func() { engine.ParseMetainfo([]byte(files(file(9, "a")))) })
	_, _, _, err := engine.ParseMetainfo([]byte(files(file(9, "a"))))
	require.NoError(t, err, "the frame of the cases below is good")
	_, _, _, err = engine.ParseMetainfo([]byte(files(file(9, `a\b`))))
	require.Equal(t, filepath.Separator == '\\', err != nil, "a backslash is a letter where it separates nothing")
	for want, b := range map[string]string{
		"truncated":                "d",
		"info: missing":            "de",
		"trailing":                 files(file(9, "a")) + "x",
		"order":                    "d" + info("6:lengthi5e", "6:pieces20:"+hash+"12:piece lengthi5e") + "e",
		"leaves the folder":        files(file(9, "..", "etc")),
		"has a separator":          files(file(9, "a/../../b")),
		"a part is empty":          files(file(9, "a", "")),
		"path: missing":            files(file(9)),
		"expected UTF-8":           files(file(9, "\xff")),
		"missing or out of range":  files(file(-1, "a")),
		"two files have the same":  files(file(4, "a") + file(5, "a")),
		"needs a folder":           files(file(4, "a") + file(5, "a", "b")),
		"no bytes":                 files(file(0, "a")),
		"1 hashes, expected 2":     files(file(10, "a")),
		"out of range":             files(file(1<<62, "a") + file(1<<62, "b")),
		"multiple of 20":           "d" + info("6:lengthi5e", "12:piece lengthi5e6:pieces19:"+hash[1:]) + "e",
		"piece length: 0":          "d" + info("6:lengthi5e", "12:piece lengthi0e6:pieces20:"+hash) + "e",
		"piece length: 1073741824": "d" + info("6:lengthi5e", "12:piece lengthi1073741824e6:pieces20:"+hash) + "e",
		"either length or files":   "d" + info("5:filesl"+file(5, "a")+"e6:lengthi5e", "12:piece lengthi5e6:pieces20:"+hash) + "e",
		"expected either length":   "d" + info("", "12:piece lengthi5e6:pieces20:"+hash) + "e",
		"name: missing":            "d4:infod6:lengthi5e4:name2:..12:piece lengthi5e6:pieces20:" + hash + "ee",
		"5000 bytes, limit 4096":   "d8:announce" + str(strings.Repeat("c", 5000)) + "e",
		"16777217 bytes":           string(make([]byte, engine.MaxMetainfo+1)),
		"more than 1024 trackers":  "d13:announce-listll" + strings.Repeat("1:u", 1025) + "eee",
		"more than 65536 files":    files(strings.Repeat("d6:lengthi0e4:pathl1:aee", 1<<16+1)),
		"syntax at byte 7":         "d4:info0:e",
		"or all are too long":      files(file(9, strings.Split(strings.Repeat("a ", 2100), " ")[:2099]...)),
		"duplicate":                "d" + info("6:lengthi5e6:lengthi6e", "12:piece lengthi5e6:pieces20:"+hash) + "e",
		"depth at byte 35":         "d1:a" + strings.Repeat("l", 100),
	} {
		_, _, _, err := engine.ParseMetainfo([]byte(b))
		require.ErrorIs(t, err, engine.ErrBadMeta, want)
		require.ErrorContains(t, err, want)
	}
}

func FuzzParseMetainfo(f *testing.F) {
	f.Add([]byte("d8:announce1:u" + info("6:lengthi5e", "12:piece lengthi5e6:pieces20:"+hash) + "e"))
	f.Add([]byte("d" + info("5:filesld6:lengthi9e4:pathl1:aeee", "12:piece lengthi9e6:pieces20:"+hash) + "e"))
	f.Add([]byte("d13:announce-listll1:ueee"))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, m, pieces, err := engine.ParseMetainfo(b)
		if err != nil {
			require.ErrorIs(t, err, engine.ErrBadMeta)
			return
		}
		var at int64
		for _, p := range m.Files {
			require.Equal(t, at, p.Offset)
			at += p.Size
			for _, s := range strings.Split(p.Path, "/") {
				require.NotContains(t, []string{"", ".", ".."}, s)
			}
		}
		require.Equal(t, m.Size, at)
		require.Equal(t, int64(len(pieces)), (m.Size+m.PieceSize-1)/m.PieceSize)
		require.False(t, bytes.ContainsRune([]byte(m.Name), '/'))
	})
}
