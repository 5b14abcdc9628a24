package lint

import (
	"enginespec/codec/ctcs"
	"enginespec/codec/ipc"
	"enginespec/codec/putio"
	"enginespec/codec/ts"
)

// Embedded returns the protocols whose vectors the project has, for Run with
// corpus.FS. Known is left nil: the clauses belong to the suite, which a caller that
// may import it adds. A protocol whose first vectors arrive must be added here: until
// then Run finds them without a codec.
func Embedded() []Protocol {
	return []Protocol{
		{
			Protocol: ts.Protocol,
			NoVector: map[string]string{
				"ts.PortSpace": "it is about the file acestream.port, which is no message",
			},
		},
		{Protocol: ipc.Protocol},
		{Protocol: ctcs.Protocol},
		{Protocol: putio.Protocol},
	}
}
