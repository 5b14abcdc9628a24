package bundle

import (
	"fmt"
	"net"
	"os"
	"strings"

	"enginespec/codec"
	wire "enginespec/codec/ipc"
	"enginespec/reference/engine"
	"enginespec/reference/fault"
)

// Lie makes the daemon lie as f says on all its connections, and about who may use its
// socket. seed drives all that is random in it. Scale must be set before. It fails if f
// is not for an engine of this protocol.
func (o *Options) Lie(f *fault.Fault, seed uint64) error {
	if f.Party != codec.Engine || !strings.HasPrefix(f.ID, wire.Protocol.Name()+"/") {
		return fmt.Errorf("fault %s is not for an engine of %s", f.ID, wire.Protocol.Name())
	}
	shared := fault.NewShared(seed)
	shared.Real = engine.Clock{Scale: o.Scale}.Real
	opts := codec.Options{Accept: codec.Accept(wire.Rules()...)}
	o.WrapListener = func(l net.Listener) net.Listener {
		if f.Mode != 0 && o.Listen == nil {
			os.Chmod(l.Addr().String(), f.Mode) // a socket without a file has no mode to lie about
		}
		return fault.Listener(l, wire.Protocol, f, shared, opts)
	}
	return nil
}
