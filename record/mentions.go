package record

import (
	"strconv"
	"strings"

	"dateline/lang"
)

// A mention is one place where a text speaks of an agreement: tokens start to
// end-1 without the article, head the word that says what it is.
type mention struct {
	start, head, end int
	titled           bool // a name with capitals: Treaty of Harvel
	definite         bool // the, this, its
	indefinite       bool // a, an
	pronoun          bool // It, at the head of the sentence behind one that speaks of an agreement
	kind             string
	year             int // of "the 1961 treaty", "the treaty of 1961"
}

// bareReferences mean an agreement only where one is open: the document, the deal.
var bareReferences = set("document deal text")

// mentions finds the agreements spoken of in a sentence, from left to right.
func (d *document) mentions(s sentence) []mention {
	var out []mention
	for k := s.first; k < s.last; k++ {
		kind := lang.InstrumentKind(d.lower(k))
		if kind == "" && !bareReferences[d.lower(k)] || d.tok(k).speech {
			continue
		}
		m := d.mentionAt(k, s)
		if kind == "" && !m.definite || m.start < s.first {
			continue
		}
		m.kind = kind
		if n := len(out); n > 0 && m.start < out[n-1].end {
			continue // Protocol within a title that was read already
		}
		out = append(out, m)
		k = m.end - 1
	}
	return out
}

func (d *document) mentionAt(k int, s sentence) mention {
	m := mention{start: k, head: k, end: k + 1}
	if d.tok(k).capital {
		d.extendTitle(&m, s)
	}
	if !m.titled {
		d.extendGeneric(&m, s)
	}
	before := m.start - 1
	if before >= s.first {
		if y := yearOf(d.tok(before).text); y > 0 {
			m.year = y
			before--
		} else if m.titled && (d.lower(before) == "new" || d.lower(before) == "so-called" || d.lower(before) == "landmark") {
			before--
		}
	}
	if before >= s.first {
		switch w := d.lower(before); {
		case w == "a" || w == "an":
			m.indefinite = true
		case determiners[w] || w == "this" || w == "that" || w == "their" || isPossessive(d.tok(before)):
			m.definite = true
		}
	}
	if m.year == 0 && m.end+1 < s.last && (d.lower(m.end) == "of" || d.lower(m.end) == "from") {
		m.year = yearOf(d.tok(m.end + 1).text)
	}
	if m.year == 0 && m.end+1 < s.last && d.lower(m.end) == "(" {
		m.year = yearOf(d.tok(m.end + 1).text)
	}
	return m
}

func yearOf(s string) int {
	if len(s) != 4 {
		return 0
	}
	y, err := strconv.Atoi(s)
	if err != nil || y < 1600 || y > 2199 {
		return 0
	}
	return y
}

// extendTitle reads a capitalised name around its head: Comprehensive Strategic
// Partnership Agreement; Treaty of Friendship and Cooperation.
func (d *document) extendTitle(m *mention, s sentence) {
	for m.start > s.first {
		t := d.tok(m.start - 1)
		if t.capital && t.word && !d.functionWord(m.start-1) {
			m.start--
			continue
		}
		linked := t.lower == "and" || t.lower == "&" || t.lower == "–"
		if linked && m.start-2 >= s.first && d.tok(m.start-2).capital && !d.functionWord(m.start-2) && !d.isNameOfCountry(m.start-2, s.last) {
			m.start -= 2
			continue
		}
		break
	}
	for m.end+1 < s.last {
		next, behindOf := m.end, false
		switch d.lower(next) {
		case "of", "on", "for", "concerning", "and":
			behindOf = d.lower(next) == "of"
			next++
			if d.lower(next) == "the" {
				next++
			}
		case ",":
			if !d.titleList(next+1, s.last) {
				next = s.last
			} else {
				next++
			}
		default:
			if !d.tok(next).word {
				next = s.last
			}
		}
		if next >= s.last || !d.tok(next).capital || d.functionWord(next) && !behindOf || weekdayOrMonth[d.lower(next)] || d.lower(m.end) == "and" && d.isNameOfCountry(next, s.last) {
			break
		}
		m.end = next + 1
	}
	m.titled = m.end-m.start > 1
}

// titleList: ", Good-Neighbourliness and Cooperation" goes on with a title.
func (d *document) titleList(i, limit int) bool {
	for k := i; k < limit && k < i+4; k++ {
		if d.lower(k) == "and" {
			return k > i && k+1 < limit && d.tok(k+1).capital && !d.isNameOfCountry(k+1, limit)
		}
		if !d.tok(k).capital {
			return false
		}
	}
	return false
}

// extendGeneric reads a description around its head: mutual defence pact;
// memorandum of understanding on trade.
func (d *document) extendGeneric(m *mention, s sentence) {
	for m.start > s.first && m.head-m.start < 4 {
		t := d.tok(m.start - 1)
		if !t.word || t.capital || descriptionStops[t.lower] || verbsOfSpeech[t.lower] || yearOf(t.text) > 0 || strings.HasSuffix(t.lower, "ly") || isVerbLike(t.lower) {
			break
		}
		m.start--
	}
	if d.lower(m.end) == "of" && d.lower(m.end+1) == "understanding" && m.end+1 < s.last {
		m.end += 2
	}
	d.extendRegion(m, s)
	if w := d.lower(m.end); w != "on" && w != "for" && w != "of" {
		return
	}
	k := m.end + 1
	for k < s.last && k < m.end+6 {
		t := d.tok(k)
		if !t.word || t.capital || descriptionStops[t.lower] && t.lower != "and" || isVerbLike(t.lower) || yearOf(t.text) > 0 {
			break
		}
		k++
	}
	for k > m.end+1 && d.lower(k-1) == "and" {
		k--
	}
	if k > m.end+1 {
		m.end = k
	}
}

// extendRegion takes a name before a description: an Arctic rescue agreement.
func (d *document) extendRegion(m *mention, s sentence) {
	k := m.start - 1
	if k <= s.first || m.start == m.head || !d.tok(k).capital || !d.tok(k).word || d.functionWord(k) {
		return
	}
	if w := d.lower(k - 1); w == "a" || w == "an" || w == "the" || w == "new" {
		m.start = k
	}
}

// isVerbLike keeps participles and the commonest verbs out of descriptions.
func isVerbLike(w string) bool {
	return agreementVerbs[w] || len(w) > 4 && strings.HasSuffix(w, "ed") && w != "united" && w != "limited" && w != "armed"
}

var (
	agreementVerbs = set(`signed sign signs signing ratified ratify ratifies announced announce agreed agree agrees reached reach reaches concluded
		struck initialled initialed approved suspended terminated broke provides includes requires says replaces supersedes commits obliges`)
	descriptionStops = set(`a an the this that these those its their his her our any no each every some and or but of in on at to for from by with
		between under after before during since until than as is are was were be been being has have had will would could should may might
		must can it he she they we i you who which what when where while not also both two three four five into over about against
		other another such said more earlier previous separate existing so-called draft`)
)
