package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"dateline/lang"
	"dateline/news"
	"dateline/record"
)

type gumDocument struct {
	ID, Date  string
	Sentences []string
	Quotes    []struct {
		Sent          int
		Text, Speaker string
		Name          string `json:"speaker_name"`
	}
	Times []struct {
		Sent, Start, End     int
		Text, When, From, To string
	}
}

// dates are those that GUM's annotators gave a day; right is found and resolved to
// it. Of these a few are days that no words name (“the opening night”): a row leaves
// them out, because they are not dates but events.
func dates() []row {
	day := row{name: "dates of a day, found and right", must: "0.91", aim: "0.95"}
	told := row{name: "of these, those whose words name a day", must: "0.91", aim: "0.95"}
	every := row{name: "all dates, found and right"}
	named := row{name: "of the dates that are resolved, right"}
	given := row{name: "of the days that are given, those of the gold"}
	eachLine(shared("gum_news.jsonl"), func(d gumDocument) {
		published, _ := news.ParseTime(d.Date)
		text := strings.Join(d.Sentences, "\n")
		spans := make([]lang.Span, len(d.Sentences))
		at := 0
		for i, s := range d.Sentences {
			spans[i] = lang.Span{Start: at, End: at + len(s)}
			at += len(s) + 1
		}
		for i, mentions := range lang.TextTimes(text, spans, published) {
			s := d.Sentences[i]
			for k := range mentions {
				mentions[k].Start -= spans[i].Start
				mentions[k].End -= spans[i].Start
			}
			for _, m := range mentions {
				if m.Ref.Precision != "day" || m.Ref.From == "" || m.Ref.From != m.Ref.To {
					continue
				}
				given.of++
				if d.tells(i, m) {
					given.got++
				} else {
					miss("dates", "%s %q in %q is given as %s (%s)", d.ID, m.Ref.Text, s, m.Ref.From, m.Ref.Basis)
				}
			}
			for _, g := range d.Times {
				if g.Sent != i || g.When == "" && g.From == "" {
					continue
				}
				runes := []rune(s)
				start, end := len(string(runes[:g.Start])), len(string(runes[:g.End]))
				right, resolved := false, false
				got := ""
				for _, m := range mentions {
					if m.Start >= end || m.End <= start || m.Ref.From == "" {
						continue
					}
					resolved = true
					got = m.Ref.From + ".." + m.Ref.To
					right = right || g.When != "" && strings.HasPrefix(m.Ref.From, g.When) && strings.HasPrefix(m.Ref.To, g.When) || g.From != "" && strings.HasPrefix(m.Ref.From, g.From)
				}
				count := func(r *row) {
					r.of++
					if right {
						r.got++
					}
				}
				count(&every)
				if len(g.When) == len("2006-01-02") {
					count(&day)
					if namesDay.MatchString(g.Text) {
						count(&told)
					}
				}
				if resolved {
					count(&named)
				}
				if !right {
					miss("dates", "%s %q in %q: got %s, want %s%s..%s", d.ID, g.Text, s, got, g.When, g.From, g.To)
				}
			}
		}
	})
	if every.of == 0 {
		return nil
	}
	return []row{day, told, every, named, given}
}

// tells tells whether the gold gives the day of a mention where the mention stands.
func (d gumDocument) tells(sentence int, m lang.TimeMention) bool {
	for _, g := range d.Times {
		runes := []rune(d.Sentences[sentence])
		if g.Sent == sentence && m.Start < len(string(runes[:g.End])) && len(string(runes[:g.Start])) < m.End && g.When == m.Ref.From {
			return true
		}
	}
	return false
}

var namesDay = regexp.MustCompile(`(?i)\d|day\b.*(morning|night|evening)|(mon|tues|wednes|thurs|fri|satur|sun|yester|to)day|tomorrow|tonight|(last|this) (night|morning|evening)|year.?end|end of`)

// quotations are the direct ones that follow from GUM's trees. Right is found with
// its speaker; right when named is of those that we give a speaker.
func quotations() []row {
	right := row{name: "direct quotes: speaker right", must: "0.78", aim: "0.88"}
	named := row{name: "direct quotes: right when named", must: "0.93", aim: "0.96"}
	eachLine(shared("gum_news.jsonl"), func(d gumDocument) {
		published, _ := news.ParseTime(d.Date)
		rec := record.Record(news.Report{ID: d.ID, Text: strings.Join(d.Sentences, " "), Published: published, Language: "en"})
		for _, q := range d.Quotes {
			right.of++
			inner := strings.Trim(q.Text, "\"“”,. ")
			found, who := false, ""
			for _, f := range rec.Facts {
				ours := strings.Trim(f.Quote, ",. ")
				if f.Kind != news.FactQuote || !strings.Contains(ours, inner) && !(len(ours) > 20 && strings.Contains(inner, ours)) {
					continue
				}
				if f.Speaker != nil {
					named.of++
					who = f.Speaker.Text
					found = strings.Contains(q.Speaker, f.Speaker.Text) || strings.Contains(f.Speaker.Text, q.Speaker) ||
						f.Speaker.Name != "" && (strings.Contains(q.Name, f.Speaker.Name) || strings.Contains(f.Speaker.Name, q.Name))
				}
				break
			}
			if found {
				right.got++
				named.got++
			} else {
				miss("quotes", "%s: got %q, want %q (%s) in %q", d.ID, who, q.Speaker, q.Name, d.Sentences[q.Sent])
			}
		}
	})
	if right.of == 0 {
		return nil
	}
	return []row{right, named}
}

type article struct {
	ID, Title, Lead, Text, Published string
	Gold                             struct {
		Who, Where, When []struct {
			Text   *string
			Value  *string
			Coders int
		}
	}
}

// mainEvents are news articles. The day is right if it is the gold's; who and where
// are scored by the share of words that the answer shares with the nearest of the
// coders' answers (F1), as mean.
func mainEvents() []row {
	day := row{name: "main event: day", must: "0.72", aim: "0.85"}
	who := row{name: "main event: who", must: "0.60", aim: "0.70"}
	where := row{name: "main event: where", must: "0.65", aim: "0.75"}
	eachLine(shared("main_event.jsonl"), func(a article) {
		published, _ := news.ParseTime(strings.TrimSuffix(a.Published, " 00:00:00"))
		if published.IsZero() {
			published, _ = time.Parse(time.DateTime, a.Published)
		}
		main := record.Record(news.Report{ID: a.ID, Headline: a.Title, Text: a.Text, Published: published, Language: "en"}).Main
		wanted := map[string]bool{}
		for _, w := range a.Gold.When {
			if w.Value != nil && len(*w.Value) >= 10 {
				wanted[(*w.Value)[:10]] = true
			}
		}
		if len(wanted) > 0 {
			day.of++
			got := ""
			if main.When != nil {
				got = main.When.From
			}
			if len(got) >= 10 && wanted[got[:10]] {
				day.got++
			} else {
				miss("main", "%s day %q, want %v (published %s)\n  %.300s", a.ID[:8], got, wanted, a.Published, a.Text)
			}
		}
		for _, part := range []struct {
			r    *row
			name string
			got  string
			gold []struct {
				Text   *string
				Value  *string
				Coders int
			}
		}{{&who, "who", main.Who, a.Gold.Who}, {&where, "where", main.Where, a.Gold.Where}} {
			best, any := 0.0, false
			var texts []string
			for _, g := range part.gold {
				if g.Text == nil {
					continue
				}
				any = true
				texts = append(texts, *g.Text)
				best = max(best, shared2(part.got, *g.Text))
			}
			if !any {
				continue
			}
			part.r.of++
			part.r.got += best
			if best < 0.5 {
				miss("main", "%s %s %q, want %q\n  %s\n  %.300s", a.ID[:8], part.name, part.got, texts, a.Title, a.Text)
			}
		}
	})
	if day.of == 0 {
		return nil
	}
	return []row{day, who, where}
}

func shared2(a, b string) float64 {
	x, y := wordsOf(a), wordsOf(b)
	n := 0.0
	for w := range x {
		if y[w] {
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return 2 * n / float64(len(x)+len(y))
}

// speed is the processor's time for everything, on a report of 600 words of news, or
// of our own fixtures where the labelled news is not there: they name nobody whom a
// gazetteer knows, and so cost less.
func speed() []row {
	var text strings.Builder
	words := 0
	add := func(sentence string) {
		if words < 600 {
			text.WriteString(sentence + "\n\n")
			words += len(strings.Fields(sentence))
		}
	}
	if data := shared("plover_gsr.jsonl"); data != nil {
		eachLine(data, func(r ploverRecord) { add(r.Text) })
	} else if data, err := os.ReadFile(filepath.Join("..", "record", "testdata", "reports.txtar")); err == nil {
		for _, line := range strings.Split(string(data), "\n") {
			if len(line) > 40 && !strings.Contains(line, " | ") {
				add(line)
			}
		}
	}
	r := news.Report{ID: "speed", Text: text.String(), Published: time.Date(2031, 4, 16, 0, 0, 0, 0, time.UTC), Language: "en"}
	record.Record(r) // loads the models
	const rounds = 40
	before := processorTime()
	for range rounds {
		record.Record(r)
	}
	each := (processorTime() - before) / rounds
	return []row{{name: "milliseconds for a report of 600 words", got: float64(each.Microseconds()) / 1000, must: "30", aim: "12"}}
}

func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
