package bundle

import (
	"fmt"
	"net"
	"strings"

	"enginespec/codec"
	wire "enginespec/codec/putio"
	"enginespec/reference/engine"
	"enginespec/reference/fault"
)

// Variants are the names that Variant knows, the usual one first.
func Variants() []string { return []string{"usual", "busy"} }

// Variant returns the options of a named variant, in real time; "" is "usual". "busy"
// is under high load, so that the limit of active transfers is enforced.
func Variant(name string) (Options, error) {
	var o Options
	switch name {
	case "", "usual":
	case "busy":
		o.Server.HighLoad = true
	default:
		return o, fmt.Errorf("%q is not a variant of the bundled server: expected one of %v", name, Variants())
	}
	return o, nil
}

// Lie makes the server lie as f says, on its connections and on HTTP. seed drives all
// that is random in it. Scale must be set before. It fails if f is not for an engine
// of this protocol.
func (o *Options) Lie(f *fault.Fault, seed uint64) error {
	if f.Party != codec.Engine || !strings.HasPrefix(f.ID, wire.Protocol.Name()+"/") {
		return fmt.Errorf("fault %s is not for an engine of %s", f.ID, wire.Protocol.Name())
	}
	shared := fault.NewShared(seed)
	shared.Real = engine.Clock{Scale: o.Scale}.Real
	opts := codec.Options{Accept: wire.All(), Limits: codec.Limits{Message: 64 << 20}}
	o.WrapListener = func(l net.Listener) net.Listener { return fault.Listener(l, wire.Protocol, f, shared, opts) }
	o.WrapHTTP = f.HTTP
	return nil
}
