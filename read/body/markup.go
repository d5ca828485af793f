package body

import (
	mathbits "math/bits"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"dateline/read/phrase"
	"dateline/trees"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// What the trees look at beside what features.go counts: words that pages use
// about themselves, the names of the authors, how much of a line is set in
// italics, and where a block stands towards the element that seems to hold the
// story.

// cues are words by which pages speak about themselves, by what they speak
// about, in the languages of most of the web. One alone says little; the trees
// weigh how many stand in a block of what length at which place.
var cues = [...]string{
	// networks
	"facebook twitter instagram youtube whatsapp linkedin pinterest telegram tiktok snapchat reddit xing threads bluesky mastodon flickr",
	// what the reader is asked to do
	"click follow subscribe sign join download listen watch read check visit register see learn share tweet email contact send klicken folgen abonnieren lesen anmelden finden besuchen cliquez abonnez suivez lire inscrivez découvrez haga síguenos suscríbete lea leer clique siga leia veja clicca leggi seguici klik lees volg kliknij czytaj",
	// the reader
	"you your yours yourself sie ihr ihre ihren ihnen euch du dein vous votre vos usted su tu você seu sua tuo vuoi uw je jouw",
	// the page's makers
	"we our us ours wir unser unsere unserer unseren uns nous notre nos nosotros nuestro nuestra nuestros nossa nosso noi nostro nostra wij ons onze nasz nasza",
	"i my me mine ich mein meine mich je mon ma mes yo mi io mio",
	// rights
	"copyright rights reserved terms policy privacy cookies license licence permission disclaimer disclosure trademark affiliate commission consent rechte vorbehalten datenschutz impressum agb droits réservés derechos reservados diritti riservati prawa",
	// pictures
	"photo photos photograph photographer image images picture pictured getty reuters ap afp epa shutterstock alamy foto fotos bild bilder courtesy credit illustration screenshot file caption crédit",
	// when
	"january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday januar februar märz mai juni juli oktober dezember uhr janvier février mars avril juin juillet août septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre am pm gmt est edt pst utc",
	"updated published posted originally reprinted republished appeared modified aktualisiert veröffentlicht erschienen publié actualizado publicado atualizado aggiornato",
	// what they make
	"article story stories newsletter newsletters post blog website site page app podcast video videos gallery slideshow magazine edition coverage artikel beitrag seite thema themen artículo notas noticias articolo videogalerie",
	// what they sell
	"price deal deals sale buy free discount amazon off trial subscription subscriber subscribers offer premium member members membership shop order abo jetzt gratis kostenlos",
	"comment comments reply commenting discussion kommentar kommentare comentario comentarios commentaire commentaires",
	// who wrote it
	"editor editors reporter reporting writer author correspondent journalist contributor columnist contributed editing freelance redakteur redakteurin autor autorin korrespondent journaliste periodista redactor redaktion dpa",
	// how it is shown
	"javascript browser loading player load enable advertisement sponsored ad ads anzeige werbung publicidad login password menu search",
}

// knownWords gives the cues' classes, a bit for each, and says which words are
// function words.
var knownWords = sync.OnceValue(func() map[string]uint16 {
	out := map[string]uint16{}
	for i, words := range cues {
		for _, w := range strings.Fields(words) {
			out[w] |= 1 << i
		}
	}
	for w := range phrase.FunctionWords {
		out[w] |= isFunctionWord
	}
	return out
})

const isFunctionWord = 1 << len(cues)

const (
	inHeadline = 1 << iota
	inDescription
)

// familiar are the words of the page's headline and descriptions.
func familiar(headline string, descriptions []string) map[string]uint8 {
	out := map[string]uint8{}
	add := func(s string, bit uint8) {
		for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if len(w) >= 3 && phrase.FunctionWords[w] == 0 {
				out[w] |= bit
			}
		}
	}
	add(headline, inHeadline)
	for _, d := range descriptions {
		add(d[:min(len(d), 1000)], inDescription)
	}
	return out
}

// wordCounts is what the words of a block say about what it speaks of.
type wordCounts struct {
	cues                   [len(cues)]float32
	words                  float32 // that are no function words
	headline, descriptions float32 // that the headline or a description has
	shouted                float32 // in capitals
}

func (s *Scene) countWords(text string) (c wordCounts) {
	text = text[:min(len(text), 1500)]
	known := knownWords()
	var word [24]byte
	n, upper, letters := 0, 0, 0
	flush := func() {
		if n > 0 && n <= len(word) {
			w := word[:n]
			bits := known[string(w)]
			for cue := bits &^ isFunctionWord; cue != 0; cue &= cue - 1 {
				c.cues[mathbits.TrailingZeros16(cue)]++
			}
			if letters >= 3 && bits&isFunctionWord == 0 {
				c.words++
				if upper == letters {
					c.shouted++
				}
				if bits := s.familiar[string(w)]; bits != 0 {
					c.headline += trees.Yes(bits&inHeadline != 0)
					c.descriptions += trees.Yes(bits&inDescription != 0)
				}
			}
		}
		n, upper, letters = 0, 0, 0
	}
	for _, r := range text {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
		case r >= 'A' && r <= 'Z':
			upper++
			r += 'a' - 'A'
		case r < 0x80 || !unicode.IsLetter(r):
			flush()
			continue
		case unicode.IsUpper(r):
			upper++
			r = unicode.ToLower(r)
		}
		letters++
		if n+utf8.RuneLen(r) <= len(word) {
			n += utf8.EncodeRune(word[n:], r)
		} else {
			n = len(word) + 1
		}
	}
	flush()
	return c
}

// echoes finds the blocks that say what a longer one says in passing: quotations
// that a page pulls out of its story and sets again.
func echoes(blocks []*Judged) []bool {
	const (
		window = 24 // letters by which a place is found
		base   = 16777619
	)
	top := uint32(1) // base to the power of window
	for range window {
		top *= base
	}
	out := make([]bool, len(blocks))
	starts := map[uint32][]int{}
	for i, b := range blocks {
		if len(b.Letters) < window || b.Words < 4 || b.Words > 60 {
			continue
		}
		h := uint32(0)
		for _, c := range []byte(b.Letters[:window]) {
			h = h*base + uint32(c)
		}
		if len(starts[h]) < 4 {
			starts[h] = append(starts[h], i)
		}
	}
	var may [1 << 12]bool // whether a hash that ends so is among the starts
	for h := range starts {
		may[h%uint32(len(may))] = true
	}
	for j, b := range blocks {
		text, h := b.Letters, uint32(0)
		if b.Words < 12 || b.LinkShare > 0.5 {
			continue
		}
		for k := range len(text) {
			h = h*base + uint32(text[k])
			if k >= window {
				h -= uint32(text[k-window]) * top
			}
			if k < window-1 || !may[h%uint32(len(may))] {
				continue
			}
			for _, i := range starts[h] {
				if i != j && len(blocks[i].Letters) < len(text) && strings.HasPrefix(text[k-window+1:], blocks[i].Letters) {
					out[i] = true
				}
			}
		}
	}
	return out
}

// describeMarkup adds what only mark-up and the names of the authors tell of a block.
func (s *Scene) describeMarkup(x *trees.Row, i int) {
	b := s.Blocks[i]
	c := s.countWords(b.Text)
	for k, n := range c.cues {
		x.In("cues of sort", k)
		x.Add("words", n)
	}
	x.In("", 0)
	words := max(c.words, 1)
	x.Add("share of words of the headline", c.headline/words)
	x.Add("share of words of the descriptions", c.descriptions/words)
	x.Add("share of words in capitals", c.shouted/words)
	x.AddIf("is said again in a longer block", s.echoed[i])
	named := float32(0)
	for _, name := range s.authors {
		if at := strings.Index(b.Letters[:min(len(b.Letters), 400)], name); at == 0 {
			named = 2
		} else if at > 0 {
			named = max(named, 1)
		}
	}
	x.Add("names an author", named)
	x.Add("share in italics", float32(b.Slanted))
	x.Add("share in bold", float32(b.Strong))
	x.Add("pictures before", float32(min(b.Pictures, 5)))
	x.Add("rules before", float32(min(b.Rules, 3)))
	quoted, tweeted := 20, float32(0)
	for n, up := b.Node, 0; n != nil && up < 8; n, up = n.Parent, up+1 {
		if n.DataAtom == atom.Blockquote {
			quoted = min(quoted, up)
			tweeted = max(tweeted, trees.Yes(len(n.Attr) > 0))
		}
	}
	first, _ := utf8.DecodeRuneInString(b.Text)
	x.Add("elements up to a quotation", float32(quoted))
	x.Add("the quotation has attributes", tweeted)
	x.AddIf("begins with a dash", first == '—' || first == '–' || first == '-')
	x.AddIf("begins with a bracket", first == '(' || first == '[')
	x.AddIf("begins with an asterisk", first == '*' || first == '†')
	for _, d := range [...]int{-1, 1} {
		x.In("next block", d)
		s.describeBeside(x, i, i+d)
	}
	x.In("", 0)
}

// describeBeside adds how block j, next to block i, is set.
func (s *Scene) describeBeside(x *trees.Row, i, j int) {
	if j < 0 || j >= len(s.Blocks) {
		x.Values = append(x.Values, -1, -1, 0, 0, 0)
		return
	}
	o := s.Blocks[j]
	x.AddIf("is set alike", s.Signatures[i] == s.Signatures[j])
	x.Add("role by rules", float32(o.Ruled))
	x.Add("share in bold", float32(o.Strong))
	x.Add("share in italics", float32(o.Slanted))
	x.AddIf("is of the same element", o.Node == s.Blocks[i].Node)
}

// describeHold adds where block i stands towards what seems to hold the story, and
// towards the nearest blocks that seem sure.
func (s *Scene) describeHold(x *trees.Row, c *firstView, i int) {
	up, over := float32(20), float32(20)
	for n, k := s.Blocks[i].Node, 0; n != nil && k < 20; n, k = n.Parent, k+1 {
		if at, ok := c.hold[n]; ok {
			up, over = float32(k), float32(at)
			break
		}
	}
	x.Add("elements up to one that holds the likely body", up)
	x.Add("elements from that to the one that holds most", over)
	for side, j := range [...]int{c.sureBefore[i], c.sureAfter[i]} {
		x.In("nearest sure block, before or after", side)
		if j < 0 {
			x.Values = append(x.Values, -1, -1, -1, -1, -1)
			continue
		}
		a, b := s.Blocks[i], s.Blocks[j]
		between := s.before[max(i, j)] - s.before[min(i, j)+1]
		x.AddIf("stands in the same element", a.Node.Parent == b.Node.Parent)
		x.AddIf("is set alike", s.Signatures[i] == s.Signatures[j])
		x.Add("words between", float32(between))
		x.Add("words", float32(b.Words))
		x.Add("level less", float32(a.Level-b.Level))
	}
	x.In("", 0)
}

// holdOf finds the element whose own blocks are most of the body that the first
// trees see, and the elements around it: how far up each stands.
func (s *Scene) holdOf(c *firstView) map[*html.Node]int {
	var best *html.Node
	most := float32(0)
	for _, b := range s.Blocks {
		if n := b.Node.Parent; n != nil && n != best && c.within[n].sum > most {
			best, most = n, c.within[n].sum
		}
	}
	out := map[*html.Node]int{}
	for n, k := best, 0; n != nil && k < 20; n, k = n.Parent, k+1 {
		out[n] = k
	}
	return out
}
