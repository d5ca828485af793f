package phrase

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"dateline/news"
	"dateline/read/dom"
)

// openings are how pages begin lines that are not the story, in the languages
// of most of the web. They count in short blocks only; see roleByWords.
var openings = []struct {
	role  dom.Role
	words []string
}{
	{dom.RoleTeaser, []string{"read more", "read also", "also read", "read next", "related", "see also", "see more", "also see", "also:", "don't miss", "don’t miss", "more on", "more from", "more:", "more stories", "most read", "must read", "you may also like", "you might also like", "recommended", "watch:", "watch now", "listen:", "continue reading", "story continues", "click here", "read the full", "read:", "next:", "up next", "explore further", "what to read next", "trending", "in case you missed",
		"lesen sie auch", "lesen sie mehr", "mehr zum thema", "mehr dazu", "auch interessant", "das könnte sie auch interessieren", "weiterlesen", "weitere artikel", "weitere themen", "zum thema",
		"lire aussi", "à lire aussi", "a lire aussi", "lire la suite", "à lire", "voir aussi", "sur le même sujet",
		"lea también", "lea tambien", "le puede interesar", "te puede interesar", "leer más", "ver también", "también puedes leer", "noticias relacionadas", "lee también", "más información",
		"leia também", "leia mais", "veja também", "saiba mais", "leggi anche", "leggi tutto", "potrebbe interessarti", "lees ook", "lees meer", "czytaj też", "czytaj także", "czytaj więcej", "zobacz też", "zobacz także", "čtěte také", "читайте также", "baca juga", "läs också", "læs også", "les også", "ilgili haber"}},
	{dom.RoleSignup, []string{"sign up", "subscribe", "get the latest", "get the day's", "get the day’s", "get our", "newsletter", "thanks for signing up", "thank you for signing up", "join our", "join the conversation", "become a member", "already a subscriber", "download our", "download the", "get updates", "enter your email", "if you enjoyed this", "support our journalism", "get access to", "to continue reading", "register now",
		"jetzt abonnieren", "newsletter abonnieren", "melden sie sich", "hier abonnieren", "abonnieren sie", "abonnez-vous", "inscrivez-vous", "suscríbete", "suscribete", "suscríbase", "assine", "iscriviti", "schrijf je in", "abonneer", "zapisz się"}},
	{dom.RoleShare, []string{"share this", "share on", "follow us", "follow him on", "follow her on", "follow them on", "like us on", "follow me on", "tweet this", "click to tweet", "find us on", "contact us at", "have a tip", "contact the author", "email the author", "folgen sie uns", "teilen", "diesen artikel", "artikel drucken", "suivez-nous", "partager", "síguenos", "siga-nos", "compartir", "compartilhe", "seguici", "condividi", "volg ons"}},
	{dom.RoleAdvert, []string{"advertisement", "advert", "sponsored", "anzeige", "werbung", "publicidad", "publicité", "pubblicità", "advertentie", "reklama", "реклама"}},
	{dom.RoleNavigation, []string{"this slideshow requires javascript", "please enable javascript", "javascript is disabled", "your browser does not support", "your browser is out of date", "unable to load", "loading"}},
	{dom.RoleLegal, []string{"copyright", "©", "(c) 20", "(c) the ", "all rights reserved", "alle rechte vorbehalten", "todos los derechos", "tous droits réservés", "todos os direitos", "tutti i diritti", "this material may not be", "we use cookies", "wir verwenden cookies", "issn"}},
	{dom.RoleTags, []string{"tags:", "tags ", "filed under", "topics:", "keywords:", "categories:", "posted in", "schlagwörter", "schlagworte", "stichwörter", "themen:", "etiquetas:", "mots-clés", "mots clés", "tag:"}},
	{dom.RoleCaption, []string{"image credit", "photo credit", "image:", "photo:", "photo by", "image source", "foto:", "fotos:", "bild:", "bildquelle", "crédit photo", "credit:", "picture:", "image copyright", "image caption", "media caption", "photograph:", "pictured:"}},
	{dom.RoleByline, []string{"reporting by", "posted by", "written by", "updated at", "last updated", "published:", "publicado", "veröffentlicht", "publié le", "mis à jour", "source:", "quelle:", "fuente:", "about the author", "über den autor", "reading time", "lesezeit", "tempo de leitura", "tiempo de lectura", "temps de lecture"}},
	{dom.RoleComments, []string{"leave a reply", "leave a comment", "post a comment", "comments", "view comments", "join the discussion", "kommentare", "kommentar schreiben", "comentarios", "commentaires", "please enter your", "deixe um comentário", "hinterlasse"}},
}

// A lead is one of those, and leads gives them by their first byte: few
// begin as a block does.
type lead struct {
	role  dom.Role
	words string
}

var leads = sync.OnceValue(func() *[256][]lead {
	out := &[256][]lead{}
	for _, o := range openings {
		for _, w := range o.words {
			out[w[0]] = append(out[w[0]], lead{o.role, w})
		}
	}
	return out
})

// rxPhotoWords is what captions say and stories don't: which picture this is, or
// whose, at the end.
var rxPhotoWords = regexp.MustCompile(`(?i)\b(?:in this|this) (?:[^.]{0,60}\s)?(?:file |handout |undated |combination |image )?photo(?:graph)?,|\bfile photo\b|^file\s*[-–—]\s|\((?:ap|afp|reuters|getty|epa)[ /-]?(?:photo|images)|(?:/|via |\| )(?:ap|afp|reuters|getty images|getty|epa|shutterstock|alamy)\)?\.?$|\bgetty images\)?\.?$|^screen(?:shot|grab)\b`)

// photoHints: one of them is in whatever rxPhotoWords finds.
var photoHints = []string{"hoto", "HOTO", "Getty", "GETTY", "getty", "Reuters", "REUTERS", "AFP", "AP", "EPA", "hutterstock", "lamy", "FILE", "File", "file", "creenshot", "creengrab"}

// SaysPhoto reports whether a text says which photograph it is about, or whose.
func SaysPhoto(s string) bool {
	for _, hint := range photoHints {
		if strings.Contains(s, hint) {
			return rxPhotoWords.MatchString(s)
		}
	}
	return false
}

// BylineOpening is how bylines begin.
var BylineOpening = regexp.MustCompile(`^(?i:by|von|par|por|di|door|av|autor|author|auteur|autore|text|texte|words by|written by)\s*:?\s+(\p{Lu}.*)$`)

// RoleByWords judges a short block by how it begins. A whole sentence that only
// happens to begin so is body: the block must be short, a label, or hold links.
func RoleByWords(b *dom.Block) dom.Role {
	if b.Words > 45 {
		return dom.RoleNone
	}
	lower := strings.ToLower(strings.TrimLeft(b.Text, "»>→▶►•*-–—[(#\"“” "))
	if lower == "" {
		return dom.RoleNone
	}
	for _, o := range leads()[lower[0]] {
		if !strings.HasPrefix(lower, o.words) || !endsWord(lower, o.words) {
			continue
		}
		after := lower[len(o.words):]
		rest := strings.Trim(after, " .…!:›»>→▶►")
		if rest == "" || strings.HasSuffix(o.words, ":") || strings.HasPrefix(after, ":") || o.words == "©" {
			return o.role
		}
		if b.Kind == news.HeadingParagraph && b.Words <= 6 || b.LinkShare > 0.3 || b.Words <= 8 && !dom.EndsSentence(b.Text) {
			return o.role
		}
		if o.role == dom.RoleSignup || o.role == dom.RoleShare || o.role == dom.RoleLegal || o.role == dom.RoleNavigation && len(o.words) > 12 {
			return o.role
		}
	}
	if _, pages := PageOf(b.Text); pages > 0 || Shortcode(b.Text) {
		return dom.RoleNavigation
	}
	if strings.Contains(lower, "all rights reserved") || strings.Contains(lower, "alle rechte vorbehalten") {
		return dom.RoleLegal
	}
	return dom.RoleNone
}

// Shortcode: an order to the page's own machinery that it left standing in the
// text: [button link="…"]Send us yours[/button].
func Shortcode(s string) bool {
	if !strings.HasPrefix(s, "[") || !strings.HasSuffix(s, "]") {
		return false
	}
	name, _, _ := strings.Cut(s[1:len(s)-1], " ")
	name, _, _ = strings.Cut(name, "]")
	return len(name) >= 3 && len(s) > 2*len(name)+4 && strings.HasSuffix(s, "[/"+name+"]")
}

// rxPageOf is what a page says that holds one part of a story: "Page 1 of 3", "1 / 3" in
// an element for leafing through.
var rxPageOf = regexp.MustCompile(`(?i)^(?:page|seite|página|pagina|pág\.?|sida|side|strona|стр\.?|страница)\s*(\d{1,2})\s*(?:of|von|de|di|av|af|z|из|/|sur)\s*(\d{1,2})$`)

// PageOf returns which page of how many a line says that this is; zeros if it doesn't.
func PageOf(s string) (at, all int) {
	if len(s) > 40 || s == "" || s[len(s)-1] < '0' || s[len(s)-1] > '9' {
		return 0, 0
	}
	m := rxPageOf.FindStringSubmatch(s)
	if m == nil {
		return 0, 0
	}
	at, _ = strconv.Atoi(m[1])
	all, _ = strconv.Atoi(m[2])
	return at, all
}

func endsWord(s, prefix string) bool {
	if len(s) == len(prefix) {
		return true
	}
	c := s[len(prefix)]
	return !(c >= 'a' && c <= 'z') || !(prefix[len(prefix)-1] >= 'a' && prefix[len(prefix)-1] <= 'z')
}

// IsBylineLine reports whether a short line says who wrote the story.
func IsBylineLine(s string) bool {
	if s == "" || len(s) > 200 || strings.IndexByte("bvpdatwBVPDATW", s[0]) < 0 {
		return false
	}
	m := BylineOpening.FindStringSubmatch(s)
	return m != nil && !dom.EndsSentence(s) && dom.CountWords(s) <= 12
}
