package report

import "enginespec/conformance"

// paint colours text for a terminal, or leaves it as it is. Its rules:
//
//   - colour only repeats what a word says already;
//   - without colour there is not a single escape byte;
//   - red is for what fails a run, yellow for what needs a look, green for ticks only.
type paint bool

func (p paint) in(code, text string) string {
	if !p || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (p paint) bold(text string) string { return p.in("1", text) }
func (p paint) dim(text string) string  { return p.in("2", text) }

func (p paint) of(v conformance.Verdict, text string) string {
	switch v {
	case conformance.Pass:
		return p.in("32", text)
	case conformance.Failed, conformance.HarnessError:
		return p.in("31", text)
	case conformance.Untestable, conformance.NonStrict:
		return p.in("33", text)
	}
	return p.dim(text)
}

// mark is the sign of a verdict in the tree.
func mark(v conformance.Verdict) string {
	switch v {
	case conformance.Pass:
		return "✓"
	case conformance.NonStrict:
		return "~"
	case conformance.Failed, conformance.HarnessError:
		return "✗"
	case conformance.Untestable:
		return "?"
	}
	return "-"
}
