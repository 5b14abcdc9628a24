// Package putio reads and writes version 1 of the put.io API: JSON over HTTP,
// as the service spoke it between 2010 and 2012.
//
// A call is one HTTP request to /v1/<class>?method=<name> whose field "request"
// is a JSON object with api_key, api_secret and params. The answer is one JSON
// object, the envelope, under HTTP status 200 even when the call failed.
//
// # Types
//
// [Request] and [Response] are whole HTTP messages. [Params] has one type for each
// of the 24 methods ([FilesList], [TransfersAdd], ...); [Results] has one for each
// kind of answer ([Items], [Transfers], *[Analysis], ...). [Envelope] is the JSON
// of an answer alone, for programs that leave HTTP to net/http; for their requests
// there are [Request.DecodeParts], [Request.DecodeJSON] and [Request.AppendJSON].
//
// # Ownership
//
// Nothing that Decode fills aliases its input: all strings of one message share
// one private copy of its JSON. One kept string keeps that copy alive; use
// strings.Clone for a field that is to outlive its message. A [View] and
// [ListReader.Views] copy nothing, and say how long their strings hold.
//
// # Strictness
//
// The zero [codec.Options] takes the wire form that put.io's own client was
// recorded with. The sources disagree in 27 numbered places; each reading that
// departs from the strict form is a [codec.Rule], and [Readings] lists what became
// of every number. Member names given twice are always refused.
//
// # Errors
//
// Every error is a *[codec.Error]. Its Offset counts from the start of the bytes
// given to the function, through percent-encoding and chunks. Its Field is a JSON
// pointer ("/response/results/3/size") inside JSON and the name of a production
// ("head", "target", "method") outside. Pointers repeat only member names of the
// protocol: an unknown name shows as "*".
package putio
