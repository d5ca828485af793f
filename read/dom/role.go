package dom

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A Role is what a part of a page is for. Each block has one.
type Role uint8

const (
	RoleNone Role = iota
	RoleBody
	RoleHeadline
	RoleStandfirst
	RoleByline
	RoleAuthorBox
	RoleDate
	RoleCaption
	RoleSection // breadcrumb, kicker
	RoleTags
	RoleTeaser // related stories, most read, promotions
	RoleComments
	RoleShare
	RoleSignup // newsletter boxes, subscription offers, forms
	RoleAdvert
	RoleNavigation
	RoleLegal // consent, imprint, copyright
	RoleEmbed // a post quoted from elsewhere
	RoleNote  // a note to which a mark in the story leads
)

// markWords are words that page makers use for the parts of their pages, in
// class names and ids. Whole words only; what a word covers is void when most
// of the body stands in it (article.js-has-sidebar).
var markWords = map[string]Role{
	"byline": RoleByline, "bylines": RoleByline, "author": RoleByline, "authors": RoleByline, "autor": RoleByline, "auteur": RoleByline, "autore": RoleByline, "writer": RoleByline, "contributor": RoleByline, "contributors": RoleByline, "credits": RoleByline,
	"bio": RoleAuthorBox, "biography": RoleAuthorBox,
	"caption": RoleCaption, "captions": RoleCaption, "figcaption": RoleCaption, "bildunterschrift": RoleCaption, "imagecaption": RoleCaption, "photocredit": RoleCaption, "imagecredit": RoleCaption, "copyright": RoleCaption,
	"breadcrumb": RoleSection, "breadcrumbs": RoleSection, "kicker": RoleSection,
	"tags": RoleTags, "taglist": RoleTags, "topics": RoleTags, "keywords": RoleTags, "tagcloud": RoleTags,
	"related": RoleTeaser, "recommended": RoleTeaser, "recommendations": RoleTeaser, "recirc": RoleTeaser, "readmore": RoleTeaser, "mostread": RoleTeaser, "popular": RoleTeaser, "trending": RoleTeaser, "promo": RoleTeaser, "promos": RoleTeaser, "teaser": RoleTeaser, "teasers": RoleTeaser, "outbrain": RoleTeaser, "taboola": RoleTeaser, "relatedposts": RoleTeaser, "relatedcontent": RoleTeaser, "crosslink": RoleTeaser, "crosslinks": RoleTeaser, "similar": RoleTeaser, "yarpp": RoleTeaser, "zergnet": RoleTeaser, "carousel": RoleTeaser, "onward": RoleTeaser,
	"comments": RoleComments, "disqus": RoleComments, "respond": RoleComments, "commentlist": RoleComments, "kommentare": RoleComments, "comentarios": RoleComments, "commentaires": RoleComments,
	"share": RoleShare, "sharing": RoleShare, "sharedaddy": RoleShare, "social": RoleShare, "socials": RoleShare, "addthis": RoleShare, "follow": RoleShare, "sharebar": RoleShare,
	"newsletter": RoleSignup, "newsletters": RoleSignup, "signup": RoleSignup, "subscribe": RoleSignup, "subscription": RoleSignup, "paywall": RoleSignup, "optin": RoleSignup, "mailchimp": RoleSignup,
	"advert": RoleAdvert, "advertisement": RoleAdvert, "ads": RoleAdvert, "adsense": RoleAdvert, "sponsor": RoleAdvert, "sponsored": RoleAdvert, "anzeige": RoleAdvert, "werbung": RoleAdvert, "publicidad": RoleAdvert,
	"nav": RoleNavigation, "navbar": RoleNavigation, "navigation": RoleNavigation, "menu": RoleNavigation, "sidebar": RoleNavigation, "pagination": RoleNavigation, "footer": RoleNavigation, "toc": RoleNavigation, "masthead": RoleNavigation, "skip": RoleNavigation, "widget": RoleNavigation, "widgets": RoleNavigation,
	"cookie": RoleLegal, "cookies": RoleLegal, "consent": RoleLegal, "gdpr": RoleLegal, "disclaimer": RoleLegal, "modal": RoleLegal, "popup": RoleLegal, "overlay": RoleLegal,
	"standfirst": RoleStandfirst, "dek": RoleStandfirst, "subtitle": RoleStandfirst, "subheadline": RoleStandfirst, "subhead": RoleStandfirst, "subheading": RoleStandfirst, "deck": RoleStandfirst, "chapo": RoleStandfirst, "entradilla": RoleStandfirst,
	"dateline": RoleDate, "timestamp": RoleDate, "pubdate": RoleDate, "published": RoleDate, "postmeta": RoleDate, "datetime": RoleDate,
	"headline": RoleHeadline,
	"tweet":    RoleEmbed, "instagram": RoleEmbed,
}

// markPairs are those that take two words side by side.
var markPairs = map[[2]string]Role{
	{"read", "more"}: RoleTeaser, {"read", "next"}: RoleTeaser, {"most", "read"}: RoleTeaser, {"most", "popular"}: RoleTeaser, {"more", "stories"}: RoleTeaser, {"more", "on"}: RoleTeaser, {"see", "also"}: RoleTeaser, {"also", "read"}: RoleTeaser, {"up", "next"}: RoleTeaser, {"more", "from"}: RoleTeaser,
	{"author", "bio"}: RoleAuthorBox, {"author", "box"}: RoleAuthorBox, {"author", "info"}: RoleAuthorBox, {"about", "author"}: RoleAuthorBox, {"author", "description"}: RoleAuthorBox, {"post", "author"}: RoleAuthorBox,
	{"photo", "credit"}: RoleCaption, {"image", "credit"}: RoleCaption, {"wp", "caption"}: RoleCaption, {"image", "description"}: RoleCaption, {"photo", "description"}: RoleCaption, {"img", "desc"}: RoleCaption, {"media", "credit"}: RoleCaption,
	{"tag", "list"}: RoleTags, {"post", "tags"}: RoleTags, {"cat", "links"}: RoleTags, {"entry", "footer"}: RoleTags, {"post", "footer"}: RoleTags, {"entry", "utility"}: RoleTags,
	{"comment", "list"}: RoleComments, {"comment", "form"}: RoleComments, {"comments", "area"}: RoleComments, {"comment", "body"}: RoleComments, {"comment", "content"}: RoleComments, {"comment", "text"}: RoleComments, {"comment", "thread"}: RoleComments, {"comment", "item"}: RoleComments, {"comments", "section"}: RoleComments,
	{"sign", "up"}: RoleSignup, {"call", "to"}: RoleSignup,
	{"ad", "container"}: RoleAdvert, {"ad", "slot"}: RoleAdvert, {"ad", "wrapper"}: RoleAdvert, {"ad", "unit"}: RoleAdvert,
	{"side", "bar"}: RoleNavigation, {"site", "header"}: RoleNavigation, {"site", "footer"}: RoleNavigation, {"post", "navigation"}: RoleNavigation,
	{"sub", "title"}: RoleStandfirst, {"sub", "headline"}: RoleStandfirst, {"sub", "heading"}: RoleStandfirst,
	{"key", "points"}: RoleStandfirst, {"key", "takeaways"}: RoleStandfirst, {"story", "highlights"}: RoleStandfirst,
	{"publish", "date"}: RoleDate, {"post", "date"}: RoleDate, {"entry", "meta"}: RoleDate, {"post", "meta"}: RoleDate, {"article", "meta"}: RoleDate, {"time", "stamp"}: RoleDate, {"published", "date"}: RoleDate, {"date", "published"}: RoleDate, {"entry", "date"}: RoleDate, {"article", "date"}: RoleDate, {"updated", "date"}: RoleDate, {"reading", "time"}: RoleDate, {"read", "time"}: RoleDate,
}

// A namedRole is a role that an element's mark-up names, with the word that names it; no
// word where the element or another attribute does.
type namedRole struct {
	role Role
	word string
}

// withMarks gives the marks of an element: those around it and its own.
func withMarks(n *html.Node, around []*Mark, known ClassRoles) []*Mark {
	roles := known.named(n)
	if inCaption(n, around) {
		roles = slices.DeleteFunc(roles, func(r namedRole) bool { return r.role != RoleCaption })
	}
	if len(roles) == 0 {
		return around
	}
	marks := make([]*Mark, len(around), len(around)+len(roles))
	copy(marks, around)
	for _, r := range roles {
		marks = append(marks, &Mark{Role: r.role, Node: n, word: r.word})
	}
	return marks
}

// inCaption reports whether an element stands in a figcaption: whatever its classes say,
// it is a part of the caption.
func inCaption(n *html.Node, around []*Mark) bool {
	for i := len(around) - 1; i >= 0; i-- {
		if around[i].Node.DataAtom == atom.Figcaption {
			return n.DataAtom != atom.Figcaption
		}
	}
	return false
}

// ElementRoles returns the roles that an element's own mark-up names.
func ElementRoles(n *html.Node) []Role { return ClassRoles(nil).Of(n) }

// ClassRoles remembers what class names and ids say: a page has few, and says
// them often.
type ClassRoles map[string][]namedRole

// Each calls add with each role that the value of a class or an id names.
func (known ClassRoles) Each(value string, add func(Role)) {
	for _, r := range known.of(value) {
		add(r.role)
	}
}

func (known ClassRoles) of(value string) []namedRole {
	roles, ok := known[value]
	if !ok {
		eachClassRole(value, func(r Role, word string) { roles = append(roles, namedRole{r, word}) })
		if known != nil && len(known) < 4096 {
			known[value] = roles
		}
	}
	return roles
}

// Of returns the roles that an element's own mark-up names.
func (known ClassRoles) Of(n *html.Node) []Role {
	var out []Role
	for _, r := range known.named(n) {
		out = append(out, r.role)
	}
	return out
}

// frameRole reports whether a role is one of those that a caption's or a picture's own class
// doesn't give it: the class speaks of where in the picture's frame the element stands.
func frameRole(r Role) bool {
	switch r {
	case RoleNavigation, RoleShare, RoleLegal, RoleSection, RoleByline, RoleDate, RoleHeadline, RoleStandfirst, RoleTags:
		return true
	}
	return false
}

// named returns the roles that an element's own mark-up names, each once.
func (known ClassRoles) named(n *html.Node) []namedRole {
	var roles []namedRole
	picture := n.DataAtom == atom.Figcaption || n.DataAtom == atom.Figure
	add := func(r Role, word string) {
		if r == RoleNone || picture && frameRole(r) || n.DataAtom == atom.Figcaption && r != RoleCaption {
			return
		}
		for _, have := range roles {
			if have.role == r {
				return
			}
		}
		roles = append(roles, namedRole{r, word})
	}
	switch n.DataAtom {
	case atom.Body, atom.Main, atom.Html:
		return nil
	}
	add(elementRole(n.DataAtom), "")
	for _, a := range n.Attr {
		switch a.Key {
		case "class", "id", "data-component", "data-testid", "data-role":
			for _, r := range known.of(a.Val) {
				add(r.role, r.word)
			}
		default:
			add(attributeRole(a), "")
		}
	}
	return roles
}

// elementRole is the role that an element has by its name.
func elementRole(a atom.Atom) Role {
	switch a {
	case atom.Nav, atom.Footer:
		return RoleNavigation
	case atom.Aside:
		return RoleTeaser
	case atom.Figcaption, atom.Figure:
		return RoleCaption
	case atom.Form:
		return RoleSignup
	case atom.Time:
		return RoleDate
	}
	return RoleNone
}

// attributeRole is the role that an attribute other than a class or an id gives.
func attributeRole(a html.Attribute) Role {
	switch a.Key {
	case "itemprop":
		return itempropRole(a.Val)
	case "rel":
		switch a.Val {
		case "author":
			return RoleByline
		case "tag", "category tag":
			return RoleTags
		}
	case "role":
		switch a.Val {
		case "navigation", "menu", "contentinfo", "search":
			return RoleNavigation
		case "complementary":
			return RoleTeaser
		case "dialog", "alertdialog":
			return RoleLegal
		}
	}
	return RoleNone
}

func itempropRole(value string) Role {
	switch value {
	case "author", "creator":
		return RoleByline
	case "datePublished", "dateModified":
		return RoleDate
	case "caption", "copyrightHolder":
		return RoleCaption
	case "keywords":
		return RoleTags
	case "comment":
		return RoleComments
	}
	return RoleNone
}

// letterSizes are words of design systems before the size of letters: "text-caption" is
// as small as a caption is, and no caption.
var letterSizes = map[string]bool{"text": true, "typography": true, "typo": true, "type": true, "font": true, "txt": true, "fs": true, "typescale": true}

// isLetterSize reports whether a role's name at a place of a class name, behind another
// word, is that of a size of letters.
func isLetterSize(before string, at int, r Role) bool {
	if r != RoleCaption && r != RoleHeadline && r != RoleStandfirst {
		return false
	}
	return letterSizes[before] && (at == 1 || strings.HasPrefix(before, "typo"))
}

// eachClassRole cuts class names and ids into words (at anything that is no
// letter, and where a capital follows a small letter) and looks each word, and
// each pair, up.
func eachClassRole(value string, add func(r Role, word string)) {
	if len(value) > 500 {
		value = value[:500]
	}
	for _, name := range strings.Fields(value) {
		before, at := "", 0
		EachWord(name, func(w string) {
			if r, ok := markPairs[[2]string{before, w}]; ok && !isLetterSize(before, at, r) {
				add(r, before+" "+w)
			}
			if r, ok := markWords[w]; ok && before != "no" && before != "has" && before != "with" && !isLetterSize(before, at, r) {
				add(r, w)
			}
			before = w
			at++
		})
	}
}

// EachWord calls visit with each word of a class name or an id, in small letters.
func EachWord(name string, visit func(string)) {
	start := -1
	var last rune
	for i, r := range name {
		letter := unicode.IsLetter(r)
		if start >= 0 && (!letter || unicode.IsUpper(r) && unicode.IsLower(last)) {
			visit(strings.ToLower(name[start:i]))
			start = -1
		}
		if letter && start < 0 {
			start = i
		}
		last = r
	}
	if start >= 0 {
		visit(strings.ToLower(name[start:]))
	}
}

// roleNames are what people call the roles.
var roleNames = map[Role]string{
	RoleNone:       "-",
	RoleBody:       "body",
	RoleHeadline:   "headline",
	RoleStandfirst: "standfirst",
	RoleByline:     "byline",
	RoleAuthorBox:  "author",
	RoleDate:       "date",
	RoleCaption:    "caption",
	RoleSection:    "section",
	RoleTags:       "tags",
	RoleTeaser:     "teaser",
	RoleComments:   "comments",
	RoleShare:      "share",
	RoleSignup:     "signup",
	RoleAdvert:     "advert",
	RoleNavigation: "navigation",
	RoleLegal:      "legal",
	RoleEmbed:      "embed",
	RoleNote:       "note",
}

// Name returns what people call a role.
func (r Role) Name() string { return roleNames[r] }

// RoleNamed returns the role that people call so; RoleNone if there is none.
func RoleNamed(name string) Role {
	if name == "" {
		return RoleNone
	}
	for r, n := range roleNames {
		if n == name {
			return r
		}
	}
	return RoleNone
}

// FillsField reports whether a role fills a field of the report other than its body.
func (r Role) FillsField() bool {
	switch r {
	case RoleHeadline, RoleStandfirst, RoleByline, RoleSection, RoleCaption:
		return true
	}
	return false
}
