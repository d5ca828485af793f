package newsroom

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/desk"
	"dateline/lang"
	"dateline/news"
	"dateline/store"
)

// A StalePassage is what is out of date in a published dispatch, and how to mend it.
type StalePassage struct {
	store.StaleCitation
	Outlet   string
	Was      string                 // the sentence that is cited; empty for number 0
	Proposed *news.DispatchCitation // the sentence that took its place; nil: there is none like it
	Lost     []LostWord
}

// A LostWord is a number or name that a page no longer has, and where it stands in the
// dispatch: "headline", "standfirst", "caption", or a sentence of the text.
type LostWord struct {
	Word  string
	Where []string
}

// StalePassages gives what is out of date in a dispatch, for each stale citation with
// the sentence of the newest version that is most like it.
func (n *Newsroom) StalePassages(ctx context.Context, d news.Dispatch) (out []StalePassage, err error) {
	stale, err := n.db.StaleCitations(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	for _, s := range stale {
		p := StalePassage{StaleCitation: s}
		report, err := n.db.Report(ctx, s.ReportID)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, err
		}
		p.Outlet = report.Outlet
		for _, c := range d.Citations {
			if s.Number > 0 && c.Number == s.Number {
				p.Was, p.Proposed = c.Exact, inPlaceOf(c, report)
			}
		}
		for _, word := range s.Words {
			if where := whereStands(d, word); len(where) > 0 {
				p.Lost = append(p.Lost, LostWord{word, where})
			}
		}
		out = append(out, p)
	}
	return out, nil
}

// Recite gives the citations that take the place of stale ones, by the numbers of those.
func (n *Newsroom) Recite(ctx context.Context, d news.Dispatch, numbers []int) (map[int]news.DispatchCitation, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	passages, err := n.StalePassages(ctx, d)
	if err != nil {
		return nil, err
	}
	out := map[int]news.DispatchCitation{}
	for _, number := range numbers {
		i := slices.IndexFunc(passages, func(p StalePassage) bool { return p.Number == number && p.Proposed != nil })
		if i < 0 {
			return nil, refuse("The page of citation %d changed again; look at what is proposed now.", number)
		}
		out[number] = *passages[i].Proposed
	}
	return out, nil
}

// likeLeast is how much of two sentences must be the same, by Dice's measure over their
// words with all figures taken for the same, for one to have taken the other's place.
const likeLeast = 0.5

// inPlaceOf gives the sentence of a report that is most like a cited one.
func inPlaceOf(c news.DispatchCitation, report news.Report) *news.DispatchCitation {
	was := shapeOf(c.Exact)
	var best *news.Citation
	most := likeLeast
	for _, s := range Sentences(report) {
		if like := dice(was, shapeOf(s.Exact)); like >= most {
			sentence := s
			best, most = &sentence, like
		}
	}
	if best == nil {
		return nil
	}
	return &news.DispatchCitation{Citation: *best, Outlet: report.Outlet, URL: report.URL}
}

// shapeOf counts the words of a sentence, with every digit a nought.
func shapeOf(sentence string) map[string]int {
	out := map[string]int{}
	for _, word := range bareWords(sentence) {
		word = strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return '0'
			}
			return unicode.ToLower(r)
		}, word)
		out[word]++
	}
	return out
}

// dice is Dice's coefficient of two bags of words.
func dice(a, b map[string]int) float64 {
	var common, all int
	for word, count := range a {
		common += min(count, b[word])
		all += count
	}
	for _, count := range b {
		all += count
	}
	if all == 0 {
		return 0
	}
	return 2 * float64(common) / float64(all)
}

// bareWords gives the words of a text without the signs around them.
func bareWords(text string) (out []string) {
	for _, word := range strings.Fields(text) {
		word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		word = strings.TrimSuffix(strings.TrimSuffix(word, "'s"), "’s")
		if word != "" {
			out = append(out, word)
		}
	}
	return out
}

func wordsIn(text string) map[string]bool {
	out := map[string]bool{}
	for _, word := range bareWords(text) {
		out[word] = true
	}
	return out
}

// telling gives the words of a text by which a change shows: those with a figure, and
// those with a capital that don't begin a sentence.
func telling(text string) (out []string) {
	for _, s := range lang.Sentences(text) {
		for i, word := range bareWords(text[s.Start:s.End]) {
			first, _ := utf8.DecodeRuneInString(word)
			if strings.ContainsFunc(word, unicode.IsDigit) || i > 0 && unicode.IsUpper(first) {
				out = append(out, word)
			}
		}
	}
	return out
}

// whereStands says where a word stands in what readers see of a dispatch.
func whereStands(d news.Dispatch, word string) (where []string) {
	holds := func(text string) bool { return slices.Contains(bareWords(text), word) }
	if holds(d.Headline) {
		where = append(where, "headline")
	}
	if holds(d.Standfirst) {
		where = append(where, "standfirst")
	}
	if d.Figure != nil && holds(d.Figure.Caption) {
		where = append(where, "caption")
	}
	for _, sentence := range SplitSentences(desk.Prose(d.Body)) {
		if holds(sentence) {
			where = append(where, excerpt(sentence))
		}
	}
	return where
}
