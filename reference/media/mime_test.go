package media_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/corpus"
	"enginespec/reference/media"
)

// TestTypes holds the table against the corpus: what engines play has a type.
func TestTypes(t *testing.T) {
	h := open(t, media.Options{}, -1, size)
	typ := func(name string) string {
		l := h.srv.Publish(h.core, media.Stream{ID: h.x.ID, Name: name})
		defer l.Revoke()
		return h.request("HEAD", l.Path).Header.Get("Content-Type")
	}
	for _, ext := range strings.Fields(".3gp .aac .ac3 .asf .avi .flac .flv .m2ts .m4a .m4v .mka .mkv .mov .mp3 .mp4 .mpeg .mpg .ogg .ogm .ogv .opus .ts .vob .wav .webm .wma .wmv") {
		require.True(t, corpus.IsMedia("a"+ext), ext)
		require.Regexp(t, "^(audio|video)/", typ("a/B"+strings.ToUpper(ext)))
	}
	for _, name := range []string{"", "x", "x.exe", "mp4"} {
		require.Equal(t, "application/octet-stream", typ(name))
	}
}
