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
// A client that does one thing and exits is judged by its requests, by its exit and by
// what it prints. One that reads orders (feature orders) does its one thing if it gets
// none. An order is a line, and what comes of it is printed:
//
//	info                 user.info
//	list                 files.list of the root
//	messages             messages.list, the titles without tags
//	transfers            transfers.list
//	stream ID            streams an item
//	streamurl ID         builds the stream URL of an item
//	analyze LINK ...     urls.analyze and user.info: the document's report, as JSON on one line
//
// If a call fails, error_message is printed.
package putio
