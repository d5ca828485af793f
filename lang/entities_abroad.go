package lang

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed data/countries.txt
var countriesText string

//go:embed data/naming.txt
var namingText string

// countriesAbroad gives the codes of countries by language and name; Russian ones by
// their stem.
var countriesAbroad = sync.OnceValue(func() map[string]map[string]string {
	languages := []string{"de", "es", "fr", "it", "nl", "pt", "ru"}
	all := map[string]map[string]string{}
	for _, l := range languages {
		all[l] = map[string]string{}
	}
	for line := range strings.Lines(countriesText) {
		code, names, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for i, of := range strings.Split(names, "|") {
			for _, name := range strings.Split(of, ",") {
				all[languages[i]][countryKey(languages[i], name)] = code
			}
		}
	}
	return all
})

// countryKey is the name as written, of Russian words without their ending.
func countryKey(language, name string) string {
	if language != "ru" {
		return name
	}
	words := strings.Fields(name)
	for i, w := range words {
		words[i] = russianStem(w)
	}
	return strings.Join(words, " ")
}

// russianStem takes the vowels, soft signs and case endings from the end of a name.
func russianStem(w string) string {
	if utf8.RuneCountInString(w) < 4 {
		return w
	}
	for _, end := range []string{"ами", "ями", "ией", "ой", "ей", "ом", "ем", "ов", "ую", "ая", "ые", "ых"} {
		if s, ok := strings.CutSuffix(w, end); ok && utf8.RuneCountInString(s) > 2 {
			w = s
			break
		}
	}
	return strings.TrimRight(w, "аеиоуыэюяйьё")
}

// CountryIn knows a country by its name in a language that Parses knows.
func CountryIn(language, name string) (Name, bool) {
	if language == inEnglish {
		return Country(name)
	}
	code, ok := countriesAbroad()[language][countryKey(language, name)]
	if !ok {
		return Name{}, false
	}
	return Name{Name: CountryName(code, name), Code: code}, true
}

var namings = sync.OnceValue(func() map[string]writing { return readWritings(namingText) })

// EntitiesIn is Entities for the words that ParseIn gives: names by how they are
// written, what the gazetteers know and the words beside them. A name that nothing
// tells the kind of is left out.
func EntitiesIn(language string, words []Word) []Entity {
	if language == inEnglish {
		return Entities(words)
	}
	naming := namings()[language]
	if naming == nil {
		return nil
	}
	var out []Entity
	people := map[string]bool{} // surnames of those named in full
	for i := 0; i < len(words); {
		j := nameEnd(language, naming, words, i)
		if j == i {
			i++
			continue
		}
		n := foundName{language, naming, words, i, j}
		kind := n.kind()
		if kind == "" && people[words[j-1].Form] {
			kind = person
		}
		if kind == person {
			people[words[j-1].Form] = true
		}
		if kind != "" {
			out = append(out, Entity{Span{words[i].Start, words[j-1].End}, kind})
		}
		i = j
	}
	return out
}

const (
	person       = "person"
	place        = "place"
	organisation = "organisation"
)

// nameEnd gives where the name that begins at i ends, i if none does. Names are
// capitalised words that the tagger calls so, with what may join them.
func nameEnd(language string, naming writing, words []Word, i int) int {
	if !isNameWord(words[i]) || naming.has("title", strings.ToLower(words[i].Form)) || naming.has("title", words[i].Form) {
		return i
	}
	end := i + 1
	if _, ok := CountryIn(language, words[i].Form); ok && end < len(words) && words[end].Head != end {
		return end // “президент России Владимир …”
	}
	for j := i + 1; j < len(words) && j < i+8; j++ {
		if isNameWord(words[j]) && (end == j || naming.has("body", words[i].Form) || particle(words[j-1].Form)) {
			end = j + 1
			continue
		}
		if hyphen := words[j].Form == "-" && words[j].Start == words[j-1].End; hyphen && end == j {
			end = j + 1
			if j+1 < len(words) && words[j+1].Start == words[j].End {
				end = j + 2
			}
			continue
		}
		if !naming.has("joins", strings.ToLower(words[j].Form)) {
			break
		}
	}
	return end
}

// particle reports whether a word belongs to names of people: de, van, von, di.
func particle(w string) bool { return slices.Contains(nameParticles, w) }

var nameParticles = strings.Fields("de da do dos das del van von der den di al el bin ben")

func isNameWord(w Word) bool {
	first, _ := utf8.DecodeRuneInString(w.Form)
	return w.UPOS == "PROPN" && unicode.IsUpper(first)
}

type foundName struct {
	language string
	naming   writing
	words    []Word
	i, j     int
}

func (n foundName) text() string {
	var forms []string
	for k, w := range n.words[n.i:n.j] {
		if k == 0 || w.Span != n.words[n.i+k-1].Span {
			forms = append(forms, w.Form)
		}
	}
	return strings.Join(forms, " ")
}

func (n foundName) kind() string {
	text := n.text()
	first := n.words[n.i].Form
	if _, ok := CountryIn(n.language, text); ok {
		return place
	}
	if n.naming.has("body", first) || n.naming.has("body", n.words[n.j-1].Form) || isAcronym(first) && n.j == n.i+1 {
		return organisation
	}
	if n.naming.has("land", first) && n.j > n.i+1 {
		return place
	}
	if n.titled() || n.isPerson(first) {
		return person
	}
	if _, ok := City(text); ok && (n.i > 0 || n.j-n.i > 1) {
		return place
	}
	if _, ok := Organisation(text); ok {
		return organisation
	}
	if n.words[n.i].Deprel == "obl" && n.i > 0 && n.naming.has("at", strings.ToLower(n.words[n.i-1].Form)) && n.j == n.i+1 {
		return place
	}
	return ""
}

// titled reports whether a title stands before the name.
func (n foundName) titled() bool {
	if n.i == 0 {
		return false
	}
	before := n.words[n.i-1]
	return n.naming.has("title", before.Form) || n.naming.has("title", strings.ToLower(before.Form)) ||
		n.naming.has("title", strings.ToLower(before.Lemma))
}

// isPerson reports whether a name of several words begins with a given name, or the
// tree joins its words as it joins those of a person.
func (n foundName) isPerson(first string) bool {
	if n.j-n.i < 2 || n.j-n.i > 5 {
		return false
	}
	if FirstNameSex(first) != "" || strings.Contains(gazetteer().hintsOf(first), "f") {
		return true
	}
	second := n.words[n.i+1]
	return second.Head == n.i+1 && second.Deprel == "flat:name"
}

// isAcronym reports whether a name is two to six capitals.
func isAcronym(s string) bool {
	count := 0
	for _, r := range s {
		if !unicode.IsUpper(r) && r != '-' && !unicode.IsDigit(r) {
			return false
		}
		count++
	}
	return count > 1 && count < 7
}
