package collect

import (
	"encoding/xml"
	"fmt"
	"io"
	"sort"
	"strings"

	"golang.org/x/net/html/charset"

	"dateline/news"
)

const (
	maxOPML     = 32 << 20 // bytes
	maxOutlines = 100_000
	maxNesting  = 20
)

// outline is an element of OPML 2.0: a folder or a feed.
type outline struct {
	XMLName  xml.Name  `xml:"outline"`
	Text     string    `xml:"text,attr"`
	Title    string    `xml:"title,attr,omitempty"`
	Type     string    `xml:"type,attr,omitempty"`
	XMLURL   string    `xml:"xmlUrl,attr,omitempty"`
	HTMLURL  string    `xml:"htmlUrl,attr,omitempty"`
	Outlines []outline `xml:"outline"`
}

// readOPML gives the sources of an OPML file. The folders around a source make
// its folder, from the outermost, with slashes between.
func readOPML(r io.Reader) (all Subscriptions, err error) {
	d := xml.NewDecoder(io.LimitReader(r, maxOPML))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = charset.NewReaderLabel
	var folders []string // the path to each open outline and with it; of a feed, the path to it
	seen := map[string]bool{}
	isOPML := false
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return all, fmt.Errorf("read the OPML: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local == "opml" {
				isOPML = true
			}
			if t.Name.Local != "outline" {
				continue
			}
			if len(folders) >= maxNesting || len(all.Sources) >= maxOutlines {
				return all, fmt.Errorf("read the OPML: it holds more than %d feeds, or folders nested deeper than %d", maxOutlines, maxNesting)
			}
			path := ""
			if len(folders) > 0 {
				path = folders[len(folders)-1]
			}
			if name := all.outline(t, path, seen); name != "" {
				path = label(strings.TrimPrefix(path+"/"+name, "/"))
			}
			folders = append(folders, path)
		case xml.EndElement:
			if t.Name.Local == "outline" && len(folders) > 0 {
				folders = folders[:len(folders)-1]
			}
		}
	}
	if !isOPML {
		return all, fmt.Errorf("it is no OPML file")
	}
	return all, nil
}

// wanted are the attributes of an outline that are read.
var wanted = map[string]bool{"title": true, "text": true, "type": true, "xmlurl": true, "htmlurl": true}

// outline takes an outline inside a folder, and returns the name of the folder that
// it is itself; empty for a feed.
func (s *Subscriptions) outline(t xml.StartElement, path string, seen map[string]bool) (folder string) {
	attr := map[string]string{}
	for _, a := range t.Attr {
		if name := strings.ToLower(a.Name.Local); wanted[name] {
			attr[name] = oneLine(a.Value)
		}
	}
	name := attr["title"]
	if name == "" {
		name = attr["text"]
	}
	if attr["xmlurl"] == "" {
		if kind := strings.ToLower(attr["type"]); kind == "rss" || kind == "atom" {
			s.refuse(name, "it has no xmlUrl")
			return ""
		}
		return label(name)
	}
	if kind := attr["type"]; strings.Contains(kind, "XPath") || strings.Contains(kind, "DotNotation") || strings.HasPrefix(kind, "JSON+") {
		s.refuse(label(name)+" "+label(attr["xmlurl"]), "it is no feed but a page that the other program takes apart by rules of its own; add the site instead")
		return ""
	}
	if seen[attr["xmlurl"]] {
		return ""
	}
	seen[attr["xmlurl"]] = true
	s.add(attr["xmlurl"], name, attr["htmlurl"], path)
	return ""
}

// WriteOPML writes sources as OPML 2.0, by folder and name.
func WriteOPML(w io.Writer, sources []news.Source) error {
	sorted := append([]news.Source(nil), sources...)
	sort.SliceStable(sorted, func(i, j int) bool {
		if sorted[i].Folder != sorted[j].Folder {
			return sorted[i].Folder < sorted[j].Folder
		}
		return sorted[i].Name < sorted[j].Name
	})
	doc := struct {
		XMLName  xml.Name  `xml:"opml"`
		Version  string    `xml:"version,attr"`
		Title    string    `xml:"head>title"`
		Outlines []outline `xml:"body>outline"`
	}{Version: "2.0", Title: "Sources"}
	for _, s := range sorted {
		into := &doc.Outlines
		for _, f := range strings.Split(s.Folder, "/") {
			if f == "" {
				continue
			}
			last := len(*into) - 1
			if last < 0 || (*into)[last].XMLURL != "" || (*into)[last].Text != f {
				*into = append(*into, outline{Text: f})
				last = len(*into) - 1
			}
			into = &(*into)[last].Outlines
		}
		*into = append(*into, outline{Text: s.Name, Title: s.Name, Type: "rss", XMLURL: s.Feed, HTMLURL: s.Site})
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(doc); err != nil {
		return fmt.Errorf("write the OPML: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}
