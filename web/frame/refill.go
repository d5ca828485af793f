package frame

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"dateline/newsroom"
	"dateline/web/frame/texts"
)

// keptFor returns what was written that a request asks to have put back into a form
// of its page.
func (s *Server) keptFor(r *http.Request) (newsroom.Writing, bool) {
	id, m := r.URL.Query().Get("kept"), MemberOf(r)
	if id == "" || m == nil || r.Method != http.MethodGet {
		return newsroom.Writing{}, false
	}
	w, err := s.Store.Writing(r.Context(), m.ID, id)
	return w, err == nil
}

// refilled returns a page with what was written back in its form; false if it has no
// such form.
func refilled(page []byte, w newsroom.Writing) ([]byte, bool) {
	fields, err := url.ParseQuery(w.Fields)
	if err != nil {
		return nil, false
	}
	return refill(page, w.Action, fields, "This is what you wrote at "+texts.InWords(w.At, "15:04 UTC, 2 January 2006")+". It isn’t sent yet: check it, and press the button.")
}

// refill puts what was written back into the form of a page that is sent to the same
// address. It reports false if there is no such form. The page is parsed and written
// anew, so whatever was written is escaped as text.
func refill(page []byte, action string, fields url.Values, notice string) ([]byte, bool) {
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return nil, false
	}
	form := formFor(doc, action, fields)
	if form == nil {
		return nil, false
	}
	for _, c := range controlsOf(form) {
		fill(c, fields)
	}
	for up := form; up != nil; up = up.Parent {
		if up.DataAtom == atom.Details {
			setAttr(up, "open", "")
		}
	}
	said := element(atom.P, html.Attribute{Key: "class", Val: "flash"}, html.Attribute{Key: "role", Val: "status"})
	said.AppendChild(&html.Node{Type: html.TextNode, Data: notice})
	form.InsertBefore(said, form.FirstChild)
	var out bytes.Buffer
	if err := html.Render(&out, doc); err != nil {
		return nil, false
	}
	return out.Bytes(), true
}

// formFor returns the form that is sent to an address and has most of the fields.
func formFor(doc *html.Node, action string, fields url.Values) (best *html.Node) {
	most := 0
	for n := range doc.Descendants() {
		if n.DataAtom != atom.Form || !strings.EqualFold(attr(n, "method"), "post") || pathOf(attr(n, "action")) != pathOf(action) {
			continue
		}
		has := 0
		for _, c := range controlsOf(n) {
			name := attr(c, "name")
			if _, ok := fields[name]; !ok {
				continue
			}
			has++
			if attr(c, "type") == "hidden" && attr(c, "value") == fields.Get(name) {
				has++
			}
		}
		if has > most {
			best, most = n, has
		}
	}
	return best
}

func pathOf(address string) string {
	path, _, _ := strings.Cut(address, "#")
	return path
}

// controlsOf lists the fields of a form.
func controlsOf(form *html.Node) (out []*html.Node) {
	for n := range form.Descendants() {
		switch n.DataAtom {
		case atom.Input, atom.Textarea, atom.Select:
			if attr(n, "name") != "" {
				out = append(out, n)
			}
		}
	}
	return out
}

// fill sets a field to what was written in it. Secrets, files and buttons stay as
// they are.
func fill(c *html.Node, fields url.Values) {
	name := attr(c, "name")
	values := fields[name]
	switch {
	case slices.Contains(secretFields, name):
	case c.DataAtom == atom.Textarea:
		fillText(c, values)
	case c.DataAtom == atom.Select:
		fillSelect(c, values)
	case attr(c, "type") == "checkbox" || attr(c, "type") == "radio":
		removeAttr(c, "checked")
		if slices.Contains(values, attr(c, "value")) {
			setAttr(c, "checked", "")
		}
	case slices.Contains([]string{"submit", "button", "file", "password", "image", "reset"}, attr(c, "type")):
	case len(values) > 0:
		setAttr(c, "value", values[0])
	}
}

func fillText(c *html.Node, values []string) {
	if len(values) == 0 {
		return
	}
	for c.FirstChild != nil {
		c.RemoveChild(c.FirstChild)
	}
	c.AppendChild(&html.Node{Type: html.TextNode, Data: strings.ReplaceAll(values[0], "\r\n", "\n")})
}

func fillSelect(c *html.Node, values []string) {
	if len(values) == 0 {
		return
	}
	for o := range c.Descendants() {
		if o.DataAtom == atom.Option {
			removeAttr(o, "selected")
			if slices.Contains(values, optionValue(o)) {
				setAttr(o, "selected", "")
			}
		}
	}
}

// optionValue returns what choosing an option sends.
func optionValue(o *html.Node) string {
	if hasAttr(o, "value") || o.FirstChild == nil {
		return attr(o, "value")
	}
	return strings.Join(strings.Fields(o.FirstChild.Data), " ")
}

func hasAttr(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func element(tag atom.Atom, attrs ...html.Attribute) *html.Node {
	return &html.Node{Type: html.ElementNode, DataAtom: tag, Data: tag.String(), Attr: attrs}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func removeAttr(n *html.Node, name string) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func setAttr(n *html.Node, name, value string) {
	removeAttr(n, name)
	n.Attr = append(n.Attr, html.Attribute{Key: name, Val: value})
}
