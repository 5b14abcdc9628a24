package fault

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// tsResponse are lies in the JSON of LOADRESP: TS-055 to TS-062.
func tsResponse() []*Fault {
	json := func(id, clause, diagnosis, doc string, change func(string) string) *Fault {
		return engine(id, clause, diagnosis, doc, Map("LOADRESP", change))
	}
	return []*Fault{
		json("status-3", "TS-055", "out-of-range", "answers with status 3", func(raw string) string { return statusOf.ReplaceAllString(raw, `"status": 3`) }),
		json("status-200", "TS-055", "out-of-range", "says 200 where success is 1", replaced(`"status": 1,`, `"status": 200,`)),
		json("status-quoted", "TS-055", "malformed", "puts the status in quotes", func(raw string) string { return statusOf.ReplaceAllString(raw, `"status": "$1"`) }),
		json("no-status", "TS-055", "malformed", "leaves the status out", func(raw string) string { return statusOf.ReplaceAllString(raw, `"state": $1`) }),
		json("one-of-many", "TS-056", "wrong-value", "says status 1 of several media files", replaced(`"status": 2`, `"status": 1`)),
		json("many-of-one", "TS-056", "wrong-value", "says status 2 of one media file", replaced(`"status": 1,`, `"status": 2,`)),
		json("no-media-fails", "TS-056", "wrong-value", "says status 100 of a torrent without media", replaced(`"status": 0`, `"status": 100, "message": "no media"`)),
		json("no-infohash", "TS-057", "missing-field", "leaves the infohash out", replaced(`"infohash": `, `"hash": `)),
		json("wrong-infohash", "TS-057", "wrong-value", "answers with another infohash", func(raw string) string { return hashOf.ReplaceAllString(raw, `"infohash": "`+nobody+`"`) }),
		json("no-files", "TS-057", "missing-field", "leaves the files out", replaced(`"files": `, `"list": `)),
		json("no-file", "TS-057", "wrong-count", "lists no file", func(raw string) string { return filesOf.ReplaceAllString(raw, `"files": []`) }),
		json("files-without-index", "TS-057", "missing-field", "lists names without their indexes", func(raw string) string { return fileOf.ReplaceAllString(raw, `["$1"]`) }),
		json("index-quoted", "TS-057", "malformed", "puts the indexes in quotes", func(raw string) string { return fileOf.ReplaceAllString(raw, `["$1", "$2"]`) }),
		json("names-plain", "TS-058", "noncanonical", "does not encode the names", named(func(name string) string {
			return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "%", "%25").Replace(name)
		})),
		json("names-with-plus", "TS-058", "wrong-value", "encodes a space as +", named(func(name string) string { return strings.ReplaceAll(url.QueryEscape(name), "%2B", "+") })),
		json("names-encoded-twice", "TS-058", "wrong-value", "encodes the names twice", named(func(name string) string { return url.PathEscape(url.PathEscape(name)) })),
		json("names-without-accents", "TS-058", "wrong-value", "writes ? for each letter that is not ASCII", named(func(name string) string {
			return url.PathEscape(strings.Map(func(r rune) rune {
				if r > 0x7e {
					return '?'
				}
				return r
			}, name))
		})),
		json("index-in-list", "TS-059", "wrong-value", "counts the media files instead of the files of the torrent", numbered(0)),
		json("index-from-1", "TS-059", "wrong-value", "counts the files of the torrent from 1", func(raw string) string {
			return fileOf.ReplaceAllStringFunc(raw, func(f string) string {
				var i int
				at := strings.LastIndexByte(f, ',')
				fmt.Sscan(f[at+1:], &i)
				return fmt.Sprintf("%s, %d]", f[:at], i+1)
			})
		}),
		json("lists-all-files", "TS-059", "wrong-value", "lists files that are no media", replaced(`"files": [`, `"files": [["readme.txt", 0], `)),
		json("failure-without-message", "TS-060", "missing-field", "says status 100 without a message", func(raw string) string { return messageOf.ReplaceAllString(raw, "") }),
		json("failure-as-0", "TS-060", "accepted", "says status 0 where the torrent cannot be had", func(raw string) string {
			return strings.Replace(messageOf.ReplaceAllString(raw, ""), `"status": 100`, `"status": 0`, 1)
		}),
		json("compact-json", "TS-061", "noncanonical", "leaves out the spaces in the JSON", func(raw string) string {
			return strings.NewReplacer(`": `, `":`, `, "`, `,"`, `], [`, `],[`, `", `, `",`).Replace(raw)
		}),
		json("spaced-json", "TS-061", "noncanonical", "puts spaces behind the brackets of the JSON", replaced(`{"`, `{ "`)),
		json("quotes-by-json", "TS-062", "noncanonical", "escapes quotes in names as JSON does", replaced("%22", `\"`)),
		json("backslash-by-json", "TS-062", "noncanonical", "escapes backslashes in names as JSON does", replaced("%5C", `\\`)),
	}
}

var (
	statusOf  = regexp.MustCompile(`"status": (\d+)`)
	hashOf    = regexp.MustCompile(`"infohash": "[0-9a-f]*"`)
	filesOf   = regexp.MustCompile(`"files": \[\[.*\]\]`)
	fileOf    = regexp.MustCompile(`\["([^"]*)", (\d+)\]`)
	messageOf = regexp.MustCompile(`, "message": "[^"]*"`)
)

// named writes the names of the files in another way than percent-encoded.
func named(write func(name string) string) func(string) string {
	return func(raw string) string {
		return fileOf.ReplaceAllStringFunc(raw, func(f string) string {
			part := fileOf.FindStringSubmatch(f)
			name, err := url.PathUnescape(part[1])
			if err != nil {
				return f
			}
			return `["` + write(name) + `", ` + part[2] + `]`
		})
	}
}

// numbered gives the files the indexes from first on.
func numbered(first int) func(string) string {
	return func(raw string) string {
		n := first - 1
		return fileOf.ReplaceAllStringFunc(raw, func(f string) string {
			n++
			return fmt.Sprintf("%s, %d]", f[:strings.LastIndexByte(f, ',')], n)
		})
	}
}
