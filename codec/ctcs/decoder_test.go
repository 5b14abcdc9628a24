package ctcs

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
)

// dialogue runs lines, "E ..." and "C ...", through one decoder that accepts all
// rules and returns what became of each: rules, or the error.
func dialogue(t *testing.T, version int, lines ...string) (got []string) {
	d := Protocol.Decoder(codec.Options{Version: version, Accept: AllRules})
	for _, l := range lines {
		from := codec.Engine
		if l[0] == 'C' {
			from = codec.Controller
		}
		b := []byte(l[2:] + "\n")
		p, n, err := d.Consume(from, b, false)
		require.NoError(t, err)
		require.Equal(t, len(b), n)
		var rules []string
		for _, u := range p.Rules {
			rules = append(rules, strings.TrimPrefix(u.Rule.Name, "ctcs."))
		}
		switch m := p.Message.(type) {
		case nil:
			rules = append(rules, p.Err.Error())
		case *File:
			rules = append(rules, "CTFILE "+string('0'+rune(m.Version)))
		case *Change:
			rules = append(rules, "CTCONFIG "+string('0'+rune(m.Version)))
		}
		got = append(got, strings.Join(rules, " "))
	}
	return got
}

const (
	status1 = "E CTSTATUS 0/0 0/53/0 0,0 0,0 0,0"
	status3 = "E CTSTATUS 0:0/0:0/0 0/53/0 0,0 0,0 0,0 0"
)

func TestDecoderFollowsTheVersion(t *testing.T) {
	tests := []struct {
		name    string
		version int
		lines   []string
		want    []string
	}{
		{"default is 3", 0, []string{status3, status1}, []string{"", "OlderForm"}},
		{"option", 1, []string{status1, status3}, []string{"", "NewerForm"}},
		{"engine is older", 0, []string{"E PROTOCOL 0001", status1, status3}, []string{"", "", "NewerForm"}},
		{"first status is the engine's highest", 0, []string{"C PROTOCOL 0001", "E PROTOCOL 0003", status3, status1}, []string{"", "", "", ""}},
		{"clamped", 0, []string{"E PROTOCOL 9999", "C PROTOCOL 9999", status3, "C CTCONFIG a b"}, []string{"", "", "", "CTCONFIG 3"}},
		{"controller's form", 0, []string{"C CTCONFIG a b", "E PROTOCOL 0001", "C CTCONFIG . . . . . . . . .", "C PROTOCOL 0003", "C CTCONFIG . . . . . . . . ."}, []string{"CTCONFIG 3", "", "CTCONFIG 1", "", "CTCONFIG 1"}},
		{"malformed keeps it", 0, []string{"C PROTOCOL 0001", "C PROTOCOL 0", "C CTCONFIG . . . . . . . . ."}, []string{"", "version: range at byte 9", "CTCONFIG 1"}},
		{"synonyms", 0, []string{"E CTDETAIL 1 1 1 0", "E CTFILES", "E CTFILE 1 2 3 4 5 6 7 a", "E CTFDONE"}, []string{"", "OlderForm", "CTFILE 3", "OlderForm"}},
		{"block asked for before the version changed", 0, []string{
			"E PROTOCOL 0003", "C PROTOCOL 0001", "C SENDDETAIL", "C PROTOCOL 0002", "C SENDDETAIL", "C PROTOCOL 0003", "C SENDDETAIL",
			"E CTDETAIL 1 1 1 0", "E CTFILES", "E CTFILE 1 2 3 4 a", "E CTFDONE",
			"E CTDETAIL 1 1 1 0", "E CTFILES", "E CTFILE 1 2 3 4 5 a", "E CTFDONE",
			"E CTDETAIL 1 1 1 0", "E CTFILESTART", "E CTFILE 1 2 3 4 5 6 7 a", "E CTFILESDONE",
		}, []string{"", "", "", "", "", "", "", "", "", "CTFILE 1", "", "", "", "CTFILE 2", "", "", "", "CTFILE 3", ""}},
		{"the name of the block wins over a lost answer", 0, []string{
			"E PROTOCOL 0003", "C PROTOCOL 0003", "C SENDDETAIL", "C PROTOCOL 0002", "C SENDDETAIL",
			"E CTDETAIL 1 1 1 0", "E CTFILES", "E CTFILE 1 2 3 4 5 a", "E CTFDONE",
		}, []string{"", "", "", "", "", "", "", "CTFILE 2", ""}},
		{"configuration tells its form", 0, []string{
			"E PROTOCOL 0003", "E CTCONFIG 0 1 0.5 100 1 0 4 0", "C PROTOCOL 0002", "E CTCONFIG 0 1 0.5 100 1 0 4 0", "E CTCONFIG a B 0 1:0 0: 0:", "E CTCONFIG 0 1 0.5 100 1 0 0 0 0",
		}, []string{"", "OlderForm", "", "", "", "OlderForm"}},
	}
	for _, tt := range tests {
		assert.Equal(t, tt.want, dialogue(t, tt.version, tt.lines...), tt.name)
	}
}

func TestDecoderBoundsWhatItRemembers(t *testing.T) {
	d := newDecoder(codec.Options{})
	for range 10 * maxDetails {
		_, _, err := d.Consume(codec.Controller, []byte("SENDDETAIL\n"), false)
		require.NoError(t, err)
	}
	assert.Len(t, d.details, maxDetails)
}

func TestDecoderNeedsMore(t *testing.T) {
	d := Protocol.Decoder(codec.Options{Accept: AllRules})
	for _, b := range []string{"", "CTBW 1,1", "CTBW 1,1 1,1\r"} {
		p, n, err := d.Consume(codec.Engine, []byte(b), false)
		require.NoError(t, err)
		assert.Zero(t, n, "%q", b)
		assert.Nil(t, p.Message)
	}
	p, n, err := d.Consume(codec.Engine, []byte("CTBW 1,1 1,1\r"), true)
	require.NoError(t, err)
	assert.Equal(t, 13, n)
	assert.Equal(t, []codec.Use{{Rule: BareCR, Offset: 12}}, p.Rules)
	p, n, err = d.Consume(codec.Engine, []byte("CTBW 1"), true)
	require.NoError(t, err, "a half line is refused, and the stream is at its end")
	assert.Equal(t, 6, n)
	assert.ErrorIs(t, p.Err, codec.Truncated)
	assert.Equal(t, int64(13), p.Offset)
}

func TestDecoderOwnsItsPackets(t *testing.T) {
	b := []byte("CTINFO 1 hello\n")
	p, _, err := Protocol.Decoder(codec.Options{}).Consume(codec.Engine, b, false)
	require.NoError(t, err)
	for i := range b {
		b[i] = '#'
	}
	assert.Equal(t, "CTINFO 1 hello", p.Message.String())
	assert.Equal(t, "CTINFO 1 hello\n", string(p.Raw))
}

func TestDecoderReports(t *testing.T) {
	var uses []codec.Use
	d := Protocol.Decoder(codec.Options{Accept: AllRules, Report: func(u codec.Use) { uses = append(uses, u) }})
	p, _, err := d.Consume(codec.Engine, []byte("\x00CTBW  1,1 1,1\r\n"), false)
	require.NoError(t, err)
	assert.Equal(t, []codec.Use{{Rule: LeadingNUL, Offset: 0}, {Rule: Blanks, Offset: 5}, {Rule: CRLF, Offset: 14}}, p.Rules)
	assert.ElementsMatch(t, p.Rules, uses)
}
