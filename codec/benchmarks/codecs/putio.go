package codecs

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/mailru/easyjson"

	"enginespec/codec/benchmarks/gen"
	"enginespec/codec/benchmarks/measure"
	"enginespec/codec/benchmarks/peers/listing"
	"enginespec/codec/putio"
)

// plain is the listing without what easyjson adds to it, for encoding/json.
type plain struct {
	Response struct {
		Results []item `json:"results"`
		Total   int64  `json:"total"`
	} `json:"response"`
	Error        bool    `json:"error"`
	ErrorMessage *string `json:"error_message"`
	UserName     string  `json:"user_name"`
	UserID       int64   `json:"user_id"`
	ID           int64   `json:"id"`
}

type item listing.Item

// Putio writes the tables of put.io and returns its bars.
func Putio(w io.Writer, p measure.Plan) ([]measure.Bar, error) {
	e := gen.Listing(1000)
	data, err := e.Append(nil)
	if err != nil {
		return nil, err
	}
	var easy listing.Envelope
	var std plain
	if err := easyjson.Unmarshal(data, &easy); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &std); err != nil {
		return nil, err
	}
	var view putio.View
	ops := []measure.Op{
		{Name: "floor: json.Valid", Do: func() error {
			if !json.Valid(data) {
				return fmt.Errorf("not JSON")
			}
			return nil
		}},
		{Name: "enginespec, decode", Do: func() error { return new(putio.Envelope).Decode(data, putio.MethodFilesList, nil) }},
		{Name: "enginespec, view", Do: func() error { return view.Decode(data, putio.MethodFilesList, nil) }},
		{Name: "easyjson, decode", Do: func() error { return easyjson.Unmarshal(data, new(listing.Envelope)) }},
		{Name: "encoding/json, decode", Do: func() error { return json.Unmarshal(data, new(plain)) }},
		{Name: "enginespec, append", Do: func() error { _, err := e.Append(make([]byte, 0, e.Size())); return err }},
		{Name: "easyjson, encode", Do: func() error { _, err := easyjson.Marshal(&easy); return err }},
		{Name: "encoding/json, encode", Do: func() error { _, err := json.Marshal(&std); return err }},
	}
	for i := range ops {
		ops[i].Bytes = len(data)
	}
	rs, err := p.Run(ops...)
	if err != nil {
		return nil, err
	}
	fmt.Fprint(w, "\nput.io, answer to files.list with 1,000 files:\n\n")
	rs.Write(w, "enginespec, decode")
	dec, views, enc := rs.Get("enginespec, decode"), rs.Get("enginespec, view"), rs.Get("enginespec, append")
	easyDec, stdDec := rs.Get("easyjson, decode"), rs.Get("encoding/json, decode")
	return []measure.Bar{
		{Goal: "put.io, 1,000 files, decoded as views / easyjson, which neither refuses duplicates nor names departures", Want: 2.3, Got: views.Faster(easyDec), Unit: "x"},
		{Goal: "... / encoding/json", Want: 7, Got: views.Faster(stdDec), Unit: "x"},
		{Goal: "... allocations", Want: 0, Most: true, Got: views.Allocs},
		{Goal: "... owned, nothing reused / easyjson", Want: 1.25, Got: dec.Faster(easyDec), Unit: "x"},
		{Goal: "... owned / encoding/json", Want: 4, Got: dec.Faster(stdDec), Unit: "x"},
		{Goal: "... owned: allocations", Want: 40, Most: true, Got: dec.Allocs},
		{Goal: "put.io, 1,000 files, encoded / easyjson", Want: 1, Got: enc.Faster(rs.Get("easyjson, encode")), Unit: "x"},
	}, nil
}
