package collect

import (
	"bytes"
	"net/http"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// NoArchive says whether a page asks that no copy of it be shown: by the header
// X-Robots-Tag or by a meta element for robots, as "noarchive" or "none". What is
// said to one robot by name holds for all: whoever shows a copy is asked.
func NoArchive(header http.Header, body []byte) bool {
	for _, said := range header.Values("X-Robots-Tag") {
		if asksNoArchive(said) {
			return true
		}
	}
	head := body[:min(len(body), 64<<10)]
	if !bytes.Contains(bytes.ToLower(head), []byte("robots")) {
		return false
	}
	tokens := html.NewTokenizer(bytes.NewReader(head))
	tokens.SetMaxBuf(64 << 10)
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return false
		case html.StartTagToken, html.SelfClosingTagToken:
			t := tokens.Token()
			if t.DataAtom == atom.Meta && strings.EqualFold(attribute(t, "name"), "robots") && asksNoArchive(attribute(t, "content")) {
				return true
			}
		}
	}
}

func asksNoArchive(said string) bool {
	for _, word := range strings.FieldsFunc(strings.ToLower(said), func(r rune) bool { return r == ',' || r == ' ' || r == ':' || r == '\t' }) {
		if word == "noarchive" || word == "none" {
			return true
		}
	}
	return false
}
