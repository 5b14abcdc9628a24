package corpus

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"enginespec/codec"
)

// Check decodes and encodes the vector with the codec of its protocol and returns
// all that is not as it says, joined, or nil. For a noncanonical vector that
// includes its adequacy: it is refused, with NonCanonical and the rule's name, as
// soon as any one of its rules is not accepted. For an invalid one: no acceptance
// makes it readable.
func (v *Vector) Check(p codec.Protocol) error {
	switch v.Verdict {
	case Valid:
		return errors.Join(v.checkRead(p, 0), v.checkCut(p))
	case NonCanonical:
		return v.checkRules(p)
	default:
		return errors.Join(v.checkRefused(p, 0), v.checkIncurable(p))
	}
}

// CheckLenient checks that a reader which accepts more than it need takes a valid
// vector all the same, and needs no rule for it. Rules that are a mode change what
// is read and have no place in accept.
func (v *Vector) CheckLenient(p codec.Protocol, accept codec.RuleSet) error {
	if v.Verdict != Valid {
		return nil
	}
	return v.checkRead(p, accept)
}

// Decode runs the vector's input through a new decoder, after the messages that
// pass before it. The error is the packet's or the stream's.
func (v *Vector) Decode(p codec.Protocol, accept codec.RuleSet) (codec.Packet, error) {
	d, err := v.decoder(p, accept)
	if err != nil {
		return codec.Packet{}, err
	}
	pkt, n, err := d.Consume(v.From, v.Input, true)
	switch {
	case err != nil:
		return pkt, err
	case pkt.Err != nil:
		return pkt, pkt.Err
	case pkt.Message == nil:
		return pkt, fmt.Errorf("no message, no error, %d bytes consumed", n)
	case n != len(v.Input):
		return pkt, fmt.Errorf("the decoder consumed %d bytes: expected %d", n, len(v.Input))
	}
	return pkt, nil
}

func (v *Vector) decoder(p codec.Protocol, accept codec.RuleSet) (codec.Decoder, error) {
	d := p.Decoder(v.Options(accept))
	for i, m := range v.Before {
		pkt, n, err := d.Consume(m.From, m.Input, true)
		if err = cmp.Or(err, pkt.Err); err != nil || n != len(m.Input) {
			return nil, fmt.Errorf("message %d of before: %d of %d bytes consumed: %v", i+1, n, len(m.Input), err)
		}
	}
	return d, nil
}

// checkRead checks that a reader which accepts exactly accept takes the input.
func (v *Vector) checkRead(p codec.Protocol, accept codec.RuleSet) error {
	pkt, err := v.Decode(p, accept)
	if err != nil {
		return fmt.Errorf("refused: %w", err)
	}
	var errs []error
	if pkt.Kind() != v.Kind {
		errs = append(errs, fmt.Errorf("kind %q: expected %q", pkt.Kind(), v.Kind))
	}
	if got := uses(pkt.Rules); !slices.Equal(got, sorted(v.Rules)) {
		errs = append(errs, fmt.Errorf("rules used %v: expected %v", got, sorted(v.Rules)))
	}
	got, err := json.Marshal(pkt.Message)
	if err != nil || !sameJSON(got, v.Value) {
		errs = append(errs, fmt.Errorf("value %s (%v): expected %s", got, err, v.Value))
	}
	if err := v.checkWrite(pkt.Message); err != nil {
		errs = append(errs, fmt.Errorf("encoded again: %w", err))
	}
	return errors.Join(append(errs, v.checkBuild(p))...)
}

// checkBuild checks that the value alone, as JSON, becomes the canonical bytes.
func (v *Vector) checkBuild(p codec.Protocol) error {
	m := p.New(v.From, v.Kind)
	if m == nil {
		return fmt.Errorf("the protocol makes no %s message of the %s", v.Kind, v.From)
	}
	if err := json.Unmarshal(v.Value, m); err != nil {
		return fmt.Errorf("the value does not fit the message: %w", err)
	}
	if err := v.checkWrite(m); err != nil {
		return fmt.Errorf("built from the value: %w", err)
	}
	return nil
}

// checkWrite checks that a message becomes the canonical bytes, behind what is in
// the buffer already, or is refused if there are none.
func (v *Vector) checkWrite(m codec.Message) error {
	const before = "before "
	out, err := m.Append([]byte(before))
	switch {
	case !bytes.HasPrefix(out, []byte(before)):
		return fmt.Errorf("%q: what was in the buffer is gone", out)
	case v.Canonical == nil && (err == nil || len(out) > len(before)):
		return fmt.Errorf("%q (%v): expected an error and nothing", out[len(before):], err)
	case v.Canonical != nil && (err != nil || !bytes.Equal(out[len(before):], v.Canonical)):
		return fmt.Errorf("%q (%v): expected %q", out[len(before):], err, v.Canonical)
	}
	return nil
}

// checkCut checks that the message ends where it ends: with anything behind it it
// is the same length, nothing behind it is waited for, and no part of it is taken
// for a whole.
func (v *Vector) checkCut(p codec.Protocol) error {
	consume := func(b []byte) (int, error) {
		d, err := v.decoder(p, 0)
		if err != nil {
			return 0, err
		}
		_, n, err := d.Consume(v.From, b, false)
		return n, err
	}
	for i, b := range [][]byte{v.Input, slices.Concat(v.Input, v.Input)} {
		if n, err := consume(b); n != len(v.Input) || err != nil {
			return fmt.Errorf("of the input %d times, with more to come, the decoder consumed %d bytes (%v): expected %d", i+1, n, err, len(v.Input))
		}
	}
	for i := range v.Input {
		if n, err := consume(v.Input[:i]); n != 0 || err != nil {
			return fmt.Errorf("of the first %d bytes the decoder consumed %d (%v): expected none", i, n, err)
		}
	}
	return nil
}

// checkRules checks a noncanonical vector under every set of its rules that matters.
func (v *Vector) checkRules(p codec.Protocol) error {
	var all []*codec.Rule
	for _, u := range v.Rules {
		i := slices.IndexFunc(p.Rules(), func(r *codec.Rule) bool { return r.Name == u.Rule })
		if i < 0 {
			return fmt.Errorf("the protocol has no rule %s", u.Rule)
		}
		all = append(all, p.Rules()[i])
	}
	if v.Mode {
		return errors.Join(v.checkRead(p, codec.Accept(all...)), v.checkMode(p))
	}
	errs := []error{v.checkRead(p, codec.Accept(all...)), v.checkNamed(p, 0, all)}
	for _, r := range all {
		if err := v.checkNamed(p, codec.Accept(all...).Without(r), []*codec.Rule{r}); err != nil {
			errs = append(errs, fmt.Errorf("without %s: %w", r.Name, err))
		}
	}
	return errors.Join(errs...)
}

// checkMode checks that a strict reader takes the input without any rule.
func (v *Vector) checkMode(p codec.Protocol) error {
	pkt, err := v.Decode(p, 0)
	if err != nil || len(pkt.Rules) > 0 {
		return fmt.Errorf("read strictly: %v, rules %v: expected neither", err, uses(pkt.Rules))
	}
	return nil
}

// checkNamed checks that a reader refuses the input and names one of the rules, or
// gives the error that the vector has instead.
func (v *Vector) checkNamed(p codec.Protocol, accept codec.RuleSet, rules []*codec.Rule) error {
	if v.Error != nil {
		return v.checkRefused(p, accept)
	}
	_, err := v.Decode(p, accept)
	var ce *codec.Error
	switch {
	case err == nil:
		return errors.New("accepted: expected noncanonical")
	case !errors.As(err, &ce) || ce.Code != codec.NonCanonical || ce.Rule == nil:
		return fmt.Errorf("refused: %w: expected noncanonical with its rule", err)
	case !slices.Contains(rules, ce.Rule):
		return fmt.Errorf("refused because of %s: expected %v", ce.Rule.Name, rules)
	case !slices.Contains(v.Rules, Use{ce.Rule.Name, ce.Offset}):
		return fmt.Errorf("refused because of %s at byte %d: expected an offset of %v", ce.Rule.Name, ce.Offset, v.Rules)
	}
	return nil
}

// checkRefused checks that a reader refuses the input as Error says.
func (v *Vector) checkRefused(p codec.Protocol, accept codec.RuleSet) error {
	_, err := v.Decode(p, accept)
	var ce *codec.Error
	switch want := v.Error; {
	case err == nil:
		return fmt.Errorf("accepted: expected %s at byte %d", want.Code, want.Offset)
	case !errors.As(err, &ce):
		return fmt.Errorf("refused with %T %w: expected a *codec.Error", err, err)
	case ce.Code != want.Code || ce.Offset != want.Offset:
		return fmt.Errorf("refused with %s at byte %d: expected %s at byte %d", ce.Code, ce.Offset, want.Code, want.Offset)
	case want.Field != "" && ce.Field != want.Field:
		return fmt.Errorf("refused in field %q: expected %q", ce.Field, want.Field)
	}
	return nil
}

// checkIncurable checks that no acceptance makes an invalid input readable.
func (v *Vector) checkIncurable(p codec.Protocol) error {
	if _, err := v.Decode(p, codec.Accept(p.Rules()...)); err == nil {
		return errors.New("accepted under all rules: expected to be invalid whatever is accepted")
	}
	return nil
}

func uses(list []codec.Use) []Use {
	var out []Use
	for _, u := range list {
		out = append(out, Use{u.Rule.Name, u.Offset})
	}
	return sorted(out)
}

func sorted(list []Use) []Use {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b Use) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(a.Rule, b.Rule))
	})
	return list
}

// sameJSON compares values: the order of keys and white space do not count, every
// digit of a number does.
func sameJSON(a, b []byte) bool {
	x, errX := plain(a)
	y, errY := plain(b)
	return errX == nil && errY == nil && reflect.DeepEqual(x, y)
}

func plain(b []byte) (v any, err error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	return v, d.Decode(&v)
}
