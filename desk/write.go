package desk

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"dateline/news"
)

// A CitedSentence is a sentence for a dispatch and what it stands on. Outlet
// and URL are those of the report of each citation; the numbers are given here.
type CitedSentence struct {
	Text      string
	Citations []news.DispatchCitation
}

// New is an empty draft by a user. The caller gives its identity.
func New(id string, author news.User, now time.Time) news.Dispatch {
	return news.Dispatch{ID: id, State: news.Draft, AuthorID: author.ID, Byline: oneLine(author.Name),
		CommentsOpen: true, CreatedAt: now, ChangedAt: now}
}

// FromSentences is a draft that says the sentences of a brief, or those that
// someone picked from a story: each a quotation with its outlet in a paragraph of its
// own, followed by the numbers of its citations, which are carried along. The caller gives its
// identity, author and section.
func FromSentences(headline, storyID string, sentences []CitedSentence, now time.Time) news.Dispatch {
	d := news.Dispatch{State: news.Draft, Headline: oneLine(headline), StoryID: storyID,
		CommentsOpen: true, CreatedAt: now, ChangedAt: now}
	say(&d, sentences)
	return d
}

// AddSentences puts sentences at the end of a draft, whose bounds hold here as
// they do when it is saved. The dispatch that was passed in is not changed. An
// error is a *Refusal with a sentence for the person who picked them.
func AddSentences(d news.Dispatch, sentences []CitedSentence, now time.Time) (news.Dispatch, error) {
	after := clone(d)
	say(&after, sentences)
	if err := tooLong(after); err != nil {
		return d, err
	}
	after.ChangedAt = now // whoever has it open is told that it was changed
	return after, nil
}

// say writes sentences at the end of the text. The same place of the same
// report keeps the number it has; a new one gets the next number that was never
// used.
func say(d *news.Dispatch, sentences []CitedSentence) {
	var body strings.Builder
	body.WriteString(strings.TrimRight(d.Body, "\n "))
	for _, s := range sentences {
		text := quoted(escapeMarkdown(oneLine(s.Text)), s.Citations)
		if text == "" {
			continue
		}
		if body.Len() > 0 {
			body.WriteString("\n\n")
		}
		body.WriteString(text)
		for _, c := range s.Citations {
			fmt.Fprintf(&body, "[^%d]", cite(d, c))
		}
	}
	d.Body = body.String()
}

// innerQuotes turns quotation marks within a quotation into single ones.
var innerQuotes = strings.NewReplacer("“", "‘", "”", "’", "\"", "'")

// quoted is a sentence of a report as a quotation with its outlet: it is the outlet's
// wording, not the newsroom's.
func quoted(text string, citations []news.DispatchCitation) string {
	if text == "" || len(citations) == 0 || citations[0].Outlet == "" {
		return text
	}
	text = innerQuotes.Replace(text)
	if bare, ok := strings.CutSuffix(text, "."); ok && !strings.HasSuffix(bare, ".") {
		text = bare + ","
	} else if r := text[len(text)-1]; r != '!' && r != '?' {
		text += ","
	}
	return "“" + text + "” " + escapeMarkdown(oneLine(citations[0].Outlet)) + " reports."
}

// cite gives the number of a citation, adding it when it is new.
func cite(d *news.Dispatch, c news.DispatchCitation) int {
	next := 1
	for _, have := range d.Citations {
		if have.Citation == c.Citation {
			return have.Number
		}
		next = max(next, have.Number+1)
	}
	c.Number = next
	d.Citations = append(d.Citations, c)
	return next
}

// recite puts citations in the place of others. The new ones get numbers of their own,
// which take the old ones' places in the text: earlier editions keep what they cite. A
// sentence that the text quotes whole becomes the new one.
func recite(d *news.Dispatch, instead map[int]news.DispatchCitation) {
	fresh := map[int]int{}
	for _, number := range slices.Sorted(maps.Keys(instead)) {
		i := slices.IndexFunc(d.Citations, func(c news.DispatchCitation) bool { return c.Number == number })
		if i < 0 {
			continue
		}
		old, now := withoutStop(d.Citations[i].Exact), withoutStop(instead[number].Exact)
		if len(strings.Fields(old)) >= quotedWords {
			d.Body = strings.ReplaceAll(d.Body, old, now)
		}
		fresh[number] = cite(d, instead[number])
	}
	d.Body = marker.ReplaceAllStringFunc(d.Body, func(mark string) string {
		number := numbers(mark)
		if len(number) == 0 || fresh[number[0]] == 0 {
			return mark
		}
		return fmt.Sprintf("[^%d]", fresh[number[0]])
	})
}

// quotedWords is how long a sentence is that stands in a text as a quotation, and not
// by chance.
const quotedWords = 4

// withoutStop is a sentence as a draft quotes it (see quoted), without its full stop.
func withoutStop(sentence string) string {
	return strings.TrimRight(escapeMarkdown(oneLine(sentence)), ".!?")
}

// edit takes over the fields that a person writes. Citations are only ever
// added: those that stood before stay, so that a number never comes to mean
// another sentence.
func edit(d *news.Dispatch, draft news.Dispatch) error {
	for _, c := range draft.Citations {
		i := slices.IndexFunc(d.Citations, func(have news.DispatchCitation) bool { return have.Number == c.Number })
		switch {
		case c.Number < 1:
			return refuse(ErrContent, "A citation has no number; take the sentence from its report again.")
		case i < 0:
			d.Citations = append(d.Citations, c)
		case d.Citations[i].Citation != c.Citation:
			return refuse(ErrContent, "Citation %d stands for another sentence already; give the new one the next free number.", c.Number)
		}
	}
	d.Headline = oneLine(draft.Headline)
	d.Standfirst = oneLine(draft.Standfirst)
	d.Byline = oneLine(draft.Byline)
	d.Place = oneLine(draft.Place)
	d.Section = oneLine(draft.Section)
	d.Body = strings.TrimSpace(plain(strings.ReplaceAll(draft.Body, "\r\n", "\n")))
	d.Tags = tags(draft.Tags)
	d.CommentsOpen = draft.CommentsOpen
	d.Figure = nil
	if f := draft.Figure; f != nil && strings.TrimSpace(f.URL) != "" {
		d.Figure = &news.Figure{URL: strings.TrimSpace(f.URL), Caption: oneLine(f.Caption), Credit: oneLine(f.Credit), Alt: oneLine(f.Alt)}
	}
	return tooLong(*d)
}

// Bounds of what a person may enter, in characters. They keep one form from
// filling the store; no text that is meant for readers comes near them.
const (
	headlineMax = 300
	lineMax     = 1000
	bodyMax     = 200_000
	tagsMax     = 30
)

func tooLong(d news.Dispatch) error {
	for _, field := range []struct {
		name, text string
		most       int
	}{
		{"headline", d.Headline, headlineMax}, {"standfirst", d.Standfirst, lineMax}, {"byline", d.Byline, lineMax},
		{"place", d.Place, lineMax}, {"section", d.Section, lineMax}, {"text", d.Body, bodyMax},
	} {
		if n := len([]rune(field.text)); n > field.most {
			return refuse(ErrContent, "The %s has %d characters; shorten it to %d.", field.name, n, field.most)
		}
	}
	if len(d.Tags) > tagsMax {
		return refuse(ErrContent, "There are %d tags; keep the %d that matter.", len(d.Tags), tagsMax)
	}
	return nil
}

func tags(in []string) []string {
	var out []string
	for _, t := range in {
		if t = oneLine(t); t != "" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// oneLine folds white space and drops what no line of text may hold.
func oneLine(s string) string { return strings.Join(strings.Fields(plain(s)), " ") }

// plain drops control characters, which no field may hold and XML cannot say.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if unicode.IsControl(r) || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
}

// escapeMarkdown keeps a sentence of a report from being read as markup: the
// characters with which CommonMark begins anything get a backslash (CommonMark
// 0.31, 2.4).
func escapeMarkdown(s string) string {
	var b strings.Builder
	for i, r := range s {
		if strings.ContainsRune("\\`*_[]<>&~", r) || i == 0 && strings.ContainsRune("#+-=|", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	s = b.String()
	// "1. " and "1) " at the beginning would open a list.
	digits := strings.TrimLeft(s, "0123456789")
	if n := len(s) - len(digits); n > 0 && n < 10 && digits != "" && (digits[0] == '.' || digits[0] == ')') {
		s = s[:n] + `\` + digits
	}
	return s
}
