// Package putio is the conformance suite of put.io API v1, for the engine, which
// listens and serves the API over HTTP, and for the controller, a client of it.
//
// # Engine
//
// Each call is a connection of its own, and whatever a case makes in the account it
// makes below a folder of its own, or under names of its own, and removes. These
// parameters of the target say who calls:
//
//	api-key, api-secret       the account; default demo-key and demo-secret
//	api-key-2, api-secret-2   another account, for the cases that need two
//	user-name, password       HTTP Basic of download URLs, if they ask for it
//	load-url                  where the suite POSTs high or low to switch enforcement
//	                          of the limit of active transfers on and off
//
// # Controller
//
// Every case is another server for the client to meet at {addr}, under the path /v1/.
// A client that does one thing and exits is judged by its requests and its exit. One
// that reads orders (feature orders) is judged by what it understood, too. An order is
// a line; for each the client prints a line that begins with ok or error:
//
//	CLASS.METHOD {params}   calls it: "ok " and the results as JSON, or an error
//	whoami                  calls user.info: "ok " and the user's number from the envelope
//	stream ID               builds the stream URL of an item: "ok URL", or an error
//	active                  calls transfers.list: "ok " and how many take a slot
//	text                    calls messages.list: "ok " and the first title without tags
//	report {"links":[...]}  analyses and asks for the user: "ok " and the report as JSON
//
// An error is "error KIND MESSAGE": KIND is auth, failure (the rest of the line is the
// error_message, verbatim), method (404), server (500), unavailable (any other status),
// json (the body is no JSON) or local (refused without a call).
package putio
