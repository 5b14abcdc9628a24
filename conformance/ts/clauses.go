package ts

import (
	"enginespec/codec"
	"enginespec/conformance"
)

const (
	engine     = codec.Engine
	controller = codec.Controller
	must       = conformance.Must
	should     = conformance.Should
	may        = conformance.May
)

// Transport, framing.
var (
	TS001 = conformance.NewClause(must, "TS-001", engine, "listens on TCP; default port 62062, another can be configured",
		conformance.InSeed("S1 intro"), conformance.InRecording("LOG"))
	TS002 = conformance.NewClause(must, "TS-002", engine, "every line written ends in CR LF",
		conformance.InSeed("S0/S1 general form"))
	TS003 = conformance.NewClause(must, "TS-003", controller, "every line written ends in CR LF",
		conformance.InSeed("S0/S1 general form"))
	TS004 = conformance.NewClause(must, "TS-004", engine, "accepts one command split over many TCP segments",
		conformance.InSeed("S0/S1 general form"))
	TS005 = conformance.NewClause(must, "TS-005", engine, "accepts several commands in one segment and answers all, in order",
		conformance.InProgram("PW"), conformance.InProgram("GO"), conformance.InRecording("PLX transcripts"))
	TS006 = conformance.NewClause(must, "TS-006", controller, "reassembles lines across segment borders",
		conformance.InSeed("S0/S1 general form"), conformance.InProgram("PW fails"))
	TS007 = conformance.NewClause(must, "TS-007", controller, "handles several engine lines arriving in one segment",
		conformance.InSeed("S0/S1 general form"))
	TS008 = conformance.NewClause(should, "TS-008", engine, "writes each line with one send call, TCP_NODELAY on, never two lines closer than one scheduler tick in \"gentle\" profile",
		conformance.InProgram("PW reads chunks, not lines"))
	TS009 = conformance.NewClause(should, "TS-009", engine, "accepts bare LF",
		conformance.InProgram("TELNET users (JON)"), conformance.OfOurs("lenient rule"))
	TS010 = conformance.NewClause(must, "TS-010", engine, "ignores an empty line without closing",
		conformance.OfOurs("lenient rule"))
	TS011 = conformance.NewClause(must, "TS-011", engine, "ignores an unknown command without closing",
		conformance.InProgram("GO sends STOPDL"))
	TS012 = conformance.NewClause(must, "TS-012", engine, "tolerates repeated spaces and trailing spaces",
		conformance.InProgram("OFF GETCID  infohash="), conformance.InProgram("HAP EVENT play"))
	TS013 = conformance.NewClause(must, "TS-013", engine, "accepts a line of 1 MiB (RAW torrent)",
		conformance.InSeed("S0/S1 LOAD RAW"))
	TS014 = conformance.NewClause(should, "TS-014", engine, "never writes a line longer than 8192 bytes by default",
		conformance.InProgram("JAC decoder"))
	TS015 = conformance.NewClause(must, "TS-015", engine, "command names are case-sensitive upper case",
		conformance.InSeed("all samples"))
	TS016 = conformance.NewClause(must, "TS-016", engine, "keeps sessions of concurrent connections apart",
		conformance.InSeed("S0/S1 handshake text"), conformance.InProgram("PHP opens one per stream"))
	TS017 = conformance.NewClause(must, "TS-017", engine, "on EOF from client ends that session only and frees it",
		conformance.InSeed("S0/S1 SHUTDOWN"))
	TS018 = conformance.NewClause(may, "TS-018", engine, "writes the chosen port to a file acestream.port",
		conformance.InDocument("W-141"))
)

// Handshake.
var (
	TS020 = conformance.NewClause(must, "TS-020", controller, "sends HELLOBG as its first line, right after connect",
		conformance.InSeed("S0/S1 HELLOBG paragraph"))
	TS021 = conformance.NewClause(must, "TS-021", engine, "answers HELLOBG with exactly one HELLOTS",
		conformance.InSeed("S0/S1 HELLOBG, HELLOTS"))
	TS022 = conformance.NewClause(must, "TS-022", engine, "sends nothing before HELLOBG",
		conformance.InSeed("S0/S1 handshake order"))
	TS023 = conformance.NewClause(must, "TS-023", engine, "accepts bare HELLOBG",
		conformance.InSeed("D0 sample session"))
	TS024 = conformance.NewClause(must, "TS-024", engine, "accepts version=n for n 1..6 and unknown further keys (ace=, ie= even empty)",
		conformance.InDocument("W-535"), conformance.InProgram("OFF"), conformance.InProgram("DAP"))
	TS025 = conformance.NewClause(should, "TS-025", engine, "HELLOTS carries version, version_code, key, http_port (v2+ profile)",
		conformance.InDocument("W-535"), conformance.InRecording("LOG"))
	TS026 = conformance.NewClause(must, "TS-026", engine, "version text has at least one dot; OFF dies otherwise",
		conformance.InProgram("OFF in.cpp hello (segfault reproduced with version=2)"))
	TS027 = conformance.NewClause(should, "TS-027", engine, "key is 10 lowercase hex",
		conformance.InProgram("VAL takes exactly 10 chars"), conformance.InProgram("PHP regex"), conformance.InRecording("LOG"))
	TS028 = conformance.NewClause(may, "TS-028", engine, "another parameter follows key= on the same line, so that white space other than the CRLF ends the key",
		conformance.InProgram("a Kodi client matches \\skey=(\\w+)\\s"))
	TS029 = conformance.NewClause(must, "TS-029", engine, "the key differs between connections (unless fixed for tests)",
		conformance.InDocument("PK challenge"))
	TS030 = conformance.NewClause(must, "TS-030", controller, "sends READY after HELLOTS, before any other command",
		conformance.InSeed("S0/S1 READY"))
	TS031 = conformance.NewClause(must, "TS-031", controller, "response key = prefix + - + sha1hex(request key + product key)",
		conformance.InDocument("PK"), conformance.InRecording("confirmed by JAC log"))
	TS032 = conformance.NewClause(must, "TS-032", engine, "accepts the TS-031 vector and sends AUTH",
		conformance.InDocument("PK"), conformance.InRecording("JAC log"))
	TS033 = conformance.NewClause(must, "TS-033", engine, "strict mode: rejects a wrong signature with NOTREADY",
		conformance.InDocument("PK"), conformance.InRecording("aceproxy #14 log"))
	TS034 = conformance.NewClause(may, "TS-034", engine, "permissive mode accepts any READY",
		conformance.OfOurs("test-double need"))
	TS035 = conformance.NewClause(must, "TS-035", engine, "without announced key accepts bare READY",
		conformance.InSeed("D0 sample"))
	TS036 = conformance.NewClause(must, "TS-036", engine, "after READY sends AUTH int before anything else",
		conformance.InSeed("S0/S1 AUTH"), conformance.InSeed("D0 sample order"))
	TS037 = conformance.NewClause(must, "TS-037", engine, "never writes AUTH without a number",
		conformance.InProgram("OFF aborts (reproduced)"))
	TS038 = conformance.NewClause(should, "TS-038", engine, "answers commands of an unauthorised session with NOTREADY",
		conformance.InDocument("PK"))
	TS039 = conformance.NewClause(must, "TS-039", engine, "sends no STATE/STATUS/EVENT before READY accepted",
		conformance.InSeed("S0/S1 READY (\"ready to receive outgoing commands\")"))
	TS040 = conformance.NewClause(should, "TS-040", controller, "closes if HELLOTS does not come in time",
		conformance.InDocument("W-535"))
	TS041 = conformance.NewClause(should, "TS-041", controller, "treats NOTREADY as an error at once",
		conformance.InDocument("PK"))
	TS042 = conformance.NewClause(must, "TS-042", controller, "copes with HELLOTS lacking key=/version= (v1) by sending bare READY",
		conformance.InSeed("D0"))
	TS043 = conformance.NewClause(should, "TS-043", controller, "ignores unknown HELLOTS keys (bmode=0)",
		conformance.InRecording("LOG 3.1.16"))
	TS044 = conformance.NewClause(may, "TS-044", engine, "sends EVENT getuserdata once after AUTH",
		conformance.InProgram("HAP"), conformance.InProgram("PHP"), conformance.InProgram("PLX"))
	TS045 = conformance.NewClause(must, "TS-045", engine, "accepts USERDATA unasked, and malformed USERDATA JSON, without closing",
		conformance.InProgram("VAL unasked"), conformance.InProgram("TTV omits a comma"), conformance.InProgram("PW quotes numbers"), conformance.InProgram("GO sends zeros"))
	TS046 = conformance.NewClause(must, "TS-046", engine, "a second HELLOBG in a session does not crash it",
		conformance.OfOurs("robustness"))
)

// LOAD / LOADASYNC.
var (
	TS050 = conformance.NewClause(must, "TS-050", engine, "LOADASYNC is answered by LOADRESP with the same request_id, textually",
		conformance.InSeed("S0/S1 request_id"))
	TS051 = conformance.NewClause(must, "TS-051", engine, "two overlapping LOADASYNC get two LOADRESP, each with its id, any order",
		conformance.InSeed("S0/S1 request_id"))
	TS052 = conformance.NewClause(must, "TS-052", engine, "all four source kinds accepted: TORRENT, INFOHASH, PID, RAW",
		conformance.InSeed("S0/S1 LOADASYNC"))
	TS053 = conformance.NewClause(must, "TS-053", engine, "PID needs no ids and tolerates extra ints",
		conformance.InSeed("S0/S1"), conformance.InProgram("DAP"))
	TS054 = conformance.NewClause(must, "TS-054", engine, "LOADRESP is one line: name, id, JSON object",
		conformance.InSeed("S0/S1 LOADRESP"), conformance.InSeed("D0 line break judged damage"))
	TS055 = conformance.NewClause(must, "TS-055", engine, "JSON has integer status in {0,1,2,100}",
		conformance.InSeed("S0/S1 (0-2)"), conformance.InRecording("LOG/OFF (100)"))
	TS056 = conformance.NewClause(must, "TS-056", engine, "status 1 iff one media file, 2 iff more, 0 iff none",
		conformance.InSeed("S0/S1 status"))
	TS057 = conformance.NewClause(must, "TS-057", engine, "status 1/2 has infohash and files of [string,int]",
		conformance.InSeed("S0/S1"))
	TS058 = conformance.NewClause(must, "TS-058", engine, "file names are percent-encoded UTF-8; decoding gives the name",
		conformance.InSeed("S0/S1"))
	TS059 = conformance.NewClause(must, "TS-059", engine, "index = position in torrent, not in list",
		conformance.InSeed("S0/S1 files (0,1,5 sample)"))
	TS060 = conformance.NewClause(should, "TS-060", engine, "failure = status 100 with message",
		conformance.InProgram("OFF"), conformance.InProgram("VAL"), conformance.InProgram("JAC"), conformance.InRecording("LOG"))
	TS061 = conformance.NewClause(should, "TS-061", engine, "JSON separators are \", \" and \": \", keys in double quotes",
		conformance.InProgram("OFF string-searches \"status\": + 1 char, ], [, ]]"))
	TS062 = conformance.NewClause(should, "TS-062", engine, "encodes \" and \\ in names as %22, %5C and expects clients to decode after JSON parsing",
		conformance.InSeed("S0/S1 \"urlencoded\""))
	TS063 = conformance.NewClause(should, "TS-063", engine, "STATUS main:loading before and STATUS main:idle after LOADRESP",
		conformance.InDocument("W-150"), conformance.InRecording("LOG"))
	TS064 = conformance.NewClause(must, "TS-064", engine, "sends no line other than STATUS between LOADASYNC and LOADRESP in gentle profile",
		conformance.InProgram("JAC closes on any other event"))
	TS065 = conformance.NewClause(must, "TS-065", engine, "LOAD is answered by one ##-line with the same JSON, no id",
		conformance.InSeed("S0/S1 sync commands"), conformance.InProgram("PW"))
	TS066 = conformance.NewClause(must, "TS-066", engine, "sync replies come in request order, one per sync command",
		conformance.InSeed("S0/S1 sync"))
	TS067 = conformance.NewClause(must, "TS-067", controller, "takes a line starting ## as reply to its pending sync command, others as async even while waiting",
		conformance.InSeed("S0/S1 sync"))
	TS068 = conformance.NewClause(must, "TS-068", engine, "invalid base64 or unknown source word gives status 100 (or nothing for unknown word) but the connection stays",
		conformance.OfOurs("robustness"))
	TS069 = conformance.NewClause(must, "TS-069", controller, "matches request_id before using a LOADRESP",
		conformance.InSeed("S0/S1"))
)

// GETPID and other queries.
var (
	TS070 = conformance.NewClause(must, "TS-070", engine, "GETPID gives ## + id with no space",
		conformance.InSeed("S0/S1"), conformance.InSeed("D0 sample"))
	TS071 = conformance.NewClause(must, "TS-071", engine, "unknown infohash gives exactly ## CRLF",
		conformance.InSeed("S0/S1 GETPID (\"empty string\")"))
	TS072 = conformance.NewClause(should, "TS-072", engine, "GETCID any parameter order gives ## reply",
		conformance.InProgram("OFF"), conformance.InProgram("HAP"))
	TS073 = conformance.NewClause(may, "TS-073", engine, "GETADURL produces LOAD_URL or EVENT showurl or nothing",
		conformance.InProgram("OFF"), conformance.InProgram("HAP"))
	TS074 = conformance.NewClause(must, "TS-074", controller, "accepts an empty ##",
		conformance.InSeed("S0/S1"))
)

// START, playback.
var (
	TS080 = conformance.NewClause(must, "TS-080", engine, "accepts START TORRENT/INFOHASH/PID/RAW/URL as in 1.2.2",
		conformance.InSeed("S0/S1 START"))
	TS081 = conformance.NewClause(should, "TS-081", engine, "accepts START EFILE",
		conformance.InProgram("OFF"), conformance.InProgram("HAP"), conformance.InProgram("VAL"), conformance.InProgram("JAC"))
	TS082 = conformance.NewClause(must, "TS-082", engine, "accepts file_indexes 0 and 0,1,2,3,4",
		conformance.InSeed("S0/S1 file_indexes"))
	TS083 = conformance.NewClause(should, "TS-083", engine, "an index not in the torrent gives an err STATUS, not silence",
		conformance.OfOurs("A11"))
	TS084 = conformance.NewClause(must, "TS-084", engine, "tolerates one or two extra trailing ints and any kv options",
		conformance.InProgram("VAL"), conformance.InProgram("OFF"), conformance.InProgram("HAP"), conformance.InProgram("PW (four options)"))
	TS085 = conformance.NewClause(must, "TS-085", engine, "tolerates a missing index list (4 ints)",
		conformance.InRecording("DAP transcript"))
	TS086 = conformance.NewClause(must, "TS-086", engine, "START needs no prior LOAD",
		conformance.InProgram("PHP"), conformance.InRecording("JON transcript"))
	TS087 = conformance.NewClause(must, "TS-087", engine, "on START sends STATE 1 before any prebuf STATUS",
		conformance.InSeed("D0 sample"), conformance.InRecording("LOG"))
	TS088 = conformance.NewClause(should, "TS-088", engine, "sends STATUS main:starting before prebuf",
		conformance.InProgram("VAL blocks without it"), conformance.InRecording("LOG"))
	TS089 = conformance.NewClause(must, "TS-089", engine, "sends at least one prebuf STATUS or goes straight to playback; then exactly one playback announcement",
		conformance.InSeed("S0/S1"))
	TS090 = conformance.NewClause(must, "TS-090", engine, "announcement shape follows the API version (0.1)",
		conformance.InSeed("S0/S1 PLAY"), conformance.InProgram("VAL/HAP"))
	TS091 = conformance.NewClause(must, "TS-091", engine, "v>=4 START has url= first, plus infohash= and file_index=",
		conformance.InProgram("TTV takes token 0 as url"), conformance.InProgram("HAP"))
	TS092 = conformance.NewClause(must, "TS-092", engine, "no raw = or space inside any START value",
		conformance.InRecording("HAP splits on = and throws (transcript)"))
	TS093 = conformance.NewClause(should, "TS-093", engine, "v>=4 url is percent-encoded at least for : ... readable also unencoded",
		conformance.InProgram("TTV"), conformance.InProgram("OFF"))
	TS094 = conformance.NewClause(must, "TS-094", engine, "the url answers HTTP GET with the media (or test bytes) while playing",
		conformance.InSeed("S0/S1 PLAY (\"embedded http-server\")"))
	TS095 = conformance.NewClause(should, "TS-095", engine, "url host 127.0.0.1 and port = http_port by default, path /content/<infohash>/<token> or ends .m3u8 for hls",
		conformance.InSeed("D0 sample"), conformance.InProgram("PW tests /content/, /hls/"), conformance.InProgram("HAP tests .m3u8"))
	TS096 = conformance.NewClause(must, "TS-096", engine, "STATE 2 follows the announcement",
		conformance.InSeed("D0 sample"), conformance.InRecording("LOG"))
	TS097 = conformance.NewClause(must, "TS-097", engine, "live content adds stream=1; VOD omits it",
		conformance.InProgram("HAP treats any stream value as live"))
	TS098 = conformance.NewClause(must, "TS-098", engine, "DUR and PLAYBACK accepted, no reply, glued or split url forms accepted",
		conformance.InSeed("S0/S1"), conformance.OfOurs("D-2, D-3"))
	TS099 = conformance.NewClause(must, "TS-099", engine, "ad clip: main announcement only after PLAYBACK 100 for the ad url",
		conformance.InSeed("S0/S1 PLAYBACK"))
	TS100 = conformance.NewClause(should, "TS-100", engine, "PLAYBACK 101 ends an interruptible ad, not an uninterruptible one",
		conformance.InProgram("OFF"))
	TS101 = conformance.NewClause(must, "TS-101", controller, "sends DUR once duration is known, then PLAYBACK 0 (ads: mandatory; VOD: v1 yes, later optional; live: never)",
		conformance.InSeed("S0/S1 DUR"), conformance.InDocument("W-681"))
	TS102 = conformance.NewClause(must, "TS-102", controller, "does not report 25/50/75/100 before playing that far, each at most once",
		conformance.InSeed("S0/S1"))
	TS103 = conformance.NewClause(must, "TS-103", engine, "STOP gives STATE 0 then STATUS main:idle, and no further dl/livepos lines",
		conformance.InSeed("D0 sample"), conformance.InRecording("LOG"))
	TS104 = conformance.NewClause(should, "TS-104", engine, "STOP is idempotent",
		conformance.InProgram("PW"), conformance.InProgram("DAP send it twice"))
	TS105 = conformance.NewClause(must, "TS-105", engine, "SHUTDOWN is answered SHUTDOWN, then the engine closes within 1 s",
		conformance.InSeed("D0 sample"))
	TS106 = conformance.NewClause(must, "TS-106", engine, "SHUTDOWN while playing needs no STOP first",
		conformance.InRecording("VAL transcript"))
	TS107 = conformance.NewClause(must, "TS-107", engine, "START after STOP works on the same connection",
		conformance.InSeed("S0/S1 STOP"))
	TS108 = conformance.NewClause(must, "TS-108", engine, "START while playing replaces the playback; old url stops serving",
		conformance.OfOurs("table 3"))
	TS109 = conformance.NewClause(must, "TS-109", controller, "handles engine-initiated SHUTDOWN and EOF",
		conformance.InSeed("S0/S1 SHUTDOWN"))
)

// STATE, STATUS, PAUSE, INFO, EVENT.
var (
	TS110 = conformance.NewClause(must, "TS-110", engine, "STATE argument in 0..6",
		conformance.InProgram("VAL/HAP/DAP/OFF table"), conformance.InProgram("DAP raises on others"))
	TS111 = conformance.NewClause(must, "TS-111", engine, "STATUS syntax as section 2",
		conformance.InSeed("S0/S1 STATUS"), conformance.InSeed("D0"))
	TS112 = conformance.NewClause(must, "TS-112", engine, "dl has 11, prebuf and buf 13, wait and seekprebuf 12 tokens per side",
		conformance.InSeed("counted samples"), conformance.InProgram("PLX/OFF/JAC index without checks"))
	TS113 = conformance.NewClause(must, "TS-113", engine, "idle, loading, starting 1 token; check 2; err 3",
		conformance.InSeed("S0/S1"), conformance.InRecording("LOG"))
	TS114 = conformance.NewClause(must, "TS-114", engine, "all fields decimal integers",
		conformance.InSeed("S0/S1 \"all numbers are sent as integer\""))
	TS115 = conformance.NewClause(must, "TS-115", engine, "progress fields 0..100",
		conformance.InSeed("S0/S1"))
	TS116 = conformance.NewClause(must, "TS-116", engine, "prebuf progress never decreases within one start",
		conformance.InSeed("sample"))
	TS117 = conformance.NewClause(must, "TS-117", engine, "downloaded/uploaded never decrease within one playback",
		conformance.InSeed("samples"))
	TS118 = conformance.NewClause(must, "TS-118", engine, "periodic STATUS while not idle, gap <= 5 s",
		conformance.InSeed("S0/S1 \"sent periodically\""))
	TS119 = conformance.NewClause(must, "TS-119", engine, "no periodic STATUS while idle",
		conformance.InRecording("LOG"))
	TS120 = conformance.NewClause(must, "TS-120", engine, "ad form main:..|ad:.., each side complete",
		conformance.InSeed("S0/S1"))
	TS121 = conformance.NewClause(must, "TS-121", controller, "parses main part when an ad part is present",
		conformance.InSeed("S0/S1"))
	TS122 = conformance.NewClause(must, "TS-122", controller, "survives short forms A1, A2",
		conformance.InSeed("S0/S1 examples"))
	TS123 = conformance.NewClause(must, "TS-123", controller, "ignores unknown state words",
		conformance.OfOurs("open set (loading, seekprebuf added later)"))
	TS124 = conformance.NewClause(must, "TS-124", engine, "PAUSE precedes STATE 3, RESUME precedes STATE 2; PAUSE and RESUME alternate",
		conformance.InSeed("D0 sample"))
	TS125 = conformance.NewClause(must, "TS-125", engine, "buf STATUS only between PAUSE and RESUME",
		conformance.InSeed("D0 sample"))
	TS126 = conformance.NewClause(must, "TS-126", controller, "reacts to PAUSE/RESUME by pausing/resuming, and does not close",
		conformance.InSeed("S0/S1"))
	TS127 = conformance.NewClause(must, "TS-127", engine, "INFO is int;text",
		conformance.InSeed("S0/S1 INFO"))
	TS128 = conformance.NewClause(should, "TS-128", engine, "INFO ids limited to 0..3 with meanings of 1.3",
		conformance.InProgram("OFF"), conformance.InProgram("JAC"))
	TS129 = conformance.NewClause(must, "TS-129", engine, "EVENT parameter values percent-encoded UTF-8; no parameter is allowed",
		conformance.InSeed("S0/S1 EVENT"))
	TS130 = conformance.NewClause(must, "TS-130", engine, "livepos has the eight keys in the order of 1.6, ints, live_first <= pos <= last",
		conformance.InProgram("VAL indexes tokens 2, 4, 9"), conformance.InProgram("PW 2, 3"), conformance.InRecording("LOG"))
	TS131 = conformance.NewClause(should, "TS-131", engine, "livepos about once a second, live only",
		conformance.InRecording("LOG"))
	TS132 = conformance.NewClause(should, "TS-132", engine, "first livepos within 5 s of START, and no other EVENT between START and it",
		conformance.InProgram("HAP waits 5 s for the next EVENT of any name and then reads last"))
	TS133 = conformance.NewClause(should, "TS-133", engine, "LIVESEEK in range: STOP, new START with different url",
		conformance.InProgram("HAP docstring"), conformance.InProgram("VAL comment"), conformance.InRecording("transcripts"))
	TS134 = conformance.NewClause(should, "TS-134", engine, "LIVESEEK out of range is clamped, no error",
		conformance.OfOurs("robustness"))
	TS135 = conformance.NewClause(must, "TS-135", engine, "client EVENT lines accepted silently",
		conformance.InProgram("OFF"), conformance.InProgram("HAP"), conformance.InProgram("VAL"))
	TS136 = conformance.NewClause(should, "TS-136", engine, "download_stopped only after SETOPTIONS use_stop_notifications=1",
		conformance.InDocument("W-516"))
	TS137 = conformance.NewClause(must, "TS-137", engine, "SETOPTIONS gets no reply and unknown options are ignored",
		conformance.InDocument("W-516"), conformance.InProgram("HAP"))
	TS138 = conformance.NewClause(should, "TS-138", engine, "cansave writes index= before infohash=",
		conformance.InProgram("PLX int()-parses the first token"))
	TS139 = conformance.NewClause(must, "TS-139", engine, "fatal load/start error yields STATUS main:err;id;text and leaves the session usable",
		conformance.InSeed("S0/S1 err"), conformance.InDocument("W-516"))
	TS140 = conformance.NewClause(should, "TS-140", engine, "err text without ;, |, CR, LF",
		conformance.OfOurs("A7"))
)

// Clauses returns all clauses of the protocol in the order of their IDs.
func Clauses() []*conformance.Clause {
	return []*conformance.Clause{
		TS001, TS002, TS003, TS004, TS005, TS006, TS007, TS008, TS009, TS010,
		TS011, TS012, TS013, TS014, TS015, TS016, TS017, TS018, TS020, TS021,
		TS022, TS023, TS024, TS025, TS026, TS027, TS028, TS029, TS030, TS031,
		TS032, TS033, TS034, TS035, TS036, TS037, TS038, TS039, TS040, TS041,
		TS042, TS043, TS044, TS045, TS046, TS050, TS051, TS052, TS053, TS054,
		TS055, TS056, TS057, TS058, TS059, TS060, TS061, TS062, TS063, TS064,
		TS065, TS066, TS067, TS068, TS069, TS070, TS071, TS072, TS073, TS074,
		TS080, TS081, TS082, TS083, TS084, TS085, TS086, TS087, TS088, TS089,
		TS090, TS091, TS092, TS093, TS094, TS095, TS096, TS097, TS098, TS099,
		TS100, TS101, TS102, TS103, TS104, TS105, TS106, TS107, TS108, TS109,
		TS110, TS111, TS112, TS113, TS114, TS115, TS116, TS117, TS118, TS119,
		TS120, TS121, TS122, TS123, TS124, TS125, TS126, TS127, TS128, TS129,
		TS130, TS131, TS132, TS133, TS134, TS135, TS136, TS137, TS138, TS139,
		TS140,
	}
}
