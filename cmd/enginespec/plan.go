package main

import (
	"context"
	"maps"
	"math/rand/v2"
	"net"
	"os"
	"slices"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/conformance"
)

// plan is what the flags of test come to: everything that can be wrong with them is
// found while it is made.
type plan struct {
	testFlags
	parts    []part
	features conformance.Features
	settings map[string]string
	known    *conformance.Waivers
	seed     uint64
	shown    string // the profile
	seeder   seeder
}

// plan checks the flags and selects the cases.
func (a *app) plan(f *testFlags, selectors []string) (*plan, error) {
	p := &plan{testFlags: *f, features: conformance.Features{}, settings: map[string]string{}, seed: f.seed, shown: f.profile}
	if p.seed == 0 {
		p.seed = rand.Uint64()>>1 | 1
	}
	for _, check := range []error{
		oneOf("segment", f.segment, "all", "whole"), oneOf("color", f.color, "auto", "always", "never"),
		exclusive("--target", f.target != "", "--exec", f.exec != ""), exclusive("--json", f.json, "--tap", f.tap),
		exclusive("--quiet", f.quiet, "--verbose", f.verbose), f.runFlags.check(),
	} {
		if check != nil {
			return nil, check
		}
	}
	if f.parallel < 0 || f.scale < 0 || f.timeout <= 0 {
		return nil, usagef("--parallel and --scale cannot be negative, --timeout must be above zero")
	}
	protocols := a.protocols
	if f.proto != "" {
		one, err := named(protocols, f.proto)
		if err != nil {
			return nil, err
		}
		protocols = []*protocol{one}
	}
	role, err := p.whichRole()
	if err != nil {
		return nil, err
	}
	selected, err := conformance.Select(suites(protocols), role, selectors)
	if err != nil {
		return nil, usageError{err}
	}
	if (f.target != "" || f.exec != "") && len(selected) > 1 {
		return nil, usagef("a target speaks one protocol: say which with --proto or a selector")
	}
	for _, sel := range selected {
		p.split(find(protocols, sel.Suite), role, sel)
	}
	if len(p.parts) == 0 && p.shard != "" {
		return nil, usagef("nothing to run: no such case is in --shard %s", p.shard)
	}
	if len(p.parts) == 0 {
		return nil, usagef("nothing to run: no such case for who listens; say --role")
	}
	if err := p.declare(); err != nil {
		return nil, err
	}
	if err := p.params(); err != nil {
		return nil, err
	}
	if err := p.reachable(); err != nil {
		return nil, usageError{err}
	}
	if err := p.entire(); err != nil {
		return nil, err
	}
	return p, p.waive(a.protocols)
}

func exclusive(one string, has bool, other string, too bool) error {
	if has && too {
		return usagef("%s and %s exclude each other", one, other)
	}
	return nil
}

// whichRole is the role that the flags name, 0 for both, or for what the protocol says.
func (p *plan) whichRole() (codec.Party, error) {
	if p.role != "" {
		role, err := codec.ParseParty(p.role)
		if err != nil {
			return 0, oneOf("role", p.role, "engine", "controller")
		}
		return role, nil
	}
	if p.exec != "" {
		return 0, usagef("--exec needs --role: is the program an engine or a controller?")
	}
	return 0, nil
}

// split adds a selection as parts, one a role.
func (p *plan) split(of *protocol, role codec.Party, sel conformance.Selection) {
	for _, r := range []codec.Party{codec.Engine, codec.Controller} {
		if role != 0 && r != role || role == 0 && p.target != "" && r != of.Listens {
			continue
		}
		one := part{protocol: of, role: r}
		for _, k := range sel.Cases {
			if k.Role == r {
				one.cases = append(one.cases, k)
			}
		}
		one.cases = p.runFlags.split(one.cases)
		if len(one.cases) > 0 {
			p.parts = append(p.parts, one)
		}
	}
}

// declare reads --profile and --features; the latter win.
func (p *plan) declare() error {
	var known, profiles []string
	found := p.profile == ""
	for _, one := range p.parts {
		for _, f := range one.protocol.Suite.Features {
			known = append(known, f.Name)
		}
		for _, pr := range one.protocol.Suite.Profiles {
			profiles = append(profiles, pr.Name)
			if pr.Name == p.profile {
				found = true
				for name, has := range pr.Features {
					p.features[name] = has
				}
				maps.Copy(p.settings, pr.Params)
			}
		}
	}
	if !found {
		slices.Sort(profiles)
		return oneOf("profile", p.profile, slices.Compact(profiles)...)
	}
	slices.Sort(known)
	for _, word := range strings.FieldsFunc(p.testFlags.features, func(c rune) bool { return c == ',' || c == ' ' }) {
		name, has := strings.TrimPrefix(word, "+"), true
		if strings.HasPrefix(word, "-") {
			name, has = word[1:], false
		}
		if !slices.Contains(known, name) {
			return usagef("no feature is called %q%s (enginespec list --features shows all)", name, conformance.DidYouMean(name, slices.Compact(known)))
		}
		p.features[name] = has
	}
	return nil
}

// params reads --param.
func (p *plan) params() error {
	var known []string
	for _, one := range p.parts {
		for _, k := range one.protocol.Params {
			known = append(known, k.Name)
		}
	}
	slices.Sort(known)
	known = slices.Compact(known)
	for _, s := range p.testFlags.params {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			return usagef("--param %q: expected name=value", s)
		}
		if !slices.Contains(known, name) {
			return oneOf("param", name, known...)
		}
		p.settings[name] = value
	}
	return nil
}

// waive reads --waivers. A line about nothing is an error.
func (p *plan) waive(all []*protocol) error {
	if p.waivers == "" {
		return nil
	}
	f, err := os.Open(p.waivers)
	if err != nil {
		return usageError{err}
	}
	defer f.Close()
	if p.known, err = conformance.ParseWaivers(p.waivers, f, time.Now()); err != nil {
		return usageError{err}
	}
	var ids []string
	for _, one := range all {
		for _, k := range one.Suite.Cases {
			ids = append(ids, k.ID)
		}
	}
	for _, w := range p.known.List {
		if !slices.Contains(ids, w.Case) {
			return usagef("%s:%d: no case is called %q%s", p.waivers, w.Line, w.Case, conformance.DidYouMean(w.Case, ids))
		}
	}
	if len(p.known.List) == 0 {
		return usagef("%s waives nothing: leave --waivers out", p.waivers)
	}
	return nil
}

// config is the configuration of one run of the suite.
func (p *plan) config(one part, t *conformance.Target) conformance.Config {
	cfg := conformance.Config{
		Target: t, Role: one.role, Cases: one.cases, Strict: p.strict, Seed: p.seed, Parallel: p.parallel, Timeout: p.timeout,
		Failfast: p.failfast, Stress: p.stress, Waivers: p.known, Profile: p.shown, Env: &conformance.Env{},
	}
	if p.segment == "whole" {
		cfg.Segments = []conformance.Segmentation{conformance.Whole}
	}
	if p.parallel == 0 && p.bundled() {
		cfg.Parallel = 32
	}
	if p.allow {
		cfg.Env.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, network, address)
		}
	}
	if cfg.Shrink, _ = p.shrinking(); !p.bundled() {
		cfg.Oracle = p.reference(one)
	}
	if !p.bundled() && one.role == codec.Engine {
		cfg.Env.Seed = p.seeder.Seed
	}
	return cfg
}

func (p *plan) bundled() bool { return p.target == "" && p.exec == "" }
