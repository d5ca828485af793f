package read

import (
	"dateline/read/dom"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var rxCredit = regexp.MustCompile(`(?i)(?:^|[\s(\[.|])((?:photo(?:graph)?|image|picture|foto|bild|crédit|credit|quelle|source)s?(?:\s+(?:credits?|by|source|courtesy(?: of)?))?\s*(?:[:/]|\.\.\.|…)|photo(?:graph)? by|photo courtesy of|image courtesy of|©|\(c\))\s*([^()\[\]]{2,80}?)\)?\]?\s*$`)

// captionOf parts the words of a caption's block from the credit within or behind
// them.
func (p *page) captionOf(b *block) (caption, credit string) {
	n := b.Node
	if m := b.MarkOf(dom.RoleCaption); m != nil && (m.Node.DataAtom == atom.Figcaption || m.Node.DataAtom != atom.Figure && hasOwnRole(m.Node, dom.RoleCaption)) && !p.holdsBody(m.Node) && dom.Letters(dom.VisibleText(m.Node)) == b.Letters {
		n = m.Node
	}
	whole := dom.OneLine(b.Text)
	if isCreditElement(n) && dom.CountWords(whole) <= 20 || soleCredit(whole) {
		return "", cleanCredit(whole)
	}
	dom.EachElement(n, func(c *html.Node) bool {
		if !isCreditElement(c) {
			return true
		}
		if s := dom.VisibleText(c); s == whole {
			credit, whole = s, ""
		} else if s != "" && len(s) < 200 && credit == "" && strings.Contains(whole, s) && len(s) < len(whole) {
			credit = s
			i := strings.LastIndex(whole, s)
			whole = dom.OneLine(whole[:i] + " " + whole[i+len(s):])
		}
		return false
	})
	whole = rxCaptionButton.ReplaceAllString(rxCaptionLabel.ReplaceAllString(whole, ""), "")
	if credit == "" {
		if s := lastPiece(n, whole); s != "" {
			whole, credit = dom.OneLine(strings.TrimSuffix(whole, s)), s
		}
	}
	if credit != "" {
		caption, more := splitCredit(whole)
		if more != "" && dom.Letters(caption) != "" && len(more) > len(credit) {
			return caption, cleanCredit(more)
		}
		return strings.TrimRight(whole, " (|[/–—-"), cleanCredit(credit)
	}
	return splitCredit(whole)
}

// lastPiece is the last element of a caption that has several, if it is a credit
// by its words: short, behind a whole sentence, with an agency or a stroke in it.
func lastPiece(n *html.Node, whole string) string {
	for n.LastChild != nil && n.FirstChild == n.LastChild && n.FirstChild.Type == html.ElementNode {
		n = n.FirstChild
	}
	last := n.LastChild
	for last != nil && (last.Type != html.ElementNode || dom.VisibleText(last) == "") {
		if last.Type == html.TextNode && strings.TrimSpace(last.Data) != "" {
			return ""
		}
		last = last.PrevSibling
	}
	if last == nil {
		return ""
	}
	s := dom.VisibleText(last)
	before := strings.TrimSpace(strings.TrimSuffix(whole, s))
	if dom.CountWords(s) > 8 || len(s) >= len(whole) || !strings.HasSuffix(whole, s) || dom.EndsSentence(s) {
		return ""
	}
	if dom.EndsSentence(before) || rxCrediting.MatchString(s) || strings.Contains(s, "/") {
		return s
	}
	return ""
}

// soleCredit: a text that says whose a picture is and nothing of it ("Name | House
// | Agency", "Agency via Agency").
func soleCredit(s string) bool {
	if dom.CountWords(s) > 9 || !rxCrediting.MatchString(s) && !strings.Contains(s, "/") || dom.EndsSentence(s) {
		return false
	}
	for _, w := range strings.Fields(s) {
		first, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "(["))
		if unicode.IsLower(first) && w != "via" && w != "for" && w != "by" && !nameParticles[w] {
			return false
		}
	}
	return true
}

// rxCaptionButton is what can be pressed behind a caption.
var rxCaptionButton = regexp.MustCompile(`(?i)\s*(?:(?:purchase|acquire) licensing rights(?:, opens new tab)?|opens new tab|(?:hide|toggle|show) caption|enlarge(?: this)? image|open image in gallery|buy (?:photo|prints?|this photo)|view gallery|less)\s*$`)

// rxCaptionLabel is what pages write before captions for those who can't see.
var rxCaptionLabel = regexp.MustCompile(`^(?i:(?:image|media|photo|picture) caption|caption|bildunterschrift|légende|vergrößern|agrandir|ampliar|enlarge(?: this)?(?: image)?|hide caption|toggle caption)\s*:?,?\s+`)

// rxBracketed is a credit in brackets behind a caption, or behind a bar.
var (
	rxBracketed  = regexp.MustCompile(`\s*[(\[]([^()\[\]]{2,100})[)\]]\.?\s*$`)
	rxBehindStop = regexp.MustCompile(`[.!?…][”"’»)]*\s+([^.!?…]{2,80})$`)
	rxBehindBar  = regexp.MustCompile(`\s+[|/–—]\s+([^|]{2,60})$`)
	rxCrediting  = regexp.MustCompile(`(?i)\b(?:photo|foto|image|picture|bild|credit|courtesy|via|getty|reuters|afp|ap|epa|dpa|shutterstock|alamy|imago|picture alliance|handout|file|pool|ansa|efe|anp|afp|tass|xinhua|zuma|bloomberg|instagram|facebook|twitter|youtube|screenshot|archiv|archivo)\b|©`)
)

// splitCredit parts "Ships at anchor. (Photo: A. Name)" and the like at the credit.
func splitCredit(s string) (caption, credit string) {
	if m := rxBracketed.FindStringSubmatchIndex(s); m != nil && (rxCrediting.MatchString(s[m[2]:m[3]]) || strings.Contains(s[m[2]:m[3]], "/")) {
		caption, credit = strings.TrimSpace(s[:m[0]]), cleanCredit(s[m[2]:m[3]])
		if m := rxCredit.FindStringSubmatchIndex(caption); m != nil { // "Photo: A. Name (Agency)"
			return cutCredit(caption, m), cleanCredit(caption[m[4]:m[5]]) + ", " + credit
		}
		return caption, credit
	}
	if m := rxCredit.FindStringSubmatchIndex(s); m != nil {
		return cutCredit(s, m), cleanCredit(s[m[4]:m[5]])
	}
	if m := rxBehindStop.FindStringSubmatchIndex(s); m != nil && dom.CountWords(s[m[2]:m[3]]) <= 8 && soleCredit(s[m[2]:m[3]]) {
		return strings.TrimSpace(s[:m[2]]), cleanCredit(s[m[2]:m[3]])
	}
	if m := rxBehindBar.FindStringSubmatchIndex(s); m != nil && (rxCrediting.MatchString(s[m[2]:m[3]]) || strings.HasPrefix(strings.TrimSpace(s[m[0]:]), "|")) && dom.CountWords(s[m[2]:m[3]]) <= 6 {
		return strings.TrimSpace(s[:m[0]]), cleanCredit(s[m[2]:m[3]])
	}
	return strings.TrimSpace(s), ""
}

// cutCredit is a caption without the credit that rxCredit found.
func cutCredit(s string, m []int) string { return strings.TrimRight(s[:m[2]], " (|[–—-") }

// isCreditElement: one that holds whose picture it is, and not the caption, too.
func isCreditElement(n *html.Node) bool {
	if n.DataAtom == atom.Cite {
		return true
	}
	if !saysCredit(n) {
		return false
	}
	captions, budget := false, 100
	dom.EachElement(n, func(c *html.Node) bool {
		budget--
		captions = captions || hasOwnRole(c, dom.RoleCaption) && !saysCredit(c)
		return !captions && budget > 0
	})
	return !captions
}

// saysCredit: an element whose own mark-up speaks of whose something is.
func saysCredit(n *html.Node) bool {
	credit := false
	for _, key := range []string{"class", "itemprop", "data-testid"} {
		value := dom.Attr(n, key)
		dom.EachWord(value[:min(len(value), 300)], func(w string) {
			switch w {
			case "credit", "credits", "copyright", "photographer", "photocredit", "imagecredit", "source", "attribution", "rights", "fotograf", "bildquelle", "quelle", "crédito", "credito", "agency", "courtesy", "author":
				credit = true
			}
		})
	}
	return credit
}

var rxCreditLabel = regexp.MustCompile(`(?i)^(?:(?:photo(?:graph)?|image|picture|foto|bild)?\s*(?:credits?|copyright|source|by|courtesy(?: of)?)(?:\s*[:/,]?\s+|\s*(?:\.\.\.|…)\s*)|(?:photo(?:graph)?|image|picture|foto|bild|quelle)s?\s*[:/,]\s*|©\s*)`)

func cleanCredit(s string) string {
	s = strings.Trim(s, " ()[]|–—:")
	for range 2 {
		if m := rxCreditLabel.FindString(s); m != "" && len(m) < len(s) {
			s = s[len(m):]
		}
	}
	if s = strings.TrimSpace(s); strings.Count(s, "(") > strings.Count(s, ")") {
		s += ")"
	}
	return s
}
