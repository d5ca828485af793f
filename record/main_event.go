package record

import (
	"strings"

	"dateline/lang"
	"dateline/news"
)

// leadSentences is how far into a report its main event is looked for.
const leadSentences = 6

// mainEvent is what a report as a whole is about: who by the headline, where a
// name stands in it that the text bears too, else by the lead; what by the lead,
// else the headline; when by the day that the lead tells, else the day of
// publication, and the basis says so; where by the first place that the headline
// or the lead says something happened at.
func (d *document) mainEvent() news.MainEvent {
	var main news.MainEvent
	if len(d.sentences) == 0 {
		return main
	}
	lead := d.leadSentence()
	s := d.sentences[lead]
	main.Who = d.headlineName()
	subject, predicate, plain := d.plainSubject(s)
	if !plain && main.Who == "" { // the tree costs, and is asked only where nothing else tells
		subject, predicate = d.parsedSubject(s)
	}
	main.What = predicate
	switch {
	case main.Who == "":
		main.Who = subject
	case !shareName(main.Who, subject):
		main.What = "" // what somebody else did by the lead
	}
	if main.What == "" {
		main.What = strings.TrimSpace(d.report.Headline)
		if _, rest, ok := strings.Cut(main.What, main.Who); ok && main.Who != "" && strings.TrimSpace(rest) != "" {
			main.What = strings.TrimSpace(rest)
		}
	}
	main.When = d.leadDay(lead)
	main.Where = d.leadPlace(lead, main.Who)
	return main
}

// leadSentence is the first sentence that speaks of what the headline speaks of:
// captions and calls to share may stand before it.
func (d *document) leadSentence() int {
	head := d.headlineTerms()
	best, most := 0, 0
	for n := range d.sentences[:min(leadSentences, len(d.sentences))] {
		shared := d.shares(n, head)
		if shared > most+1 || shared > most && n == 0 {
			best, most = n, shared
		}
	}
	return best
}

func (d *document) headlineTerms() map[string]bool {
	head := map[string]bool{}
	for _, t := range lang.Terms(d.report.Headline, "") {
		if len(t.Form) > 3 {
			head[t.Form] = true
		}
	}
	return head
}

// shares counts the words of the headline that a sentence bears.
func (d *document) shares(n int, head map[string]bool) int {
	s := d.sentences[n]
	shared := map[string]bool{}
	for k := s.first; k < s.last; k++ {
		if head[d.lower(k)] {
			shared[d.lower(k)] = true
		}
	}
	return len(shared)
}
