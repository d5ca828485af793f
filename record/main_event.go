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
	if list, next := d.phrasesAt(start, s.last); len(list) > 0 && !allPronouns(list) && next < s.last && d.tokens[next].word && !d.tokens[next].capital {
		end := s.last
		for end > next && !d.tokens[end-1].word && !d.tokens[end-1].quoted {
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

func (d *document) leadPlace(s sentence) *news.Place {
	for k := s.first; k+1 < s.last; k++ {
		if w := d.lower(k); (w == "in" || w == "at") && !d.tokens[k].quoted {
			if p := d.placeAt(k+1, s.last); p != nil {
				return p
			}
		}
	}
	return nil
}
