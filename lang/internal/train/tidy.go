package main

import (
	"strings"

	"dateline/lang/internal/syntax"
)

// tidy makes the tags of a sentence alike. The parts of a language's treebank come from
// several hands with several sets of finer tags, so the finer tag says one thing only:
// the form of a verb, "Fin", "Inf", "Ger" or "Part". Dutch has one set throughout and
// keeps three parts of it; the seams that it marks in lemmas are taken out.
func tidy(language string, sentence []syntax.Token) {
	forms, ok := verbForms[language]
	if !ok {
		for i := range sentence {
			if language == "nl" {
				tidyDutch(&sentence[i])
			}
		}
		return
	}
	helped := make([]bool, len(sentence)+1)
	for _, t := range sentence {
		if strings.HasPrefix(t.Deprel, "aux") {
			helped[t.Head] = true
		}
	}
	for i := range sentence {
		t := &sentence[i]
		t.XPOS = "_"
		if t.UPOS == "VERB" || t.UPOS == "AUX" {
			t.XPOS = forms.of(t, helped[i+1])
		}
	}
}

// tidyDutch keeps the three first parts of a tag: "N|soort|ev", "WW|pv|verl".
func tidyDutch(t *syntax.Token) {
	if len(t.Lemma) > 1 {
		t.Lemma = strings.ReplaceAll(t.Lemma, "_", "")
	}
	if parts := strings.Split(t.XPOS, "|"); len(parts) > 3 {
		t.XPOS = strings.Join(parts[:3], "|")
	}
}

// endings tell the forms of the verbs of a language apart, together with the tree.
type endings struct{ infinitive, gerund, participle []string }

var verbForms = map[string]endings{
	"de": {[]string{"n"}, []string{"end"}, []string{"t", "en", "te", "ter", "tes", "tem", "ten", "ene", "ener", "enes", "enem", "enen"}},
	"es": {[]string{"r"}, []string{"ndo"}, strings.Fields("do da dos das to ta tos tas cho cha chos chas so sa sos sas")},
	"fr": {[]string{"r", "re"}, []string{"ant"},
		strings.Fields("é ée és ées i ie is ies u ue us ues t te ts tes s se ses û")},
	"it": {[]string{"r", "re", "rre"}, []string{"ndo"},
		strings.Fields("to ta ti te so sa si se")},
	"pt": {[]string{"r"}, []string{"ndo"}, strings.Fields("do da dos das to ta tos tas so sa sos sas")},
	"ru": {[]string{"ть", "ться", "ти", "тись", "чь", "чься"}, []string{"я", "ясь", "в", "вши", "вшись"},
		strings.Fields("ан ана ано аны ян яна яно яны ен ена ено ены ён т та то ты щий щая щее щие щего щей щих щим щими щую " +
			"щем щему ший шая шее шие шего шей ших шим шими шую шем нный нная нное нные нного нной нных нным нными нную нном " +
			"мый мая мое мые мого мой мых мым мыми мую тый тая тое тые того той тых тым тыми тую щийся щаяся щееся щиеся щихся")},
}

func (e endings) of(t *syntax.Token, helped bool) string {
	form := strings.ToLower(t.Form)
	ends := func(with []string) bool {
		for _, w := range with {
			if strings.HasSuffix(form, w) {
				return true
			}
		}
		return false
	}
	modifies := strings.HasPrefix(t.Deprel, "acl") || strings.HasPrefix(t.Deprel, "amod") || strings.HasPrefix(t.Deprel, "advcl")
	switch {
	case form == strings.ToLower(t.Lemma) && ends(e.infinitive):
		return "Inf"
	case ends(e.participle) && (helped || modifies && t.Deprel != "acl:relcl"):
		return "Part"
	case ends(e.gerund) && (helped || modifies):
		return "Ger"
	}
	return "Fin"
}
