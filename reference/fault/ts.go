package fault

import "enginespec/codec"

// TS returns the lies of TS Engine.
func TS() []*Fault {
	return []*Fault{
		{ID: "ts/hello-silent", Party: codec.Engine, Clause: "TS-021", Diagnosis: "no-reply",
			Doc: "does not answer HELLOBG", Lie: Drop("HELLOTS")},
	}
}
