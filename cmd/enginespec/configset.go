package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"enginespec/conformance"
)

// set takes one setting over.
func (c *config) set(a *app, s *setting, p keyValue) error {
	switch s.Kind {
	case "list":
		return c.setSelectors(a, s, p)
	case "features":
		return c.setFeatures(s, p)
	case "params":
		return c.setParams(s, p)
	case "reports":
		return c.setReports(p)
	}
	text, err := c.scalar(p.value, "a "+map[string]string{"string": "text", "bool": "true or false", "integer": "number", "duration": "time such as 5s"}[s.Kind])
	if err != nil {
		return err
	}
	t := p.value.GetToken()
	switch s.Kind {
	case "bool":
		if _, ok := p.value.(*ast.BoolNode); !ok {
			return c.at(t, "%s: expected true or false", s.Key)
		}
	case "integer":
		if _, err := strconv.ParseUint(text, 10, 64); err != nil {
			return c.at(t, "%s: expected a number", s.Key)
		}
	}
	if err := c.among(t, s.Key, text, s.Choices); err != nil {
		return err
	}
	c.values = append(c.values, value{s.Flag.Name, text, t})
	return nil
}

// among refuses a text that is none of the choices, if there are any.
func (c *config) among(t *token.Token, key, text string, choices []string) error {
	if len(choices) == 0 || slices.Contains(choices, text) {
		return nil
	}
	list := strings.Join(choices, ", ")
	if len(choices) > 12 {
		list = "one of " + strconv.Itoa(len(choices)) + " names"
	}
	return c.at(t, "%s: expected %s%s", key, list, conformance.DidYouMean(text, choices))
}

func (c *config) setSelectors(a *app, s *setting, p keyValue) error {
	texts, tokens, err := c.items(p.value, "a list of selectors, such as [ts, ipc/frame]")
	if err != nil {
		return err
	}
	if c.selectors != nil {
		return c.at(p.token, "select and protocols exclude each other")
	}
	for i, text := range texts {
		if err := c.among(tokens[i], s.Key, text, s.Choices); err != nil {
			return err
		}
		if _, err := conformance.Select(suites(a.protocols), 0, []string{text}); err != nil {
			return c.at(tokens[i], "%v", err)
		}
	}
	if len(texts) == 0 {
		return c.at(p.token, "%s selects nothing: leave it out", s.Key)
	}
	c.selectors = texts
	return nil
}

// setFeatures reads "+a,-b", [+a, -b] or {a: true, b: false}.
func (c *config) setFeatures(s *setting, p keyValue) error {
	var words []string
	add := func(t *token.Token, word string) error {
		if !strings.HasPrefix(word, "-") && !strings.HasPrefix(word, "+") {
			word = "+" + word
		}
		if !slices.Contains(s.Choices, word) {
			return c.at(t, "no feature is called %q%s", word[1:], conformance.DidYouMean(word[1:], bare(s.Choices)))
		}
		words = append(words, word)
		return nil
	}
	switch p.value.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		pairs, err := c.mapping(p.value, "features")
		if err != nil {
			return err
		}
		for _, one := range pairs {
			b, ok := one.value.(*ast.BoolNode)
			if !ok {
				return c.at(one.value.GetToken(), "feature %s: expected true or false", one.key)
			}
			if err := add(one.token, map[bool]string{true: "+", false: "-"}[b.Value]+one.key); err != nil {
				return err
			}
		}
	default:
		texts, tokens, err := c.items(p.value, "features, such as [+live, -ads] or {live: true, ads: false}")
		if err != nil {
			return err
		}
		for i, text := range texts {
			for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
				if err := add(tokens[i], word); err != nil {
					return err
				}
			}
		}
	}
	c.values = append(c.values, value{"features", strings.Join(words, ","), p.token})
	return nil
}

// bare are the names of features without their signs, each once.
func bare(signed []string) (names []string) {
	for _, s := range signed {
		if strings.HasPrefix(s, "+") {
			names = append(names, s[1:])
		}
	}
	return names
}

func (c *config) setParams(s *setting, p keyValue) error {
	pairs, err := c.mapping(p.value, "names and values, such as product-key: ABC")
	if err != nil {
		return err
	}
	names := make([]string, len(s.Choices))
	for i, name := range s.Choices {
		names[i] = strings.TrimSuffix(name, "=")
	}
	for _, one := range pairs {
		if err := c.among(one.token, "params", one.key, names); err != nil {
			return err
		}
		text, err := c.scalar(one.value, "a text")
		if err != nil {
			return err
		}
		c.values = append(c.values, value{"param", one.key + "=" + text, one.token})
	}
	return nil
}

func (c *config) setReports(p keyValue) error {
	pairs, err := c.mapping(p.value, "formats and files, such as {json: report.json, html: report.html}")
	if err != nil {
		return err
	}
	var formats []string
	for _, f := range reportFlags {
		formats = append(formats, f[0])
	}
	for _, one := range pairs {
		if err := c.among(one.token, "reports", one.key, formats); err != nil {
			return err
		}
		name, err := c.scalar(one.value, "the name of a file")
		if err != nil {
			return err
		}
		at := slices.Index(formats, one.key)
		c.values = append(c.values, value{reportFlags[at][1], name, one.value.GetToken()})
	}
	return nil
}
