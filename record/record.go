package record

import (
	"strings"

	"dateline/lang"
	"dateline/news"
	"dateline/record/abroad"
)

// Version names the rules of this package; a record made by another version can
// be made again from its report.
const Version = "record-3"

// longest bounds the text that is read, in bytes; what follows is left out.
const longest = 1 << 20

// Record is the package's Record with what the desk taught.
func (recorder *Recorder) Record(r news.Report) news.Record {
	rec := news.Record{ID: r.ID, Facts: []news.Fact{}, Recorder: Version}
	if len(r.Text) > longest {
		r.Text = strings.ToValidUTF8(r.Text[:longest], "")
	}
	if language := languageOf(r); abroad.Reads(language) {
		d := &document{report: r, text: r.Text}
		rec.Facts = append(rec.Facts, d.identified(abroad.Facts(r, language))...)
		return rec
	}
	d := newDocument(r)
	d.recorder = recorder
	if !d.english() {
		return rec
	}
	facts := d.quoteFacts()
	facts = append(facts, d.statementFacts()...)
	agreements := d.agreementFacts()
	facts = append(facts, agreements...)
	facts = append(facts, d.eventFacts(agreements)...)
	rec.Facts = append(rec.Facts, d.identified(facts)...)
	rec.Main = d.mainEvent()
	return rec
}

// languageOf is the language that a report gives, without its region, or looks like.
func languageOf(r news.Report) string {
	language, _, _ := strings.Cut(strings.ToLower(r.Language), "-")
	if language == "" {
		return lang.Detect(r.Text)
	}
	return language
}

// identified sorts the facts by where they are cited and names them: by the words
// of the sentence and what is made of them, not by where it stands, so that what
// is said of a fact follows its sentence and never becomes another's.
func (d *document) identified(facts []news.Fact) []news.Fact {
	sortFacts(facts)
	seen := map[string]bool{}
	out := facts[:0]
	for _, f := range facts {
		about := f.Quote
		switch {
		case f.Agreement != nil:
			about = f.Agreement.Title
		case about == "":
			about = f.Predicate + "\x00" + f.Object
		}
		f.ReportID = d.report.ID
		f.ID = news.DeriveID("fact", d.report.ID, string(f.Kind), f.Type, f.Citations[0].Exact, about, wordsFor(f.Source), wordsFor(f.Target))
		if f.State == "" {
			f.State = news.FactProposed
		}
		if !seen[f.ID] {
			seen[f.ID] = true
			out = append(out, f)
		}
	}
	return out
}

// wordsFor are a text's words for actors.
func wordsFor(actors []news.Actor) string {
	texts := make([]string, len(actors))
	for i, a := range actors {
		texts[i] = a.Text
	}
	return strings.Join(texts, "\x00")
}

// english trusts the report's language; without one it counts function words.
func (d *document) english() bool {
	if l := d.report.Language; l != "" {
		return l == "en" || strings.HasPrefix(l, "en-")
	}
	words, function := 0, 0
	for _, t := range d.tokens[:min(len(d.tokens), 400)] {
		if !t.word {
			continue
		}
		words++
		if englishWords[t.lower] {
			function++
		}
	}
	return function*12 >= words
}

var englishWords = set("the of and to in that is was said with for on by at from his her it which were has been are not an as")
