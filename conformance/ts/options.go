package ts

// Cases of SETOPTIONS.
func optionsCases() []*kase {
	return []*kase{
		{
			ID: "ts/options/no-reply", Role: engine, Clauses: clauses{TS137}, Given: entered(),
			Steps: []step{
				say("SETOPTIONS use_stop_notifications=1"), say("SETOPTIONS colour=blue use_stop_notifications=0 x="), say("SETOPTIONS"),
				ignored(), replyCount(1),
			},
		},
	}
}
