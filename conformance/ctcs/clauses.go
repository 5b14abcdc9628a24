package ctcs

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

// Transport and lines.
var (
	CTCS001 = conformance.NewClause(must, "CTCS-001", engine, "The engine opens the TCP connection; the server only listens and never dials.",
		conformance.InSeed("DOC"))
	CTCS002 = conformance.NewClause(should, "CTCS-002", controller, "The server listens on port 2780 unless told otherwise.",
		conformance.InDocument("readme of the original server")).Without("the suite is told where the server listens; its default is nobody else's to see")
	CTCS003 = conformance.NewClause(must, "CTCS-003", both, "Every message is one line ended by LF; a writer emits exactly one EOL per message.",
		conformance.OfOurs("CLI SendMessage"))
	CTCS004 = conformance.NewClause(should, "CTCS-004", both, "A writer uses LF alone (CR LF permitted).",
		conformance.OfOurs("CLI, e1"))
	CTCS005 = conformance.NewClause(must, "CTCS-005", both, "A reader accepts LF and CR LF as equal line ends.",
		conformance.InProgram("CLI 118"))
	CTCS006 = conformance.NewClause(should, "CTCS-006", both, "A reader accepts a lone CR as line end.",
		conformance.InProgram("seen in use"))
	CTCS007 = conformance.NewClause(must, "CTCS-007", both, "Empty lines are ignored and cause no reply and no close.",
		conformance.InProgram("seen in use"))
	CTCS008 = conformance.NewClause(must, "CTCS-008", both, "Lines are reassembled over arbitrary segment borders; an incomplete line is never acted on.",
		conformance.OfOurs("where the sources are silent"))
	CTCS009 = conformance.NewClause(must, "CTCS-009", both, "Several lines in one segment are all processed, in order, without waiting for more input.",
		conformance.OfOurs("where the sources are silent"))
	CTCS010 = conformance.NewClause(must, "CTCS-010", both, "Keywords are matched case-sensitively.",
		conformance.InProgram("seen in use"))
	CTCS011 = conformance.NewClause(must, "CTCS-011", both, "Keywords are matched whole (to the first blank or EOL), not by prefix.",
		conformance.OfOurs("where the sources are silent"))
	CTCS012 = conformance.NewClause(must, "CTCS-012", both, "Unknown keywords are ignored; the connection stays open.",
		conformance.InProgram("seen in use"))
	CTCS013 = conformance.NewClause(must, "CTCS-013", both, "A line with a leading blank is not taken as the keyword after the blank.",
		conformance.OfOurs("where the sources are silent"))
	CTCS014 = conformance.NewClause(must, "CTCS-014", both, "A writer separates fields with exactly one SP and puts none at the end of a line (text fields excepted).",
		conformance.OfOurs("where the sources are silent"))
	CTCS015 = conformance.NewClause(should, "CTCS-015", both, "A reader accepts runs of SP/HTAB between fields.",
		conformance.OfOurs("where the sources are silent"))
	CTCS016 = conformance.NewClause(must, "CTCS-016", both, "A writer never emits NUL, nor CR or LF inside a field.",
		conformance.OfOurs("where the sources are silent"))
	CTCS017 = conformance.NewClause(must, "CTCS-017", both, "A reader survives a NUL octet: that line may be dropped, following lines work.",
		conformance.OfOurs("where the sources are silent"))
	CTCS018 = conformance.NewClause(must, "CTCS-018", controller, "The server accepts lines of at least 4295 octets incl. LF and skips NUL octets at line start.",
		conformance.OfOurs("where the sources are silent"))
	CTCS019 = conformance.NewClause(must, "CTCS-019", engine, "The engine accepts lines of at least 4096 octets.",
		conformance.OfOurs("RM (S 4096)"))
	CTCS020 = conformance.NewClause(must, "CTCS-020", both, "A reader bounds its line buffer; an over-long line is dropped to its EOL or the connection closed; no crash, no memory growth.",
		conformance.OfOurs("where the sources are silent"))
	CTCS021 = conformance.NewClause(should, "CTCS-021", controller, "The server writes only complete lines, one line (at most 255 octets) per write where it can.",
		conformance.OfOurs("where the sources are silent"))
	CTCS022 = conformance.NewClause(must, "CTCS-022", both, "Messages may be sent at any time after the greeting; no side waits for an answer before sending the next.",
		conformance.InSeed("DOC"))
)

// Version.
var (
	CTCS023 = conformance.NewClause(must, "CTCS-023", engine, "The first line from the engine is PROTOCOL with its highest version.",
		conformance.InSeed("DOC, CLI"))
	CTCS024 = conformance.NewClause(must, "CTCS-024", controller, "The server sends PROTOCOL before any other line.",
		conformance.InSeed("DOC"))
	CTCS025 = conformance.NewClause(must, "CTCS-025", both, "The version is written as four ASCII digits.",
		conformance.InSeed("DOC"))
	CTCS026 = conformance.NewClause(should, "CTCS-026", both, "The version is read as 1*DIGIT, leading zeros and trailing text ignored.",
		conformance.OfOurs("where the sources are silent"))
	CTCS027 = conformance.NewClause(must, "CTCS-027", both, "The working version is the lower of the two announced.",
		conformance.InSeed("DOC"))
	CTCS028 = conformance.NewClause(must, "CTCS-028", both, "A version above the own highest is clamped, not refused.",
		conformance.InProgram("seen in use"))
	CTCS029 = conformance.NewClause(must, "CTCS-029", both, "A PROTOCOL line without a positive number is ignored (working version kept).",
		conformance.OfOurs("where the sources are silent"))
	CTCS030 = conformance.NewClause(must, "CTCS-030", engine, "A later PROTOCOL changes the working version at once.",
		conformance.InSeed("DOC"))
	CTCS031 = conformance.NewClause(must, "CTCS-031", engine, "The engine does not answer PROTOCOL.",
		conformance.InProgram("seen in use"))
	CTCS032 = conformance.NewClause(may, "CTCS-032", both, "Either side may repeat PROTOCOL with the agreed version as confirmation.",
		conformance.InSeed("DOC"))
	CTCS033 = conformance.NewClause(must, "CTCS-033", engine, "Without a PROTOCOL from the server the engine uses its own highest version.",
		conformance.OfOurs("where the sources are silent"))
	CTCS034 = conformance.NewClause(must, "CTCS-034", engine, "The working version is reset to the highest on every new connection.",
		conformance.OfOurs("where the sources are silent"))
	CTCS035 = conformance.NewClause(must, "CTCS-035", controller, "A server that gets no PROTOCOL as first line does not crash; it treats the engine as v1 or refuses with ERROR.",
		conformance.OfOurs("where the sources are silent"))
	CTCS036 = conformance.NewClause(must, "CTCS-036", controller, "The first CTSTATUS after CTORRENT is accepted in the engine's highest dialect even if the server chose a lower one.",
		conformance.InProgram("seen in use"))
	CTCS037 = conformance.NewClause(must, "CTCS-037", both, "No message or form newer than the working version is sent.",
		conformance.InSeed("DOC"))
)

// Authentication.
var (
	CTCS038 = conformance.NewClause(must, "CTCS-038", engine, "With a password set, AUTH follows PROTOCOL and precedes CTORRENT.",
		conformance.InSeed("DOC"))
	CTCS039 = conformance.NewClause(must, "CTCS-039", engine, "Without a password no AUTH is sent.",
		conformance.InSeed("DOC, AUTH"), conformance.InProgram("CLI 190"))
	CTCS040 = conformance.NewClause(must, "CTCS-040", both, "The password is the rest of the line after one SP, blanks included, compared as octets.",
		conformance.OfOurs("where the sources are silent"))
	CTCS041 = conformance.NewClause(must, "CTCS-041", controller, "With a password required, any line other than PROTOCOL before a right AUTH gets no effect: ERROR and close.",
		conformance.OfOurs("follows from the order that DOC gives"))
	CTCS042 = conformance.NewClause(must, "CTCS-042", controller, "A wrong AUTH gets ERROR text and the connection is closed.",
		conformance.OfOurs("DOC has ERROR for the client to display"))
	CTCS043 = conformance.NewClause(must, "CTCS-043", controller, "A server without password ignores AUTH and goes on.",
		conformance.OfOurs("as CT2 does"))
	CTCS044 = conformance.NewClause(should, "CTCS-044", engine, "ERROR text is shown to the operator; the connection is not closed by the engine for it.",
		conformance.InSeed("DOC"))
	CTCS045 = conformance.NewClause(must, "CTCS-045", both, "Passwords are not logged, nor reported in CTCONFIG ctcs_server.",
		conformance.OfOurs("(CLI reports text after 2nd colon)"))
	CTCS046 = conformance.NewClause(should, "CTCS-046", engine, "After a refused AUTH the engine backs off (5 s or more) before it dials again.",
		conformance.OfOurs("where the sources are silent"))
)

// Greeting and status.
var (
	CTCS047 = conformance.NewClause(must, "CTCS-047", engine, "CTORRENT is sent once per connection, after PROTOCOL and AUTH, before any status.",
		conformance.InSeed("DOC"))
	CTCS048 = conformance.NewClause(must, "CTCS-048", engine, "The engine does not wait for the server before CTORRENT.",
		conformance.InProgram("seen in use"))
	CTCS049 = conformance.NewClause(must, "CTCS-049", engine, "CTORRENT has peerid, start time, current time, filename; filename is the rest of the line.",
		conformance.InSeed("DOC"))
	CTCS050 = conformance.NewClause(must, "CTCS-050", engine, "start time is constant over reconnects of one run; current time >= start.",
		conformance.InProgram("seen in use"))
	CTCS051 = conformance.NewClause(must, "CTCS-051", engine, "peerid uses the text form of 2.3, no blanks, at most 42 characters, the same in the tracker announce (raw).",
		conformance.InProgram("CLI peer.cpp"))
	CTCS052 = conformance.NewClause(should, "CTCS-052", controller, "The server keys torrents by connection, and may use peerid to recognise a reconnect.",
		conformance.OfOurs("as CT2 does"))
	CTCS053 = conformance.NewClause(should, "CTCS-053", engine, "A CTSTATUS follows CTORRENT within 2 s without being asked.",
		conformance.InProgram("CLI"))
	CTCS054 = conformance.NewClause(must, "CTCS-054", engine, "SENDSTATUS is answered with one CTSTATUS in the working dialect.",
		conformance.InSeed("DOC"))
	CTCS055 = conformance.NewClause(must, "CTCS-055", engine, "v1 CTSTATUS has the 5 groups of 2.1 and no :, no cache field.",
		conformance.InSeed("DOC"))
	CTCS056 = conformance.NewClause(must, "CTCS-056", engine, "v2/v3 CTSTATUS has 6 groups with totals, connecting, cache_used.",
		conformance.InSeed("DOC"))
	CTCS057 = conformance.NewClause(must, "CTCS-057", engine, "0 <= n_have <= n_avail <= n_total, n_total constant and = number of pieces.",
		conformance.InProgram("seen in use"))
	CTCS058 = conformance.NewClause(must, "CTCS-058", engine, "Rates and limits are octets/s; 0 limit = unlimited.",
		conformance.InProgram("seen in use"))
	CTCS059 = conformance.NewClause(must, "CTCS-059", both, "Totals are octets, non-decreasing over a connection, 64-bit.",
		conformance.InProgram("CLI %llu"))
	CTCS060 = conformance.NewClause(should, "CTCS-060", engine, "CTBW is sent when a rate or limit changed, at most once per second.",
		conformance.InSeed("DOC"))
	CTCS061 = conformance.NewClause(must, "CTCS-061", both, "CTBW has dl_rate,ul_rate dl_limit,ul_limit in that order.",
		conformance.InSeed("DOC"))
	CTCS062 = conformance.NewClause(should, "CTCS-062", engine, "An unsolicited CTSTATUS is sent when the download completes.",
		conformance.InSeed("DOC"))
	CTCS063 = conformance.NewClause(may, "CTCS-063", engine, "CTSTATUS may come unsolicited at other times (every 30+ s).",
		conformance.InProgram("CLI 238")).Without("a permission: nothing that an engine does breaks it, and every case bears such lines")
	CTCS064 = conformance.NewClause(must, "CTCS-064", controller, "The server does not use silence as sign of death before TCP close.",
		conformance.OfOurs("where the sources are silent"))
	CTCS065 = conformance.NewClause(must, "CTCS-065", controller, "A malformed CTSTATUS/CTBW leaves the model unchanged.",
		conformance.OfOurs("where the sources are silent"))
	CTCS066 = conformance.NewClause(should, "CTCS-066", controller, "Negative counts in CTSTATUS/CTBW are read, not refused.",
		conformance.InProgram("seen in use"))
)

// Detail and files.
var (
	CTCS067 = conformance.NewClause(must, "CTCS-067", engine, "SENDDETAIL is answered with CTDETAIL of four numbers.",
		conformance.InSeed("DOC"))
	CTCS068 = conformance.NewClause(must, "CTCS-068", engine, "seed_timestamp is 0 while incomplete, else the time it became complete (<= now).",
		conformance.InSeed("DOC"))
	CTCS069 = conformance.NewClause(should, "CTCS-069", engine, "CTDETAIL is followed at once by a file block (start, one CTFILE per file in order 1..n, done).",
		conformance.InProgram("CLI; DOC says may"))
	CTCS070 = conformance.NewClause(must, "CTCS-070", engine, "v3 uses CTFILESTART/CTFILESDONE; v1 and v2 use CTFILES/CTFDONE.",
		conformance.InSeed("DOC, deprecated messages"), conformance.InProgram("CLI"))
	CTCS071 = conformance.NewClause(must, "CTCS-071", both, "CTFILE has 5, 6 or 8 fields for v1, v2, v3 in the order of 2.1.",
		conformance.InSeed("DOC"))
	CTCS072 = conformance.NewClause(must, "CTCS-072", both, "The file name is the rest of the line, / separated, blanks kept.",
		conformance.InProgram("seen in use"))
	CTCS073 = conformance.NewClause(must, "CTCS-073", engine, "Sum of filesize = torrent_size; n_have, n_available <= n_pieces.",
		conformance.InProgram("seen in use"))
	CTCS074 = conformance.NewClause(must, "CTCS-074", engine, "priority is 0 without a selection; else the group index of file_list (by piece coverage allowed).",
		conformance.InProgram("seen in use"))
	CTCS075 = conformance.NewClause(must, "CTCS-075", engine, "current_priority is the same in all CTFILE lines of a block.",
		conformance.InProgram("CLI 614"))
	CTCS076 = conformance.NewClause(must, "CTCS-076", both, "No other message stands between START and DONE of a block.",
		conformance.OfOurs("where the sources are silent"))
	CTCS077 = conformance.NewClause(must, "CTCS-077", controller, "A block is applied at DONE; a new START or a closed connection discards the half block.",
		conformance.OfOurs("where the sources are silent"))
	CTCS078 = conformance.NewClause(must, "CTCS-078", controller, "fileno and counts from the wire never size an allocation unchecked.",
		conformance.OfOurs("where the sources are silent"))
)

// Peers.
var (
	CTCS079 = conformance.NewClause(must, "CTCS-079", engine, "SENDPEERS is answered with start, 0..n CTPEER, done.",
		conformance.InSeed("DOC"))
	CTCS080 = conformance.NewClause(must, "CTCS-080", engine, "v3 CTPEERSTART/CTPEERSDONE, v1 and v2 CTPEERS/CTPDONE.",
		conformance.InSeed("DOC, deprecated messages"), conformance.InProgram("CLI"))
	CTCS081 = conformance.NewClause(must, "CTCS-081", engine, "CTPEER has 8 fields in every version.",
		conformance.InSeed("DOC"))
	CTCS082 = conformance.NewClause(must, "CTCS-082", engine, "choke_interest is [CU][in][CU][in], download pair first.",
		conformance.InProgram("CLI 688, RM"))
	CTCS083 = conformance.NewClause(must, "CTCS-083", engine, "Only handshaken peers are listed; address is IPv4 without port.",
		conformance.InProgram("CLI PEER_IS_SUCCESS"))
	CTCS084 = conformance.NewClause(must, "CTCS-084", controller, "A CTPEER with other flag letters is dropped alone.",
		conformance.OfOurs("as CT2 does"))
	CTCS085 = conformance.NewClause(may, "CTCS-085", engine, "Order of peers is free (CLI: newest first).",
		conformance.OfOurs("where the sources are silent")).Without("a permission: no case assumes an order of peers")
)

// Configuration.
var (
	CTCS086 = conformance.NewClause(must, "CTCS-086", engine, "v3: SENDCONF is answered with CTCONFIGSTART, one CTCONFIG per option, CTCONFIGDONE.",
		conformance.InSeed("DOC"))
	CTCS087 = conformance.NewClause(must, "CTCS-087", engine, "v3 CTCONFIG carries name, type, range, value, short and long description, the last three counted in octets.",
		conformance.InSeed("DOC"))
	CTCS088 = conformance.NewClause(must, "CTCS-088", controller, "Counted strings are parsed by count, not by blanks.",
		conformance.OfOurs("follows from DOC, CTCONFIG"))
	CTCS089 = conformance.NewClause(must, "CTCS-089", controller, "A wrong count (too large, negative, no digits) drops that CTCONFIG only.",
		conformance.OfOurs("where the sources are silent"))
	CTCS090 = conformance.NewClause(must, "CTCS-090", engine, "type is I, F, B or S; B value 0 or 1.",
		conformance.InSeed("DOC"))
	CTCS091 = conformance.NewClause(must, "CTCS-091", engine, "range is x-y, a number, or 0 = none; the value lies in it.",
		conformance.InProgram("seen in use"))
	CTCS092 = conformance.NewClause(must, "CTCS-092", controller, "v3: a change is CTCONFIG name value, value = rest of the line, not counted.",
		conformance.InSeed("DOC"))
	CTCS093 = conformance.NewClause(must, "CTCS-093", engine, "v3: a valid change takes effect and is seen in the next SENDCONF.",
		conformance.InSeed("DOC, CTCONFIG"))
	CTCS094 = conformance.NewClause(must, "CTCS-094", engine, "v3: unknown name, missing value, or value out of range changes nothing.",
		conformance.InProgram("seen in use"))
	CTCS095 = conformance.NewClause(should, "CTCS-095", engine, "v3: a refused change is reported with CTINFO 2.",
		conformance.InProgram("seen in use"))
	CTCS096 = conformance.NewClause(must, "CTCS-096", engine, "A line CTCONFIG with no parameters is harmless.",
		conformance.OfOurs("where the sources are silent"))
	CTCS097 = conformance.NewClause(must, "CTCS-097", engine, "An empty string value is sent as name, SP, nothing.",
		conformance.InProgram("seen in use"))
	CTCS098 = conformance.NewClause(should, "CTCS-098", engine, "Option names are case-sensitive and unknown options are tolerated by servers (shown generically).",
		conformance.OfOurs("where the sources are silent"))
	CTCS099 = conformance.NewClause(may, "CTCS-099", engine, "The engine sends its configuration unasked after a local change.",
		conformance.InSeed("DOC")).Without("a permission, and the engine's console is out of the reach of the suite")
	CTCS100 = conformance.NewClause(should, "CTCS-100", controller, "After a change the server sends SENDCONF.",
		conformance.OfOurs("as CT2 does"))
	CTCS101 = conformance.NewClause(must, "CTCS-101", engine, "v2: SENDCONF is answered with one 8-field CTCONFIG, v1 with one 9-field CTCONFIG.",
		conformance.InSeed("DOC"))
	CTCS102 = conformance.NewClause(must, "CTCS-102", both, "v1/v2 change lines give all positions; . leaves a setting.",
		conformance.InSeed("DOC"))
	CTCS103 = conformance.NewClause(must, "CTCS-103", engine, "v1/v2: too few fields: nothing is changed, CTINFO 2.",
		conformance.OfOurs("where the sources are silent"))
	CTCS104 = conformance.NewClause(must, "CTCS-104", both, "v3 form is never sent in v1/v2 nor the reverse; an engine receiving the wrong form changes nothing.",
		conformance.OfOurs("where the sources are silent"))
	CTCS105 = conformance.NewClause(must, "CTCS-105", engine, "v1 sends exitzero 0 and soft_quit 0 if the functions do not exist, and ignores them when received.",
		conformance.InProgram("CLI 405"))
	CTCS106 = conformance.NewClause(should, "CTCS-106", engine, "user_exit, out_*, input and ctcs_server from the wire are refused unless the operator allowed them.",
		conformance.OfOurs("the options run commands and write files"))
)

// Control.
var (
	CTCS107 = conformance.NewClause(must, "CTCS-107", engine, "SETDLIMIT n / SETULIMIT n set the limits in octets/s; 0 removes the limit.",
		conformance.InSeed("DOC"))
	CTCS108 = conformance.NewClause(should, "CTCS-108", both, "A limit argument that is not a non-negative number changes nothing; fractions round down; above 2^31-1 clamps.",
		conformance.OfOurs("where the sources are silent"))
	CTCS109 = conformance.NewClause(must, "CTCS-109", engine, "A missing argument never takes text of another line.",
		conformance.OfOurs("where the sources are silent"))
	CTCS110 = conformance.NewClause(should, "CTCS-110", engine, "SETDLIMIT is applied also when the torrent is complete.",
		conformance.OfOurs("where the sources are silent"))
	CTCS111 = conformance.NewClause(must, "CTCS-111", engine, "CTQUIT: the engine stops transfers, tells the tracker stopped, closes and exits with success.",
		conformance.InSeed("DOC"))
	CTCS112 = conformance.NewClause(should, "CTCS-112", engine, "A last CTSTATUS is sent on quitting.",
		conformance.InProgram("seen in use"))
	CTCS113 = conformance.NewClause(must, "CTCS-113", engine, "CTRESTART: tracker gets stopped, then started; the CTCS connection stays open.",
		conformance.InSeed("DOC"))
	CTCS114 = conformance.NewClause(must, "CTCS-114", engine, "CTUPDATE: the tracker is contacted again soon (CLI: <= 15 s), no event.",
		conformance.InSeed("DOC"))
	CTCS115 = conformance.NewClause(must, "CTCS-115", both, "Parameters after SENDSTATUS, SENDPEERS, SENDDETAIL, SENDCONF, CTQUIT, CTUPDATE, CTRESTART are ignored.",
		conformance.InProgram("seen in use"))
)

// Info, loss and safety.
var (
	CTCS116 = conformance.NewClause(must, "CTCS-116", engine, "CTINFO is CTINFO severity text, severity 1, 2 or 3.",
		conformance.InSeed("DOC, CTINFO"), conformance.InProgram("CLI, console.cpp"))
	CTCS117 = conformance.NewClause(should, "CTCS-117", controller, "CTINFO without severity is accepted.",
		conformance.InProgram("RM, DCT"))
	CTCS118 = conformance.NewClause(must, "CTCS-118", controller, "All engine text (filename, CTINFO, CTFILE, CTCONFIG, peerid) is escaped before it reaches HTML or a terminal.",
		conformance.OfOurs("where the sources are silent"))
	CTCS119 = conformance.NewClause(must, "CTCS-119", engine, "After loss the engine reconnects (CLI: 5 s after loss, 15 s after refusal) and sends the whole greeting again.",
		conformance.InProgram("seen in use"))
	CTCS120 = conformance.NewClause(must, "CTCS-120", engine, "A close with a half line pending is handled as loss: line dropped, no busy loop, reconnect.",
		conformance.OfOurs("where the sources are silent"))
	CTCS121 = conformance.NewClause(must, "CTCS-121", both, "A reset (RST) or half close by the peer is handled as loss.",
		conformance.OfOurs("where the sources are silent"))
	CTCS122 = conformance.NewClause(must, "CTCS-122", engine, "State of an old connection (half line, half block, working version) does not reach the next one.",
		conformance.OfOurs("CLI 65"))
	CTCS123 = conformance.NewClause(should, "CTCS-123", controller, "After EOF the last known status is kept as an ended torrent.",
		conformance.InProgram("RM"))
	CTCS124 = conformance.NewClause(must, "CTCS-124", controller, "Several engines are served at once, also for the same torrent.",
		conformance.InProgram("CT2"))
	CTCS125 = conformance.NewClause(must, "CTCS-125", controller, "One engine that sends garbage, or does not read, does not stall the others.",
		conformance.OfOurs("where the sources are silent"))
	CTCS126 = conformance.NewClause(should, "CTCS-126", controller, "A first line GET  or POST  is a browser: answer HTTP or close; never register a torrent.",
		conformance.InProgram("CT2, RM"))
	CTCS127 = conformance.NewClause(should, "CTCS-127", both, "Bind and dial loopback by default; there is no confidentiality in the protocol.",
		conformance.OfOurs("RM security note")).Without("the suite gives both sides their addresses; what they do by default is nobody else's to see")
)

// Clauses returns all clauses of the protocol in the order of their IDs.
func Clauses() []*conformance.Clause {
	return []*conformance.Clause{
		CTCS001, CTCS002, CTCS003, CTCS004, CTCS005, CTCS006, CTCS007, CTCS008, CTCS009, CTCS010,
		CTCS011, CTCS012, CTCS013, CTCS014, CTCS015, CTCS016, CTCS017, CTCS018, CTCS019, CTCS020,
		CTCS021, CTCS022, CTCS023, CTCS024, CTCS025, CTCS026, CTCS027, CTCS028, CTCS029, CTCS030,
		CTCS031, CTCS032, CTCS033, CTCS034, CTCS035, CTCS036, CTCS037, CTCS038, CTCS039, CTCS040,
		CTCS041, CTCS042, CTCS043, CTCS044, CTCS045, CTCS046, CTCS047, CTCS048, CTCS049, CTCS050,
		CTCS051, CTCS052, CTCS053, CTCS054, CTCS055, CTCS056, CTCS057, CTCS058, CTCS059, CTCS060,
		CTCS061, CTCS062, CTCS063, CTCS064, CTCS065, CTCS066, CTCS067, CTCS068, CTCS069, CTCS070,
		CTCS071, CTCS072, CTCS073, CTCS074, CTCS075, CTCS076, CTCS077, CTCS078, CTCS079, CTCS080,
		CTCS081, CTCS082, CTCS083, CTCS084, CTCS085, CTCS086, CTCS087, CTCS088, CTCS089, CTCS090,
		CTCS091, CTCS092, CTCS093, CTCS094, CTCS095, CTCS096, CTCS097, CTCS098, CTCS099, CTCS100,
		CTCS101, CTCS102, CTCS103, CTCS104, CTCS105, CTCS106, CTCS107, CTCS108, CTCS109, CTCS110,
		CTCS111, CTCS112, CTCS113, CTCS114, CTCS115, CTCS116, CTCS117, CTCS118, CTCS119, CTCS120,
		CTCS121, CTCS122, CTCS123, CTCS124, CTCS125, CTCS126, CTCS127,
	}
}
