package record

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"dateline/lang"
)

// shareName tells whether two phrases share a name.
func shareName(a, b string) bool {
	for w := range strings.FieldsSeq(a) {
		if r := []rune(w); len(r) > 2 && unicode.IsUpper(r[0]) && slices.Contains(strings.Fields(b), w) {
			return true
		}
	}
	return b == "" || a == b
}

// plainSubject is the actors that open a sentence, and what they do; false if the
// sentence does not open so.
func (d *document) plainSubject(s sentence) (subject, predicate string, ok bool) {
	start := d.clauseStart(s)
	if list, next := d.phrasesAt(start, s.last); len(list) > 0 && !allPronouns(list) && next < s.last && d.startsPredicate(next, s.last) {
		end := s.last
		for end > next && !d.tok(end-1).word && !d.tok(end-1).quoted {
			end--
		}
		return d.words(list[0].start, list[len(list)-1].end), d.words(next, end), true
	}
	return "", "", false
}

// parsedSubject is the subject of a sentence's main verb by its tree, and what
// follows it.
func (d *document) parsedSubject(s sentence) (subject, predicate string) {
	words := d.parse(d.tok(s.first).sentence)
	root := rootWord(words)
	for i, w := range words {
		if w.Head != root+1 || !strings.HasPrefix(w.Deprel, "nsubj") || w.UPOS == "PRON" || i > root {
			continue
		}
		first, last := i, i
		for first > 0 && within(words, first-1, i) {
			first--
		}
		for last+1 < root && within(words, last+1, i) && words[last+1].UPOS != "PUNCT" && !strings.HasPrefix(words[last+1].Deprel, "acl") && words[last+1].UPOS != "SCONJ" {
			last++
		}
		end := len(words)
		for end > i+1 && words[end-1].UPOS == "PUNCT" {
			end--
		}
		return d.text[words[first].Start:words[last].End], d.text[words[last+1].Start:words[end-1].End]
	}
	return "", ""
}

func rootWord(words []lang.Word) int {
	for i, w := range words {
		if w.Head == 0 {
			return i
		}
	}
	return -1
}

// headlineName is the first name in the headline that the text bears too, as the
// text writes it when it names it in full; else those whom the headline begins with
// (Police identify …). A place behind a preposition is none, and neither is a name
// that belongs to a noun (Dorn protest march), unless the noun is of people.
func (d *document) headlineName() string {
	names := d.namesOfText()
	clauses := headlineClauses(d.report.Headline)
	for _, clause := range clauses {
		if name := d.nameIn(clause, names); name != "" {
			return name
		}
	}
	for _, clause := range clauses {
		if group := d.groupIn(clause, names); group != "" {
			return group
		}
	}
	return ""
}

// namesOfText are the names that the text bears, by their lower case.
func (d *document) namesOfText() map[string]string {
	names := map[string]string{}
	for _, m := range lang.Mentions(d.text) {
		if m.Kind != lang.NameMention || weekdayOrMonth[strings.ToLower(m.Text)] || len(m.Words()) > 5 {
			continue
		}
		text := strings.TrimSpace(m.Text)
		for _, title := range []string{"President ", "Mr ", "Mrs ", "Ms ", "Dr ", "Mr. ", "Mrs. ", "Ms. ", "Dr. "} {
			text = strings.TrimPrefix(text, title)
		}
		if names[strings.ToLower(text)] == "" {
			names[strings.ToLower(text)] = text
		}
	}
	return names
}

// headlineQuotation is what somebody said in a headline: it names whom they speak of.
var headlineQuotation = regexp.MustCompile(`“[^”]*”|"[^"]*"|‘[^’]*’|(?:^|\s)'[^']+'(?:$|[\s,.:;!?])`)

// headlineClauses are the words of a headline's clauses, those first that tell what
// happened: what stands behind a colon before the topic that stands before it, and a
// main clause before the one that opens it (While …, …). Quotations are left out.
func headlineClauses(headline string) [][]string {
	parts := strings.Split(headlineQuotation.ReplaceAllString(headline, " "), ": ")
	slices.Reverse(parts)
	var out [][]string
	for _, part := range parts {
		words := strings.FieldsFunc(part, func(r rune) bool {
			return unicode.IsSpace(r) || r == ':' || r == ',' || r == '“' || r == '"'
		})
		if len(words) == 0 {
			continue
		}
		if before, after, ok := strings.Cut(part, ", "); ok && topicOpeners[strings.ToLower(words[0])] {
			n := len(strings.Fields(before))
			if n < len(words) && strings.TrimSpace(after) != "" {
				out = append(out, words[n:])
				words = words[:n]
			}
		}
		out = append(out, words)
	}
	return out
}

var topicOpeners = set("while as after when amid despite with once since although though")

// headlineReach is how many words into a clause who acts in it is looked for.
const headlineReach = 9

func (d *document) nameIn(words []string, names map[string]string) string {
	for i := range words[:min(len(words), headlineReach)] {
		for n := min(4, len(words)-i); n > 0; n-- {
			found := names[trimmedName(strings.Join(words[i:i+n], " "))]
			if bare := strings.TrimSuffix(strings.Trim(words[i], ",.!?'’"), "’s"); found == "" && n == 1 && isCapital(bare) {
				found = d.fullName(strings.TrimSuffix(bare, "'s")) // the headline's surname of one whom the text names in full
			}
			if found == "" || len(found) < 3 && found != strings.ToUpper(found) || isPlacedAt(words, i) {
				continue
			}
			last := strings.ToLower(found[strings.LastIndexByte(found, ' ')+1:])
			if _, adjective := lang.Nationality(found); adjective || capitalFunctionWords[strings.ToLower(found)] || occasions[last] {
				continue
			}
			end := i + n
			for end < min(len(words), i+6) && isCapital(words[end]) && strings.Contains(d.text, strings.Join(words[i:end+1], " ")) {
				end++ // Orvik, of the Orvik Rovers
			}
			if end > i+n {
				found = strings.Join(words[i:end], " ")
			}
			if whole, ok := d.withNoun(words, i, end); !ok {
				continue
			} else if whole != "" {
				return whole
			}
			if both := d.joinedName(words, i, end, names); both != "" {
				return both
			}
			if full := d.fullName(found); full != "" {
				return full
			}
			return found
		}
	}
	return ""
}

// isPlacedAt tells a name behind a preposition of place: in Selden, in south London.
func isPlacedAt(words []string, i int) bool {
	return i > 0 && beforePlace[strings.ToLower(words[i-1])] ||
		i > 1 && beforePlace[strings.ToLower(words[i-2])] && !isCapital(words[i-1])
}

// withNoun looks at what follows a name, words i to end-1. A noun of people belongs to
// those who act (Rovers fans celebrate; Kestrel boss Ann Orr): they are given whole. Any
// other noun says that the name is not who acts: ok is false.
func (d *document) withNoun(words []string, i, end int) (whole string, ok bool) {
	if end >= len(words) || words[end-1] != strings.TrimRight(words[end-1], ",.;!?'’") || isCapital(words[end]) {
		return "", true
	}
	next := strings.ToLower(strings.Trim(words[end], ",.;!?'’"))
	if isRole(next) || groups[next] {
		k := end + 1
		for k < min(len(words), end+5) && isCapital(words[k]) {
			k++
		}
		if whole = strings.Join(words[i:k], " "); (k > end+1 || groups[next]) && strings.Contains(d.report.Headline, whole) {
			return whole, true
		}
		return "", true
	}
	if happenings[next] && isPlaceName(strings.Join(words[i:end], " ")) {
		return "", false // Dublin riots spread
	}
	if !modifies(next) || commonVerbs[next] || isVerbLike(next) {
		return "", true
	}
	if end+1 < len(words) && determiners[strings.ToLower(words[end+1])] {
		return "", true // the name's verb: it has an object
	}
	plural := strings.HasSuffix(words[end-1], "s") || i > 0 && words[i-1] == "and"
	return "", plural && !occasions[next]
}

// groupIn is whom a clause begins with, if a verb follows at once: Police identify
// victims, Five shot near rally. A body of that kind that the text names is meant.
func (d *document) groupIn(words []string, names map[string]string) string {
	if len(words) < 3 || !isCapital(words[0]) || isCapital(words[1]) {
		return ""
	}
	group, next := strings.ToLower(words[0]), strings.ToLower(words[1])
	if capitalFunctionWords[group] || !(groups[group] || strings.HasSuffix(group, "s") || numerals[group]) {
		return ""
	}
	object := determiners[strings.ToLower(words[2])] || numerals[strings.ToLower(words[2])]
	if !object && !commonVerbs[next] && !isVerbLike(next) && !groups[group] && !(strings.HasSuffix(group, "s") && modifies(next)) {
		return ""
	}
	if groups[group] {
		best := ""
		for name, written := range names {
			if strings.HasSuffix(name, " "+group) && (best == "" || len(written) < len(best) || len(written) == len(best) && written < best) {
				best = written
			}
		}
		if best != "" {
			return best
		}
	}
	return words[0]
}

func isCapital(word string) bool {
	for _, r := range word {
		return unicode.IsUpper(r)
	}
	return false
}

var (
	// nouns of people who act together
	groups = set(`fans police officials troops soldiers voters supporters workers leaders lawmakers protesters protestors rebels militants gunmen
		doctors nurses teachers students residents villagers families rescuers firefighters prosecutors detectives investigators scientists
		researchers miners farmers migrants activists campaigners critics candidates players bosses ministers lawyers judges senators`)
	numerals = set("two three four five six seven eight nine ten dozens hundreds thousands several many")
)

// joinedName goes on with “and” and another name of the text: Russia and North
// Korea. It is empty where the headline does not, or not in these very words.
func (d *document) joinedName(words []string, from, to int, names map[string]string) string {
	if to+1 >= len(words) || words[to] != "and" {
		return ""
	}
	for n := min(4, len(words)-to-1); n > 0; n-- {
		if names[trimmedName(strings.Join(words[to+1:to+1+n], " "))] == "" {
			continue
		}
		if both := strings.Join(words[from:to+1+n], " "); strings.Contains(d.report.Headline, both) {
			return both
		}
	}
	return ""
}

// occasions happen, they do nothing
var occasions = set("series prix cup election elections olympics games championship championships tour day open awards festival summit league crash")

func trimmedName(s string) string {
	s = strings.ToLower(strings.Trim(s, "'’\".,!?()…-"))
	s = strings.TrimSuffix(strings.TrimSuffix(s, "'s"), "’s")
	return s
}

// fullName is the full name of a surname, where the text gives one.
func (d *document) fullName(surname string) string {
	if k, ok := d.people.named(surname); ok {
		return k.name
	}
	return ""
}

func isPlaceName(s string) bool {
	_, city := lang.City(s)
	_, country := lang.Country(s)
	return city || country
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
