package putio

import (
	"strings"

	"enginespec/codec"
)

// StreamURL completes the stream_url of a file with a user access token: trailing
// slashes go, then come "/atk/" and the token (PUTIO-059). It is an error if the
// URL is empty, as folders have it (PUTIO-065), or the token is not made of letters
// and digits.
func StreamURL(streamURL, token string) (string, error) {
	base := strings.TrimRight(streamURL, "/")
	if base == "" {
		return "", &codec.Error{Code: codec.Missing, Field: "stream_url"}
	}
	if !isAccessToken(token) {
		return "", &codec.Error{Code: codec.Syntax, Field: "token"}
	}
	return base + "/atk/" + token, nil
}

// CutStreamURL is the way back, for a server: it takes a URL or path apart at
// "/atk/", which clients that do not strip put behind a second slash (PUTIO-060).
// base is without trailing slashes.
func CutStreamURL(url string) (base, token string, ok bool) {
	i := strings.LastIndex(url, "/atk/")
	if i < 0 {
		return "", "", false
	}
	base, token = url[:i], url[i+len("/atk/"):]
	base = strings.TrimSuffix(base, "/")
	if base == "" || strings.HasSuffix(base, "/") || !isAccessToken(token) {
		return "", "", false
	}
	return base, token, true
}

func isAccessToken(token string) bool {
	for i := range len(token) {
		if c := token[i]; !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return token != ""
}
