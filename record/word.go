package record

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/lang"
	"dateline/news"
	"dateline/record/internal/frames"
)

// A FrameWord is what the desk says that sentences of a frame tell, whatever the
// machine makes of them.
type FrameWord struct {
	// Frame is a verb and, if it is only meant with them, words that must follow it
	// in the same order, in the fact's predicate, target or object: "slam",
	// "impose sanctions". A form of the verb stands for all its forms.
	Frame   string
	Type    string // what kind of event it is; empty: none
	CAMEO   string // its code, if the desk gave one
	Swapped bool   // what the machine takes for the source is the target
	Basis   string // whose word it is, for the facts that follow from it
}

// EventTypes are the kinds of events: PLOVER's sixteen, then those of our own.
var EventTypes = strings.Fields(`ACCUSE AGREE AID ASSAULT COERCE CONCEDE CONSULT COOPERATE MOBILIZE PROTEST REJECT REQUEST RETREAT
	SANCTION SUPPORT THREATEN x-APPOINT x-DEAL x-DEATH x-DISASTER x-ELECT x-PROJECT x-RESIGN x-RESULT x-STATEMENT x-TEST x-VERDICT`)

// TypeOf is the kind of events of a CAMEO code; empty if it has none.
func TypeOf(cameo string) string { return plover(cameo) }

// FrameOf is the frame of a predicate as a FrameWord has it: the verb in its
// dictionary form, then the words that are no names.
func FrameOf(predicate string) string {
	var out []string
	for i, w := range fromVerb(predicate) {
		lower := strings.ToLower(w)
		switch {
		case i == 0:
			out = append(out, verbBase(lower))
		case w == lower && !determiners[lower] && !adverbs[lower]:
			out = append(out, lower)
		}
	}
	return strings.Join(out, " ")
}

// fromVerb is a predicate's words without the auxiliaries before its verb.
func fromVerb(predicate string) []string {
	words, verb := frameWords(predicate), news.HeadVerb(predicate)
	return words[max(0, slices.IndexFunc(words, func(w string) bool { return strings.ToLower(w) == verb })):]
}

// VerbForms are the words by which the verb of a frame can begin a predicate.
func VerbForms(frame string) []string {
	words := frameWords(frame)
	if len(words) == 0 {
		return nil
	}
	verb := strings.ToLower(words[0])
	// The dictionary has some forms as verbs of their own: killed.
	return append(slices.Clone(verbForms(verb)), frames.Regular(verb)...)
}

func verbForms(verb string) []string {
	if newsCoder().Lexicon.Knows(verb) {
		return newsCoder().Lexicon.Forms(verb)
	}
	return frames.Regular(verb)
}

// verbBase is the dictionary form of a verb: by the dictionary of events or, of a
// verb that it lacks, by the lemma that the parser gives it, or by its spelling.
func verbBase(word string) string {
	if base := newsCoder().Lexicon.Base(word); newsCoder().Lexicon.Knows(word) {
		// Some forms are in the dictionary as verbs of their own: killed.
		if of := spelledBase(word); base == word && newsCoder().Lexicon.Knows(of) {
			return newsCoder().Lexicon.Base(of)
		}
		return base
	}
	text := "They " + word + " them."
	for _, w := range lang.Parse(text, lang.Span{End: len(text)}) {
		if w.Form == word && len(w.Lemma) > 1 && w.Lemma[:1] == word[:1] && slices.Contains(frames.Regular(w.Lemma), word) {
			return w.Lemma
		}
	}
	return spelledBase(word)
}

// spelledBase is the verb of which a word is a regular form by its spelling: of a
// consonant after a lone vowel, which a form would double, the verb ends in e.
func spelledBase(word string) string {
	for _, ending := range []string{"ed", "ing"} {
		stem, cut := strings.CutSuffix(word, ending)
		n := len(stem)
		if !cut || n < 3 {
			continue
		}
		vowel := func(i int) bool { return strings.IndexByte("aeiouy", stem[i]) >= 0 }
		base := stem
		if !vowel(n-1) && vowel(n-2) && !vowel(n-3) {
			base += "e"
		}
		if slices.Contains(frames.Regular(base), word) {
			return base
		}
	}
	return word
}

// frameWords cuts at what is neither letter, digit, nor a hyphen or apostrophe
// within a word.
func frameWords(s string) []string {
	words := strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '\'' && r != '’'
	})
	for i := range words {
		words[i] = strings.Trim(words[i], "-'’")
	}
	return slices.DeleteFunc(words, func(w string) bool { return w == "" })
}

// SwappedNote stands in the basis of a fact whose source and target the desk let
// change places.
const SwappedNote = "source and target swapped"

// Swapped tells whether the desk let a fact's source and target change places.
func Swapped(f news.Fact) bool {
	basis, _, _ := strings.Cut(f.Basis, " (the machine said ")
	return strings.HasSuffix(basis, ", "+SwappedNote)
}

// Fits tells whether a fact is of the frame. What was not done is not.
func (w FrameWord) Fits(f news.Fact) bool {
	frame, said := frameWords(strings.ToLower(w.Frame)), fromVerb(strings.ToLower(f.Predicate))
	if f.Kind != news.FactEvent || len(frame) == 0 || len(said) == 0 || notDone(f) {
		return false
	}
	if verbBase(frame[0]) != verbBase(said[0]) && !slices.Contains(VerbForms(frame[0]), said[0]) {
		return false
	}
	rest, behind := said[1:], f.Target
	if Swapped(f) { // the sentence has them the other way round
		behind = f.Source
	}
	for _, a := range behind {
		rest = append(rest, frameWords(strings.ToLower(a.Text))...)
	}
	rest = append(rest, frameWords(strings.ToLower(f.Object))...)
	for _, want := range frame[1:] {
		at := slices.Index(rest, want)
		if at < 0 {
			return false
		}
		rest = rest[at+1:]
	}
	return true
}

// notDone tells whether a negation stands right before what was done.
func notDone(f news.Fact) bool {
	if len(f.Citations) == 0 {
		return false
	}
	before, _, found := strings.Cut(f.Citations[0].Exact, f.Predicate)
	if !found {
		return false
	}
	words := frameWords(strings.ToLower(before))
	return slices.ContainsFunc(words[max(0, len(words)-3):], func(w string) bool {
		return w == "not" || w == "never" || w == "cannot" || strings.HasSuffix(w, "n't") || strings.HasSuffix(w, "n’t")
	})
}

// Heed puts the desk's word on frames above what the machine made of the facts.
// Of several frames that a fact fits, the one of most words is meant. What is no
// event by the desk's word is rejected. Facts with a state are left as they are:
// the desk spoke of them themselves.
func Heed(facts []news.Fact, words []FrameWord) {
	for i := range facts {
		if f := &facts[i]; f.State == "" || f.State == news.FactProposed {
			if w, ok := FrameFor(*f, words); ok {
				w.rule(f)
			}
		}
	}
}

// FrameFor is the frame that a fact is of: of several, the one of most words.
func FrameFor(f news.Fact, words []FrameWord) (best FrameWord, ok bool) {
	rank := func(a, b FrameWord) int {
		return cmp.Or(cmp.Compare(len(strings.Fields(a.Frame)), len(strings.Fields(b.Frame))), cmp.Compare(b.Frame, a.Frame))
	}
	for _, w := range words {
		if w.Fits(f) && (!ok || rank(w, best) > 0) {
			best, ok = w, true
		}
	}
	return best, ok
}

func (w FrameWord) rule(f *news.Fact) {
	said := strings.TrimSpace(f.Type + " " + f.CAMEO)
	f.Basis = w.Basis
	taught := f.Type == w.Type && f.CAMEO == w.code() // it may be the word itself by which it was found
	if said != "" && !taught {
		f.Basis += " (the machine said " + said + ")"
	}
	if w.Type == "" {
		f.State = news.FactRejected
		return
	}
	f.Type, f.CAMEO = w.Type, w.CAMEO
	if w.Swapped {
		f.Source, f.Target = f.Target, f.Source
	}
}

// Changes tells whether the word makes something else of a fact that it fits,
// as the fact is now.
func (w FrameWord) Changes(f news.Fact) bool {
	if w.Type == "" {
		return f.State != news.FactRejected
	}
	return w.Swapped != Swapped(f) || f.Type != w.Type || f.CAMEO != w.CAMEO || f.State == news.FactRejected
}

// Bind puts facts as the desk judged them in the place of what the machine says
// of the same. A judged fact is bound to its sentences: where the text has them,
// it is told, its citations moved to where they stand now; where one is gone, the
// fact is stale, its id among stale, and the machine's are left as they are.
func Bind(r news.Report, facts, judged []news.Fact) (bound []news.Fact, stale []string) {
	for _, j := range judged {
		if !stillCited(r, &j) {
			stale = append(stale, j.ID)
			continue
		}
		facts = slices.DeleteFunc(facts, func(f news.Fact) bool { return f.ID == j.ID || sameSaying(j, f) })
		bound = append(bound, j)
	}
	bound = append(bound, facts...)
	sortFacts(bound)
	return bound, stale
}

// stillCited moves a fact's citations to where its sentences stand in a text,
// the nearest to where they stood; false if one stands nowhere.
func stillCited(r news.Report, f *news.Fact) bool {
	move := func(c news.Citation) (news.Citation, bool) {
		c.Start = nearest(r.Text, c.Exact, c.Start)
		c.End = c.Start + utf8.RuneCountInString(c.Exact)
		c.ReportID, c.Version = r.ID, r.Version
		return c, c.Start >= 0
	}
	found := len(f.Citations) > 0
	f.Citations = slices.Clone(f.Citations)
	for i, c := range f.Citations {
		var ok bool
		f.Citations[i], ok = move(c)
		found = found && ok
	}
	if f.Agreement == nil {
		return found
	}
	a := *f.Agreement
	again := func(c *news.Citation) *news.Citation {
		if c == nil {
			return nil
		}
		moved, ok := move(*c)
		found = found && ok
		return &moved
	}
	a.Milestones, a.Provisions, a.Relations = slices.Clone(a.Milestones), slices.Clone(a.Provisions), slices.Clone(a.Relations)
	for i := range a.Milestones {
		a.Milestones[i].Citation = again(a.Milestones[i].Citation)
	}
	for i := range a.Provisions {
		a.Provisions[i].Citation = again(a.Provisions[i].Citation)
	}
	for i := range a.Relations {
		a.Relations[i].Citation = again(a.Relations[i].Citation)
	}
	f.Agreement = &a
	return found
}

// nearest is the code point at which a sentence stands in a text, of several the
// nearest to at; -1 if it stands nowhere.
func nearest(text, sentence string, at int) int {
	best, from, points := -1, 0, 0 // from in bytes, points the same in code points
	for sentence != "" {
		i := strings.Index(text[from:], sentence)
		if i < 0 {
			break
		}
		points += utf8.RuneCountInString(text[from : from+i])
		if best < 0 || max(points-at, at-points) < max(best-at, at-best) {
			best = points
		}
		_, size := utf8.DecodeRuneInString(text[from+i:])
		from, points = from+i+size, points+1
	}
	return best
}

// sameSaying tells whether a fact of the machine says what the desk judged: the
// same sentence, and in it the same act between the same, the same words or the
// same agreement. What it is called, its type, does not matter. An approved
// agreement does not stand for one that says more.
func sameSaying(judged, f news.Fact) bool {
	if judged.Kind != f.Kind || len(f.Citations) == 0 || len(judged.Citations) == 0 || f.Citations[0].Exact != judged.Citations[0].Exact {
		return false
	}
	switch {
	case f.Kind == news.FactAgreement:
		return f.Agreement != nil && judged.Agreement != nil && strings.EqualFold(f.Agreement.Title, judged.Agreement.Title) &&
			(judged.State == news.FactRejected || len(f.Citations) <= len(judged.Citations))
	case f.Quote != "" || judged.Quote != "":
		return f.Quote == judged.Quote
	case f.Kind != news.FactEvent:
		return f.Predicate == judged.Predicate && f.Object == judged.Object
	}
	if news.HeadVerb(f.Predicate) != news.HeadVerb(judged.Predicate) {
		return false
	}
	if len(f.Source)+len(f.Target) == 0 && f.Object != judged.Object {
		return false // 12 people were killed there, and three here
	}
	return sameTexts(f.Source, judged.Source) && sameTexts(f.Target, judged.Target) ||
		judged.Basis != "" && sameTexts(f.Source, judged.Target) && sameTexts(f.Target, judged.Source) // the desk swapped them
}

// sameTexts tells whether two lists name one actor in common, or both nobody.
func sameTexts(a, b []news.Actor) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	return slices.ContainsFunc(a, func(x news.Actor) bool {
		return slices.ContainsFunc(b, func(y news.Actor) bool { return x.Text == y.Text })
	})
}
