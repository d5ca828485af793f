package lang

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// A Name is what a gazetteer knows under a name.
type Name struct {
	Name     string  // as the gazetteer writes it; of a nationality the country's
	Code     string  // ISO 3166-1 alpha-3, or the CAMEO code of an organisation
	Sector   string  // CAMEO role of an organisation, where it has one: GOV, MIL …
	Lat, Lon float64 // of a city
}

//go:generate go run ./internal/gazetteer ../../shared/data/facts/gazetteers data

//go:embed data/names.tsv.gz
var packedNames []byte

type nameTables struct {
	countries, nationalities, organisations, people, cities, regions map[string]Name
	countryOf                                                        map[string]string // by code, the name in use
	sexOf                                                            map[string]string // of a first name: female or male
	firstWords, lastWords                                            map[string]bool   // of the full names of people
}

// hintsOf says in what names of people a word stands: g a given name, f and l the
// first and the last word of a full one.
func (t *nameTables) hintsOf(word string) string {
	hints := ""
	if t.sexOf[word] != "" {
		hints += "g"
	}
	if t.firstWords[word] {
		hints += "f"
	}
	if t.lastWords[word] {
		hints += "l"
	}
	return hints
}

var gazetteer = sync.OnceValue(unpackNames)

// unpackNames reads the embedded table, which the generator wrote and a test
// reads whole: a fault in it is a fault of the build, not of an input.
func unpackNames() *nameTables {
	t := &nameTables{map[string]Name{}, map[string]Name{}, map[string]Name{}, map[string]Name{}, map[string]Name{}, map[string]Name{}, map[string]string{}, map[string]string{}, map[string]bool{}, map[string]bool{}}
	z, err := gzip.NewReader(bytes.NewReader(packedNames))
	if err != nil {
		return t
	}
	for scan := bufio.NewScanner(z); scan.Scan(); {
		f := strings.Split(scan.Text(), "\t")
		if len(f) < 3 {
			continue
		}
		n := Name{Name: f[1], Code: f[2]}
		switch f[0] {
		case "n":
			t.countries[f[1]] = n
			if old := t.countryOf[f[2]]; old == "" || betterCountryName(f[1], old) {
				t.countryOf[f[2]] = f[1]
			}
		case "g":
			t.sexOf[f[1]] = f[2]
		case "d":
			t.nationalities[f[1]] = n
		case "o":
			if len(f) > 3 {
				n.Sector = f[3]
			}
			t.organisations[f[1]] = n
		case "p":
			t.people[f[1]] = n
			if first, _, ok := strings.Cut(f[1], " "); ok {
				t.firstWords[first] = true
				t.lastWords[f[1][strings.LastIndexByte(f[1], ' ')+1:]] = true
			}
		case "r":
			t.regions[f[1]] = n
		case "t":
			if len(f) > 4 {
				n.Lat, _ = strconv.ParseFloat(f[3], 64)
				n.Lon, _ = strconv.ParseFloat(f[4], 64)
			}
			t.cities[f[1]] = n
		}
	}
	for word, n := range t.nationalities {
		n.Name = t.countryOf[n.Code]
		t.nationalities[word] = n
	}
	return t
}

// betterCountryName prefers what a newspaper writes: without dots, brackets and
// forms of state, no abbreviation.
func betterCountryName(a, b string) bool { return countryNameRank(a) < countryNameRank(b) }

func countryNameRank(s string) int {
	rank := 0
	if s == strings.ToUpper(s) || strings.ContainsAny(s, ".,(") {
		rank += 4
	}
	if strings.Contains(s, "Republic") || strings.Contains(s, "Federation") || strings.Contains(s, "Great") || strings.HasSuffix(s, " of America") {
		rank += 2
	}
	switch s {
	case "Viet Nam", "Lao", "America", "Washington", "Britain", "England", "Scotland", "Wales", "Northern Ireland", "Burma", "Swaziland", "Türkiye", "Vatican":
		rank++
	}
	return rank
}

// Country knows a country by one of its English names, as written, without an
// article: “North Korea”, “U.S.”. Washington stands for its government here.
func Country(name string) (Name, bool) {
	n, ok := gazetteer().countries[name]
	n.Name = CountryName(n.Code, n.Name)
	return n, ok
}

// CountryName is the name in use of the country with an alpha-3 code, or
// otherwise if the code is unknown.
func CountryName(code, otherwise string) string {
	if n := gazetteer().countryOf[code]; n != "" {
		return n
	}
	return otherwise
}

// Nationality knows the country of an adjective or a people: “North Korean”.
// Words that two countries share (Congolese, Dominican) are unknown.
func Nationality(word string) (Name, bool) {
	n, ok := gazetteer().nationalities[word]
	return n, ok
}

// Organisation knows an organisation of states, a large non-governmental one,
// or the seat of a government that news puts for it (the Kremlin).
func Organisation(name string) (Name, bool) {
	n, ok := gazetteer().organisations[name]
	return n, ok
}

// Person knows the country of someone in public office by their full name. The
// list ends in 2015; a name that two countries share is unknown.
func Person(name string) (Name, bool) {
	n, ok := gazetteer().people[name]
	return n, ok
}

// FirstNameSex is "female" or "male" where a first name in use among speakers of
// English is given to one sex only, and empty otherwise.
func FirstNameSex(name string) string { return gazetteer().sexOf[name] }

// City knows a capital, or the largest city of a name with at least 50,000
// people.
func City(name string) (Name, bool) {
	n, ok := gazetteer().cities[name]
	return n, ok
}
