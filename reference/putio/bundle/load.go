package bundle

import (
	"io"
	"net/http"
)

// loaded is a handler with the switch of the load at a path. It is no part of the API,
// and so answers by its status: 204, or 400 for what is neither high nor low.
func (b *Bundle) loaded(path string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != path {
			next.ServeHTTP(w, r)
			return
		}
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			http.Error(w, "POST high or low", http.StatusMethodNotAllowed)
			return
		}
		state, err := io.ReadAll(io.LimitReader(r.Body, 16))
		switch word := string(state); {
		case err == nil && (word == "high" || word == "low"):
			b.Server.SetLoad(word == "high")
			w.WriteHeader(http.StatusNoContent)
		default:
			http.Error(w, "expected high or low", http.StatusBadRequest)
		}
	})
}
