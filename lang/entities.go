package lang

import (
	"bytes"
	_ "embed"
	"strings"
	"sync"

	"dateline/lang/internal/names"
)

// An Entity is a name in a text and what bears it: "person", "place" or
// "organisation".
type Entity struct {
	Span
	Kind string
}

//go:generate go run ./internal/trainnames -facts ../../shared/data/facts -out data/names.model.gz

//go:embed data/names.model.gz
var packedRecogniser []byte

// recogniser unpacks the model on first use. The training wrote it and a test
// reads it whole, so a fault in it is a fault of the build.
var recogniser = sync.OnceValue(func() *names.Model {
	m, err := names.Read(bytes.NewReader(packedRecogniser))
	if err != nil {
		panic("lang: the embedded recogniser of names: " + err.Error())
	}
	return m
})

// Entities finds the names of persons, places and organisations among the words of
// a sentence as Parse gives them, in order and without overlap. It goes by what
// stands around a name and how it is written, beside the gazetteers, so that it
// knows names which no list has.
func Entities(words []Word) []Entity {
	if len(words) == 0 {
		return nil
	}
	labels := recogniser().Label(NameFeatures(words))
	var out []Entity
	for i := 0; i < len(labels); {
		kind := map[names.Label]string{names.BeginPerson: "person", names.BeginPlace: "place", names.BeginOrganisation: "organisation"}[labels[i]]
		j := i + 1
		for j < len(labels) && labels[j] != names.Other && !labels[j].Begins() {
			j++
		}
		if kind != "" {
			out = append(out, Entity{Span{words[i].Start, words[j-1].End}, kind})
		}
		i = j
	}
	return out
}

// NameFeatures are the words as the recogniser of names wants them: with what the
// gazetteers say of each. It is exported for the recogniser's training.
func NameFeatures(words []Word) []names.Word {
	out := make([]names.Word, len(words))
	for i, w := range words {
		out[i].Form, out[i].UPOS = w.Form, w.UPOS
		if isCapital(w.Form) {
			out[i].Hints = gazetteer().hintsOf(w.Form)
		}
	}
	for i := 0; i < len(words); {
		n, known := 1, ""
		if isCapital(words[i].Form) {
			n, known = knownAs(words, i)
		}
		for k := i; k < i+n; k++ {
			out[k].Known = known
			if k > i && known != "" {
				out[k].Known += "+"
			}
		}
		i += n
	}
	return out
}

// knownAs is the longest name at word i that a gazetteer has, in words, and a
// letter for what it is.
func knownAs(words []Word, i int) (int, string) {
	for n := min(5, len(words)-i); n > 0; n-- {
		if !isCapital(words[i+n-1].Form) {
			continue
		}
		forms := make([]string, n)
		for k := range forms {
			forms[k] = words[i+k].Form
		}
		name := strings.Join(forms, " ")
		if _, ok := Country(name); ok {
			return n, "c"
		}
		if _, ok := Nationality(name); ok {
			return n, "n"
		}
		if _, ok := Organisation(name); ok {
			return n, "o"
		}
		if n > 1 {
			if _, ok := Person(name); ok {
				return n, "p"
			}
		}
		if _, ok := gazetteer().regions[name]; ok {
			return n, "r"
		}
		if _, ok := City(name); ok {
			return n, "t"
		}
		if n == 1 {
			lower := strings.ToLower(name)
			if _, ok := weekdays[lower]; ok {
				return 1, "d"
			}
			if _, ok := months[lower]; ok {
				return 1, "d"
			}
			if FirstNameSex(name) != "" {
				return 1, "f"
			}
		}
	}
	return 1, ""
}
