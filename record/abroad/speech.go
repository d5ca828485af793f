package abroad

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/lang"
	"dateline/news"
)

// statements are what someone is said to have said: the words behind “that”, or those
// before a verb of speech that ends the sentence.
func (c *clause) statements() []news.Fact {
	var out []news.Fact
	for i, w := range c.words {
		if !c.says(i) || w.XPOS == "Inf" || c.quoted(i) || !c.speaks(i) {
			continue
		}
		speaker, ok := c.speakerOf(i)
		if !ok {
			continue
		}
		from, to := c.behindCue(i)
		if from < 0 {
			from, to = c.beforeVerb(i)
		}
		text := strings.TrimFunc(c.text(max(from, 0), to), func(r rune) bool {
			return !isLetterOrDigit(r) && !strings.ContainsRune("»”\"%)«“„", r)
		})
		if from < 0 || to-from < 2 || strings.ContainsAny(text, "\n?") || !balanced(text) ||
			utf8.RuneCountInString(text) < 12 {
			continue
		}
		f := c.statement(i, speaker)
		f.Object = text
		out = append(out, f)
	}
	if len(out) == 0 {
		out = append(out, c.accordingTo()...)
	}
	return out
}

// cueWithin is how many words may stand between a verb of speech and its “that”.
const cueWithin = 8

// behindCue gives the words behind the “that” of a verb of speech up to the end of the
// sentence, or up to the next verb of speech beside it; -1 where there is none.
func (c *clause) behindCue(verb int) (from, to int) {
	for i := verb + 1; i < len(c.words)-2 && i <= verb+cueWithin; i++ {
		w := c.words[i]
		if w.UPOS == "VERB" || w.UPOS == "AUX" {
			return -1, -1
		}
		if !c.in("cue", strings.ToLower(w.Form)) || !c.introduces(verb, i) {
			continue
		}
		to = len(c.words) - 1
		for k := i + 2; k < len(c.words); k++ {
			if c.says(k) && c.words[k].Deprel == "conj" && c.words[k].Head == verb+1 {
				to, _ = c.under(k)
				to--
				break
			}
		}
		return i + 1, to
	}
	return -1, -1
}

// introduces reports whether a “that” opens what was said: right behind its verb, or
// as a conjunction that stands behind no preposition or article.
func (c *clause) introduces(verb, i int) bool {
	before := c.words[i-1]
	if before.UPOS == "ADP" && before.Deprel != "compound:prt" || before.UPOS == "DET" ||
		before.UPOS == "PRON" && i > verb+1 {
		return false
	}
	return i <= verb+2 || c.words[i].UPOS == "SCONJ"
}

// balanced reports whether a text opens as many quotations as it closes.
func balanced(s string) bool {
	marks := strings.Count(s, "“") + strings.Count(s, "”") + strings.Count(s, "„")
	return marks%2 == 0 && strings.Count(s, "\"")%2 == 0 && strings.Count(s, "«") == strings.Count(s, "»")
}

// beforeVerb gives the words before a verb of speech that ends the sentence behind a
// comma: “…, sagte der Minister.” -1 where the sentence is otherwise.
func (c *clause) beforeVerb(verb int) (from, to int) {
	first, last := verb, verb
	if c.words[verb].Deprel == "root" {
		if k := c.kid(verb, "ccomp", "parataxis"); k < 0 || k > verb {
			return -1, -1
		}
		for first > 0 && c.words[first-1].Head == verb+1 && strings.HasPrefix(c.words[first-1].Deprel, "aux") {
			first--
		}
		last = len(c.words) - 2
	} else {
		first, last = c.under(verb)
	}
	for first < verb && c.words[first].Form == "," {
		first++
	}
	subject := c.kid(verb, "nsubj")
	if first < 4 || c.words[first-1].Form != "," || subject < verb || last < len(c.words)-3 || len(c.words)-verb > 16 {
		return -1, -1
	}
	for _, w := range c.words[verb+1:] {
		if w.UPOS == "VERB" {
			return -1, -1
		}
	}
	return 0, first - 2
}

// statement is one of a speaker, still without what was said.
func (c *clause) statement(i int, speaker news.Actor) news.Fact {
	f := news.Fact{Kind: news.FactStatement, Type: "x-STATEMENT", Source: []news.Actor{speaker}, Speaker: &speaker,
		Modality: news.Said, Confidence: 0.9, Citations: []news.Citation{c.cited}}
	if i >= 0 {
		f.Predicate = c.predicate(i)
	}
	return f
}

// speaks reports whether a verb of speech is told for certain.
func (c *clause) speaks(i int) bool {
	w := c.words[i]
	if w.Deprel != "root" && w.Deprel != "conj" && !strings.HasPrefix(w.Deprel, "parataxis") {
		return false
	}
	for _, k := range c.kids[i] {
		form := strings.ToLower(c.words[k].Form)
		near := c.words[k].Deprel == "advmod" || strings.HasPrefix(c.words[k].Deprel, "aux") ||
			c.words[k].Deprel == "mark"
		if near && (c.in("not", form) || c.in("hedges", form) || c.in("suppose", form)) {
			return false
		}
	}
	return true
}

// speakerOf gives the subject of a verb of speech where it is a name or a role.
func (c *clause) speakerOf(i int) (news.Actor, bool) {
	s := c.kid(i, "nsubj")
	if s < 0 || c.words[s].Deprel == "nsubj:pass" || c.unsure(s) || c.words[s].UPOS == "NUM" {
		return news.Actor{}, false
	}
	if !c.canSpeak(s) {
		return news.Actor{}, false
	}
	return c.actor(s)
}

// canSpeak reports whether a noun or name is one that speaks.
func (c *clause) canSpeak(i int) bool {
	if c.words[i].UPOS == "PROPN" {
		return utf8.RuneCountInString(c.words[i].Form) > 1 &&
			(i > 0 || len(c.words) > 1 && c.words[1].UPOS != "VERB" || c.words[i].Head == 2)
	}
	return c.isA(i, "people") || c.isA(i, "bodies") || c.isA(i, "posts") || c.isA(i, "speakers") ||
		c.kid(i, "appos") >= 0 ||
		c.kid(i, "flat") >= 0
}

// under gives the first and last word of what hangs on a word.
func (c *clause) under(head int) (from, to int) {
	from, to = head, head
	var take func(i, depth int)
	take = func(i, depth int) {
		from, to = min(from, i), max(to, i)
		for _, k := range c.kids[i] {
			if depth < 40 {
				take(k, depth+1)
			}
		}
	}
	take(head, 0)
	return from, to
}

// accordingTo reads “selon le ministre, …” at either end of a sentence.
func (c *clause) accordingTo() []news.Fact {
	n := len(c.words)
	for i, w := range c.words {
		form := strings.ToLower(w.Form)
		if !c.in("according", form) || w.Deprel != "case" || w.Head == 0 || c.quoted(i) {
			continue
		}
		head := w.Head - 1
		_, to := c.phrase(head)
		speaker, ok := c.actor(head)
		if !ok || !c.canSpeak(head) || head < i {
			continue
		}
		var text string
		switch {
		case i == 0 && to+1 < n && c.words[to+1].Form == ",":
			text = c.text(to+2, n-1)
		case to >= n-2 && i > 3:
			end := i - 1
			if c.words[end].Form == "," {
				end--
			}
			text = c.text(0, end)
		default:
			continue
		}
		text = strings.TrimRight(strings.TrimSpace(text), ".,;:")
		if strings.Count(text, " ") < 3 || strings.ContainsAny(text, "?\n") {
			continue
		}
		f := c.statement(-1, speaker)
		f.Object, f.Predicate = text, w.Form
		return []news.Fact{f}
	}
	return nil
}

// A quoted stretch of a sentence, byte offsets of the text within the marks.
type stretch struct{ lang.Span }

var closing = map[rune]string{'«': "»", '„': "“”\"", '“': "”“\"", '"': "\"", '»': "«"}

// stretches finds the closed quotations of the sentence.
func (c *clause) stretches() []stretch {
	var out []stretch
	text := c.report.Text[c.span.Start:c.span.End]
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		ends, opens := closing[r]
		i += size
		if !opens {
			continue
		}
		end := strings.IndexAny(text[i:], ends)
		if end < 0 {
			break
		}
		out = append(out, stretch{lang.Span{Start: c.span.Start + i, End: c.span.Start + i + end}})
		_, size = utf8.DecodeRuneInString(text[i+end:])
		i += end + size
	}
	return out
}

// leastQuoted is how many words make someone's own words of a quotation.
const leastQuoted = 4

// isSet reports whether a quotation stands by itself, as words that were said do, and not
// as a title or a term within a sentence.
func (c *clause) isSet(s stretch) bool {
	before := strings.TrimRight(c.report.Text[c.span.Start:s.Start], " \u00a0«„“”\"»")
	after := strings.TrimLeft(c.report.Text[s.End:c.span.End], " \u00a0«„“”\"»")
	return before == "" || strings.HasSuffix(before, ":") || strings.HasSuffix(before, ",") ||
		strings.HasPrefix(after, ",")
}

// quotedSpeaker gives whose words a verb of speech says they are, nil where it is a
// pronoun; false where the report speaks of itself or nobody speaks.
func (c *clause) quotedSpeaker(verb int, inside func(lang.Span) bool) (*news.Actor, bool) {
	s := c.kid(verb, "nsubj")
	if s < 0 || inside(c.words[s].Span) {
		return nil, true
	}
	if c.in("selves", strings.ToLower(c.words[s].Form)) || c.words[s].Deprel == "nsubj:pass" {
		return nil, false
	}
	if c.unsure(s) || c.words[s].UPOS == "NUM" {
		return nil, true
	}
	a, ok := c.actor(s)
	if !ok {
		return nil, true
	}
	return &a, true
}

// quotes are the quotations of the sentence that a verb of speech outside of them, in
// this sentence or around one before it, gives to somebody.
func (c *clause) quotes(before *clause) []news.Fact {
	stretches := c.stretches()
	if len(stretches) == 0 {
		return nil
	}
	inside := func(at lang.Span) bool {
		for _, s := range stretches {
			if at.Start >= s.Start && at.End <= s.End {
				return true
			}
		}
		return false
	}
	verb := -1
	for i, w := range c.words {
		if c.says(i) && !inside(w.Span) && w.XPOS != "Inf" {
			if verb >= 0 {
				return nil // whose words they are isn't plain
			}
			verb = i
		}
	}
	if verb < 0 {
		return nil
	}
	for _, k := range c.kids[verb] {
		form := strings.ToLower(c.words[k].Form)
		if !inside(c.words[k].Span) && (c.in("not", form) || c.in("hedges", form)) {
			return nil
		}
	}
	speaker, ok := c.quotedSpeaker(verb, inside)
	if !ok {
		return nil
	}
	var out []news.Fact
	for _, s := range stretches {
		text := strings.TrimSpace(c.report.Text[s.Start:s.End])
		if strings.Count(text, " ") < leastQuoted-1 || strings.Contains(text, "\n") || !c.isSet(s) {
			continue
		}
		f := news.Fact{
			Kind:       news.FactQuote,
			Type:       "x-STATEMENT",
			Predicate:  c.predicate(verb),
			Quote:      text,
			Speaker:    speaker,
			Modality:   news.Said,
			Confidence: 0.9,
			Citations:  []news.Citation{c.cited},
		}
		if speaker != nil {
			f.Source = []news.Actor{*speaker}
		}
		out = append(out, f)
	}
	return out
}

func isLetterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
