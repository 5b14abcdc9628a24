package ctcs

import "enginespec/conformance"

func controllerCases() []*kase { return nil }

func saneController() *kase { return nil }

func probe(s *session) conformance.Features { return nil }
