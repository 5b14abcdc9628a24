package putio

import "enginespec/conformance"

func controllerCases() []*kase              { return nil }
func saneController() *kase                 { return nil }
func reached(*session) conformance.Features { return nil }
