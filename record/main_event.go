package record

import (
	"strings"

	"dateline/news"
)

// mainEvent is what a report's lead tells: the actors that open its first
// sentence and what they did; the first date and place that are plain there. A
// lead that does not open with an actor leaves who and what to the headline.
func (d *document) mainEvent() news.MainEvent {
	var main news.MainEvent
	if len(d.sentences) == 0 {
		return main
	}
	s := d.sentences[0]
	start := d.clauseStart(s)
	if list, next := d.phrasesAt(start, s.last); len(list) > 0 && !allPronouns(list) && next < s.last && d.startsPredicate(next, s.last) {
		end := s.last
		for end > next && !d.tok(end-1).word && !d.tok(end-1).quoted {
			end--
		}
		main.Who, main.What = d.words(list[0].start, list[len(list)-1].end), d.words(next, end)
	}
	if main.What == "" {
		main.What = strings.TrimSpace(d.report.Headline)
	}
	for _, s := range d.sentences[:min(2, len(d.sentences))] {
		for _, t := range s.times {
			if main.When == nil && t.Ref.From != "" && t.Ref.Precision == "day" {
				ref := t.Ref
				main.When = &ref
			}
		}
	}
	if p := d.leadPlace(s); p != nil {
		main.Where = p.Text
	} else {
		main.Where = strings.TrimSpace(d.report.Place)
	}
	return main
}

// startsPredicate tells a verb behind a subject from a noun that belongs to it
// (Varlandic shipbuilder …).
func (d *document) startsPredicate(i, limit int) bool {
	if k := d.skipTime(i, limit); k > i {
		i = k
	}
	for adverbs[d.lower(i)] {
		i++
	}
	w := d.lower(i)
	if i >= limit || d.tok(i).capital || !d.tok(i).word {
		return false
	}
	return isVerbLike(w) || isBe(w) || auxiliaries[w] || verbsOfSpeech[w] || commonVerbs[w]
}

var commonVerbs = set(`will would may might could can must met held won lost left made took gave told became began fell rose found sent set hit put
	struck went came got saw beat cut died spoke stood sold bought built broke drew fought kept led paid ran shot sought threw withdrew
	keeps starts faces plans wants seeks opens says does did`)

func (d *document) leadPlace(s sentence) *news.Place {
	for k := s.first; k+1 < s.last; k++ {
		if w := d.lower(k); (w == "in" || w == "at") && !d.tok(k).quoted {
			if p := d.placeAt(k+1, s.last); p != nil {
				return p
			}
		}
	}
	return nil
}
