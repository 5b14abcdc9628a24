package ipc

import "enginespec/conformance"

// The features that a server or a client may or may not have.
var (
	FeatureFiles   = &conformance.Feature{Name: "files", Text: "reads torrent files from the suite's disk", Assumed: true}
	FeatureRestart = &conformance.Feature{Name: "restart", Text: "is started again when it has quit"}
	FeatureSocket  = &conformance.Feature{Name: "socket", Text: "listens on a unix socket whose file the suite can see"}
	FeatureOrders  = &conformance.Feature{Name: "orders", Text: "the program reads orders on its standard input"}
)

// Features returns all of them.
func Features() []*conformance.Feature {
	return append([]*conformance.Feature{FeatureFiles, FeatureRestart, FeatureSocket, FeatureOrders}, clientFeatures()...)
}

// Profiles returns the named sets of features that a server can claim.
func Profiles() []conformance.Profile {
	return []conformance.Profile{
		{Name: "ipc/v1", Text: "a server of version 1 alone", Version: 1},
		{Name: "ipc/v2", Text: "a server of versions 1 and 2", Version: 2},
	}
}
