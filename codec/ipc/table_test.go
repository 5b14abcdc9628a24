package ipc

import (
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"enginespec/codec"
	"enginespec/codec/internal/text"
)

func TestPutInt(t *testing.T) {
	check := func(v int64) {
		assert.Equal(t, "xi"+strconv.FormatInt(v, 10)+"e", string(appendInt([]byte("x"), v)))
	}
	for p := int64(1); p > 0 && p <= math.MaxInt64/10; p *= 10 {
		for d := int64(-1); d <= 1; d++ {
			check(p + d)
			check(-p - d)
		}
	}
	check(math.MaxInt64)
	check(math.MinInt64)
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Int64().Draw(t, "v")
		assert.Len(t, strconv.FormatUint(uint64(v), 10), text.Digits(uint64(v)))
		assert.Equal(t, "i"+strconv.FormatInt(v, 10)+"e", string(appendInt(nil, v)))
	})
}

// The sums of integers leave none out: Size is never less than what Append writes.
func TestIntegersAreSummed(t *testing.T) {
	summed(t, statusFields)
	summed(t, originFields)
}

func summed[T any](t *testing.T, s *schema[T]) {
	var zero T
	for i := range s.fields {
		var v T
		f := &s.fields[i]
		s.head(&v).Has = 1 << i
		if f.format == Integer {
			*f.integer(&v) = math.MinInt64
			assert.GreaterOrEqual(t, s.integers(&v)-s.integers(&zero), 19, f.name)
		}
		b, err := s.append(nil, &v, Sorted)
		require.NoError(t, err)
		assert.GreaterOrEqual(t, s.size(&v), len(b), f.name)
	}
}

// Every row of every table leads to the field of its name: "peers-from" to PeersFrom.
func TestRowsAndFields(t *testing.T) {
	rows(t, statusFields, 22)
	rows(t, originFields, 4)
	rows(t, infoFields, 12)
	rows(t, trackerFields, 4)
	rows(t, fileFields, 2)
	rows(t, addFields, 4)
	rows(t, versionFields, 3)
	assert.Equal(t, "QueryID", "Query"+strings.ToUpper(queryFields.fields[0].name))
}

func rows[T any](t *testing.T, s *schema[T], n int) {
	require.Len(t, s.fields, n)
	for _, f := range s.fields {
		var v T
		where := reflect.ValueOf(&v).Elem().FieldByNameFunc(func(name string) bool {
			return strings.EqualFold(name, strings.ReplaceAll(f.name, "-", ""))
		})
		require.True(t, where.IsValid(), f.name)
		assert.LessOrEqual(t, len(f.token), maxTokenLen)
		switch f.format {
		case Integer:
			*f.integer(&v) = 7
			assert.EqualValues(t, 7, where.Int(), f.name)
		case Boolean:
			*f.boolean(&v) = true
			assert.True(t, where.Bool(), f.name)
		case Text:
			*f.text(&v) = codec.Bytes("x")
			assert.Equal(t, codec.Bytes("x"), where.Interface(), f.name)
		case Origins:
			f.origins(&v).Cache = 7
			assert.False(t, where.IsZero(), f.name)
		case Tracking:
			f.tracker(&v).Port = 7
			assert.False(t, where.IsZero(), f.name)
		case Tiers:
			*f.tiers(&v) = [][]Tracker{{}}
			assert.Equal(t, 1, where.Len(), f.name)
		case FileList:
			*f.files(&v) = []File{{}}
			assert.Equal(t, 1, where.Len(), f.name)
		default:
			t.Errorf("%s has a format that no test knows", f.name)
		}
	}
}

// Formats have words, for the tables that are printed.
func TestFormatWords(t *testing.T) {
	seen := map[string]bool{}
	for f := Ignored; f <= FileList; f++ {
		assert.NotEmpty(t, f.String())
		assert.False(t, seen[f.String()], f.String())
		seen[f.String()] = true
	}
}
