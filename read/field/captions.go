package field

import (
	"regexp"
	"strings"

	"dateline/read/body"
	"dateline/read/dom"
	"dateline/read/phrase"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// captionOf parts the words of a caption's block from the credit within or behind
// them.
func (p *Page) captionOf(b *body.Judged) (caption, credit string) {
	n := b.Node
	if m := b.MarkOf(dom.RoleCaption); m != nil && (m.Node.DataAtom == atom.Figcaption || m.Node.DataAtom != atom.Figure && hasOwnRole(m.Node, dom.RoleCaption)) && !p.holdsBody(m.Node) && dom.Letters(dom.VisibleText(m.Node)) == b.Letters {
		n = m.Node
	}
	whole := dom.OneLine(b.Text)
	if isCreditElement(n) && dom.CountWords(whole) <= 20 || phrase.SoleCredit(whole) {
		return "", phrase.CleanCredit(whole)
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
		caption, more := phrase.SplitCredit(whole)
		if more != "" && dom.Letters(caption) != "" && len(more) > len(credit) {
			return caption, phrase.CleanCredit(more)
		}
		return strings.TrimRight(whole, " (|[/–—-"), phrase.CleanCredit(credit)
	}
	return phrase.SplitCredit(whole)
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
	if dom.EndsSentence(before) || phrase.Crediting.MatchString(s) || strings.Contains(s, "/") {
		return s
	}
	return ""
}

// rxCaptionButton is what can be pressed behind a caption.
var rxCaptionButton = regexp.MustCompile(`(?i)\s*(?:(?:purchase|acquire) licensing rights(?:, opens new tab)?|opens new tab|(?:hide|toggle|show) caption|enlarge(?: this)? image|open image in gallery|buy (?:photo|prints?|this photo)|view gallery|less)\s*$`)

// rxCaptionLabel is what pages write before captions for those who can't see.
var rxCaptionLabel = regexp.MustCompile(`^(?i:(?:image|media|photo|picture) caption|caption|bildunterschrift|légende|vergrößern|agrandir|ampliar|enlarge(?: this)?(?: image)?|hide caption|toggle caption)\s*:?,?\s+`)

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
