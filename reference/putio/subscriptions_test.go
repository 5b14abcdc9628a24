package putio_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	wire "enginespec/codec/putio"
	"enginespec/reference/putio"
	"enginespec/reference/putio/bundle"
)

func ptr[T any](v T) *T { return &v }

func feed(titles ...string) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="ISO-8859-1"?><rss version="2.0"><channel><title>the feed</title><link>http://x/</link>`)
	for _, title := range titles {
		fmt.Fprintf(&b, `<item><title>%s</title><guid>%[1]s</guid><link>http://127.0.0.1:1/page</link><enclosure url="%s/%[1]s.txt"/></item>`, title, site)
	}
	b.WriteString(`</channel></rss>`)
	return []byte(b.String())
}

func TestSubscriptions(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		for _, n := range []string{"jazz one", "rock", "jazz live", "JAZZ two"} {
			w.put("/"+n+".txt", bundle.Sample(n, 50))
		}
		u := w.put("/feed", feed("jazz one", "rock", "jazz live"))
		a := w.call("subscriptions.create", as(`{"title":"Jazz","url":"`+u+`","do_filters":["jazz","blues"],"dont_filters":"live","parent_folder_id":11}`))
		var e wire.Envelope
		require.NoError(t, e.Decode([]byte(a.body), wire.MethodSubscriptionsCreate, nil), a.body)
		s := (*e.Results.(*wire.Subscriptions))[0]
		assert.Equal(t, "Jazz", s.Name)
		assert.Equal(t, "jazz,blues", *s.DoFilters)
		assert.Nil(t, s.LastUpdateTime)
		assert.Contains(t, a.body, `"paused":false`)
		time.Sleep(time.Second)
		w.settle()
		assert.Len(t, w.named(11), 2, "clip.avi, and the one that passes")
		assert.Contains(t, w.named(11), "jazz one.txt")
		info, err := w.SubscriptionsInfo(w.ctx(), s.ID)
		require.NoError(t, err)
		assert.Equal(t, time.Hour, info.NextUpdateTime.Time.Sub(info.LastUpdateTime.Time))
		w.put("/feed", feed("JAZZ two", "jazz one"))
		time.Sleep(59 * time.Minute)
		assert.Len(t, w.named(11), 2)
		time.Sleep(2 * time.Minute)
		w.settle()
		assert.Len(t, w.named(11), 3)
		assert.Len(t, w.names(11)["jazz one.txt"], 1, "what was seen is not fetched again")

		p, err := w.SubscriptionsPause(w.ctx(), s.ID)
		require.NoError(t, err)
		assert.True(t, p.Paused)
		w.put("/jazz three.txt", []byte("x"))
		w.put("/feed", feed("jazz three"))
		time.Sleep(3 * time.Hour)
		assert.Len(t, w.named(11), 3)
		p, err = w.SubscriptionsPause(w.ctx(), s.ID)
		require.NoError(t, err)
		assert.False(t, p.Paused)
		time.Sleep(time.Second)
		w.settle()
		assert.Len(t, w.named(11), 4)

		ed, err := w.SubscriptionsEdit(w.ctx(), wire.SubscriptionsEdit{ID: s.ID, Title: ptr("Blues"), DontFilters: ptr(wire.Filters(""))})
		require.NoError(t, err)
		assert.Equal(t, "Blues", ed.Name)
		assert.Equal(t, u, ed.URL)
		assert.Equal(t, "jazz,blues", *ed.DoFilters)
		assert.Empty(t, *ed.DontFilters)
		assert.Equal(t, wire.ID(11), ed.ParentFolderID)
		list, err := w.SubscriptionsList(w.ctx())
		require.NoError(t, err)
		assert.Equal(t, []wire.Subscription{*ed}, list)
		require.NoError(t, w.SubscriptionsDelete(w.ctx(), s.ID))
		assert.Error(t, w.SubscriptionsDelete(w.ctx(), s.ID))
	})
}

// Feeds that are broken, endless or gone are asked again an interval later, not before.
func TestFeedsThatFail(t *testing.T) {
	inWorld(t, bundle.Options{Server: putio.Options{MaxSubscriptions: 3}}, func(w *world) {
		w.put("/broken", []byte(`<rss><channel><item><title>x</title>`))
		w.put("/deep", []byte(strings.Repeat("<a>", 100_000)))
		for _, u := range []string{site + "/broken", site + "/deep", site + "/none"} {
			_, err := w.SubscriptionsCreate(w.ctx(), wire.SubscriptionsCreate{Title: "x", URL: u})
			require.NoError(t, err)
		}
		_, err := w.SubscriptionsCreate(w.ctx(), wire.SubscriptionsCreate{Title: "x", URL: site + "/more"})
		assert.Error(t, err)
		time.Sleep(time.Minute)
		list, err := w.SubscriptionsList(w.ctx())
		require.NoError(t, err)
		for _, s := range list {
			require.NotNil(t, s.LastUpdateTime)
			assert.Equal(t, time.Hour, s.NextUpdateTime.Time.Sub(s.LastUpdateTime.Time))
		}
		w.put("/none", []byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>t</title><id>1</id><link href="`+w.put("/atom.txt", []byte("a"))+`"/></entry></feed>`))
		time.Sleep(time.Hour)
		w.settle()
		assert.Contains(t, w.named(0), "atom.txt")
	})
}

func TestMessages(t *testing.T) {
	inWorld(t, bundle.Options{Server: putio.Options{MaxMessages: 45}}, func(w *world) {
		var links []string
		for i := range 50 {
			links = append(links, w.put(fmt.Sprintf("/m%02d<b>.txt", i), bundle.Sample("m", 1200)))
		}
		w.fetchAll(links...)
		m, err := w.MessagesList(w.ctx(), 0)
		require.NoError(t, err)
		assert.Len(t, m, 30)
		assert.Greater(t, m[0].ID, m[29].ID, "the last ones first")
		assert.Regexp(t, `^m\d\d<b>\.txt \(1\.2K\) downloaded$`, m[0].Text())
		assert.NotContains(t, m[0].Title, "<b>")
		assert.Equal(t, w.named(0)[*m[0].FileName].ID, m[0].UserFileID)
		assert.EqualValues(t, 8, m[0].FileType)
		assert.EqualValues(t, 2, m[0].Channel)
		assert.Nil(t, m[0].FromUserID)
		all, err := w.MessagesList(w.ctx(), 100)
		require.NoError(t, err)
		assert.Len(t, all, 45, "the oldest go")
		require.NoError(t, w.MessagesDelete(w.ctx(), m[0].ID))
		assert.Error(t, w.MessagesDelete(w.ctx(), m[0].ID))
		all, err = w.MessagesList(w.ctx(), 100)
		require.NoError(t, err)
		assert.Len(t, all, 44)
		assert.Contains(t, w.call("messages.list", as(`{"limit":1}`)).body, `"importance":"0"`)
	})
}
