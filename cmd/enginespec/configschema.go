package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// printSchema prints the JSON Schema of the file.
func (a *app) printSchema(test *cobra.Command) error {
	object := func(properties map[string]any) map[string]any {
		return map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
	}
	properties := map[string]any{}
	for _, s := range a.settings(test) {
		one := map[string]any{"type": s.Kind}
		items := map[string]any{"type": "string"}
		if s.Choices != nil {
			items["enum"] = s.Choices
		}
		switch s.Kind {
		case "list":
			one = map[string]any{"type": "array", "minItems": 1, "items": items}
		case "features":
			held := map[string]any{}
			for _, name := range bare(s.Choices) {
				held[name] = map[string]any{"type": "boolean"}
			}
			one = map[string]any{"anyOf": []any{map[string]any{"type": "string"}, map[string]any{"type": "array", "items": items}, object(held)}}
		case "params":
			named := map[string]any{}
			for _, name := range s.Choices {
				named[strings.TrimSuffix(name, "=")] = map[string]any{"type": []string{"string", "number", "boolean"}}
			}
			one = object(named)
		case "reports":
			named := map[string]any{}
			for _, f := range reportFlags {
				named[f[0]] = map[string]any{"type": "string"}
			}
			one = object(named)
		case "bool":
			one["type"] = "boolean"
		case "integer":
			one["minimum"] = 0
		case "duration":
			one["type"] = "string"
		}
		if s.Choices != nil && s.Kind == "string" {
			one["enum"] = s.Choices
		}
		one["description"] = s.Text
		properties[s.Key] = one
	}
	schema := object(properties)
	schema["$schema"], schema["$id"] = "https://json-schema.org/draft/2020-12/schema", "enginespec.schema.json"
	schema["title"], schema["minProperties"] = "enginespec.yaml, the settings of enginespec test", 1
	b, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "%s\n", b)
	return err
}
