package putio_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/reference/engine/sim"
	"enginespec/reference/engine/store"
	"enginespec/reference/putio"
	"enginespec/reference/putio/bundle"
)

// Calls on an account of 1,000 and of 10,000 items, in memory: a change writes the
// account's whole file, a list reads what is there.
func BenchmarkCall(b *testing.B) {
	for _, items := range []int{1000, 10_000} {
		accounts := bundle.Accounts()
		for i := range items {
			accounts[0].Files = append(accounts[0].Files, putio.File{Path: path.Join("many", strconv.Itoa(i)), Folder: true})
		}
		e, err := sim.New(sim.Options{})
		require.NoError(b, err)
		s, err := putio.New(putio.Options{Accounts: accounts, Engine: e, FS: new(store.Mem), Dir: "/", HTTP: "http://h"})
		require.NoError(b, err)
		for name, c := range map[string][2]string{
			"rename": {"/v1/files?method=rename", `{"id":11,"name":"x"}`},
			"list":   {"/v1/files?method=list", `{"parent_id":11,"limit":1000}`},
			"search": {"/v1/files?method=search", `{"query":"777"}`},
		} {
			b.Run(name+"/"+strconv.Itoa(items), func(b *testing.B) {
				form := "request=" + url.QueryEscape(as(c[1]))
				for b.Loop() {
					r := httptest.NewRequest(http.MethodPost, c[0], strings.NewReader(form))
					r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
					w := httptest.NewRecorder()
					s.ServeHTTP(w, r)
					if w.Code != http.StatusOK || strings.Contains(w.Body.String(), `"error":true`) {
						b.Fatal(w.Body.String())
					}
				}
			})
		}
		s.Close()
		e.Close()
	}
}
