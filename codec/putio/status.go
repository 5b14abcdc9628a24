package putio

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"enginespec/codec"
)

// Status is the state of a transfer, in the words of the document.
type Status string

// The statuses, in the document's order. Gone is none of them: it stands for a
// transfer that is not in the list, before it is added, after it was cancelled and
// once it is completed.
const (
	Gone                  Status = ""
	Waiting               Status = "Waiting"
	InQueue               Status = "In queue"
	LookingForPeers       Status = "Looking for peers"
	Downloading           Status = "Downloading"
	DownloadingAndSeeding Status = "Downloading and seeding"
	Seeding               Status = "Seeding"
	InCompleteQueue       Status = "In complete queue"
	InExtractionQueue     Status = "In extraction queue"
	Extracting            Status = "Extracting"
	Completing            Status = "Completing"
	Completed             Status = "Completed" // never seen through the API
	Error                 Status = "Error"
)

// ActiveLimit is how many active transfers a user may have while the limit is
// enforced, which it is under high load only.
const ActiveLimit = 5

// Statuses returns the 12 statuses in the document's order.
func Statuses() []Status {
	return []Status{Waiting, InQueue, LookingForPeers, Downloading, DownloadingAndSeeding, Seeding,
		InCompleteQueue, InExtractionQueue, Extracting, Completing, Completed, Error}
}

// Known reports whether s is one of the 12.
func (s Status) Known() bool { return slices.Contains(Statuses(), s) }

// Visible reports whether the API may show s: the 12 without Completed.
func (s Status) Visible() bool { return s.Known() && s != Completed }

// Active reports whether a transfer in s takes one of the slots. A status that is
// not known is active (PUTIO-084).
func (s Status) Active() bool {
	return s != Gone && s != Waiting && s != Error && s != Completed
}

// TorrentOnly reports whether only torrents can be in s.
func (s Status) TorrentOnly() bool {
	return s == LookingForPeers || s == DownloadingAndSeeding || s == Seeding
}

// Percent returns the bounds of percent_done in s.
func (s Status) Percent() (low, high Percent) {
	switch s {
	case Waiting, InQueue, LookingForPeers:
		return 0, 0
	case Downloading, DownloadingAndSeeding:
		return 0, 99
	case Seeding, InCompleteQueue, InExtractionQueue, Extracting, Completing, Completed:
		return 100, 100
	}
	return 0, 100
}

// ReadStatus finds the status that text means: any case, and any text with "error"
// in it is Error. known is false for all else; such a transfer is active.
func ReadStatus(text string) (s Status, known bool) {
	for _, k := range Statuses() {
		if strings.EqualFold(text, string(k)) {
			return k, true
		}
	}
	if strings.Contains(strings.ToLower(text), "error") {
		return Error, true
	}
	return Status(text), false
}

func (s *Status) decode(sc *scanner) {
	*s = Gone
	raw := sc.scalar()
	off := sc.offset() - int64(len(raw))
	if raw.Kind() != jsontext.KindString {
		if raw.Kind() == jsontext.KindNull {
			sc.tolerate(NullMember, off, "")
		} else if raw != nil {
			sc.fail(codec.Syntax, off, "")
		}
		return
	}
	text := sc.text(raw)
	v, known := ReadStatus(text)
	switch {
	case !known:
		sc.tolerate(UnknownStatus, off, "")
	case string(v) != text:
		sc.tolerate(StatusCase, off, "")
	}
	if v == Completed {
		sc.tolerate(CompletedSeen, off, "")
	}
	*s = v
}

func (s *Status) append(w *writer) { w.str(string(*s)) }
