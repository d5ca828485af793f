package record

import (
	"strings"

	"dateline/news"
)

// statementFacts takes indirect speech whose speaker opens the sentence: X said
// that …; X told reporters on Monday that ….
func (d *document) statementFacts() []news.Fact {
	var out []news.Fact
	for n, s := range d.sentences {
		if f, ok := d.statement(n, s); ok {
			out = append(out, f)
		}
	}
	return out
}

func (d *document) statement(n int, s sentence) (news.Fact, bool) {
	p, verb, object, ok := d.stated(s)
	if !ok || d.inFiction(s) {
		return news.Fact{}, false
	}
	end := d.statedUntil(object, s.last)
	for end > object && !d.tok(end-1).word && !d.tok(end-1).quoted {
		end--
	}
	if end-object < 3 {
		return news.Fact{}, false
	}
	speaker := d.speaker(&attribution{speaker: p})
	f := news.Fact{
		Kind: news.FactStatement, Type: "x-STATEMENT", Predicate: d.words(verb, verb+1), Object: strings.TrimSpace(d.words(object, end)),
		Source: []news.Actor{speaker}, Speaker: &speaker, Modality: news.Said, Confidence: 0.9,
		Time: d.timeBetween(verb+1, object), Citations: []news.Citation{d.cite(n, n)},
	}
	return f, true
}

// stated reads who states something in a sentence, the verb, and where what is stated
// begins.
func (d *document) stated(s sentence) (p phrase, verb, object int, ok bool) {
	start := d.clauseStart(s)
	if start >= s.last || d.tok(start).quoted {
		return p, 0, 0, false
	}
	p, verb, ok = d.phraseAt(start, s.last)
	if !ok || d.isNobody(p) {
		return p, 0, 0, false
	}
	for verb < s.last && (adverbs[d.lower(verb)] || auxiliaries[d.lower(verb)]) {
		verb++
	}
	if verb >= s.last || !thatVerbs[d.lower(verb)] || d.lower(verb) == "noted" && p.kind == body {
		return p, 0, 0, false
	}
	object, ok = d.complement(verb+1, s.last)
	return p, verb, object, ok
}

// isNobody reports whether a phrase can't speak: a law of physics, or a participle with
// a capital (Having said that).
func (d *document) isNobody(p phrase) bool {
	if p.kind != body {
		return false
	}
	last := d.lower(p.end - 1)
	if speechWords["doctrine"][last] {
		return true
	}
	opens := d.sentences[d.tok(p.start).sentence].first == p.start
	return opens && p.end-p.start == 1 && speechWords["participle"][last]
}

// statedUntil ends what was said before a clause that the speaker did not say:
// ", and said …", ", but …", ", and its shares fell".
func (d *document) statedUntil(i, limit int) int {
	for k := i; k+2 < limit; k++ {
		if d.lower(k) != "," || d.tok(k).quoted {
			continue
		}
		if w := d.lower(k + 2); d.lower(k+1) == "but" && !auxiliaries[w] && !isBe(w) || d.lower(k+1) == "and" && (verbsOfSpeech[w] || w == "its" || w == "his" || w == "her" || w == "their") {
			return k
		}
	}
	return limit
}

// clauseStart skips what stands before a sentence's subject: a dateline, "On
// Monday,", "However,".
func (d *document) clauseStart(s sentence) int {
	i := s.first
	for k := i; k < s.last && k < i+14; k++ { // HARVEL, June 3 (VNA) —
		if w := d.tok(k).text; w == "—" || w == "–" {
			if d.tok(i).text == strings.ToUpper(d.tok(i).text) && len(d.tok(i).text) > 2 {
				i = k + 1
			}
			break
		}
	}
	if w := d.lower(i); openers[w] && d.lower(i+1) == "," {
		return i + 2
	}
	if k := d.skipTime(i, s.last); k > i {
		if d.lower(k) == "," {
			return k + 1
		}
		return k
	}
	return i
}

var openers = set("however meanwhile separately later earlier still yet nevertheless also then but and in")

// complement finds where what was said begins: behind "that", after whom it was
// told and when; without "that" only right behind "said" or "says".
func (d *document) complement(i, limit int) (int, bool) {
	k := i
	switch d.lower(k) {
	case "reporters", "journalists", "parliament", "lawmakers":
		k++
	}
	if next := d.skipTime(k, limit); next > k {
		k = next
	}
	if w := d.lower(k); w == "following" || w == "after" || w == "during" { // announced following talks with X that
		for j := k + 1; j < limit && j < k+16 && d.tok(j).word && !isPast(d.tok(j)); j++ {
			if d.lower(j) == "that" {
				k = j
				break
			}
		}
	}
	if d.lower(k) == "that" {
		return k + 1, k+1 < limit && !d.tok(k+1).quoted
	}
	verb := d.lower(i - 1)
	if k != i || verb != "said" && verb != "says" || k >= limit {
		return 0, false
	}
	t := d.tok(k)
	if t.quoted || !t.word || t.capital && weekdayOrMonth[t.lower] {
		return 0, false
	}
	plain := t.capital || determiners[t.lower] || t.lower == "it" || t.lower == "he" || t.lower == "she" || t.lower == "they" || t.lower == "there" || t.lower == "this"
	return k, plain
}
