package bundle

import (
	"fmt"
	"net"
	"strings"

	"enginespec/codec"
	wire "enginespec/codec/ctcs"
	"enginespec/reference/engine"
	"enginespec/reference/fault"
)

// Lie makes the engine lie as f says. seed drives all that is random in it. Scale must
// be set before. It fails if f is not for an engine of this protocol.
func (o *Options) Lie(f *fault.Fault, seed uint64) error {
	shared, opts, err := lying(f, codec.Engine, o.Scale, seed)
	if err != nil {
		return err
	}
	o.WrapConn = func(c net.Conn) net.Conn { return fault.Conn(c, wire.Protocol, f, shared, opts) }
	return nil
}

// Lie makes the server lie as f says, as the Lie of Options does.
func (o *ServerOptions) Lie(f *fault.Fault, seed uint64) error {
	shared, opts, err := lying(f, codec.Controller, o.Scale, seed)
	if err != nil {
		return err
	}
	o.WrapListener = func(l net.Listener) net.Listener { return fault.Listener(l, wire.Protocol, f, shared, opts) }
	return nil
}

func lying(f *fault.Fault, as codec.Party, scale int, seed uint64) (*fault.Shared, codec.Options, error) {
	opts := codec.Options{Accept: wire.AllRules, Limits: codec.Limits{Message: wire.MaxLine}}
	if f.Party != as || !strings.HasPrefix(f.ID, wire.Protocol.Name()+"/") {
		return nil, opts, fmt.Errorf("fault %s is not for the %s of %s", f.ID, as, wire.Protocol.Name())
	}
	shared := fault.NewShared(seed)
	shared.Real = engine.Clock{Scale: scale}.Real
	return shared, opts, nil
}
