package read

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A role is what a part of a page is for. Each block has one.
type role uint8

const (
	roleNone role = iota
	roleBody
	roleHeadline
	roleStandfirst
	roleByline
	roleAuthorBox
	roleDate
	roleCaption
	roleSection // breadcrumb, kicker
	roleTags
	roleTeaser // related stories, most read, promotions
	roleComments
	roleShare
	roleSignup // newsletter boxes, subscription offers, forms
	roleAdvert
	roleNavigation
	roleLegal // consent, imprint, copyright
	roleEmbed // a post quoted from elsewhere
)

// markWords are words that page makers use for the parts of their pages, in
// class names and ids. Whole words only; what a word covers is void when most
// of the body stands in it (article.js-has-sidebar).
var markWords = map[string]role{
	"byline": roleByline, "bylines": roleByline, "author": roleByline, "authors": roleByline, "autor": roleByline, "auteur": roleByline, "autore": roleByline, "writer": roleByline, "contributor": roleByline, "contributors": roleByline, "credits": roleByline,
	"bio": roleAuthorBox, "biography": roleAuthorBox,
	"caption": roleCaption, "captions": roleCaption, "figcaption": roleCaption, "bildunterschrift": roleCaption, "imagecaption": roleCaption, "photocredit": roleCaption, "imagecredit": roleCaption, "copyright": roleCaption,
	"breadcrumb": roleSection, "breadcrumbs": roleSection, "kicker": roleSection,
	"tags": roleTags, "taglist": roleTags, "topics": roleTags, "keywords": roleTags, "tagcloud": roleTags,
	"related": roleTeaser, "recommended": roleTeaser, "recommendations": roleTeaser, "recirc": roleTeaser, "readmore": roleTeaser, "mostread": roleTeaser, "popular": roleTeaser, "trending": roleTeaser, "promo": roleTeaser, "promos": roleTeaser, "teaser": roleTeaser, "teasers": roleTeaser, "outbrain": roleTeaser, "taboola": roleTeaser, "relatedposts": roleTeaser, "relatedcontent": roleTeaser, "crosslink": roleTeaser, "crosslinks": roleTeaser, "similar": roleTeaser, "yarpp": roleTeaser, "zergnet": roleTeaser, "carousel": roleTeaser, "onward": roleTeaser,
	"comments": roleComments, "disqus": roleComments, "respond": roleComments, "commentlist": roleComments, "kommentare": roleComments, "comentarios": roleComments, "commentaires": roleComments,
	"share": roleShare, "sharing": roleShare, "sharedaddy": roleShare, "social": roleShare, "socials": roleShare, "addthis": roleShare, "follow": roleShare, "sharebar": roleShare,
	"newsletter": roleSignup, "newsletters": roleSignup, "signup": roleSignup, "subscribe": roleSignup, "subscription": roleSignup, "paywall": roleSignup, "optin": roleSignup, "mailchimp": roleSignup,
	"advert": roleAdvert, "advertisement": roleAdvert, "ads": roleAdvert, "adsense": roleAdvert, "sponsor": roleAdvert, "sponsored": roleAdvert, "anzeige": roleAdvert, "werbung": roleAdvert, "publicidad": roleAdvert,
	"nav": roleNavigation, "navbar": roleNavigation, "navigation": roleNavigation, "menu": roleNavigation, "sidebar": roleNavigation, "pagination": roleNavigation, "footer": roleNavigation, "toc": roleNavigation, "masthead": roleNavigation, "skip": roleNavigation, "widget": roleNavigation, "widgets": roleNavigation,
	"cookie": roleLegal, "cookies": roleLegal, "consent": roleLegal, "gdpr": roleLegal, "disclaimer": roleLegal, "modal": roleLegal, "popup": roleLegal, "overlay": roleLegal,
	"standfirst": roleStandfirst, "dek": roleStandfirst, "subtitle": roleStandfirst, "subheadline": roleStandfirst, "subhead": roleStandfirst, "subheading": roleStandfirst, "deck": roleStandfirst, "chapo": roleStandfirst, "entradilla": roleStandfirst,
	"dateline": roleDate, "timestamp": roleDate, "pubdate": roleDate, "published": roleDate, "postmeta": roleDate, "datetime": roleDate,
	"headline": roleHeadline,
	"tweet":    roleEmbed, "instagram": roleEmbed,
}

// markPairs are those that take two words side by side.
var markPairs = map[[2]string]role{
	{"read", "more"}: roleTeaser, {"read", "next"}: roleTeaser, {"most", "read"}: roleTeaser, {"most", "popular"}: roleTeaser, {"more", "stories"}: roleTeaser, {"more", "on"}: roleTeaser, {"see", "also"}: roleTeaser, {"also", "read"}: roleTeaser, {"up", "next"}: roleTeaser, {"more", "from"}: roleTeaser,
	{"author", "bio"}: roleAuthorBox, {"author", "box"}: roleAuthorBox, {"author", "info"}: roleAuthorBox, {"about", "author"}: roleAuthorBox, {"author", "description"}: roleAuthorBox, {"post", "author"}: roleAuthorBox,
	{"photo", "credit"}: roleCaption, {"image", "credit"}: roleCaption, {"wp", "caption"}: roleCaption, {"image", "description"}: roleCaption, {"photo", "description"}: roleCaption, {"img", "desc"}: roleCaption, {"media", "credit"}: roleCaption,
	{"tag", "list"}: roleTags, {"post", "tags"}: roleTags, {"cat", "links"}: roleTags, {"entry", "footer"}: roleTags, {"post", "footer"}: roleTags, {"entry", "utility"}: roleTags,
	{"comment", "list"}: roleComments, {"comment", "form"}: roleComments, {"comments", "area"}: roleComments, {"comment", "body"}: roleComments,
	{"sign", "up"}: roleSignup, {"call", "to"}: roleSignup,
	{"ad", "container"}: roleAdvert, {"ad", "slot"}: roleAdvert, {"ad", "wrapper"}: roleAdvert, {"ad", "unit"}: roleAdvert,
	{"side", "bar"}: roleNavigation, {"site", "header"}: roleNavigation, {"site", "footer"}: roleNavigation, {"post", "navigation"}: roleNavigation,
	{"sub", "title"}: roleStandfirst, {"sub", "headline"}: roleStandfirst, {"sub", "heading"}: roleStandfirst,
	{"key", "points"}: roleStandfirst, {"key", "takeaways"}: roleStandfirst, {"story", "highlights"}: roleStandfirst,
	{"publish", "date"}: roleDate, {"post", "date"}: roleDate, {"entry", "meta"}: roleDate, {"post", "meta"}: roleDate, {"article", "meta"}: roleDate, {"time", "stamp"}: roleDate, {"published", "date"}: roleDate, {"date", "published"}: roleDate, {"entry", "date"}: roleDate, {"article", "date"}: roleDate, {"updated", "date"}: roleDate, {"reading", "time"}: roleDate, {"read", "time"}: roleDate,
}

// withMarks gives the marks of an element: those around it and its own.
func withMarks(n *html.Node, around []*mark, known classRoles) []*mark {
	roles := known.of(n)
	if len(roles) == 0 {
		return around
	}
	marks := make([]*mark, len(around), len(around)+len(roles))
	copy(marks, around)
	for _, r := range roles {
		marks = append(marks, &mark{role: r, node: n})
	}
	return marks
}

func elementRoles(n *html.Node) []role { return classRoles(nil).of(n) }

// classRoles remembers what class names and ids say: a page has few, and says
// them often.
type classRoles map[string][]role

func (known classRoles) each(value string, add func(role)) {
	roles, ok := known[value]
	if !ok {
		eachClassRole(value, func(r role) { roles = append(roles, r) })
		if known != nil && len(known) < 4096 {
			known[value] = roles
		}
	}
	for _, r := range roles {
		add(r)
	}
}

func (known classRoles) of(n *html.Node) []role {
	var roles []role
	add := func(r role) {
		for _, have := range roles {
			if have == r {
				return
			}
		}
		if r != roleNone {
			roles = append(roles, r)
		}
	}
	switch n.DataAtom {
	case atom.Nav:
		add(roleNavigation)
	case atom.Footer:
		add(roleNavigation)
	case atom.Aside:
		add(roleTeaser)
	case atom.Figcaption, atom.Figure:
		add(roleCaption)
	case atom.Form:
		add(roleSignup)
	case atom.Time:
		add(roleDate)
	case atom.Body, atom.Main, atom.Html:
		return nil
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "class", "id", "data-component", "data-testid", "data-role":
			known.each(a.Val, add)
		case "itemprop":
			add(itempropRole(a.Val))
		case "rel":
			if a.Val == "author" {
				add(roleByline)
			} else if a.Val == "tag" || a.Val == "category tag" {
				add(roleTags)
			}
		case "role":
			switch a.Val {
			case "navigation", "menu", "contentinfo", "search":
				add(roleNavigation)
			case "complementary":
				add(roleTeaser)
			case "dialog", "alertdialog":
				add(roleLegal)
			}
		}
	}
	return roles
}

func itempropRole(value string) role {
	switch value {
	case "author", "creator":
		return roleByline
	case "datePublished", "dateModified":
		return roleDate
	case "caption", "copyrightHolder":
		return roleCaption
	case "keywords":
		return roleTags
	case "comment":
		return roleComments
	}
	return roleNone
}

// eachClassRole cuts class names and ids into words (at anything that is no
// letter, and where a capital follows a small letter) and looks each word, and
// each pair, up.
func eachClassRole(value string, add func(role)) {
	if len(value) > 500 {
		value = value[:500]
	}
	for _, name := range strings.Fields(value) {
		before := ""
		eachWord(name, func(w string) {
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

func eachWord(name string, visit func(string)) {
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
