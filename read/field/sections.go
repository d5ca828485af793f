package field

import (
	"regexp"
	"strings"
	"unicode"

	"dateline/read/body"
	"dateline/read/claims"
	"dateline/read/dom"
	"dateline/read/phrase"

	"golang.org/x/net/html/atom"
)

// sections gives the way from the widest section to the narrowest. The site's
// root and the story itself stand in breadcrumbs and are no sections.
func (p *Page) sections() (trail []string, why string) {
	for _, said := range []struct {
		names func() []string
		why   string
	}{
		{func() []string { return p.Breadcrumb }, "JSON-LD breadcrumb"},
		{func() []string { return visibleTrail(p.Blocks) }, "the breadcrumb"},
		{func() []string { return firstName(p.StringsOf(p.Article["articleSection"])) }, "JSON-LD articleSection"},
		{func() []string {
			return firstName([]string{p.Meta("article:section", "og:article:section", "section", "parsely-section", "og:section", "article.section", "category")})
		}, "a meta element"},
		{func() []string { names, _ := p.linkedLabels(); return firstName(names) }, "a link to the category"},
	} {
		if trail = CleanTrail(said.names(), p.Headline, p.Outlet()); len(trail) > 0 {
			return trail, said.why
		}
	}
	return nil, ""
}

// firstName is the first section of those that a story is filed under; they may
// be one string.
func firstName(names []string) []string {
	if len(names) == 0 {
		return nil
	}
	first, _, _ := strings.Cut(names[0], ",")
	return []string{first}
}

// linkedLabels are the names of the categories and tags to which links of these
// kinds lead (rel="category tag", rel="tag") that stand with the story.
func (p *Page) linkedLabels() (categories, tags []string) {
	for _, n := range p.Labels {
		name := dom.VisibleText(n)
		if name == "" || len(name) > 80 || p.amid(n, dom.RoleTeaser) != nil || p.amid(n, dom.RoleComments) != nil {
			continue
		}
		if nav := p.amid(n, dom.RoleNavigation); nav != nil && (nav.DataAtom != atom.Footer && !strings.Contains(dom.Attr(nav, "class"), "entry") && !strings.Contains(dom.Attr(nav, "class"), "post") || p.amid(nav.Parent, dom.RoleNavigation) != nil) {
			continue // a story's own footer lists its tags, the site's all of them
		}
		if strings.Contains(dom.Attr(n, "rel"), "category") {
			categories = append(categories, name)
		} else {
			tags = append(tags, name)
		}
	}
	return categories, tags
}

// noSections are what stands before a breadcrumb, and what templates call the
// sort of page that it is.
var noSections = map[string]bool{"siesindhier": true, "siebefindensichhier": true, "dubisthier": true, "youarehere": true, "youarein": true, "estásaquí": true, "ustedestáaquí": true, "estáaquí": true, "vousêtesici": true, "seiqui": true, "tiseiqui": true, "vocêestáaqui": true, "ubenthier": true, "jebenthier": true, "jesteśtutaj": true, "duärhär": true, "duerher": true, "вынаходитесьздесь": true,
	"zurstartseite": true, "zurückzurstartseite": true, "post": true, "posts": true, "article": true, "articles": true, "artikel": true, "artículo": true, "artículos": true, "articolo": true, "articoli": true, "artigo": true, "artigos": true, "artykuł": true, "page": true, "single": true, "singlepost": true, "detail": true, "default": true, "content": true, "story": true, "undefined": true, "null": true, "none": true}

// undoubled is "News" for "News - News", as a template writes it that asks for a
// section and for the section above it.
func undoubled(name string) string {
	for _, mark := range []string{" - ", " – ", " | ", " / ", " > ", " » "} {
		if first, rest, ok := strings.Cut(name, mark); ok && strings.EqualFold(strings.TrimSpace(first), strings.TrimSpace(rest)) {
			return strings.TrimSpace(first)
		}
	}
	return name
}

// CleanTrail returns the sections of a breadcrumb: without the front page, the outlet
// and the story itself.
func CleanTrail(trail []string, headline, outlet string) []string {
	var out []string
	for i, name := range trail {
		name = undoubled(strings.TrimLeft(dom.OneLine(name), "›>»· "))
		switch {
		case noSections[dom.Letters(name)] || strings.IndexFunc(name, unicode.IsLetter) < 0 || phrase.MonthNames[strings.ToLower(name)] != 0:
		case strings.HasSuffix(name, ":") || strings.ContainsAny(name, "{}") || strings.HasPrefix(name, "‹") || strings.HasPrefix(name, "←") || strings.HasPrefix(name, "«"):
			// what leads to the way or back from here, or was never filled in
		case name == "" || len(name) > 60 || strings.Contains(name, "://"):
		case phrase.RootNames[strings.ToLower(name)]:
		case i == 0 && outlet != "" && dom.Letters(name) == dom.Letters(outlet):
		case headline != "" && dom.SameOrClipped(name, headline):
		default:
			if len(out) == 0 || !strings.EqualFold(out[len(out)-1], name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// visibleTrail reads a breadcrumb that the page shows.
func visibleTrail(blocks []*body.Judged) []string {
	for i, b := range blocks {
		m := b.MarkOf(dom.RoleSection)
		if m == nil || !strings.Contains(strings.ToLower(dom.Attr(m.Node, "class")+dom.Attr(m.Node, "id")+dom.Attr(m.Node, "aria-label")+dom.Attr(m.Node, "itemtype")), "breadcrumb") {
			continue
		}
		var trail []string
		for _, c := range blocks[i:] {
			if c.MarkOf(dom.RoleSection) != m {
				break
			}
			trail = append(trail, splitTrail(c)...)
		}
		return trail[:min(len(trail), 8)]
	}
	return nil
}

// splitTrail parts a breadcrumb that stands in one block at its links.
func splitTrail(b *body.Judged) []string {
	var names []string
	for _, a := range b.Anchors {
		names = append(names, b.Text[a.Start:a.End])
	}
	if len(names) == 0 {
		names = strings.FieldsFunc(b.Text, func(r rune) bool { return r == '>' || r == '›' || r == '»' || r == '/' || r == '|' })
	}
	return names
}

// tags are the keywords that editors gave the story.
func (p *Page) tags() (tags []string, why string) {
	for _, said := range []struct {
		names func() []string
		why   string
	}{
		{func() []string { return p.Metas["article:tag"] }, "meta article:tag"},
		{func() []string { return p.StringsOf(p.Article["keywords"]) }, "JSON-LD keywords"},
		{func() []string { _, tags := p.linkedLabels(); return tags }, "links to tags"},
		{p.shownTags, "the list of tags"},
		{func() []string { return p.Metas["news_keywords"] }, "meta news_keywords"},
		{func() []string { return p.Metas["parsely-tags"] }, "meta parsely-tags"},
		{func() []string { return p.Metas["keywords"] }, "meta keywords"},
	} {
		if tags = CleanTags(said.names()); len(tags) > 0 {
			return tags, said.why
		}
	}
	return nil, ""
}

// shownTags are what blocks that are marked as tags link to.
func (p *Page) shownTags() []string {
	var out []string
	for _, b := range p.Blocks {
		m := b.MarkOf(dom.RoleTags)
		if m == nil || b.LinkShare <= 0.5 || b.Words >= 40 || b.Has(dom.RoleShare) {
			continue
		}
		if nav := p.amid(b.Node, dom.RoleNavigation); nav != nil && nav.DataAtom != atom.Footer {
			continue
		}
		for _, a := range b.Anchors {
			if strings.Trim(a.Href, "#") != "" && !strings.HasPrefix(a.Href, "mailto:") {
				out = append(out, b.Text[a.Start:a.End])
			}
		}
	}
	return out
}

// rxTagCount is how many stories have a tag.
var rxTagCount = regexp.MustCompile(`\s*\(\d+(?:\s+\pL+)?\)$`)

// CleanTags returns keywords one by one, each once.
func CleanTags(raw []string) []string {
	var tags []string
	seen := map[string]bool{}
	for _, r := range raw {
		for _, t := range strings.FieldsFunc(r, func(c rune) bool { return c == ',' || c == ';' }) {
			t = strings.Trim(rxTagCount.ReplaceAllString(strings.TrimLeft(dom.OneLine(t), "#"), ""), " \"'“”„«»‘’[]")
			key := strings.ToLower(t)
			if t == "" || len(t) > 80 || seen[key] || strings.Contains(t, "://") || strings.HasSuffix(t, ":") || len(tags) >= MaxTags {
				continue
			}
			seen[key] = true
			tags = append(tags, t)
		}
	}
	return tags
}

// description is the summary that the page's data gives of it.
func (p *Page) description() string {
	linked, metas := p.Descriptions()
	said := linked
	if len(metas) > 0 && len(metas[0]) > len(linked) {
		said = metas[0]
	}
	if said = claims.Text(said); len(said) > 2000 || dom.SameOrClipped(said, p.Headline) {
		return ""
	}
	return said
}

// rxWall is what the boxes say that keep readers from the rest of a story.
var rxWall = regexp.MustCompile(`(?i)\bto (?:continue|keep) reading\b|\bsubscribe to (?:read|continue|unlock)\b|\b(?:article|story|content) is (?:reserved |only |exclusively )*(?:for|available to) (?:our )?(?:subscribers|members)\b|\bum weiterzulesen\b|\bnur für abonnent|\bréservée? (?:à|aux) (?:nos )?abonnés|\bpara (?:seguir|continuar) (?:leyendo|lendo)\b|\bexclusivo para (?:sus|as)|\b(?:solo|riservato) (?:per|agli) abbonati|\balleen voor abonnees|\btylko dla (?:subskrybentów|prenumeratorów)`)

// wallWords, in letters alone, are what each of those sayings has one of; to
// look for them is much faster.
var wallWords = []string{"reading", "subscri", "members", "weiterzulesen", "abonn", "leyendo", "lendo", "exclusivopara", "subskry", "prenumera"}

func hasWallWord(letters string) bool {
	for _, w := range wallWords {
		if strings.Contains(letters, w) {
			return true
		}
	}
	return false
}

// wall says whether the story is kept from readers who don't pay, and what says so:
// what the page says of itself, in its data or in a box that stands
// where the story breaks off; never a guess from its length.
func (p *Page) wall() (paywalled bool, why string) {
	if said, why := p.Wall(); why != "" {
		return said, why
	}
	for i, b := range p.Blocks {
		if b.Role != dom.RoleBody && b.Words <= 40 && i >= p.Begin && !b.Has(dom.RoleTeaser) && !b.Has(dom.RoleComments) && hasWallWord(b.Letters) && rxWall.MatchString(b.Text) {
			return true, "the line “" + excerptOf(b.Text) + "”"
		}
	}
	return false, ""
}
