package claims

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"dateline/news"
	"dateline/read/dom"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Some pages show nothing until a script has run, but carry the story in the
// state that the script starts from: Next.js, Nuxt, Arc's Fusion, Apollo and
// others write it as JSON, or as a script that makes it (literal.go). Their
// shapes differ and change; what is the same everywhere is that a body is either
// one long string of HTML or a list of things with a text each.

// MaxState bounds the scripts that are looked at, in bytes; most pages have less
// than a tenth of it.
const MaxState = 4 << 20

// StateBody is the body that the page's scripts carry.
func StateBody(doc *html.Node) []news.Paragraph {
	f := &stateFinder{budget: budget{values: 1_000_000, bytes: 4 * MaxState}, reading: 4 * MaxState}
	left := MaxState
	var pushed strings.Builder
	dom.EachElement(doc, func(n *html.Node) bool {
		if n.DataAtom != atom.Script {
			return true
		}
		source := dom.RawText(n)
		if len(source) > left || strings.Contains(strings.ToLower(dom.Attr(n, "type")), "ld+json") {
			return false
		}
		left -= len(source)
		if at := strings.Index(source, "__next_f.push("); at >= 0 {
			pushed.WriteString(f.pushedPart(source, at+len("__next_f.push(")))
		} else if len(source) >= 400 {
			f.script(source)
		}
		return false
	})
	f.rows(pushed.String())
	if f.most < 400 {
		return nil
	}
	return f.best
}

// A stateFinder keeps the longest body that it has seen.
type stateFinder struct {
	budget
	best    []news.Paragraph
	most    int
	reading int // bytes of scripts that may still be read
}

// script looks at JSON, or at all values that a script assigns.
func (f *stateFinder) script(source string) {
	var v any
	if trimmed := strings.TrimSpace(source); trimmed[:min(1, len(trimmed))] == "{" || strings.HasPrefix(trimmed, "[") {
		if json.Unmarshal([]byte(trimmed), &v) == nil {
			f.visit(f.unflattened(v), 0)
		}
		return
	}
	for at := 0; f.reading > 0; {
		next := strings.IndexByte(source[at:], '=')
		if next < 0 {
			return
		}
		at += next + 1
		if !mayBeState(source[at:]) {
			continue
		}
		v, end, ok := readJS(source, at, &f.budget)
		f.reading -= end - at
		if ok {
			f.visit(v, 0)
			at = end
		}
	}
}

// mayBeState: what is assigned is an object, a list, a function that is called,
// or a string of JSON.
func mayBeState(s string) bool {
	s = strings.TrimLeft(s[:min(len(s), 64)], " \n\t\r")
	return strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[") || strings.HasPrefix(s, "(function") || strings.HasPrefix(s, "JSON.parse")
}

// unflattened builds what Nuxt writes flat: a list in which each thing stands
// once, and says by their places in it which others it holds.
func (f *stateFinder) unflattened(v any) any {
	flat, ok := v.([]any)
	if !ok || len(flat) < 2 {
		return v
	}
	if head, ok := flat[0].([]any); !ok || len(head) != 2 || !strings.HasSuffix(scriptString(head[0]), "eactive") {
		return v
	}
	var build func(ref any, depth int) any
	build = func(ref any, depth int) any {
		at, ok := ref.(float64)
		if !ok || at < 0 || int(at) >= len(flat) || depth > 30 || !f.spend() {
			return nil
		}
		switch v := flat[int(at)].(type) {
		case []any:
			if len(v) > 1 && scriptString(v[0]) != "" { // ["Reactive", place]
				return build(v[1], depth+1)
			}
			out := make([]any, 0, len(v))
			for _, e := range v {
				out = append(out, build(e, depth+1))
			}
			return out
		case map[string]any:
			out := make(map[string]any, len(v))
			for _, k := range slices.Sorted(maps.Keys(v)) {
				out[k] = build(v[k], depth+1)
			}
			return out
		default:
			return v
		}
	}
	return build(0.0, 0)
}

func scriptString(v any) string {
	s, _ := v.(string)
	return s
}

// pushedPart is the text that a script of Next.js hands to what shows the page:
// push([1,"…"]).
func (f *stateFinder) pushedPart(source string, at int) string {
	v, _, ok := readJS(source, at, &f.budget)
	if list, _ := v.([]any); ok && len(list) == 2 {
		return scriptString(list[1])
	}
	return ""
}

// rows looks at what was handed over so: a row a thing, "7:" and JSON; or
// "7:T1f," and a text.
func (f *stateFinder) rows(pushed string) {
	for row := range strings.SplitSeq(pushed, "\n") {
		_, row, _ = strings.Cut(row[:min(len(row), MaxState)], ":")
		var v any
		if strings.HasPrefix(row, "T") {
			_, text, _ := strings.Cut(row, ",")
			f.visit(text, 0)
		} else if len(row) >= 100 && json.Unmarshal([]byte(row), &v) == nil {
			f.visit(v, 0)
		}
	}
}

func (f *stateFinder) visit(v any, depth int) {
	if depth > 40 || !f.spend() {
		return
	}
	switch v := v.(type) {
	case string:
		if len(v) > f.most && f.spendOn(v) && strings.Count(v, "</p>") >= 2 {
			if f.bytes -= 4096 + 8*len(v); f.bytes < 0 { // what taking it apart costs beside looking at it
				return
			}
			f.offer(SplitBody(v))
		}
	case []any:
		var list []news.Paragraph
		for _, e := range v[:min(len(v), 2000)] {
			if p, ok := f.paragraph(e); ok {
				list = append(list, p)
			}
			f.visit(e, depth+1)
		}
		f.offer(list)
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			f.visit(v[key], depth+1)
		}
	}
}

// offer takes a list for the best so far if more of it reads like paragraphs.
func (f *stateFinder) offer(list []news.Paragraph) {
	size := 0
	for _, p := range list {
		if dom.CountWords(p.Text) >= 8 && dom.EndsSentence(p.Text) {
			size += len(p.Text)
		}
	}
	if size > f.most {
		f.best, f.most = list, size
	}
}

// paragraph reads one thing of a list: its kind and its text, under the names
// that content systems use.
func (f *stateFinder) paragraph(v any) (news.Paragraph, bool) {
	thing, ok := v.(map[string]any)
	if !ok {
		thing = elementOf(v)
	}
	if thing == nil {
		return news.Paragraph{}, false
	}
	kind := news.PlainParagraph
	for _, key := range []string{"type", "_type", "__typename", "component", "style", "kind", "tagName"} {
		name, _ := thing[key].(string)
		if len(name) > 200 {
			continue // names nothing
		}
		switch name = strings.ToLower(name); {
		case strings.Contains(name, "image") || strings.Contains(name, "photo") || strings.Contains(name, "video") || strings.Contains(name, "gallery") || strings.Contains(name, "promo") || strings.Contains(name, "related") || strings.Contains(name, "newsletter") || strings.Contains(name, "advert") || strings.HasPrefix(name, "interstitial"):
			return news.Paragraph{}, false
		case name == "header" || strings.HasPrefix(name, "heading") || name == "h2" || name == "h3" || name == "h4":
			kind = news.HeadingParagraph
		case strings.Contains(name, "quote"):
			kind = news.QuoteParagraph
		}
	}
	for _, key := range []string{"content", "text", "html", "value", "body", "markup", "children"} {
		if s := f.text(thing[key], 0); s != "" {
			return news.Paragraph{Kind: kind, Text: s}, true
		}
	}
	return news.Paragraph{}, false
}

// elementOf makes a thing of an element as React writes it: ["$","p",null,{…}].
func elementOf(v any) map[string]any {
	list, _ := v.([]any)
	if len(list) < 4 || scriptString(list[0]) != "$" {
		return nil
	}
	tag := scriptString(list[1])
	properties, _ := list[3].(map[string]any)
	if !dom.IsBlock(atom.Lookup([]byte(tag))) || tag == "div" || properties == nil {
		return nil
	}
	return map[string]any{"tagName": tag, "children": properties["children"]}
}

// text is the text of a value: a string, or what its parts hold in a row.
func (f *stateFinder) text(v any, depth int) string {
	if !f.spend() {
		return ""
	}
	switch v := v.(type) {
	case string:
		if !f.spendOn(v) {
			return ""
		}
		return Text(v)
	case []any:
		var sb strings.Builder
		if len(v) >= 4 && scriptString(v[0]) == "$" { // an element as React writes it
			properties, _ := v[3].(map[string]any)
			if depth > 4 || properties == nil {
				return ""
			}
			return f.text(properties["children"], depth+1)
		}
		for _, e := range v[:min(len(v), 200)] {
			if list, ok := e.([]any); ok && depth < 4 {
				sb.WriteString(f.text(list, depth+1))
			} else if thing, ok := e.(map[string]any); ok && depth < 4 {
				for _, key := range []string{"text", "value", "content", "children"} {
					if s := f.text(thing[key], depth+1); s != "" {
						if raw, ok := thing[key].(string); ok {
							s = raw // with the spaces at its ends
						}
						sb.WriteString(s)
						break
					}
				}
			} else if s, ok := e.(string); ok && f.spendOn(s) {
				sb.WriteString(s)
			}
		}
		return Text(sb.String())
	}
	return ""
}

// SplitBody cuts a body that came as one string.
func SplitBody(whole string) []news.Paragraph {
	if strings.Contains(whole, "&") {
		whole = html.UnescapeString(whole)
	}
	if strings.Contains(whole, "</") || strings.Contains(whole, "<p>") || strings.Contains(whole, "<br") {
		doc, err := dom.Parse(whole)
		if err != nil {
			return nil
		}
		var out []news.Paragraph
		for _, b := range dom.Segment(doc) {
			out = append(out, news.Paragraph{Kind: b.Kind, Text: b.Text})
		}
		return out
	}
	var out []news.Paragraph
	for _, line := range strings.Split(whole, "\n") {
		if line = dom.OneLine(line); line != "" {
			out = append(out, news.Paragraph{Kind: news.PlainParagraph, Text: line})
		}
	}
	return out
}
