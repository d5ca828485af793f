package collect

import (
	"strings"

	"dateline/news"
)

// maxDepth bounds how deeply elements of a feed may lie in each other; what
// lies deeper is passed over.
const maxDepth = 64

// A role is what an element is for those within it.
type role uint8

const (
	roleOther   role = iota // nothing within is ours
	roleFeed                // rss, rdf, channel, feed and those of sitemaps
	roleItem                // item, entry
	rolePerson              // Atom's author
	rolePicture             // RSS's image, whose url is an element
	roleGroup               // media:group, media:content: more of its item
	rolePause               // skipHours, skipDays
	roleSitemap             // sitemap within an index
)

// An element is one that stands open.
type element struct {
	tag      string // as written: its end tag says the same
	space    space
	name     string // without prefix, in lower case
	role     role
	base     string
	lang     string
	empty    bool
	bindings int // how many there were before it
	attrs    []attr
}

// attr gives an attribute without its surrounding space; names are compared
// without case.
func (e *element) attr(name string) string {
	for _, a := range e.attrs {
		if strings.EqualFold(a.name, name) {
			return strings.TrimSpace(a.value)
		}
	}
	return ""
}

// A reader makes a feed of tokens. It is one for well-formed and for broken
// feeds: where elements do not close as they should, it says so and goes on
// with what is most likely meant.
type reader struct {
	tokenizer
	base     string // where the feed was found
	fields   map[fieldName]field
	bindings []binding
	open     []element
	deeper   int // elements within the last of open that are passed over
	feed     *draft
	item     *draft // nil between items
	person   string
	email    string
	items    []news.Item
	sitemaps []Sitemap
	pause    pause
	root     string
	cut      bool // it ended with elements open
	grown    int  // bytes by which addresses grew when they were made whole
}

// readMarkup reads RSS, RDF, Atom and sitemaps.
func readMarkup(text, baseURL string) (Feed, error) {
	r := &reader{tokenizer: tokenizer{s: text}, base: baseURL, feed: &draft{}, fields: fields()}
	for !r.full() && r.step() {
	}
	return r.result()
}

func (r *reader) full() bool { return len(r.items) >= maxItems || len(r.sitemaps) >= maxItems }

// step takes in the next tag, and tells whether there was one.
func (r *reader) step() bool {
	r.within = ""
	tok := r.next()
	switch tok.kind {
	case startTag:
		r.start(tok)
	case endTag:
		r.end(tok)
	case endOfFeed:
		r.cut = len(r.open) > 0
		if r.item != nil && r.item.url.value != "" {
			r.endItem() // it lacks what was cut off, but it can be found
		}
		return false
	}
	return true
}

// start takes in a start tag: a field is read to its end, what holds others
// stands open.
func (r *reader) start(tok token) {
	if r.deeper > 0 || len(r.open) == maxDepth {
		r.faulty = r.faulty || r.deeper == 0
		if !tok.empty {
			r.deeper++
		}
		return
	}
	e := r.enter(tok)
	switch {
	case len(r.open) == 0 && e.name == "entry": // a document of one entry: RFC 4287 §2
		r.root, e.role, r.item = "feed", roleItem, &draft{lang: e.lang}
	case len(r.open) == 0 && !isRoot(e):
		if e.name == "html" {
			r.pos = len(r.s) // a page: nothing in it is a feed's
		}
		r.faulty = true // a server's complaint before the feed
		r.leave(e)
		return
	case len(r.open) == 0:
		r.root, r.feed.lang, e.role = e.name, e.lang, roleFeed
	case r.isItem(e):
		if r.item != nil {
			r.faulty = true // the one before did not end
			r.closeTo(r.openItem())
		}
		e.role, r.item = roleItem, &draft{lang: e.lang}
		r.item.guid.offer(3, e.attr("rdf:about"))
	case r.read(e):
		r.bindings = r.bindings[:e.bindings]
		return
	}
	e.attrs = nil // the next tag's take their place
	if e.empty {
		r.leave(e)
	} else {
		r.open = append(r.open, *e)
	}
}

// read reads an element that is a field where it stands, and tells whether it
// was read to its end.
func (r *reader) read(e *element) bool {
	within := r.open[len(r.open)-1].role
	read := r.fields[fieldName{e.space, e.name}]
	d := r.draft()
	switch within {
	case roleOther:
		return false
	case rolePerson:
		return r.readPerson(e)
	case rolePicture:
		read = nil
		if e.name == "url" || e.name == "href" {
			read = func(r *reader, d *draft, e *element) { d.image.offer(1, r.link(e.base, r.plain(e))) }
		}
	case roleSitemap:
		if read != nil && e.name != "loc" && e.name != "lastmod" {
			read = nil
		}
	}
	if read == nil {
		return false
	}
	read(r, d, e)
	return e.role == roleOther
}

func (r *reader) readPerson(e *element) bool {
	switch e.name {
	case "name":
		r.person = r.plain(e)
	case "email":
		r.email = r.plain(e)
	default:
		return false
	}
	return true
}

func isRoot(e *element) bool {
	switch e.name {
	case "rss", "feed", "rdf", "channel", "urlset", "sitemapindex":
		return true
	}
	return false
}

func (r *reader) isItem(e *element) bool {
	return e.space == core && (e.name == "item" || e.name == "entry" || e.name == "url" && r.root == "urlset")
}

// enter makes an element of a start tag, with what it inherits.
func (r *reader) enter(tok token) *element {
	e := &element{tag: tok.name, empty: tok.empty, attrs: tok.attrs, base: r.base, bindings: len(r.bindings)}
	r.bind(tok.attrs)
	e.space, e.name = r.resolve(tok.name)
	if n := len(r.open); n > 0 {
		e.base, e.lang = r.open[n-1].base, r.open[n-1].lang
	}
	for _, a := range tok.attrs {
		switch a.name {
		case "xml:base": // XML Base §4.2: on the element's own base
			e.base = onBase(e.base, a.value)
		case "xml:lang":
			e.lang = strings.TrimSpace(a.value)
		}
	}
	return e
}

const (
	maxBase  = 1 << 10 // bytes of an xml:base; what is longer is not believed
	maxGrown = 16 << 20
)

// onBase gives the base that an xml:base on another makes.
func onBase(base, ref string) string {
	if whole := linkOn(base, ref); whole != "" && len(whole) <= maxBase {
		return whole
	}
	return base
}

// link gives an address that stands on base. Addresses made whole may not grow
// past all measure: a long base and many short references are a trick.
func (r *reader) link(base, ref string) string {
	if r.grown > maxGrown {
		return ""
	}
	whole := linkOn(base, ref)
	r.grown += max(0, len(whole)-len(ref))
	return whole
}

// end takes in an end tag: that of the last element that stands open, or of one
// further out, which closes those within; else it closes nothing.
func (r *reader) end(tok token) {
	if r.deeper > 0 && tok.name != "item" && tok.name != "entry" {
		r.deeper--
		return
	}
	r.deeper = 0
	at := r.opened(tok.name)
	if at < 0 {
		r.faulty = true
		if n := len(r.open); n > 0 && r.open[n-1].role == roleItem && !isHTML(tok.name) {
			r.closeTo(n - 1) // the end of an item, mistyped
		}
		return
	}
	if at < len(r.open)-1 {
		r.faulty = true
	}
	r.closeTo(at)
}

// opened finds the innermost open element of a name.
func (r *reader) opened(tag string) int {
	for i := len(r.open) - 1; i >= 0; i-- {
		if r.open[i].tag == tag {
			return i
		}
	}
	for i := len(r.open) - 1; i >= 0; i-- {
		if strings.EqualFold(r.open[i].tag, tag) {
			r.faulty = true
			return i
		}
	}
	return -1
}

// closeTo closes the open elements down to the one at place n.
func (r *reader) closeTo(n int) {
	for len(r.open) > n {
		e := r.open[len(r.open)-1]
		r.open = r.open[:len(r.open)-1]
		r.leave(&e)
	}
}

// leave does what is due when an element ends.
func (r *reader) leave(e *element) {
	r.bindings = r.bindings[:e.bindings]
	switch e.role {
	case roleItem:
		if r.isItem(e) {
			r.endItem()
		}
	case rolePerson:
		r.draft().addAuthor(r.person, r.email)
		r.person, r.email = "", ""
	case roleSitemap:
		r.sitemaps = append(r.sitemaps, Sitemap{URL: r.feed.url.value, Updated: r.feed.updated.value})
		r.feed = &draft{}
	}
}

// openItem is the place of the open item.
func (r *reader) openItem() int {
	for i := range r.open {
		if r.open[i].role == roleItem {
			return i
		}
	}
	return len(r.open)
}

// draft is what fields are of: the item, or between items the feed.
func (r *reader) draft() *draft {
	if r.item != nil {
		return r.item
	}
	return r.feed
}

func (r *reader) endItem() {
	r.items = append(r.items, r.item.news())
	r.item = nil
}

// result is the feed that was read.
func (r *reader) result() (Feed, error) {
	f := r.feed.feed()
	switch {
	case r.root == "urlset" || r.root == "sitemapindex":
		f.Format = "sitemap"
	case r.root == "feed":
		f.Format = "atom"
	case r.root == "rdf":
		f.Format = "rdf"
	case r.root == "rss" || r.root == "channel":
		f.Format = "rss"
	default:
		return Feed{}, ErrNoFeed
	}
	f.Items, f.Sitemaps = r.items, r.sitemaps
	f.TTL, f.SkipHours, f.SkipDays = r.pause.ttl(), r.pause.hours, r.pause.days
	for i := range f.Items {
		if f.Items[i].Language == "" {
			f.Items[i].Language = f.Language
		}
	}
	switch {
	case r.cut && !r.full():
		f.Damaged = "it breaks off; what came before was kept"
	case r.faulty:
		f.Damaged = "it is not well formed; what could be understood was kept"
	}
	return f, nil
}
