package ts

import "enginespec/conformance"

// The features that an engine may or may not have.
var (
	FeatureLoad     = &conformance.Feature{Name: "load", Text: "loads the fixtures by URL and by RAW", Assumed: true}
	FeaturePlayback = &conformance.Feature{Name: "playback", Text: "plays the fixtures", Assumed: true}
	FeatureLevels   = &conformance.Feature{Name: "levels", Text: "knows API levels: HELLOTS has parameters, START the shape of the level", Assumed: true}
	FeatureKey      = &conformance.Feature{Name: "key", Text: "announces a request key in HELLOTS"}
	FeatureNoKey    = &conformance.Feature{Name: "no-key", Text: "greets without a request key, as the first engines did"}
	FeatureSigned   = &conformance.Feature{Name: "signed", Text: "refuses a READY that is not signed with a product key it knows"}
	FeaturePermits  = &conformance.Feature{Name: "permissive", Text: "accepts any READY"}
	FeatureDownload = &conformance.Feature{Name: "download", Text: "really downloads: the announced URL serves the fixture's own bytes"}
	FeaturePlayerID = &conformance.Feature{Name: "player-id", Text: "knows the player ids of the fixtures"}
	FeatureLive     = &conformance.Feature{Name: "live", Text: "treats the live fixture as a broadcast"}
	FeatureAds      = &conformance.Feature{Name: "ads", Text: "shows the clips of the ad fixture first"}
	FeatureUnderrun = &conformance.Feature{Name: "underrun", Text: "runs dry on the slow fixture"}
	FeatureV1       = &conformance.Feature{Name: "v1", Text: "speaks the first protocol: bare HELLOTS, PLAY for START"}
	FeaturePortFile = &conformance.Feature{Name: "port-file", Text: "writes its port to the file {port-file}"}
	FeatureStopNote = &conformance.Feature{Name: "stop-notifications", Text: "sends EVENT download_stopped to who asked for it"}
	FeatureUserData = &conformance.Feature{Name: "user-data", Text: "asks for user data with EVENT getuserdata"}
	FeatureOrders   = &conformance.Feature{Name: "orders", Text: "the program reads orders on its standard input"}
)

// Features returns all of them.
func Features() []*conformance.Feature {
	return append([]*conformance.Feature{
		FeatureLoad, FeaturePlayback, FeatureLevels, FeatureKey, FeatureNoKey, FeatureSigned, FeaturePermits, FeatureDownload,
		FeaturePlayerID, FeatureLive, FeatureAds, FeatureUnderrun, FeatureV1, FeaturePortFile, FeatureStopNote,
		FeatureUserData, FeatureOrders,
	}, clientFeatures()...)
}

// Profiles returns the named sets of features that an engine can claim.
func Profiles() []conformance.Profile {
	return []conformance.Profile{
		{Name: "ts/v1", Text: "an engine of 2012: bare greeting, PLAY, no keys", Params: map[string]string{"api": "none"},
			Features: conformance.Features{"v1": true, "levels": false, "no-key": true, "key": false, "live": false}},
		{Name: "ts/modern", Text: "engine 2.1 and later: request key, START, live",
			Features: conformance.Features{"v1": false, "levels": true, "key": true, "no-key": false}},
	}
}
