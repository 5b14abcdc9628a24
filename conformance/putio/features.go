package putio

import "enginespec/conformance"

// The features that an engine may or may not have.
var (
	FeatureLinks     = &conformance.Feature{Name: "links", Text: "fetches plain HTTP links that the suite serves", Assumed: true}
	FeatureTorrents  = &conformance.Feature{Name: "torrents", Text: "fetches the fixtures' torrents", Assumed: true}
	FeatureArchives  = &conformance.Feature{Name: "archives", Text: "extracts archives"}
	FeatureEnforced  = &conformance.Feature{Name: "enforced", Text: "enforces the limit of active transfers, or when {load-url} says high"}
	FeatureUnlimited = &conformance.Feature{Name: "unlimited", Text: "does not enforce the limit of active transfers, or not when {load-url} says low"}
	FeatureSwitch    = &conformance.Feature{Name: "load-switch", Text: "switches enforcement when the suite POSTs high or low to {load-url}"}
	FeatureSeeding   = &conformance.Feature{Name: "seeding", Text: "shows a seeded torrent as Seeding, and somebody downloads from it"}
	FeatureFriends   = &conformance.Feature{Name: "friends", Text: "the account has a friend who shares a folder"}
	FeatureSecond    = &conformance.Feature{Name: "second-user", Text: "there is another account, {api-key-2}"}
	FeatureMessages  = &conformance.Feature{Name: "messages", Text: "leaves a message when a download has finished"}
	FeatureJSONP     = &conformance.Feature{Name: "jsonp", Text: "answers callback= with a script"}
	FeatureBasic     = &conformance.Feature{Name: "basic", Text: "download URLs want HTTP Basic as {user-name}"}
	FeatureOrders    = &conformance.Feature{Name: "orders", Text: "the program reads orders on its standard input"}
)

// Features returns all of them.
func Features() []*conformance.Feature {
	return append([]*conformance.Feature{
		FeatureLinks, FeatureTorrents, FeatureArchives, FeatureEnforced, FeatureUnlimited, FeatureSwitch, FeatureSeeding,
		FeatureFriends, FeatureSecond, FeatureMessages, FeatureJSONP, FeatureBasic, FeatureOrders,
	}, clientFeatures()...)
}

// Profiles returns the named sets of features that an engine can claim.
func Profiles() []conformance.Profile {
	return []conformance.Profile{
		{Name: "putio/core", Text: "fetches links, and has what every client uses", Features: conformance.Features{"links": true}},
		{Name: "putio/full", Text: "all that version 1 of the API documents", Features: conformance.Features{
			"links": true, "torrents": true, "archives": true, "friends": true, "messages": true, "jsonp": true,
		}},
		{Name: "putio/files", Text: "keeps files and fetches nothing", Features: conformance.Features{"links": false, "torrents": false}},
		{Name: "putio/fetching", Text: "fetches links and torrents, and extracts archives", Features: conformance.Features{"links": true, "torrents": true, "archives": true}},
	}
}
