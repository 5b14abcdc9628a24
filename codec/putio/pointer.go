package putio

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// cleanPointer replaces every name that is not of the protocol with "*", for
// errors never repeat the input and end in logs.
func cleanPointer(p jsontext.Pointer) string {
	var b strings.Builder
	for t := range p.Tokens() {
		b.WriteByte('/')
		if protocolName(t) {
			b.WriteString(t)
		} else {
			b.WriteByte('*')
		}
	}
	return b.String()
}

// protocolName reports whether name is an index or a member name of the protocol.
func protocolName(name string) bool {
	if len(name) > 0 && len(name) < 10 && strings.Trim(name, "0123456789") == "" {
		return true
	}
	switch name {
	case "api_key", "api_secret", "params", // request
		"response", "results", "total", "error", "error_message", "user_name", "user_id", "id", // envelope
		"limit", "offset", "type", "orderby", "query", "links", "urls", "txt", "url", "title", // params
		"name", "size", "is_dir", "parent_id", "content_type", "screenshot_url", "thumb_url", "file_icon_url",
		"download_url", "stream_url", "zip_url", "folder_icon_url", "shared", "default_shared", "dirs", // files
		"friends_count", "bw_avail_last_month", "shared_space", "shared_items", "bw_quota",
		"bw_quota_available", "disk_quota", "disk_quota_available", "dir_id", "token", // user
		"user_file_id", "description", "importance", "file_name", "file_type", "from_user_id", "channel", "hidden",
		"status", "percent_done",
		"do_filters", "dont_filters", "parent_folder_id", "last_update_time", "next_update_time", "paused",
		"disk_avail", "bw_avail", "items", "singleurl", "torrent", "torrenturl", "multiparturl", "multipart", "parts",
		"human_size", "paid_bw", "source", "type_name", "file_size", "dl_handler", "dltype", "needs_pass",
		"Current Available Bandwidth", "Current Available Disk Space", "Your Total Disk Space", "Urls", "rapid": // report
		return true
	}
	return false
}
