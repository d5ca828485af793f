package record

import (
	_ "embed"
	"strings"

	"dateline/record/actor"
)

//go:embed data/lexicon/speech.txt
var speechList string

// speechWords are the words of data/lexicon/speech.txt, by what they tell.
var speechWords = readSpeechWords(speechList)

func readSpeechWords(list string) map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for line := range strings.Lines(list) {
		kind, words, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		if out[kind] == nil {
			out[kind] = map[string]bool{}
		}
		for _, w := range strings.Fields(words) {
			out[kind][w] = true
		}
	}
	return out
}

// unsaid reports whether a verb of speech is denied or only supposed: Lund did not say
// “…”; she would have said “…”.
func (d *document) unsaid(verb int) bool {
	s := d.sentences[d.tok(verb).sentence]
	for k := verb - 1; k >= max(s.first, verb-4); k-- {
		t := d.tok(k)
		if t.quoted || !t.word {
			return false
		}
		if speechWords["unsaid"][t.lower] {
			return true
		}
	}
	return false
}

// inFiction reports whether the words of a sentence outside of quotations name a work
// of fiction or who plays in it.
func (d *document) inFiction(s sentence) bool {
	for k := s.first; k < s.last; k++ {
		if d.tok(k).quoted {
			continue
		}
		w := d.lower(k)
		if speechWords["played"][w] && d.lower(k+1) == "by" {
			return true
		}
		if speechWords["fiction"][w] && k > s.first+1 && d.lower(k-2) == "in" && determiners[d.lower(k-1)] {
			return true
		}
	}
	return false
}

// answered returns the attribution of an answer to a question: the speaker is who was
// asked. It reports whether the words behind a quotation say that it is an answer.
func (d *document) answered(q quotation, last *attribution) (*attribution, bool) {
	i := q.close + 1
	if d.lower(i) == "," {
		i++
	}
	limit := min(i+4, d.paragraphEnd(q.close))
	if d.lower(i) != "came" {
		return nil, false
	}
	for k := i + 1; k < limit; k++ {
		if !speechWords["answer"][d.lower(k)] {
			continue
		}
		if last == nil || last.verb >= q.open {
			return nil, true
		}
		p, _, ok := d.phraseAt(last.verb+1, d.sentences[d.tok(last.verb).sentence].last)
		if !ok || p.kind == pronoun {
			return nil, true
		}
		return &attribution{p, i, p.start, k}, true
	}
	return nil, false
}

// behindRelative is the verb of speech behind a clause about the speaker: Nora Lund,
// whose husband Karl Dube built it, told. It is 0 where there is none.
func (d *document) behindRelative(i, limit int) int {
	if d.lower(i) == "," {
		i++
	}
	if !speechWords["relative"][d.lower(i)] {
		return 0
	}
	for k := i + 1; k+1 < limit && k < i+24; k++ {
		if d.lower(k) == "," {
			if verbsOfSpeech[d.lower(k+1)] {
				return k + 1
			}
			return 0
		}
	}
	return 0
}

// withinStatement is the attribution of a quotation that is a part of what its sentence
// states: Holm says the country is “talking to both”.
func (d *document) withinStatement(q quotation) *attribution {
	n := d.tok(q.open).sentence
	s := d.sentences[n]
	p, verb, object, ok := d.stated(s)
	if !ok || q.open <= object || d.tok(q.close).sentence != n || d.statedUntil(object, s.last) <= q.open {
		return nil
	}
	for k := object; k < q.open; k++ {
		if verbsOfSpeech[d.lower(k)] {
			return nil // somebody else may be quoted within
		}
	}
	return &attribution{p, verb, p.start, q.close}
}

// inList reports whether a paragraph is an item of a numbered list, as sources are.
func (d *document) inList(i int) bool {
	n := d.tok(i).sentence
	for n > 0 && d.sentences[n-1].paragraph == d.sentences[n].paragraph {
		n--
	}
	first := d.sentences[n].first
	return isNumber(d.lower(first)) && d.lower(first+1) == "."
}

func isNumber(w string) bool { return w != "" && strings.Trim(w, "0123456789") == "" }

// interviewed reports whether a quotation that fills its paragraph answers a question
// which the paragraph between it and an attributed quotation asks.
func (d *document) interviewed(before, q quotation) bool {
	if before.close < 0 || !d.isWholeSentence(q) {
		return false
	}
	p := d.paragraphOf(q.open)
	n := d.tok(q.open).sentence
	if n == 0 || d.sentences[n].first != q.open || d.paragraphOf(before.close) != p-2 || d.sentences[n-1].paragraph != p-1 {
		return false
	}
	question := d.sentences[n-1]
	for k := question.first; k < question.last; k++ {
		if d.tok(k).quoted || k > question.first && d.tok(k).capital {
			return false // it may name somebody else who answers
		}
	}
	return d.tok(question.last-1).text == "?"
}

// inChain is whom a pronoun means by the chains of the text, nil if that isn't sure.
func (d *document) inChain(i int) *known {
	if d.mentioned == nil {
		sentences := make([]actor.Sentence, len(d.sentences))
		for n := range sentences {
			sentences[n] = actor.Named(d.parse(n))
		}
		d.mentioned = actor.Chains(sentences)
	}
	chain := 0
	for _, m := range d.mentioned {
		if m.Start == d.tok(i).Start {
			chain = m.Chain
		}
	}
	if chain == 0 {
		return nil
	}
	full := ""
	for _, m := range d.mentioned {
		if m.Chain == chain && m.Kind == actor.Person && m.Start < d.tok(i).Start && m.End-m.Start > len(full) {
			full = d.text[m.Start:m.End]
		}
	}
	words := strings.Fields(full)
	if len(words) == 0 {
		return nil
	}
	if k, ok := d.people.named(words[len(words)-1]); ok {
		return k
	}
	return &known{name: strings.Join(words, " ")}
}
