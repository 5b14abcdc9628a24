package bundle

import (
	"fmt"
	"net"
	"strings"

	"enginespec/codec"
	wire "enginespec/codec/ts"
	"enginespec/reference/engine"
	"enginespec/reference/fault"
)

// Variants are the names that Variant knows, the usual one first.
func Variants() []string { return []string{"modern", "v1", "permissive", "user-data"} }

// Variant returns the options of a named variant of the engine, in real time; "" is
// "modern". A fault names the one that its lie is told on.
func Variant(name string) (Options, error) {
	var o Options
	switch name {
	case "", "modern":
	case "v1":
		o = V1()
	case "permissive":
		o = Permissive()
	case "user-data":
		o.Server.AskUserData = true
	default:
		return o, fmt.Errorf("%q is not a variant of the bundled engine: expected one of %v", name, Variants())
	}
	o.Scale = 0
	return o, nil
}

// Lie makes the engine lie as f says, on its control connections and on HTTP. seed
// drives all that is random in it. Scale must be set before. It fails if f is not for
// an engine of this protocol.
func (o *Options) Lie(f *fault.Fault, seed uint64) error {
	if f.Party != codec.Engine || !strings.HasPrefix(f.ID, wire.Protocol.Name()+"/") {
		return fmt.Errorf("fault %s is not for an engine of %s", f.ID, wire.Protocol.Name())
	}
	shared := fault.NewShared(seed)
	shared.Real = engine.Clock{Scale: o.Scale}.Real
	opts := codec.Options{Accept: wire.Lenient, Limits: codec.Limits{Message: wire.MaxLine}}
	o.WrapListener = func(l net.Listener) net.Listener { return fault.Listener(l, wire.Protocol, f, shared, opts) }
	o.WrapHTTP = f.HTTP
	return nil
}
