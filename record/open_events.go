package record

import (
	"slices"
	"strconv"
	"strings"

	"dateline/lang"
	"dateline/news"
	"dateline/record/event"
)

// mostOpen bounds how many words of a report are parsed for open events; the reports
// of a newsroom are far shorter.
const mostOpen = 6000

// likely is the confidence below which an open event is left out.
const likely = 0.7

// A clauseSet holds the clauses of a sentence, read once for all rules.
type clauseSet []event.Clause

// openEvents tells what happened by the clauses of every sentence, and drops from the
// facts that other rules told those whose clause a gate holds back.
func (d *document) openEvents(told []news.Fact) []news.Fact {
	var out []news.Fact
	kept := slices.Clone(told)
	parsed := 0
	for n, s := range d.sentences {
		if s.last-s.first < 3 || parsed > mostOpen || d.headed(s) || d.unbalanced(n) {
			continue
		}
		parsed += s.last - s.first
		words := d.parse(n)
		set := clauseSet(event.Clauses(words, d.headlineLike(n)))
		kept = slices.DeleteFunc(kept, func(f news.Fact) bool { return d.heldBack(n, words, set, f) })
		for _, c := range set {
			f, ok := d.openEvent(n, words, c)
			if !ok {
				continue
			}
			if at := d.toldAlready(kept, f); at >= 0 {
				if !d.taughtVerb(f.Predicate) {
					kept[at] = joined(kept[at], f)
				}
				continue
			}
			out = append(out, f)
		}
	}
	return append(kept, out...)
}

// headlineLike reports whether a sentence is a headline: the first of the text, with
// no full stop behind it, or one that is the report's headline.
func (d *document) headlineLike(n int) bool {
	text := strings.TrimSpace(d.text[d.sentences[n].Start:d.sentences[n].End])
	if h := strings.TrimSpace(d.report.Headline); h != "" && strings.TrimRight(text, ".") == strings.TrimRight(h, ".") {
		return true
	}
	return n == 0 && !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "”") && !strings.HasSuffix(text, "\"")
}

// heldBack reports whether a fact that another rule told of sentence n stands in a
// clause that is no event to tell.
func (d *document) heldBack(n int, words []lang.Word, set clauseSet, f news.Fact) bool {
	cited := f.Citations[0]
	if cited.Start != d.point(d.sentences[n].Start) || f.Predicate == "" {
		return false
	}
	at := strings.Index(cited.Exact, f.Predicate)
	if at < 0 {
		return false
	}
	from := d.sentences[n].Start + at
	held := false
	for _, c := range set {
		v := words[c.Verb]
		if v.Start < from || v.Start >= from+len(f.Predicate) {
			continue
		}
		switch c.Gate {
		case "":
			return false
		case "speech", "state", "tense", "no-sides", "person":
		default:
			held = true
		}
	}
	return held
}

// toldAlready is the fact by which another rule told the same predicate of the same
// sentence, -1 for none.
func (d *document) toldAlready(facts []news.Fact, f news.Fact) int {
	return slices.IndexFunc(facts, func(o news.Fact) bool {
		if o.Citations[0].Start != f.Citations[0].Start || o.Predicate == "" {
			return false
		}
		at := strings.Index(o.Citations[0].Exact, o.Predicate)
		if at < 0 {
			return false
		}
		from := o.Citations[0].Start + len([]rune(o.Citations[0].Exact[:at]))
		return from < f.PredicateEnd && f.PredicateStart < from+len([]rune(o.Predicate))
	})
}

// joined is the open event with the type that the coder gave it, and the codes of the
// sides that both name. A type that the list of senses gives comes first.
func joined(coded, open news.Fact) news.Fact {
	if open.Type == "" && !strings.HasPrefix(coded.Type, "AGREE") && open.Polarity == news.Positive {
		open.Type, open.CAMEO = coded.Type, coded.CAMEO
	}
	if open.Polarity == news.Negative && coded.Type == "REJECT" || open.Type == "" && coded.Type == "AGREE" && open.Modality == news.Planned {
		open.Type, open.CAMEO = coded.Type, coded.CAMEO
	}
	for _, side := range []struct{ to, from []news.Actor }{{open.Source, coded.Source}, {open.Target, coded.Target}} {
		for i := range side.to {
			for _, a := range side.from {
				if strings.Contains(side.to[i].Text, a.Text) || strings.Contains(a.Text, side.to[i].Text) {
					side.to[i].Name, side.to[i].Code, side.to[i].Sector = a.Name, a.Code, a.Sector
				}
			}
		}
	}
	if len(open.Target) == 0 && len(coded.Target) > 0 && open.Object == "" {
		open.Target = coded.Target
	}
	if rest, ok := strings.CutPrefix(coded.Predicate, open.Predicate+" "); ok && len(strings.Fields(rest)) < 3 && open.Object == rest {
		open.Predicate, open.Object = coded.Predicate, "" // a light verb and its noun
		open.PredicateEnd += len([]rune(rest)) + 1
	}
	if open.Time == nil && open.Modality == coded.Modality {
		open.Time = coded.Time
	}
	if open.Place == nil {
		open.Place = coded.Place
	}
	return open
}

// openEvent states a clause as a fact.
func (d *document) openEvent(n int, words []lang.Word, c event.Clause) (news.Fact, bool) {
	if c.Gate != "" || c.Confidence < likely {
		return news.Fact{}, false
	}
	first, last := words[c.First], words[c.Last]
	if at := d.tokenAt(words[c.Verb].Start); at < 0 || d.tok(at).quoted || d.inDateline(words[c.Verb].Start) {
		return news.Fact{}, false
	}
	f := news.Fact{Kind: news.FactEvent, Predicate: d.text[first.Start:last.End], Modality: modalities[c.Modality],
		PredicateStart: d.point(first.Start), PredicateEnd: d.point(last.End),
		Polarity: news.Positive, Background: c.Background, Confidence: c.Confidence, Rule: c.Rule,
		Citations: []news.Citation{d.cite(n, n)}}
	if c.Negative {
		f.Polarity = news.Negative
	}
	c.Sources, c.Targets = d.notTimes(n, words, c.Sources), d.notTimes(n, words, c.Targets)
	if c.Object != nil && len(d.notTimes(n, words, []event.Phrase{*c.Object})) == 0 {
		c.Object = nil
	}
	if len(c.Sources)+len(c.Targets) == 0 && c.Object == nil {
		return news.Fact{}, false
	}
	for _, p := range c.Sources {
		f.Source = append(f.Source, d.openActor(n, words, p))
	}
	for _, p := range c.Targets {
		f.Target = append(f.Target, d.openActor(n, words, p))
	}
	if c.Object != nil {
		f.Object = d.withoutTime(n, d.text[words[c.Object.First].Start:words[c.Object.Last].End])
	}
	if c.Speaker != nil {
		if a := d.openActor(n, words, *c.Speaker); !allDigits(a.Text) {
			f.Speaker = &a
		}
	}
	d.cutOf(words, c, &f)
	f.Time = d.clauseTime(n, words, c)
	if f.Time == nil && len(d.sentences[n].times) == 1 {
		if ref := d.sentences[n].times[0].Ref; d.longAgo(ref) && !d.bounded(n, ref.Text) {
			f.Time, f.Background = &ref, true
		}
	}
	if f.Time != nil && c.Modality != event.Planned && d.ahead(f.Time) { // what is done is past
		f.Time = nil
	}
	f.Place = d.clausePlace(words, c)
	f.Quantities = d.quantities(words, c)
	f.Type, f.CAMEO = typeOf(words, c)
	if c.Background && f.Time == nil {
		return news.Fact{}, false // history without its day misleads
	}
	return f, true
}

var modalities = map[event.Modality]news.Modality{event.Asserted: news.Asserted, event.Said: news.Said,
	event.Reported: news.Reported, event.Planned: news.Planned, event.Denied: news.Denied}

func allDigits(s string) bool { return strings.Trim(s, "0123456789., ") == "" }

// openActor states a noun phrase as an actor, with the name that the text's own chain
// of names or the gazetteer knows.
func (d *document) openActor(n int, words []lang.Word, p event.Phrase) news.Actor {
	a := news.Actor{Text: d.text[words[p.First].Start:words[p.Last].End]}
	if c, ok := lang.Country(strings.TrimPrefix(a.Text, "the ")); ok {
		a.Name, a.Code = c.Name, c.Code
		return a
	}
	if i := d.tokenAt(words[p.First].Start); i >= 0 {
		if q, _, ok := d.phraseAt(i, d.sentences[n].last); ok && q.kind != pronoun {
			if known := d.actor(q); d.tokens[q.end-1].End >= words[p.Head].End && d.tokens[q.end-1].End <= words[p.Last].End {
				a.Name, a.Code, a.Sector = known.Name, known.Code, known.Sector
			}
		}
	}
	if len(a.Code) > 3 {
		a.Code = a.Code[:3]
	}
	if a.Name == "" {
		a.Name = d.properName(words, p)
	}
	return a
}

// properName is the run of proper nouns that ends a phrase.
func (d *document) properName(words []lang.Word, p event.Phrase) string {
	last := p.Last
	for last > p.Head && words[last].UPOS != "PROPN" {
		last--
	}
	first := last
	for first > p.First && words[first-1].UPOS == "PROPN" && !roles[strings.ToLower(words[first-1].Form)] {
		first--
	}
	if words[last].UPOS != "PROPN" || words[first].UPOS != "PROPN" {
		return ""
	}
	return d.text[words[first].Start:words[last].End]
}

// withoutTime cuts a time off the end of an object.
func (d *document) withoutTime(n int, object string) string {
	for _, m := range d.sentences[n].times {
		when := d.text[m.Start:m.End]
		if rest, ok := strings.CutSuffix(object, when); ok && len(rest) > 3 {
			rest = strings.TrimSpace(rest)
			rest = strings.TrimSuffix(rest, " on")
			return strings.TrimSpace(strings.TrimSuffix(rest, " in"))
		}
	}
	return object
}

// clauseTime is the time that hangs on the clause's predicate or its object, and not
// on another verb or name.
func (d *document) clauseTime(n int, words []lang.Word, c event.Clause) *news.TimeRef {
	for _, m := range d.sentences[n].times {
		i := slices.IndexFunc(words, func(w lang.Word) bool {
			return w.Start >= m.Start && w.Start < m.End && (w.Head == 0 || !inside(words[w.Head-1], m))
		})
		if i < 0 || d.bounded(n, m.Ref.Text) || d.namesAnother(words, m.Ref.Text) {
			continue
		}
		if k := d.tokenAt(m.End - 1); k >= 0 && isPossessive(d.tok(k+1)) {
			continue
		}
		if d.verbAbove(words, i) == c.Verb || d.verbAbove(words, i) == c.Content {
			ref := m.Ref
			return &ref
		}
	}
	return nil
}

func inside(w lang.Word, m lang.TimeMention) bool { return w.Start >= m.Start && w.Start < m.End }

// verbAbove is the verb whose clause word i stands in, -1 for none.
func (d *document) verbAbove(words []lang.Word, i int) int {
	for range 6 {
		g, relation := headOf(words, i)
		if g < 0 {
			if words[i].UPOS == "VERB" {
				return i
			}
			return -1
		}
		if words[g].UPOS == "VERB" && words[g].Deprel != "amod" {
			return g
		}
		if relation == "acl" || relation == "appos" {
			return -1
		}
		i = g
	}
	return -1
}

// clausePlace is the known place “in”, “at” or “near” which the clause says it happened.
func (d *document) clausePlace(words []lang.Word, c event.Clause) *news.Place {
	for i, w := range words {
		if w.UPOS != "PROPN" || d.verbAbove(words, i) != c.Content && d.verbAbove(words, i) != c.Verb {
			continue
		}
		in := hasDependent(words, i, "case", func(w lang.Word) bool { return placing[strings.ToLower(w.Form)] })
		if _, relation := headOf(words, i); !in || relation != "obl" && relation != "nmod" {
			continue
		}
		first, last := i, i
		for first > 0 && words[first-1].UPOS == "PROPN" && words[first-1].Head == i+1 {
			first--
		}
		for last+1 < len(words) && words[last+1].Deprel == "flat" && words[last+1].Head == i+1 {
			last++
		}
		if p := PlaceNamed(d.text[words[first].Start:words[last].End]); p != nil && p.Country != "" {
			return p
		}
	}
	return nil
}

// quantities are the numbers of the clause's sides and object.
func (d *document) quantities(words []lang.Word, c event.Clause) []news.Quantity {
	phrases := slices.Concat(c.Sources, c.Targets)
	if c.Object != nil {
		phrases = append(phrases, *c.Object)
	}
	var out []news.Quantity
	for _, p := range phrases {
		for i := p.First; i <= p.Last && len(out) < 8; i++ {
			w := words[i]
			v, ok := number(w.Form)
			if w.Deprel != "nummod" || !ok || w.Head == 0 {
				continue
			}
			of := words[w.Head-1]
			q := news.Quantity{Value: v, Unit: of.Lemma, Of: d.text[words[p.First].Start:words[p.Last].End], Text: w.Form}
			if next := i + 1; next <= p.Last && scales[strings.ToLower(words[next].Form)] != 0 {
				q.Value *= scales[strings.ToLower(words[next].Form)]
				q.Text = d.text[w.Start:words[next].End]
			}
			out = append(out, q)
		}
	}
	return out
}

// number reads a number in figures or in a word.
func number(form string) (float64, bool) {
	if v, err := strconv.ParseFloat(strings.ReplaceAll(form, ",", ""), 64); err == nil && v < 1e15 && v > -1e15 {
		return v, true
	}
	v, ok := smallNumbers[strings.ToLower(form)]
	return v, ok
}

// notTimes leaves out phrases that are times: the parser takes “left Tuesday” for an object.
func (d *document) notTimes(n int, words []lang.Word, phrases []event.Phrase) []event.Phrase {
	return slices.DeleteFunc(slices.Clone(phrases), func(p event.Phrase) bool {
		return slices.ContainsFunc(d.sentences[n].times, func(m lang.TimeMention) bool { return inside(words[p.Head], m) })
	})
}

// taughtVerb reports whether the desk taught a verb of a predicate: its frame stays as
// it was taught.
func (d *document) taughtVerb(predicate string) bool {
	return d.recorder != nil && slices.ContainsFunc(strings.Fields(strings.ToLower(predicate)), func(w string) bool { return d.recorder.taught[w] })
}

// cutOf parts whom somebody is accused from of what.
func (d *document) cutOf(words []lang.Word, c event.Clause, f *news.Fact) {
	if !charging[words[c.Content].Lemma] || len(f.Target) == 0 {
		return
	}
	a := &f.Target[len(f.Target)-1]
	if at := strings.LastIndex(a.Text, " of "); at > 0 {
		f.Object = a.Text[at+len(" of "):]
		a.Text = a.Text[:at]
	} else {
		a.Text = strings.TrimSuffix(a.Text, " of")
	}
}

// longAgo reports whether a time ended more than sixty days before the report.
func (d *document) longAgo(ref news.TimeRef) bool {
	return !d.report.Published.IsZero() && ref.To != "" && ref.To[:min(10, len(ref.To))] < d.report.Published.AddDate(0, 0, -60).Format("2006-01-02")
}

// ahead reports whether a time begins after the report's day.
func (d *document) ahead(ref *news.TimeRef) bool {
	return !d.report.Published.IsZero() && ref.From != "" && ref.From[:min(10, len(ref.From))] > d.report.Published.Format("2006-01-02")
}
