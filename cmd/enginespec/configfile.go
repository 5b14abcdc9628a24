package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
	"github.com/spf13/cobra"

	"enginespec/conformance"
)

// config is a file of settings that has been read.
type config struct {
	file      string
	lines     []string
	values    []value
	selectors []string
}

// value is what the file sets a flag to.
type value struct {
	flag, text string
	token      *token.Token
}

// mostConfig is the size of the largest file of settings that is read.
const mostConfig = 1 << 20

// parseConfig reads settings. Every error says file:line:column and shows the place.
func (a *app) parseConfig(cmd *cobra.Command, file string, text []byte) (*config, error) {
	if len(text) > mostConfig {
		return nil, usagef("%s: %d bytes: settings have at most %d", file, len(text), mostConfig)
	}
	c := &config{file: file, lines: strings.Split(string(text), "\n")}
	f, err := parser.ParseBytes(text, 0)
	if err != nil {
		var syntax *yaml.SyntaxError
		if errors.As(err, &syntax) && syntax.Token != nil {
			return nil, c.at(syntax.Token, "not YAML: %s", syntax.Message)
		}
		return nil, usagef("%s: not YAML: %w", file, err)
	}
	var body ast.Node
	for _, d := range f.Docs {
		if d.Body == nil {
			continue
		}
		if body != nil {
			return nil, c.at(d.Body.GetToken(), "a second document: expected one")
		}
		body = d.Body
	}
	if body == nil {
		return nil, usagef("%s sets nothing: take it away, or see enginespec config --help", file)
	}
	pairs, err := c.mapping(body, "settings, such as target: tcp://127.0.0.1:62062")
	if err != nil {
		return nil, err
	}
	known := a.settings(cmd)
	for _, p := range pairs {
		at := slices.IndexFunc(known, func(s setting) bool { return s.Key == p.key })
		if at < 0 {
			var names []string
			for _, s := range known {
				names = append(names, s.Key)
			}
			return nil, c.at(p.token, "no setting is called %q%s", p.key, conformance.DidYouMean(p.key, names))
		}
		if err := c.set(a, &known[at], p); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// at is an error at a place of the file, with its line and a mark below it.
func (c *config) at(t *token.Token, format string, args ...any) error {
	line, column := t.Position.Line, t.Position.Column
	b := &strings.Builder{}
	fmt.Fprintf(b, "%s:%d:%d: %s", c.file, line, column, fmt.Sprintf(format, args...))
	if line >= 1 && line <= len(c.lines) {
		text := []rune(strings.TrimRight(c.lines[line-1], "\r"))
		width := max(1, min(len([]rune(strings.SplitN(t.Value, "\n", 2)[0])), len(text)-column+1))
		var gap strings.Builder
		for _, r := range text[:min(max(column-1, 0), len(text))] {
			if r != '\t' {
				r = ' '
			}
			gap.WriteRune(r)
		}
		fmt.Fprintf(b, "\n%6d | %s\n       | %s%s", line, string(text), gap.String(), strings.Repeat("^", width))
	}
	return usageError{errors.New(b.String())}
}

// keyValue is a key and its value.
type keyValue struct {
	key   string
	token *token.Token // of the key
	value ast.Node
}

// mapping are the pairs of a node, which must be a map.
func (c *config) mapping(n ast.Node, expected string) (pairs []keyValue, err error) {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	default:
		return nil, c.at(n.GetToken(), "expected %s", expected)
	}
	for _, v := range values {
		key, err := c.scalar(v.Key, "a name")
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(pairs, func(p keyValue) bool { return p.key == key }) {
			return nil, c.at(v.Key.GetToken(), "%q is set twice", key)
		}
		pairs = append(pairs, keyValue{key, v.Key.GetToken(), v.Value})
	}
	return pairs, nil
}

// scalar is the text of a plain value.
func (c *config) scalar(n ast.Node, expected string) (string, error) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, nil
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value), nil
	case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode:
		return n.GetToken().Value, nil
	case *ast.NullNode:
		return "", c.at(n.GetToken(), "nothing is set: expected %s", expected)
	}
	return "", c.at(n.GetToken(), "expected %s", expected)
}

// items are the items of a list, or the one plain value in its place.
func (c *config) items(n ast.Node, expected string) (texts []string, tokens []*token.Token, err error) {
	list := []ast.Node{n}
	if seq, ok := n.(*ast.SequenceNode); ok {
		list = seq.Values
	}
	for _, item := range list {
		text, err := c.scalar(item, expected)
		if err != nil {
			return nil, nil, err
		}
		texts, tokens = append(texts, text), append(tokens, item.GetToken())
	}
	return texts, tokens, nil
}
