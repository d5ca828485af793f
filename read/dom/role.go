package dom

import (
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
	{"comment", "list"}: RoleComments, {"comment", "form"}: RoleComments, {"comments", "area"}: RoleComments, {"comment", "body"}: RoleComments,
	{"sign", "up"}: RoleSignup, {"call", "to"}: RoleSignup,
	{"ad", "container"}: RoleAdvert, {"ad", "slot"}: RoleAdvert, {"ad", "wrapper"}: RoleAdvert, {"ad", "unit"}: RoleAdvert,
	{"side", "bar"}: RoleNavigation, {"site", "header"}: RoleNavigation, {"site", "footer"}: RoleNavigation, {"post", "navigation"}: RoleNavigation,
	{"sub", "title"}: RoleStandfirst, {"sub", "headline"}: RoleStandfirst, {"sub", "heading"}: RoleStandfirst,
	{"key", "points"}: RoleStandfirst, {"key", "takeaways"}: RoleStandfirst, {"story", "highlights"}: RoleStandfirst,
	{"publish", "date"}: RoleDate, {"post", "date"}: RoleDate, {"entry", "meta"}: RoleDate, {"post", "meta"}: RoleDate, {"article", "meta"}: RoleDate, {"time", "stamp"}: RoleDate, {"published", "date"}: RoleDate, {"date", "published"}: RoleDate, {"entry", "date"}: RoleDate, {"article", "date"}: RoleDate, {"updated", "date"}: RoleDate, {"reading", "time"}: RoleDate, {"read", "time"}: RoleDate,
}

// withMarks gives the marks of an element: those around it and its own.
func withMarks(n *html.Node, around []*Mark, known ClassRoles) []*Mark {
	roles := known.Of(n)
	if len(roles) == 0 {
		return around
	}
	marks := make([]*Mark, len(around), len(around)+len(roles))
	copy(marks, around)
	for _, r := range roles {
		marks = append(marks, &Mark{Role: r, Node: n})
	}
	return marks
}

// ElementRoles returns the roles that an element's own mark-up names.
func ElementRoles(n *html.Node) []Role { return ClassRoles(nil).Of(n) }

// ClassRoles remembers what class names and ids say: a page has few, and says
// them often.
type ClassRoles map[string][]Role

// Each calls add with each role that the value of a class or an id names.
func (known ClassRoles) Each(value string, add func(Role)) {
	roles, ok := known[value]
	if !ok {
		eachClassRole(value, func(r Role) { roles = append(roles, r) })
		if known != nil && len(known) < 4096 {
			known[value] = roles
		}
	}
	for _, r := range roles {
		add(r)
	}
}

// Of returns the roles that an element's own mark-up names.
func (known ClassRoles) Of(n *html.Node) []Role {
	var roles []Role
	add := func(r Role) {
		for _, have := range roles {
			if have == r {
				return
			}
		}
		if r != RoleNone {
			roles = append(roles, r)
		}
	}
	switch n.DataAtom {
	case atom.Nav:
		add(RoleNavigation)
	case atom.Footer:
		add(RoleNavigation)
	case atom.Aside:
		add(RoleTeaser)
	case atom.Figcaption, atom.Figure:
		add(RoleCaption)
	case atom.Form:
		add(RoleSignup)
	case atom.Time:
		add(RoleDate)
	case atom.Body, atom.Main, atom.Html:
		return nil
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "class", "id", "data-component", "data-testid", "data-role":
			known.Each(a.Val, add)
		case "itemprop":
			add(itempropRole(a.Val))
		case "rel":
			if a.Val == "author" {
				add(RoleByline)
			} else if a.Val == "tag" || a.Val == "category tag" {
				add(RoleTags)
			}
		case "role":
			switch a.Val {
			case "navigation", "menu", "contentinfo", "search":
				add(RoleNavigation)
			case "complementary":
				add(RoleTeaser)
			case "dialog", "alertdialog":
				add(RoleLegal)
			}
		}
	}
	return roles
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

// eachClassRole cuts class names and ids into words (at anything that is no
// letter, and where a capital follows a small letter) and looks each word, and
// each pair, up.
func eachClassRole(value string, add func(Role)) {
	if len(value) > 500 {
		value = value[:500]
	}
	for _, name := range strings.Fields(value) {
		before := ""
		EachWord(name, func(w string) {
			if r, ok := markPairs[[2]string{before, w}]; ok {
				add(r)
			}
			if r, ok := markWords[w]; ok && before != "no" && before != "has" && before != "with" {
				add(r)
			}
			before = w
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
