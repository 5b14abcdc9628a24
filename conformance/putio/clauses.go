package putio

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

// untestable says why no case can show a clause broken.
func untestable(c *conformance.Clause, reason string) *conformance.Clause {
	c.Untestable = reason
	return c
}

// Transport.
var (
	PUTIO001 = conformance.NewClause(must, "PUTIO-001", engine, "serve /v1/<class>?method=<name> for the 6 classes and their 24 methods",
		conformance.InDocument("server document"), conformance.InProgram("PHP"), conformance.InProgram("NET"))
	PUTIO002 = conformance.NewClause(must, "PUTIO-002", engine, "accept POST with form body request=<urlencoded JSON>",
		conformance.InDocument("server document"), conformance.InProgram("PY"))
	PUTIO003 = conformance.NewClause(must, "PUTIO-003", engine, "accept GET with request in the query",
		conformance.InDocument("server document"), conformance.InProgram("JS1"))
	PUTIO004 = conformance.NewClause(must, "PUTIO-004", engine, "accept a raw un-escaped JSON form value",
		conformance.InDocument("server document curl"), conformance.InProgram("NET"), conformance.InProgram("JV"), conformance.InProgram("PHP"))
	PUTIO005 = conformance.NewClause(must, "PUTIO-005", engine, "accept literal { } \" : , in the request target",
		conformance.InDocument("server document GET example"), conformance.InProgram("JS1"))
	PUTIO006 = conformance.NewClause(must, "PUTIO-006", engine, "decode + as space and %XX as UTF-8 bytes in a correctly encoded value",
		conformance.InProgram("PY"))
	PUTIO007 = conformance.NewClause(should, "PUTIO-007", engine, "retry parsing on the un-decoded raw value when the decoded one is not JSON",
		conformance.InProgram("NET"), conformance.OfOurs("R"))
	PUTIO008 = conformance.NewClause(should, "PUTIO-008", engine, "treat invalid UTF-8 in the value as Latin-1, never as a 500",
		conformance.InRecording("JS1 measured"))
	PUTIO009 = conformance.NewClause(must, "PUTIO-009", engine, "take the operation from query parameter method; may fall back to the second path segment",
		conformance.InDocument("server document"), conformance.InProgram("PL"))
	PUTIO010 = conformance.NewClause(must, "PUTIO-010", engine, "ignore a trailing slash after the class",
		conformance.InProgram("CE"))
	PUTIO011 = conformance.NewClause(must, "PUTIO-011", engine, "ignore unknown extra form/query fields (client, _)",
		conformance.InProgram("CE"), conformance.InProgram("jQuery"))
	PUTIO012 = conformance.NewClause(must, "PUTIO-012", engine, "accept absolute-form request targets and any Host header (proxy use)",
		conformance.InRecording("X"), conformance.OfOurs("HTTP/1.1"))
	PUTIO013 = conformance.NewClause(should, "PUTIO-013", engine, "accept request with the form type plus charset parameter, and with POST whose request is in the query and body empty",
		conformance.InProgram("CE"), conformance.InProgram("FF"))
	PUTIO014 = conformance.NewClause(may, "PUTIO-014", engine, "support callback=<identifier>; then body is identifier(<json>), type text/javascript; identifier limited to [A-Za-z0-9_.$], else ignored",
		conformance.InProgram("LA"), conformance.InProgram("ST"), conformance.InProgram("JS1"))
	PUTIO015 = conformance.NewClause(must, "PUTIO-015", engine, "answer application failures with HTTP 200 + error:true",
		conformance.InProgram("NET"), conformance.InProgram("JV"), conformance.InProgram("PY behaviour"))
	PUTIO016 = conformance.NewClause(must, "PUTIO-016", both, "answer unknown class or method with HTTP 404",
		conformance.InProgram("PY"))
	PUTIO017 = conformance.NewClause(must, "PUTIO-017", engine, "answer internal faults with 500 and unavailability with 503, never HTML 200",
		conformance.InProgram("PY"))
	PUTIO018 = conformance.NewClause(should, "PUTIO-018", engine, "send Content-Type: application/json; charset=utf-8 and Content-Length",
		conformance.InDocument("server document"), conformance.InProgram("RB"))
	PUTIO019 = conformance.NewClause(must, "PUTIO-019", controller, "A client must not require any particular Content-Type",
		conformance.InProgram("LA"))
)

// Envelope.
var (
	PUTIO020 = conformance.NewClause(must, "PUTIO-020", engine, "A success body must hold response.results, error:false, error_message:null, user_name, id, user_id (= id), should hold response.total",
		conformance.InProgram("PY, RB and NET: the server document has no user_name, id and total, and null for false"), conformance.InRecording("X"))
	PUTIO021 = conformance.NewClause(must, "PUTIO-021", engine, "user_id/id must be JSON integers and equal",
		conformance.InDocument("server document"), conformance.InProgram("capture"))
	PUTIO022 = conformance.NewClause(must, "PUTIO-022", engine, "An error body must hold error:true and a non-empty string error_message",
		conformance.InDocument("server document"), conformance.InSeed("S"))
	PUTIO023 = conformance.NewClause(must, "PUTIO-023", engine, "total must equal the array length, 1 for object results",
		conformance.InProgram("capture"))
	PUTIO024 = conformance.NewClause(must, "PUTIO-024", controller, "A client must treat error false, null and absent as success, and true, \"true\", \"True\", 1 and \"1\" as failure",
		conformance.InDocument("server document"), conformance.InSeed("S"))
	PUTIO025 = conformance.NewClause(must, "PUTIO-025", controller, "A client must surface error_message verbatim on failure",
		conformance.InDocument("server document"))
	PUTIO026 = conformance.NewClause(must, "PUTIO-026", controller, "A client must ignore unknown members at every level and any member order",
		conformance.InSeed("order of members"))
	PUTIO027 = conformance.NewClause(must, "PUTIO-027", controller, "A client must read user_id and fall back to id",
		conformance.OfOurs("recommended"))
	PUTIO028 = conformance.NewClause(must, "PUTIO-028", controller, "A client must accept object results for acctoken/dirmap/analyze and should accept a one-element array",
		conformance.InProgram("PY"), conformance.InProgram("JV"))
	PUTIO029 = conformance.NewClause(must, "PUTIO-029", controller, "A client must report non-JSON bodies and non-2xx as distinct errors (404 unknown method, 500 server fault, other unavailable)",
		conformance.InProgram("PY"))
	PUTIO030 = conformance.NewClause(must, "PUTIO-030", engine, "A server must emit ids, item sizes, quotas and percent_done as decimal strings; booleans is_dir, paused as JSON booleans",
		conformance.InProgram("captures"), conformance.InProgram("PY sample"))
	PUTIO031 = conformance.NewClause(must, "PUTIO-031", controller, "A client must accept number or decimal string for every numeric field, up to 2^63-1",
		conformance.InProgram("NET converters"))
	PUTIO032 = conformance.NewClause(must, "PUTIO-032", engine, "A server must accept integer or decimal string for every id/offset/limit parameter",
		conformance.InProgram("PL"), conformance.InProgram("PY"))
)

// Authentication.
var (
	PUTIO033 = conformance.NewClause(must, "PUTIO-033", engine, "Every method must require matching api_key and api_secret in the request object",
		conformance.InSeed("S"), conformance.InDocument("server document"))
	PUTIO034 = conformance.NewClause(must, "PUTIO-034", engine, "On failure the body must be, up to member order and extra null members, exactly error_message, user_id null, results of one object with user_name and user_id null, error true; it must not contain user data",
		conformance.InSeed("S"))
	PUTIO035 = conformance.NewClause(must, "PUTIO-035", engine, "error_message must be byte for byte \"Unable to login. Please check your info.\"",
		conformance.InSeed("S"))
	PUTIO036 = conformance.NewClause(must, "PUTIO-036", engine, "Missing request, unparsable JSON, non-object, missing key or secret must give the same failure, HTTP 200",
		conformance.OfOurs("R"))
	PUTIO037 = conformance.NewClause(must, "PUTIO-037", engine, "A failed call must have no side effect",
		conformance.OfOurs("R"))
	PUTIO038 = conformance.NewClause(should, "PUTIO-038", engine, "Failure should also carry user_name:null, id:null",
		conformance.InProgram("CX"))
	PUTIO039 = conformance.NewClause(must, "PUTIO-039", controller, "A client must raise an authentication error distinct from other errors when user_id is null (or id and user_name null) and error is true",
		conformance.InSeed("S"), conformance.InProgram("CX"))
	PUTIO040 = conformance.NewClause(must, "PUTIO-040", controller, "A client must send credentials in every request and never in the path or a header",
		conformance.InSeed("S"))
	PUTIO041 = untestable(conformance.NewClause(should, "PUTIO-041", engine, "Secrets should not be logged; comparison should be constant-time",
		conformance.OfOurs("R")),
		"logs and the time of a comparison are not on the wire, and noise hides them from who measures")
)

// Files.
var (
	PUTIO042 = conformance.NewClause(must, "PUTIO-042", engine, "list defaults: parent 0, offset 0, limit 20, createdat_desc",
		conformance.InProgram("PL"), conformance.InProgram("PY"))
	PUTIO043 = conformance.NewClause(must, "PUTIO-043", engine, "offset/limit window must be stable and disjoint: pages concatenate to the full list",
		conformance.InProgram("CLI"))
	PUTIO044 = conformance.NewClause(must, "PUTIO-044", engine, "list with id must return exactly that item regardless of parent",
		conformance.InProgram("PY"), conformance.InProgram("XB"))
	PUTIO045 = conformance.NewClause(must, "PUTIO-045", engine, "list type must filter by code or name; unknown → error",
		conformance.InProgram("PY"))
	PUTIO046 = conformance.NewClause(must, "PUTIO-046", engine, "All orderby values incl. both spellings must sort as named; unknown value → default order or error, documented",
		conformance.InProgram("PY"), conformance.InProgram("PL"))
	PUTIO047 = conformance.NewClause(must, "PUTIO-047", engine, "Empty result must be [] with error false",
		conformance.InProgram("CX"))
	PUTIO048 = conformance.NewClause(must, "PUTIO-048", engine, "create_dir must return one Item, type folder, is_dir true, with the given name and parent",
		conformance.InProgram("PY"), conformance.InProgram("JV test"))
	PUTIO049 = conformance.NewClause(should, "PUTIO-049", engine, "create_dir without a name should use \"New Folder\"",
		conformance.InProgram("PY"), conformance.InProgram("NET"))
	PUTIO050 = conformance.NewClause(must, "PUTIO-050", engine, "info/rename/move must return one Item reflecting the change; list agrees",
		conformance.InProgram("PY"), conformance.InProgram("JV test"))
	PUTIO051 = conformance.NewClause(must, "PUTIO-051", engine, "Unknown id in info/rename/move/delete must be an error",
		conformance.InProgram("NET docs"), conformance.InProgram("JV test"))
	PUTIO052 = conformance.NewClause(must, "PUTIO-052", engine, "delete of a folder must remove its content; later delete of a child errors",
		conformance.InProgram("JV test"))
	PUTIO053 = conformance.NewClause(must, "PUTIO-053", engine, "move into itself/descendant or a non-folder must be an error, tree unchanged",
		conformance.OfOurs("R"))
	PUTIO054 = conformance.NewClause(must, "PUTIO-054", engine, "move/create_dir with parent 0 must target the root",
		conformance.InProgram("PY"), conformance.InProgram("NET"))
	PUTIO055 = conformance.NewClause(must, "PUTIO-055", engine, "search must match name words case-insensitively and honour from/type/ext/time in quoted and bare forms",
		conformance.InProgram("PY"))
	PUTIO056 = conformance.NewClause(must, "PUTIO-056", engine, "dirmap must be an object: root id \"0\" with nested dirs, folders only, every folder once",
		conformance.InProgram("PY"), conformance.InProgram("NET"))
	PUTIO057 = conformance.NewClause(must, "PUTIO-057", engine, "Items must carry the fields of the table; files have stream_url, folders have not",
		conformance.InProgram("PY"), conformance.InProgram("NET"))
	PUTIO058 = conformance.NewClause(should, "PUTIO-058", engine, "Folder size should be the sum of content",
		conformance.InProgram("PY sample"), conformance.InProgram("v2"))
)

// Stream and download.
var (
	PUTIO059 = conformance.NewClause(must, "PUTIO-059", controller, "A client must build stream URLs by removing trailing slashes, adding /atk/ and the token",
		conformance.InSeed("S"))
	PUTIO060 = conformance.NewClause(must, "PUTIO-060", engine, "A server must serve <stream_url>/atk/<token> with one or two slashes before atk",
		conformance.InSeed("S"), conformance.InRecording("PY measured"))
	PUTIO061 = conformance.NewClause(must, "PUTIO-061", engine, "A wrong/absent token must not yield content (401/403/404)",
		conformance.InSeed("S"))
	PUTIO062 = conformance.NewClause(should, "PUTIO-062", engine, "Stream responses should support single-range Range (206, Content-Range; 416)",
		conformance.InProgram("FS"), conformance.InProgram("FTP connector"))
	PUTIO063 = conformance.NewClause(must, "PUTIO-063", engine, "acctoken must return {\"token\": 40 lower-case hex} for the calling user",
		conformance.InSeed("S"), conformance.InProgram("PY"))
	PUTIO064 = conformance.NewClause(must, "PUTIO-064", engine, "A freshly issued token must work at once; if tokens rotate the previous one should live on for a grace period",
		conformance.InProgram("PY calls it constantly"))
	PUTIO065 = conformance.NewClause(must, "PUTIO-065", controller, "A client must not build a stream URL for a folder",
		conformance.InProgram("PY"), conformance.InProgram("LA"))
	PUTIO066 = conformance.NewClause(may, "PUTIO-066", engine, "download_url may require HTTP Basic with account credentials, and should support Range",
		conformance.InProgram("CLI"))
)

// Transfers.
var (
	PUTIO067 = conformance.NewClause(must, "PUTIO-067", engine, "Status strings must be exactly the 11 visible strings of the document: its list without Completed",
		conformance.InSeed("S"))
	PUTIO068 = conformance.NewClause(must, "PUTIO-068", engine, "Completed must never be listed; a finished transfer disappears from list in the same step in which its items become listable",
		conformance.InSeed("S"))
	PUTIO069 = conformance.NewClause(may, "PUTIO-069", engine, "Only the transitions of the document may occur",
		conformance.InSeed("Transfer Status Messages"))
	PUTIO070 = conformance.NewClause(must, "PUTIO-070", engine, "Looking for peers, Downloading and seeding, Seeding must occur for torrents only",
		conformance.InSeed("S"))
	PUTIO071 = conformance.NewClause(must, "PUTIO-071", engine, "In extraction queue and Extracting must occur only when the payload holds archives",
		conformance.InSeed("S"))
	PUTIO072 = conformance.NewClause(must, "PUTIO-072", engine, "Active count must exclude Waiting and Error and include Seeding",
		conformance.InSeed("S"))
	PUTIO073 = conformance.NewClause(may, "PUTIO-073", engine, "With enforcement on, at most 5 may be active; the rest wait",
		conformance.InSeed("S"))
	PUTIO074 = conformance.NewClause(must, "PUTIO-074", engine, "With enforcement off all must start",
		conformance.InSeed("Active Transfer Limit"))
	PUTIO075 = conformance.NewClause(should, "PUTIO-075", engine, "When a slot frees, the oldest Waiting should go In queue",
		conformance.InSeed("Waiting"), conformance.OfOurs("first in, first out"))
	PUTIO076 = conformance.NewClause(must, "PUTIO-076", engine, "Turning enforcement on must not demote running transfers",
		conformance.OfOurs("R"))
	PUTIO077 = conformance.NewClause(must, "PUTIO-077", engine, "Error must stay listed until cancelled",
		conformance.InSeed("S"))
	PUTIO078 = conformance.NewClause(must, "PUTIO-078", engine, "cancel must remove the transfer whatever its status; unknown id → error; result non-empty",
		conformance.InProgram("PY"))
	PUTIO079 = conformance.NewClause(must, "PUTIO-079", engine, "add must return one Transfer per link in order, each visible in list",
		conformance.InProgram("PY 0.92"))
	PUTIO080 = conformance.NewClause(must, "PUTIO-080", engine, "A link that cannot be fetched must appear with status Error (not fail the whole call)",
		conformance.InProgram("PY"))
	PUTIO081 = conformance.NewClause(must, "PUTIO-081", engine, "links as object or single string must be accepted",
		conformance.InProgram("PHP"))
	PUTIO082 = conformance.NewClause(must, "PUTIO-082", engine, "percent_done must be \"0\"..\"100\", non-decreasing while Downloading",
		conformance.InProgram("capture+R"))
	PUTIO083 = conformance.NewClause(should, "PUTIO-083", engine, "Seeding should end when uploaded ≥ downloaded",
		conformance.InSeed("Seeding"))
	PUTIO084 = conformance.NewClause(must, "PUTIO-084", controller, "A client must treat unknown status strings as \"active, unknown\", and compare known ones case-insensitively",
		conformance.OfOurs("R"))
)

// Links.
var (
	PUTIO085 = conformance.NewClause(must, "PUTIO-085", engine, "analyze must return an object with disk_avail, bw_avail (num-str bytes) and items with the 4 lists, all present",
		conformance.InProgram("PY"))
	PUTIO086 = conformance.NewClause(must, "PUTIO-086", engine, "Each entry must carry url, name, size, paid_bw, human_size, type, error; sets carry parts",
		conformance.InProgram("PY"), conformance.InProgram("JV"))
	PUTIO087 = conformance.NewClause(must, "PUTIO-087", engine, "Every submitted link must appear exactly once (in a list or in a set's parts)",
		conformance.InSeed("Link Analyzation"))
	PUTIO088 = conformance.NewClause(must, "PUTIO-088", engine, "analyze must not start a transfer",
		conformance.InProgram("PY flow"))
	PUTIO089 = conformance.NewClause(must, "PUTIO-089", engine, "Links that cannot be fetched, exceed size/quota or have an unknown source must land in error with a reason",
		conformance.InSeed("S"))
	PUTIO090 = conformance.NewClause(should, "PUTIO-090", engine, ".partN.rar/.001 siblings should be grouped into one set",
		conformance.InSeed("sample report"), conformance.InProgram("PY"))
	PUTIO091 = conformance.NewClause(must, "PUTIO-091", controller, "The report of an analysis must have the document's keys, ints in bytes, total space as GiB rounded to 2 decimals",
		conformance.InSeed("S"))
	PUTIO092 = untestable(conformance.NewClause(must, "PUTIO-092", controller, "The report reader must accept JSON and the document's Python text (u'' prefixes, comments, repr floats) and give equal values",
		conformance.InSeed("S")),
		"no message carries a report: it is read from a file or a clipboard; the tests of codec/putio hold it")
	PUTIO093 = conformance.NewClause(must, "PUTIO-093", engine, "extracturls must return [{\"url\":…}] in order of appearance for http/https/ftp; no match → []",
		conformance.InProgram("PY"))
	PUTIO094 = conformance.NewClause(must, "PUTIO-094", engine, "extracturls must accept txt and/or url, nulls ignored",
		conformance.InProgram("CE"))
)

// Messages, subscriptions, user.
var (
	PUTIO095 = conformance.NewClause(must, "PUTIO-095", both, "messages.list answers with messages; a deleted message is gone; from_user_id null for system messages; at most 30 by default, limit raises it; a client must accept null as file_name and description",
		conformance.InDocument("HF"), conformance.InProgram("NET"))
	PUTIO096 = conformance.NewClause(must, "PUTIO-096", controller, "A client must treat title as HTML and offer tag-stripped text",
		conformance.InProgram("PY"))
	PUTIO097 = conformance.NewClause(must, "PUTIO-097", engine, "subscriptions.create/edit must take title and return name",
		conformance.InProgram("PY"))
	PUTIO098 = conformance.NewClause(must, "PUTIO-098", engine, "edit must change only given fields; null/missing title or url may be an error",
		conformance.InProgram("PY"), conformance.InProgram("NET"))
	PUTIO099 = conformance.NewClause(must, "PUTIO-099", engine, "pause must toggle and return the new state; twice is identity",
		conformance.InProgram("PY"), conformance.InProgram("PL"))
	PUTIO100 = conformance.NewClause(must, "PUTIO-100", engine, "unknown subscription id in edit/delete/pause/info must be an error",
		conformance.InProgram("NET"))
	PUTIO101 = conformance.NewClause(must, "PUTIO-101", engine, "filters must be comma-joined strings on output; arrays accepted on input",
		conformance.InProgram("PY"), conformance.InProgram("JV"))
	PUTIO102 = conformance.NewClause(must, "PUTIO-102", engine, "user.info must return one User with byte quotas as num-str and available ≤ quota",
		conformance.InProgram("RB"))
	PUTIO103 = conformance.NewClause(must, "PUTIO-103", engine, "friends' dir_id must work as list parent_id",
		conformance.InProgram("PY"))
)

// Clauses returns all clauses of the protocol in the order of their IDs.
func Clauses() []*conformance.Clause {
	return []*conformance.Clause{
		PUTIO001, PUTIO002, PUTIO003, PUTIO004, PUTIO005, PUTIO006, PUTIO007, PUTIO008, PUTIO009, PUTIO010,
		PUTIO011, PUTIO012, PUTIO013, PUTIO014, PUTIO015, PUTIO016, PUTIO017, PUTIO018, PUTIO019, PUTIO020,
		PUTIO021, PUTIO022, PUTIO023, PUTIO024, PUTIO025, PUTIO026, PUTIO027, PUTIO028, PUTIO029, PUTIO030,
		PUTIO031, PUTIO032, PUTIO033, PUTIO034, PUTIO035, PUTIO036, PUTIO037, PUTIO038, PUTIO039, PUTIO040,
		PUTIO041, PUTIO042, PUTIO043, PUTIO044, PUTIO045, PUTIO046, PUTIO047, PUTIO048, PUTIO049, PUTIO050,
		PUTIO051, PUTIO052, PUTIO053, PUTIO054, PUTIO055, PUTIO056, PUTIO057, PUTIO058, PUTIO059, PUTIO060,
		PUTIO061, PUTIO062, PUTIO063, PUTIO064, PUTIO065, PUTIO066, PUTIO067, PUTIO068, PUTIO069, PUTIO070,
		PUTIO071, PUTIO072, PUTIO073, PUTIO074, PUTIO075, PUTIO076, PUTIO077, PUTIO078, PUTIO079, PUTIO080,
		PUTIO081, PUTIO082, PUTIO083, PUTIO084, PUTIO085, PUTIO086, PUTIO087, PUTIO088, PUTIO089, PUTIO090,
		PUTIO091, PUTIO092, PUTIO093, PUTIO094, PUTIO095, PUTIO096, PUTIO097, PUTIO098, PUTIO099, PUTIO100,
		PUTIO101, PUTIO102, PUTIO103,
	}
}
