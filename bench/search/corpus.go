package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"dateline/news"
)

// The made-up world: words that occur as often as words do in news (Zipf), and
// reports that keep to a few words of their own, as those of one topic do.
const (
	vocabulary = 200_000
	topics     = 4000
	topicWords = 12
)

var began = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// word makes up the word of a rank.
func word(rank int) string {
	var b strings.Builder
	for k := rank + 21; k > 0; k /= 100 {
		b.WriteByte("bcdfghklmnprstvwzjqx"[k%20])
		b.WriteByte("aeiou"[k/20%5])
	}
	return b.String()
}

// often draws a rank so that rank k comes up as often as 1/k.
func often(rng *rand.Rand) int { return int(math.Exp(rng.Float64()*math.Log(vocabulary))) - 1 }

// between draws a rank like often, of a part of the vocabulary.
func between(rng *rand.Rand, from, to int) int {
	for {
		if k := often(rng); from <= k && k < to {
			return k
		}
	}
}

// topic gives the words of a topic.
func topic(n int) []string {
	rng := rand.New(rand.NewPCG(uint64(n), 7))
	words := make([]string, topicWords)
	for i := range words {
		words[i] = word(between(rng, 100, vocabulary))
	}
	return words
}

// report makes up a report of 60 to 900 words, 300 on average.
func report(n int) news.Report {
	rng := rand.New(rand.NewPCG(uint64(n), 1))
	about := topic(int(math.Exp(rng.Float64()*math.Log(topics))) - 1)
	next := func() string {
		if rng.IntN(12) == 0 {
			return about[rng.IntN(len(about))]
		}
		return word(often(rng))
	}
	var text strings.Builder
	length := min(900, max(60, int(260*math.Exp(0.55*rng.NormFloat64()))))
	for left := length; left > 0; {
		size := min(left, 8+rng.IntN(25))
		for i := range size {
			w := next()
			if i == 0 {
				w = strings.ToUpper(w[:1]) + w[1:]
			} else {
				text.WriteByte(' ')
			}
			text.WriteString(w)
		}
		text.WriteString(".")
		if left -= size; rng.IntN(3) == 0 {
			text.WriteString("\n\n")
		} else {
			text.WriteByte(' ')
		}
	}
	headline := make([]string, 6+rng.IntN(5))
	for i := range headline {
		headline[i] = next()
		if rng.IntN(3) == 0 {
			headline[i] = about[rng.IntN(len(about))]
		}
	}
	return news.Report{
		ID: fmt.Sprintf("rep_%06d", n), SourceID: fmt.Sprintf("src_%d", n%200), CaptureID: fmt.Sprintf("cap_%d", n), URL: fmt.Sprintf("https://outlet%d.example/%d", n%200, n),
		Kind: news.KindArticle, Outlet: "Outlet " + word(n%200), Section: []string{word(1000 + n%20)}, Headline: strings.Join(headline, " "),
		Place: word(2000 + n%300), Published: began.Add(time.Duration(n) * time.Minute), Language: "en", Text: strings.TrimSpace(text.String()),
	}
}

// A kind of query, in the language of the search box and, where it has the same
// words for it, in FTS5's.
type kind struct {
	name string
	make func(*rand.Rand) (ours, fts string)
}

func common(rng *rand.Rand) string   { return word(between(rng, 100, 1000)) }   // in 5 to 40 % of the reports
func middling(rng *rand.Rand) string { return word(between(rng, 1000, 10000)) } // in 0.5 to 5 %
func rare(rng *rand.Rand) string     { return word(between(rng, 20000, vocabulary)) }

var kinds = []kind{
	{"one common word", func(rng *rand.Rand) (string, string) { w := common(rng); return w, w }},
	{"one word", func(rng *rand.Rand) (string, string) { w := middling(rng); return w, w }},
	{"one rare word", func(rng *rand.Rand) (string, string) { w := rare(rng); return w, w }},
	{"two words", func(rng *rand.Rand) (string, string) {
		t := topic(rng.IntN(topics))
		q := t[0] + " AND " + t[1]
		return q, q
	}},
	{"two common words", func(rng *rand.Rand) (string, string) { q := common(rng) + " AND " + common(rng); return q, q }},
	{"either of two", func(rng *rand.Rand) (string, string) { q := middling(rng) + " OR " + common(rng); return q, q }},
	{"one without another", func(rng *rand.Rand) (string, string) { q := middling(rng) + " NOT " + common(rng); return q, q }},
	{"a phrase", func(rng *rand.Rand) (string, string) {
		w := strings.Fields(strings.NewReplacer(".", "", "\n", " ").Replace(report(rng.IntN(reportsMade)).Text))
		i := rng.IntN(len(w) - 3)
		q := `"` + strings.ToLower(strings.Join(w[i:i+2+rng.IntN(2)], " ")) + `"`
		return q, q
	}},
	{"near each other", func(rng *rand.Rand) (string, string) {
		a, b := middling(rng), common(rng)
		return a + " NEAR/5 " + b, "NEAR(" + a + " " + b + ", 5)"
	}},
	{"in a field", func(rng *rand.Rand) (string, string) { w := common(rng); return "headline:" + w, "headline:" + w }},
	{"of an outlet", func(rng *rand.Rand) (string, string) {
		o, w := word(rng.IntN(200)), common(rng)
		return "outlet:" + o + " " + w, "outlet:" + o + " AND " + w
	}},
	{"a beginning", func(rng *rand.Rand) (string, string) { q := middling(rng)[:4] + "*"; return q, q }},
}

// reportsMade is how many reports there are.
var reportsMade int
