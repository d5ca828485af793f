package record

import (
	"slices"
	"strings"

	"dateline/lang"
)

// attributedByTree finds the speaker where the words around a quotation are not
// plain enough for a row of words: the subject, in the tree of what stands before
// the quotation in its sentence (else behind it), of the verb of speech whose
// complement the quotation is. A verb beside it on the same level (and added …)
// takes the quotation for itself.
func (d *document) attributedByTree(q quotation) *attribution {
	s := d.sentences[d.tok(q.open).sentence]
	at, _ := slices.BinarySearchFunc(d.quotes, q.open, func(o quotation, open int) int { return o.open - open })
	from := s.first
	if at > 0 {
		from = max(from, d.quotes[at-1].close+1)
	}
	if from < q.open {
		if a := d.speakerIn(from, q.open, true); a != nil {
			a.to = q.close
			return a
		}
	}
	end := d.sentences[d.tok(q.close).sentence].last
	if d.tok(q.close).sentence == d.tok(q.open).sentence || d.tok(q.close+1).sentence == d.tok(q.close).sentence {
		if at+1 < len(d.quotes) {
			end = min(end, d.quotes[at+1].open)
		}
		if q.close+1 < end {
			return d.speakerIn(q.close+1, end, false)
		}
	}
	return nil
}

// speakerIn parses tokens i to j-1 and reads who speaks in them.
func (d *document) speakerIn(i, j int, before bool) *attribution {
	if j-i > 60 || !slices.ContainsFunc(d.tokens[i:j], func(t token) bool { return speaks(t.lower) }) {
		return nil
	}
	words := lang.Parse(d.text, lang.Span{Start: d.tok(i).Start, End: d.tok(j - 1).End})
	verb := -1
	for k, w := range words {
		if speechLemmas[w.Lemma] && w.UPOS == "VERB" && w.Deprel != "amod" {
			if before {
				verb = k
			} else if verb < 0 {
				verb = k
			}
		}
	}
	if verb < 0 || !before && verb > 12 {
		return nil
	}
	subject := -1
	for at, steps := verb, 0; at >= 0 && subject < 0 && steps < 4; steps++ {
		for k, w := range words {
			if w.Head != at+1 {
				continue
			}
			if strings.HasPrefix(w.Deprel, "nsubj") && w.Deprel != "nsubj:pass" {
				subject = k
			}
			if before && k > verb && w.Deprel == "conj" && w.UPOS == "VERB" && at == verb {
				return nil
			}
		}
		if words[at].Deprel != "conj" {
			break
		}
		at = words[at].Head - 1
	}
	if subject < 0 || words[subject].UPOS == "PRON" && words[subject].XPOS != "PRP" {
		return nil
	}
	return d.attributionOf(words, subject, verb)
}

func speaks(w string) bool {
	return verbsOfSpeech[w] || w == "writing" || w == "stating" || w == "saying" || w == "adding" || w == "say" || w == "tell"
}

// attributionOf makes a phrase of a subject in the tree: the noun with what stands
// before it and its name, without appositions and clauses behind.
func (d *document) attributionOf(words []lang.Word, subject, verb int) *attribution {
	first, last := subject, subject
	for first > 0 && within(words, first-1, subject) {
		first--
	}
	for last+1 < len(words) && within(words, last+1, subject) && (belongs(words[last+1].Deprel) || words[last+1].Deprel == "appos" && words[last+1].UPOS == "PROPN" || words[last+1].Deprel == "case" || words[last+1].Deprel == "nmod") {
		last++
	}
	start, end, v := d.tokenAt(words[first].Start), d.tokenAt(words[last].Start), d.tokenAt(words[verb].Start)
	if start < 0 || end < start || v < 0 || end-start > 12 {
		return nil
	}
	limit := d.sentences[d.tok(start).sentence].last
	if p, _, ok := d.phraseAt(start, limit); ok && p.end >= d.tokenAt(words[subject].Start)+1 {
		return &attribution{p, v, min(p.start, v), max(p.end-1, v)}
	}
	if words[subject].UPOS == "PRON" {
		return nil
	}
	p := phrase{start: start, end: end + 1, kind: roleOnly}
	if words[subject].UPOS == "PROPN" {
		p.kind, p.name = person, d.words(start, end+1)
	}
	return &attribution{p, v, min(start, v), max(end, v)}
}

var speechLemmas = set(`say tell write add state ask reply warn insist announce explain admit declare argue claim continue note stress
	emphasize emphasise respond promise acknowledge recall remark conclude predict suggest complain vow tweet post joke testify`)
