package putio

import (
	"strings"

	wire "enginespec/codec/putio"
)

// typeOf tells a file's type by its extension.
func typeOf(name string) wire.ItemType {
	t, _ := kind(name)
	return t
}

// contentType tells a file's MIME type by its extension.
func contentType(name string) string {
	_, mime := kind(name)
	return mime
}

// kind is a table of our own: package mime asks the machine, and answers differently
// on each.
func kind(name string) (wire.ItemType, string) {
	switch ext(name) {
	case "mp3":
		return wire.Audio, "audio/mpeg"
	case "m4a", "m4b":
		return wire.Audio, "audio/mp4"
	case "aac":
		return wire.Audio, "audio/aac"
	case "flac":
		return wire.Audio, "audio/flac"
	case "ogg", "oga", "opus":
		return wire.Audio, "audio/ogg"
	case "wav":
		return wire.Audio, "audio/wav"
	case "wma":
		return wire.Audio, "audio/x-ms-wma"
	case "mka":
		return wire.Audio, "audio/x-matroska"
	case "avi":
		return wire.Movie, "video/x-msvideo"
	case "mp4", "m4v":
		return wire.Movie, "video/mp4"
	case "mkv":
		return wire.Movie, "video/x-matroska"
	case "webm":
		return wire.Movie, "video/webm"
	case "mov":
		return wire.Movie, "video/quicktime"
	case "mpg", "mpeg", "vob":
		return wire.Movie, "video/mpeg"
	case "ts", "m2ts":
		return wire.Movie, "video/mp2t"
	case "flv":
		return wire.Movie, "video/x-flv"
	case "wmv":
		return wire.Movie, "video/x-ms-wmv"
	case "ogv", "ogm":
		return wire.Movie, "video/ogg"
	case "3gp":
		return wire.Movie, "video/3gpp"
	case "jpg", "jpeg":
		return wire.Image, "image/jpeg"
	case "png":
		return wire.Image, "image/png"
	case "gif":
		return wire.Image, "image/gif"
	case "bmp":
		return wire.Image, "image/bmp"
	case "zip":
		return wire.Compressed, "application/zip"
	case "rar":
		return wire.Compressed, "application/x-rar-compressed"
	case "7z":
		return wire.Compressed, "application/x-7z-compressed"
	case "tar":
		return wire.Compressed, "application/x-tar"
	case "gz", "tgz":
		return wire.Compressed, "application/gzip"
	case "bz2":
		return wire.Compressed, "application/x-bzip2"
	case "pdf":
		return wire.PDF, "application/pdf"
	case "doc", "dot":
		return wire.MSDoc, "application/msword"
	case "docx":
		return wire.MSDoc, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case "xls":
		return wire.MSDoc, "application/vnd.ms-excel"
	case "ppt":
		return wire.MSDoc, "application/vnd.ms-powerpoint"
	case "txt", "nfo", "log", "md":
		return wire.Text, "text/plain; charset=utf-8"
	case "srt":
		return wire.Text, "application/x-subrip"
	case "swf":
		return wire.SWF, "application/x-shockwave-flash"
	case "torrent":
		return wire.File, "application/x-bittorrent"
	}
	return wire.File, "application/octet-stream"
}

// isArchive reports whether a file is of a kind that is unpacked.
func isArchive(name string) bool {
	switch ext(name) {
	case "zip", "tar", "tgz":
		return true
	case "gz":
		return len(strings.TrimSuffix(strings.ToLower(name), ".gz")) > 0
	}
	return false
}
