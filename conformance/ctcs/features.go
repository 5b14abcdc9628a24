package ctcs

import "enginespec/conformance"

// The features that an engine may or may not have. Those of the command line follow
// from the variables that it uses, see [CommandFeatures].
var (
	FeatureDownload = &conformance.Feature{Name: "download", Text: "downloads the fixtures: by itself, or from the peers that the tracker names", Assumed: true}
	FeatureSeed     = &conformance.Feature{Name: "seed", Text: "finds the content in the folder that it is given, and is complete from the start", Assumed: true}
	FeatureTracker  = &conformance.Feature{Name: "tracker", Text: "announces itself to the tracker of its torrent, and dials the peers that the tracker names", Assumed: true}
	FeatureLimits   = &conformance.Feature{Name: "limits", Text: "takes its first limits from {down} and {up}, in KiB/s"}
	FeaturePassword = &conformance.Feature{Name: "password", Text: "takes the server's password from {password}"}
)

// The features that a controller may or may not have.
var (
	FeatureModel  = &conformance.Feature{Name: "model", Text: "gives what it knows as JSON: GET /state.json"}
	FeatureAsks   = &conformance.Feature{Name: "asks", Text: "asks an engine for something as soon as it has greeted: SENDDETAIL, SENDSTATUS and the like"}
	FeatureOrders = &conformance.Feature{Name: conformance.ReadsOrders, Text: "takes an operator's orders: limit, set, quit, update, restart"}
	FeatureLocked = &conformance.Feature{Name: "locked", Text: "asks engines for the password {password}"}
	FeatureOpen   = &conformance.Feature{Name: "open", Text: "asks engines for no password", Assumed: true}
)

// Features returns all of them.
func Features() []*conformance.Feature {
	return []*conformance.Feature{
		FeatureDownload, FeatureSeed, FeatureTracker, FeatureLimits, FeaturePassword,
		FeatureModel, FeatureAsks, FeatureOrders, FeatureLocked, FeatureOpen,
	}
}

// Vars are the names, beside conformance.CommandVars, that the command line of an
// engine may use. {torrent} is the path of the metainfo.
//
//	{save}      where its content is, or is to be put
//	{content}   "complete" if the content is there, else "none"
//	{down} {up} the limits to begin with, in KiB/s, 0 for none
//	{password}  the server's password, empty for none
func Vars() []string { return []string{"save", "content", "down", "up", "password"} }

// CommandFeatures says which features an engine has by its command line: uses reports
// whether the line uses a variable.
func CommandFeatures(uses func(name string) bool) conformance.Features {
	return conformance.Features{
		FeatureLimits.Name:   uses("down") && uses("up"),
		FeaturePassword.Name: uses("password"),
		FeatureSeed.Name:     uses("save") || uses("content"),
	}
}

// Profiles returns what a target can claim: named sets of features, or a version, which
// is the highest that the suite speaks to it.
func Profiles() []conformance.Profile {
	return []conformance.Profile{
		{Name: "ctcs/ctorrent", Text: "Enhanced CTorrent: a password only from its console", Features: conformance.Features{"password": false}},
		{Name: "ctcs/1", Text: "version 1 alone: the suite is a server, or an engine, of that time", Version: 1},
		{Name: "ctcs/2", Text: "versions 1 and 2: the suite is a server, or an engine, of that time", Version: 2},
		{Name: "ctcs/3", Text: "versions 1 to 3: as without a profile, and the target must announce 3", Version: 3},
	}
}
