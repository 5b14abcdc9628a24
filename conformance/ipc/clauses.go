package ipc

import (
	"enginespec/codec"
	"enginespec/conformance"
)

const (
	engine     = codec.Engine
	controller = codec.Controller
	both       = codec.Party(0)
	must       = conformance.Must
	should     = conformance.Should
	may        = conformance.May
)

// Framing.
var (
	IPC001 = conformance.NewClause(must, "IPC-001", both, "Every message is 8 hex digits + that many payload bytes",
		conformance.InSeed("lines 17-19"))
	IPC002 = conformance.NewClause(must, "IPC-002", both, "Length counts payload only",
		conformance.InSeed("lines 18"))
	IPC003 = conformance.NewClause(must, "IPC-003", both, "Upper-case hex accepted",
		conformance.InSeed("lines 19-20"))
	IPC004 = conformance.NewClause(must, "IPC-004", both, "Lower-case accepted",
		conformance.InSeed("lines 19-20"))
	IPC005 = conformance.NewClause(must, "IPC-005", both, "Mixed case accepted",
		conformance.InSeed("lines 19-20"))
	IPC006 = conformance.NewClause(should, "IPC-006", both, "Write upper-case, zero padded (what every real program writes; allowed to be either)",
		conformance.InSeed("lines 19"))
	IPC007 = conformance.NewClause(must, "IPC-007", both, "Length > 7FFFFFF8 refused: close, no allocation of that size",
		conformance.InSeed("lines 20-22"))
	IPC008 = conformance.NewClause(may, "IPC-008", engine, "May refuse any smaller length above a local cap (state the cap; real: 7FFFFFF8 refused)",
		conformance.InSeed("lines 20"))
	IPC009 = conformance.NewClause(must, "IPC-009", both, "Never send a frame over 7FFFFFF8",
		conformance.InSeed("lines 20")).
		Without("a frame of two GiB would have to be provoked")
	IPC010 = conformance.NewClause(must, "IPC-010", both, "Non-hex header: close, no reply",
		conformance.OfOurs("robustness"))
	IPC011 = conformance.NewClause(should, "IPC-011", engine, "Blank, sign or 0x in the header are non-hex (real accepts        D, +000000D, 0x00000D; closes on -0000001)",
		conformance.InSeed("lines 18"))
	IPC012 = conformance.NewClause(must, "IPC-012", both, "Frame split at any byte is reassembled",
		conformance.InSeed("lines 16"))
	IPC013 = conformance.NewClause(must, "IPC-013", both, "Several frames in one read all processed, in order",
		conformance.InSeed("lines 577"))
	IPC014 = conformance.NewClause(must, "IPC-014", both, "Truncated frame (peer waits) causes no reply and no busy loop",
		conformance.InSeed("lines 17"))
	IPC015 = conformance.NewClause(must, "IPC-015", both, "Zero length frame is not a valid message: close",
		conformance.InSeed("lines 31,40"))
	IPC016 = conformance.NewClause(must, "IPC-016", both, "Payload must be one whole bencode value filling the frame. Trailing bytes inside the frame: close (real ignores them)",
		conformance.InSeed("lines 31,40"))
	IPC017 = conformance.NewClause(must, "IPC-017", both, "Malformed bencode: close, no reply",
		conformance.InSeed("lines 31"))
	IPC018 = conformance.NewClause(must, "IPC-018", both, "String length beyond payload, negative, huge: close",
		conformance.InSeed("lines 1"))
	IPC019 = conformance.NewClause(must, "IPC-019", both, "Deep nesting does not crash (limit or iterate)",
		conformance.OfOurs("robustness"))
	IPC020 = conformance.NewClause(should, "IPC-020", both, "Large legal frame works (>= 8 MB)",
		conformance.InSeed("lines 20"))
	IPC021 = conformance.NewClause(should, "IPC-021", both, "Dict keys of any order accepted; written sorted",
		conformance.InSeed("lines 81"))
	IPC022 = conformance.NewClause(may, "IPC-022", engine, "Duplicate dict keys: any handling but no crash",
		conformance.OfOurs("robustness"))
	IPC023 = conformance.NewClause(must, "IPC-023", both, "64-bit integers read and written",
		conformance.InSeed("lines 475"))
	IPC024 = conformance.NewClause(should, "IPC-024", both, "Integer outside 64 bits: close",
		conformance.OfOurs("robustness"))
	IPC025 = conformance.NewClause(must, "IPC-025", both, "Binary-safe strings (any byte)",
		conformance.InSeed("lines 145"))
	IPC026 = conformance.NewClause(must, "IPC-026", engine, "EOF from the peer ends the connection and frees it; others unaffected",
		conformance.InSeed("lines 17"))
	IPC027 = conformance.NewClause(should, "IPC-027", engine, "A partial write peer / slow reader does not block other clients",
		conformance.OfOurs("robustness"))
)

// Handshake.
var (
	IPC030 = conformance.NewClause(must, "IPC-030", both, "Sends version dict at once on connect",
		conformance.InSeed("lines 56-63"))
	IPC031 = conformance.NewClause(must, "IPC-031", both, "Hello payload is a dict with key version",
		conformance.InSeed("lines 56-59"))
	IPC032 = conformance.NewClause(must, "IPC-032", both, "Value has integer min and max, min<=max",
		conformance.InSeed("lines 66-68"))
	IPC033 = conformance.NewClause(should, "IPC-033", both, "version is the first key",
		conformance.InSeed("lines 59-60"))
	IPC034 = conformance.NewClause(must, "IPC-034", both, "Does not wait for the peer's hello",
		conformance.InSeed("lines 61-63"))
	IPC035 = conformance.NewClause(must, "IPC-035", both, "Sends no other message until peer's version is read",
		conformance.InSeed("lines 63-64"))
	IPC036 = conformance.NewClause(must, "IPC-036", both, "Reads version when other keys precede it (Clutch)",
		conformance.InSeed("lines 59-61"))
	IPC037 = conformance.NewClause(must, "IPC-037", both, "Other keys in hello ignored, not executed",
		conformance.InSeed("lines 60-61"))
	IPC038 = conformance.NewClause(must, "IPC-038", both, "Highest common version used",
		conformance.InSeed("lines 68-70"))
	IPC039 = conformance.NewClause(must, "IPC-039", both, "No common version: close / give up, no messages",
		conformance.InSeed("lines 70"))
	IPC040 = conformance.NewClause(must, "IPC-040", both, "Client takes integer version as the only version",
		conformance.InSeed("lines 70-73"))
	IPC041 = conformance.NewClause(must, "IPC-041", both, "label optional, any text, never parsed",
		conformance.InSeed("lines 75-77"))
	IPC042 = conformance.NewClause(should, "IPC-042", both, "Sends a label naming itself",
		conformance.InSeed("lines 75"))
	IPC043 = conformance.NewClause(must, "IPC-043", both, "Bad version (min>max, <=0, missing, wrong type): close",
		conformance.InSeed("lines 66-70"))
	IPC044 = conformance.NewClause(must, "IPC-044", both, "Any first message that is not a dict with version: close, not executed",
		conformance.InSeed("lines 56-64"))
	IPC045 = conformance.NewClause(should, "IPC-045", engine, "Requests pipelined behind the client's hello in the same write are served",
		conformance.InSeed("lines 63"))
	IPC046 = conformance.NewClause(should, "IPC-046", both, "A second dict in v2 after handshake: close (real) ; version as v2 key: NS if tagged, else ignored",
		conformance.InSeed("lines 40"))
	IPC047 = conformance.NewClause(may, "IPC-047", both, "Idle connection may be dropped; noop must prevent it (real: 60 s, before or after handshake)",
		conformance.InSeed("lines 332"))
	IPC048 = conformance.NewClause(should, "IPC-048", controller, "Client gives up when nothing arrives (real: 15.0 s, exit 1)",
		conformance.OfOurs("robustness"))
)

// Versions 1 and 2 payloads.
var (
	IPC050 = conformance.NewClause(must, "IPC-050", engine, "v1: payload is a dict; list payload: close",
		conformance.InSeed("lines 31"))
	IPC051 = conformance.NewClause(must, "IPC-051", engine, "v1: several keys in one dict all processed",
		conformance.InSeed("lines 32-33"))
	IPC052 = conformance.NewClause(must, "IPC-052", both, "v1: quit works",
		conformance.InSeed("lines 361-368, 535-542"))
	IPC053 = conformance.NewClause(must, "IPC-053", both, "v1: addfiles works (real daemon 0.82-1.20 closes the connection instead and adds nothing)",
		conformance.InSeed("lines 124-125"))
	IPC054 = conformance.NewClause(must, "IPC-054", engine, "v1: unknown keys silently ignored",
		conformance.InSeed("lines 106-108"))
	IPC055 = conformance.NewClause(must, "IPC-055", both, "v1: keys with minimum 2 not executed",
		conformance.InSeed("lines 120-121"))
	IPC056 = conformance.NewClause(must, "IPC-056", engine, "v1: server sends no v2 message (info, succeeded ...)",
		conformance.InSeed("lines 120-121"))
	IPC057 = conformance.NewClause(must, "IPC-057", both, "v2: payload list [str, value] or [str, value, int]",
		conformance.InSeed("lines 40-44"))
	IPC058 = conformance.NewClause(must, "IPC-058", both, "v2: list of < 2 elements: close",
		conformance.InSeed("lines 40"))
	IPC059 = conformance.NewClause(must, "IPC-059", both, "v2: first element not a string: close",
		conformance.InSeed("lines 41"))
	IPC060 = conformance.NewClause(may, "IPC-060", both, "Elements after the tag: ignore (real) or close",
		conformance.InSeed("lines 42"))
	IPC061 = conformance.NewClause(must, "IPC-061", engine, "v2-only keys accepted in v2; version 1 keys too",
		conformance.InSeed("lines 120"))
	IPC062 = conformance.NewClause(must, "IPC-062", both, "Keys case sensitive",
		conformance.InSeed("lines 105"))
	IPC063 = conformance.NewClause(must, "IPC-063", both, "Unknown key untagged: silence, stay open",
		conformance.InSeed("lines 106-108"))
	IPC064 = conformance.NewClause(must, "IPC-064", engine, "Unknown key tagged: exactly one not-supported, same tag",
		conformance.InSeed("lines 91-93, 335-342"))
	IPC065 = conformance.NewClause(should, "IPC-065", engine, "Non-UTF-8 or empty key = unknown key",
		conformance.InSeed("lines 105"))
	IPC066 = conformance.NewClause(should, "IPC-066", engine, "Server-only keys sent by a client (succeeded, info ...) tagged: NS; untagged: ignored",
		conformance.OfOurs("robustness"))
)

// Tags.
var (
	IPC070 = conformance.NewClause(must, "IPC-070", engine, "Tagged message: exactly one reply, same tag",
		conformance.InSeed("lines 85-89"))
	IPC071 = conformance.NewClause(must, "IPC-071", engine, "Untagged message never gets OK/F/NS/BF",
		conformance.InSeed("lines 91-93"))
	IPC072 = conformance.NewClause(must, "IPC-072", engine, "Untagged get/lookup/get-supported get their reply, two-element list",
		conformance.InSeed("lines 577-580"))
	IPC073 = conformance.NewClause(must, "IPC-073", both, "Same tag reusable while pending: one reply each",
		conformance.InSeed("lines 89-91"))
	IPC074 = conformance.NewClause(must, "IPC-074", both, "Tag not positive: not treated as a tag (real) or closed; never echoed",
		conformance.InSeed("lines 85"))
	IPC075 = conformance.NewClause(must, "IPC-075", both, "Tag not an integer: close",
		conformance.InSeed("lines 43"))
	IPC076 = conformance.NewClause(must, "IPC-076", engine, "Tag up to 2^63-1 echoed exactly",
		conformance.InSeed("lines 85"))
	IPC077 = conformance.NewClause(must, "IPC-077", controller, "Client matches replies by tag, not order",
		conformance.InSeed("lines 569-572"))
	IPC078 = conformance.NewClause(may, "IPC-078", both, "Server may reorder",
		conformance.InSeed("lines 571"))
	IPC079 = conformance.NewClause(must, "IPC-079", controller, "Client copes with OK/F/NS/BF to any tagged request",
		conformance.InSeed("lines 91-93"))
	IPC080 = conformance.NewClause(should, "IPC-080", controller, "Client ignores replies whose tag it does not know",
		conformance.InSeed("lines 89"))
	IPC081 = conformance.NewClause(must, "IPC-081", both, "Tags only in version 2",
		conformance.InSeed("lines 84"))
	IPC082 = conformance.NewClause(should, "IPC-082", engine, "Replies to pipelined requests all delivered even under load",
		conformance.InSeed("lines 87"))
)

// Values.
var (
	IPC090 = conformance.NewClause(must, "IPC-090", both, "Boolean: 0 false, 1 true; others undefined but no crash (real: nonzero = 1)",
		conformance.InSeed("lines 110-112"))
	IPC091 = conformance.NewClause(must, "IPC-091", both, "IDs > 0; 0, negatives, non-ints in ID lists do nothing",
		conformance.InSeed("lines 118"))
	IPC092 = conformance.NewClause(must, "IPC-092", engine, "ID constant for the connection and not reused after removal while the connection lives",
		conformance.InSeed("lines 114-118"))
	IPC093 = conformance.NewClause(should, "IPC-093", engine, "Same torrent may be asked for under the ID by several connections at once",
		conformance.InSeed("lines 115"))
	IPC094 = conformance.NewClause(must, "IPC-094", engine, "Wrong value type, tagged: bad-format, no state change, stay open",
		conformance.InSeed("lines 167-175"))
	IPC095 = conformance.NewClause(must, "IPC-095", engine, "Wrong value type, untagged: silence, no change, stay open",
		conformance.InSeed("lines 91, 173"))
	IPC096 = conformance.NewClause(must, "IPC-096", both, "\"value is ignored\" keys take any type",
		conformance.InSeed("lines 546-547"))
)

// Settings.
var (
	IPC100 = conformance.NewClause(must, "IPC-100", both, "automap set/get",
		conformance.InSeed("lines 150-156, 202-208"))
	IPC101 = conformance.NewClause(must, "IPC-101", engine, "autostart set/get; governs new adds without own autostart",
		conformance.InSeed("lines 158-165, 210-216"))
	IPC102 = conformance.NewClause(must, "IPC-102", both, "directory set/get; used for later adds only",
		conformance.InSeed("lines 177-183, 218-224"))
	IPC103 = conformance.NewClause(must, "IPC-103", both, "downlimit set/get in KB/s; negative = none",
		conformance.InSeed("lines 185-192, 226-232"))
	IPC104 = conformance.NewClause(must, "IPC-104", both, "uplimit likewise",
		conformance.InSeed("lines 298-304, 448-455"))
	IPC105 = conformance.NewClause(must, "IPC-105", engine, "pex set/get",
		conformance.InSeed("lines 256-262, 344-350"))
	IPC106 = conformance.NewClause(must, "IPC-106", both, "port set/get, 0..65535",
		conformance.InSeed("lines 264-270, 352-359"))
	IPC107 = conformance.NewClause(must, "IPC-107", engine, "port outside 0..65535 tagged: BF or F, unchanged (real: succeeded, unchanged)",
		conformance.InSeed("lines 354"))
	IPC108 = conformance.NewClause(must, "IPC-108", engine, "Integers beyond the internal range clamp or BF, no wrap (real clamps to 32 bit)",
		conformance.InSeed("lines 187"))
	IPC109 = conformance.NewClause(must, "IPC-109", engine, "Setting on one connection seen by gets on others; no unsolicited broadcast",
		conformance.InSeed("lines 202-208"))
	IPC110 = conformance.NewClause(should, "IPC-110", engine, "get-X of an unset thing still answers",
		conformance.InSeed("lines 202-270"))
	IPC111 = conformance.NewClause(may, "IPC-111", engine, "encryption / get-encryption (required, preferred, tolerated) supported; else NS",
		conformance.InProgram("later versions"))
)

// Torrents.
var (
	IPC120 = conformance.NewClause(must, "IPC-120", both, "addfiles adds each readable torrent, replies info with the new IDs (or OK)",
		conformance.InSeed("lines 124-134"))
	IPC121 = conformance.NewClause(must, "IPC-121", engine, "Bad entries do not stop the good ones",
		conformance.InSeed("lines 127"))
	IPC122 = conformance.NewClause(must, "IPC-122", engine, "Tagged addfiles with none added: one reply: info [] or failed",
		conformance.InSeed("lines 127"))
	IPC123 = conformance.NewClause(should, "IPC-123", both, "Untagged addfiles still gets untagged info (real) — clients must tolerate both",
		conformance.InSeed("lines 127"))
	IPC124 = conformance.NewClause(must, "IPC-124", engine, "addfile-detailed file",
		conformance.InSeed("lines 136-148"))
	IPC125 = conformance.NewClause(must, "IPC-125", both, "addfile-detailed data, binary",
		conformance.InSeed("lines 145"))
	IPC126 = conformance.NewClause(must, "IPC-126", engine, "neither file nor data: BF",
		conformance.InSeed("lines 148"))
	IPC127 = conformance.NewClause(must, "IPC-127", both, "both file and data: BF (real 0.82-1.20 takes data)",
		conformance.InSeed("lines 148"))
	IPC128 = conformance.NewClause(must, "IPC-128", engine, "directory overrides the default",
		conformance.InSeed("lines 146"))
	IPC129 = conformance.NewClause(must, "IPC-129", engine, "autostart overrides the default",
		conformance.InSeed("lines 147"))
	IPC130 = conformance.NewClause(should, "IPC-130", both, "Wrong-typed autostart/directory: ignore that key (real daemon; py-transmission sends a list and fails on BF). BF would be legal by the seed; never crash",
		conformance.InSeed("lines 146-147, 173"))
	IPC131 = conformance.NewClause(must, "IPC-131", engine, "Unknown dict keys ignored",
		conformance.InSeed("lines 106-108"))
	IPC132 = conformance.NewClause(must, "IPC-132", both, "Invalid torrent data: failed if tagged",
		conformance.InSeed("lines 194-200"))
	IPC133 = conformance.NewClause(should, "IPC-133", engine, "Duplicate torrent: failed (detailed) or left out (addfiles), first one unharmed",
		conformance.OfOurs("robustness"))
	IPC134 = conformance.NewClause(must, "IPC-134", both, "start / stop / remove by ID list, OK if tagged",
		conformance.InSeed("lines 370-420"))
	IPC135 = conformance.NewClause(must, "IPC-135", both, "start-all / stop-all / remove-all",
		conformance.InSeed("lines 382-428"))
	IPC136 = conformance.NewClause(must, "IPC-136", both, "stop then running=0, start then running=1",
		conformance.InSeed("lines 509"))
	IPC137 = conformance.NewClause(must, "IPC-137", engine, "remove: gone from get-info-all; saved copy deleted",
		conformance.InSeed("lines 376-380"))
	IPC138 = conformance.NewClause(should, "IPC-138", engine, "Empty ID list: OK, no effect",
		conformance.InSeed("lines 392"))
	IPC139 = conformance.NewClause(must, "IPC-139", engine, "remove-all on empty server: OK",
		conformance.InSeed("lines 382"))
	IPC140 = conformance.NewClause(should, "IPC-140", engine, "Remove and re-add of the same torrent works soon after (0.82 refuses for seconds)",
		conformance.OfOurs("robustness"))
	IPC141 = conformance.NewClause(may, "IPC-141", engine, "verify supported; else NS",
		conformance.InProgram("later versions"))
)

// Info, status, lookup, supported.
var (
	IPC150 = conformance.NewClause(must, "IPC-150", engine, "get-info replies info with one dict per known ID asked",
		conformance.InSeed("lines 234-246"))
	IPC151 = conformance.NewClause(must, "IPC-151", both, "id always in each dict",
		conformance.InSeed("lines 243-245, 322"))
	IPC152 = conformance.NewClause(must, "IPC-152", both, "Only asked types (plus id) — extra are tolerated by clients (real status always adds error-message)",
		conformance.InSeed("lines 241-245"))
	IPC153 = conformance.NewClause(must, "IPC-153", engine, "Empty type list: id only",
		conformance.InSeed("lines 244"))
	IPC154 = conformance.NewClause(must, "IPC-154", both, "Missing type key: id only (real: BF)",
		conformance.InSeed("lines 244"))
	IPC155 = conformance.NewClause(must, "IPC-155", both, "Unknown IDs omitted, reply still sent, maybe empty",
		conformance.InSeed("lines 245-246"))
	IPC156 = conformance.NewClause(must, "IPC-156", engine, "Unknown types and non-string types ignored",
		conformance.InSeed("lines 106-108"))
	IPC157 = conformance.NewClause(should, "IPC-157", engine, "Missing or non-list id: BF",
		conformance.InSeed("lines 236"))
	IPC158 = conformance.NewClause(should, "IPC-158", both, "Order: as asked; a repeated ID may repeat (real)",
		conformance.OfOurs("robustness"))
	IPC159 = conformance.NewClause(must, "IPC-159", both, "get-info-all = every torrent",
		conformance.InSeed("lines 254"))
	IPC160 = conformance.NewClause(must, "IPC-160", both, "get-status, get-status-all reply key is status",
		conformance.InSeed("lines 272-287, 406-412"))
	IPC161 = conformance.NewClause(must, "IPC-161", both, "Types and nesting of each info type as in (c)",
		conformance.InSeed("lines 461-477"))
	IPC162 = conformance.NewClause(must, "IPC-162", both, "Types of each status type as in (c)",
		conformance.InSeed("lines 484-526"))
	IPC163 = conformance.NewClause(must, "IPC-163", engine, "hash is 40 hex chars",
		conformance.InSeed("lines 462"))
	IPC164 = conformance.NewClause(must, "IPC-164", both, "error empty or missing = no error",
		conformance.InSeed("lines 497"))
	IPC165 = conformance.NewClause(must, "IPC-165", both, "error one of the listed strings; clients accept others",
		conformance.InSeed("lines 487-496"))
	IPC166 = conformance.NewClause(must, "IPC-166", both, "state one of the listed (\"waiting to checking\" allowed) ; clients accept others",
		conformance.InSeed("lines 510-515"))
	IPC167 = conformance.NewClause(should, "IPC-167", both, "unknown eta / scrape counts = -1",
		conformance.InSeed("lines 499, 522-524"))
	IPC168 = conformance.NewClause(must, "IPC-168", both, "speeds in bytes/s, limits in KB/s",
		conformance.InSeed("lines 191, 485, 525"))
	IPC169 = conformance.NewClause(must, "IPC-169", both, "sizes are bytes, 64-bit",
		conformance.InSeed("lines 475-478"))
	IPC170 = conformance.NewClause(must, "IPC-170", engine, "lookup returns id and hash for known hashes; unknown omitted",
		conformance.InSeed("lines 306-313"))
	IPC171 = conformance.NewClause(should, "IPC-171", engine, "lookup reads upper and lower case",
		conformance.InSeed("lines 310"))
	IPC172 = conformance.NewClause(should, "IPC-172", engine, "Hash of wrong length or type: BF",
		conformance.InSeed("lines 308"))
	IPC173 = conformance.NewClause(must, "IPC-173", engine, "get-supported returns exactly those asked keys that are handled",
		conformance.InSeed("lines 289-296"))
	IPC174 = conformance.NewClause(should, "IPC-174", engine, "Only request keys are listed (real omits succeeded, info, version ...)",
		conformance.InSeed("lines 446"))
	IPC175 = conformance.NewClause(must, "IPC-175", engine, "Empty get-supported list -> empty supported",
		conformance.InSeed("lines 289"))
	IPC176 = conformance.NewClause(should, "IPC-176", controller, "Missing optional fields tolerated by clients",
		conformance.InSeed("lines 459, 482"))
)

// Lifetime.
var (
	IPC180 = conformance.NewClause(must, "IPC-180", both, "noop tagged -> succeeded; untagged -> silence",
		conformance.InSeed("lines 326-333"))
	IPC181 = conformance.NewClause(must, "IPC-181", both, "quit ends the server; reply optional; all connections closed",
		conformance.InSeed("lines 361-368"))
	IPC182 = conformance.NewClause(should, "IPC-182", engine, "Server survives any bad client input",
		conformance.OfOurs("robustness"))
	IPC183 = conformance.NewClause(should, "IPC-183", engine, "Stale socket file from a dead server does not block start; a live one is not stolen",
		conformance.OfOurs("robustness")).
		Without("it is about two servers started on one path, and the suite starts neither")
	IPC184 = conformance.NewClause(should, "IPC-184", engine, "Socket file not accessible to other users",
		conformance.InSeed("lines 11-12"))
	IPC185 = conformance.NewClause(must, "IPC-185", controller, "Client reports connect failure and exits != 0",
		conformance.OfOurs("robustness"))
	IPC186 = conformance.NewClause(should, "IPC-186", controller, "Client reports server EOF before replies, exits != 0",
		conformance.InSeed("lines 17"))
	IPC187 = conformance.NewClause(should, "IPC-187", engine, "Many clients at once (>= 100)",
		conformance.OfOurs("robustness"))
)

// Clauses returns all clauses of the protocol in the order of their IDs.
func Clauses() []*conformance.Clause {
	return []*conformance.Clause{
		IPC001, IPC002, IPC003, IPC004, IPC005, IPC006, IPC007, IPC008, IPC009, IPC010,
		IPC011, IPC012, IPC013, IPC014, IPC015, IPC016, IPC017, IPC018, IPC019, IPC020,
		IPC021, IPC022, IPC023, IPC024, IPC025, IPC026, IPC027, IPC030, IPC031, IPC032,
		IPC033, IPC034, IPC035, IPC036, IPC037, IPC038, IPC039, IPC040, IPC041, IPC042,
		IPC043, IPC044, IPC045, IPC046, IPC047, IPC048, IPC050, IPC051, IPC052, IPC053,
		IPC054, IPC055, IPC056, IPC057, IPC058, IPC059, IPC060, IPC061, IPC062, IPC063,
		IPC064, IPC065, IPC066, IPC070, IPC071, IPC072, IPC073, IPC074, IPC075, IPC076,
		IPC077, IPC078, IPC079, IPC080, IPC081, IPC082, IPC090, IPC091, IPC092, IPC093,
		IPC094, IPC095, IPC096, IPC100, IPC101, IPC102, IPC103, IPC104, IPC105, IPC106,
		IPC107, IPC108, IPC109, IPC110, IPC111, IPC120, IPC121, IPC122, IPC123, IPC124,
		IPC125, IPC126, IPC127, IPC128, IPC129, IPC130, IPC131, IPC132, IPC133, IPC134,
		IPC135, IPC136, IPC137, IPC138, IPC139, IPC140, IPC141, IPC150, IPC151, IPC152,
		IPC153, IPC154, IPC155, IPC156, IPC157, IPC158, IPC159, IPC160, IPC161, IPC162,
		IPC163, IPC164, IPC165, IPC166, IPC167, IPC168, IPC169, IPC170, IPC171, IPC172,
		IPC173, IPC174, IPC175, IPC176, IPC180, IPC181, IPC182, IPC183, IPC184, IPC185,
		IPC186, IPC187,
	}
}
