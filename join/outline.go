package join

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"dateline/lang"
	"dateline/news"
)

// An Outline is what is kept of a story to tell which stories it follows from
// and which follow from it: whom it names, in which turns of phrase, and to which
// earlier days it points back. It follows from the story's texts alone, in
// whatever order they come, and takes some 3 KB as JSON.
type Outline struct {
	StoryID string
	First   time.Time // when the earliest text was published; zero: no text says when
	Last    time.Time
	Key     string // the earliest text's identifier: it orders stories of one time
	Texts   int
	Names   []OutlineName
	Phrases []OutlinePhrase
	Words   []OutlineWord // that tell what it is about
	Backs   []BackReference
	// Instruments are the titles of the agreements that the record found in it.
	Instruments []string

	// Matter is where the story stands now, and Named says that a person gave
	// that matter its title. Both are for whoever calls Matters to fill in.
	Matter string `json:"-"`
	Named  bool   `json:"-"`
}

// An OutlineName is a name that a story's texts have.
type OutlineName struct {
	Text  string
	Words []uint32
	Share float32 // of the texts that have it, 0 to 1; less where it stands far down
	Wide  float32 // 1, or less for a name that many happenings have: of a country, a city, a people
}

// An OutlinePhrase is two telling words in a row.
type OutlinePhrase struct {
	ID    uint32
	Text  string
	Share float32
}

// An OutlineWord is a stem and the share of the texts that begin with it.
type OutlineWord struct {
	ID    uint32
	Share float32
	Name  bool // it belongs to a name of the story
}

// A BackReference is a sentence that points back to a day before its report.
type BackReference struct {
	From, To string // days, RFC 3339
	Words    []uint32
	Text     string
}

// OutlineVersion is raised when outlines made before it and after it cannot be
// compared; then all are made anew.
const OutlineVersion = "1"

// Bounds of what an outline holds and of what it is made from.
const (
	outlineTexts   = 12 // the earliest
	outlineTerms   = 250
	outlineLead    = 60 // terms in which what a report is about stands
	outlineNames   = 24
	outlinePhrases = 20
	outlineWords   = 48
	outlineBacks   = 10
	backWords      = 24
	backSentences  = 12 // of each text
	backText       = 200
)

// Outlined makes the outline of a story from its texts, copies left out, and the
// titles of the agreements that were recorded from them.
func Outlined(storyID string, texts []news.Report, instruments []string) Outline {
	o := Outline{StoryID: storyID, Texts: len(texts)}
	texts = slices.Clone(texts)
	slices.SortFunc(texts, func(a, b news.Report) int { return cmp.Or(a.Published.Compare(b.Published), cmp.Compare(a.ID, b.ID)) })
	if i := slices.IndexFunc(texts, func(r news.Report) bool { return !r.Published.IsZero() }); i >= 0 {
		texts = append(slices.Clone(texts[i:]), texts[:i]...) // those of unknown time say nothing of when it began
		o.First = texts[0].Published
		for _, r := range texts {
			if r.Published.After(o.Last) {
				o.Last = r.Published
			}
		}
	}
	if len(texts) == 0 {
		return o
	}
	o.Key = texts[0].ID
	texts = texts[:min(len(texts), outlineTexts)]
	d := drawing{names: map[string]*OutlineName{}, phrases: map[uint32]*OutlinePhrase{}, words: map[uint32]float32{}, forms: map[uint32]uint32{}}
	for _, r := range texts {
		d.read(r)
	}
	n := float32(len(texts))
	o.Names, o.Phrases, o.Words, o.Backs = d.finish(n)
	for _, title := range slices.Sorted(slices.Values(instruments)) {
		if title = strings.TrimSpace(title); title != "" && !slices.Contains(o.Instruments, title) {
			o.Instruments = append(o.Instruments, title)
		}
	}
	o.Instruments = o.Instruments[:min(len(o.Instruments), outlineNames)]
	return o
}

// A drawing is an outline under way: sums over its texts.
type drawing struct {
	names   map[string]*OutlineName // by their words
	phrases map[uint32]*OutlinePhrase
	words   map[uint32]float32
	forms   map[uint32]uint32 // by stem: the word as it stands, as names have it
	backs   []BackReference
}

// What stands far down in a text counts less.
const farDown = 0.5

func (d *drawing) read(r news.Report) {
	headline, text := beginning(r.Headline), beginning(r.Text)
	language := r.Language
	if language == "" {
		language = lang.Detect(headline + "\n" + text)
	}
	body := lang.Terms(text, language)
	body = body[:min(len(body), outlineTerms)]
	if len(body) == 0 { // nothing but a headline
		text, body = headline, lang.Terms(headline, language)
	}
	times := d.readSentences(r, text, language)
	d.readNames(text, body, language, times)
	d.readWords(lang.Terms(headline, language), text, body)
}

// beginning gives as much of a text as an outline is made from: what stands behind
// would only cost.
func beginning(text string) string {
	const most = 8000 // bytes
	if len(text) <= most {
		return text
	}
	if i := strings.LastIndexAny(text[:most], " \n"); i > 0 {
		return text[:i]
	}
	return strings.ToValidUTF8(text[:most], "")
}

// readSentences finds the sentences that point back, and gives where the text
// tells a time.
func (d *drawing) readSentences(r news.Report, text, language string) (times []lang.Span) {
	day := r.Published.Format(time.DateOnly)
	for _, s := range lang.FirstSentences(text, backSentences) {
		sentence := text[s.Start:s.End]
		mentions := lang.Times(sentence, r.Published)
		for _, m := range mentions {
			times = append(times, lang.Span{Start: s.Start + m.Start, End: s.Start + m.End})
		}
		if r.Published.IsZero() || len(d.backs) >= outlineBacks {
			continue
		}
		for _, m := range mentions {
			to := dayOf(cmp.Or(m.Ref.To, m.Ref.From))
			if m.Ref.From == "" || to >= day || !narrow[m.Ref.Precision] {
				continue
			}
			b := BackReference{From: dayOf(m.Ref.From), To: to, Text: strings.Clone(shorten(strings.Join(strings.Fields(sentence), " ")))}
			for _, t := range lang.Terms(sentence, language) {
				if !lang.IsFunctionWord(t.Form) && len(b.Words) < backWords {
					b.Words = append(b.Words, uint32(t.TextKey))
				}
			}
			slices.Sort(b.Words)
			b.Words = slices.Compact(b.Words)
			d.backs = append(d.backs, b)
			break
		}
	}
	return times
}

// narrow are the precisions of a time that is one happening's.
var narrow = map[string]bool{"minute": true, "hour": true, "day": true, "week": true, "month": true}

func dayOf(s string) string { return s[:min(len(s), len(time.DateOnly))] }

func shorten(s string) string {
	r := []rune(s)
	if len(r) <= backText {
		return s
	}
	return strings.TrimRight(string(r[:backText]), " ,;:") + "…"
}

// readNames takes the names of a text's body. Headlines are left out: many write
// each of their words with a capital.
func (d *drawing) readNames(text string, body []lang.Term, language string, times []lang.Span) {
	far := len(text)
	if len(body) > outlineLead {
		far = body[outlineLead].Start
	}
	once := map[string]float32{}
	for _, m := range lang.AppendMentions(nil, text, body) {
		if m.Kind != lang.NameMention || slices.ContainsFunc(times, func(s lang.Span) bool { return s.Start < m.End && m.Start < s.End }) {
			continue
		}
		key := strings.Join(m.Words(), " ")
		share := float32(1)
		if m.Start >= far {
			share = farDown
		}
		once[key] = max(once[key], share)
		if d.names[key] == nil {
			n := &OutlineName{Text: strings.Join(strings.Fields(m.Text), " "), Wide: wideness(m.Text, language, len(m.Words()))}
			for _, w := range m.Words() {
				if id := wordID(w); !lang.IsFunctionWord(w) && !slices.Contains(n.Words, id) {
					n.Words = append(n.Words, id)
				}
			}
			slices.Sort(n.Words)
			d.names[key] = n
		}
	}
	for key, share := range once {
		d.names[key].Share += share
	}
}

// How much a name tells that many happenings of no matter have in common.
const (
	wideCountry = 0.25
	wideCity    = 0.45
	wideBody    = 0.45 // an organisation that has to do with everything
	wideNoun    = 0.3  // one word of a language that writes its nouns with capitals
)

func wideness(text, language string, words int) float32 {
	if _, ok := lang.Country(text); ok {
		return wideCountry
	}
	if _, ok := lang.Nationality(text); ok {
		return wideCountry
	}
	if _, ok := lang.City(text); ok {
		return wideCity
	}
	if _, ok := lang.Organisation(text); ok {
		return wideBody
	}
	if words == 1 && (strings.HasPrefix(language, "de") || strings.HasPrefix(language, "lb")) {
		return wideNoun
	}
	return 1
}

// readWords takes the telling words of headline and body, and the phrases of two.
func (d *drawing) readWords(headline []lang.Term, text string, body []lang.Term) {
	words := map[uint32]float32{}
	phrases := map[uint32]*OutlinePhrase{}
	take := func(text string, terms []lang.Term, share func(int) float32) {
		before, at := "", -1
		for i, t := range terms {
			if lang.IsFunctionWord(t.Form) || len(t.Text) < 2 {
				continue
			}
			words[uint32(t.TextKey)] = max(words[uint32(t.TextKey)], share(i))
			d.forms[uint32(t.TextKey)] = uint32(t.FormKey)
			if before != "" && i-at <= 2 && !strings.ContainsAny(text[terms[at].End:t.Start], ".!?;:\n") {
				id := wordID(before + " " + t.Text)
				if phrases[id] == nil {
					phrases[id] = &OutlinePhrase{ID: id, Text: strings.Join(strings.Fields(text[terms[at].Start:t.End]), " ")}
				}
				phrases[id].Share = max(phrases[id].Share, share(i))
			}
			before, at = t.Text, i
		}
	}
	take(text, body, func(i int) float32 {
		if i < outlineLead {
			return 1
		}
		return farDown
	})
	for _, t := range headline {
		if !lang.IsFunctionWord(t.Form) && len(t.Text) > 1 {
			words[uint32(t.TextKey)] = 1
			d.forms[uint32(t.TextKey)] = uint32(t.FormKey)
		}
	}
	for id, share := range words {
		d.words[id] += share
	}
	for id, p := range phrases {
		if had := d.phrases[id]; had != nil {
			had.Share += p.Share
		} else {
			d.phrases[id] = p
		}
	}
}

// finish gives what most of the texts have, and a name once: "Breck" stands for
// "Tomas Breck" where the story has him by his full name.
func (d *drawing) finish(texts float32) (names []OutlineName, phrases []OutlinePhrase, words []OutlineWord, backs []BackReference) {
	for _, n := range d.names {
		if len(n.Words) > 0 {
			names = append(names, *n)
		}
	}
	slices.SortFunc(names, func(a, b OutlineName) int {
		return cmp.Or(cmp.Compare(len(b.Words), len(a.Words)), cmp.Compare(b.Share, a.Share), cmp.Compare(a.Text, b.Text))
	})
	var kept []OutlineName
	for _, n := range names {
		i := slices.IndexFunc(kept, func(k OutlineName) bool { return within(n.Words, k.Words) })
		if i < 0 {
			kept = append(kept, n)
			continue
		}
		kept[i].Share = min(kept[i].Share+n.Share, texts)
	}
	slices.SortFunc(kept, func(a, b OutlineName) int { return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Text, b.Text)) })
	names = kept[:min(len(kept), outlineNames)]
	for i := range names {
		names[i].Share /= texts
	}
	for _, p := range d.phrases {
		phrases = append(phrases, OutlinePhrase{p.ID, p.Text, p.Share / texts})
	}
	slices.SortFunc(phrases, func(a, b OutlinePhrase) int { return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.ID, b.ID)) })
	phrases = slices.Clone(phrases[:min(len(phrases), outlinePhrases)])
	inNames := map[uint32]bool{}
	for _, n := range d.names {
		for _, w := range n.Words {
			inNames[w] = true
		}
	}
	for id, share := range d.words {
		words = append(words, OutlineWord{id, share / texts, inNames[d.forms[id]]})
	}
	slices.SortFunc(words, func(a, b OutlineWord) int { return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.ID, b.ID)) })
	words = slices.Clone(words[:min(len(words), outlineWords)])
	return names, phrases, words, d.backs
}

// wordID is a word as outlines name it.
func wordID(s string) uint32 { return uint32(lang.Key(s)) }

// within says that all of some sorted words are among others.
func within(few, many []uint32) bool {
	if len(few) > len(many) {
		return false
	}
	for _, w := range few {
		if _, ok := slices.BinarySearch(many, w); !ok {
			return false
		}
	}
	return true
}
