package phrase

import (
	"strings"

	"dateline/lang"
)

// ChooseLanguage weighs what a page declares against its text. The text wins
// where it is long and plain enough to be sure of: templates are often
// declared in the language of whoever made them.
func ChooseLanguage(declared, text string) string {
	if plain, strong := plainly(text); plain != "" && (declared == plain || declared == "" && strong) {
		return plain
	}
	found := lang.Detect(text)
	if found == "" || len(text) < 200 && declared != "" {
		return declared
	}
	return found
}

// FunctionWords are short words that sentences are full of and labels are not,
// in the languages of most of the web.
var FunctionWords = map[string]uint16{}

// languages, in the order of the bits of functionWords.
var languages = []string{"en", "de", "fr", "es", "pt", "it", "nl", "pl"}

func init() {
	for i, words := range []string{
		"the of and to in a is that for was with as it on by at be are he she his her has have had this from but not they were which who will said",
		"der die das und in zu den von mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über so zum war haben nur oder aber vor zur bis mehr durch man",
		"le la les de des et à un une du en que qui dans pour pas sur est au par il ce se ne plus avec son sont mais ont été cette aux",
		"el la los las de y que en un una por con para se no su al del lo como más pero sus es fue son está ha",
		"o a os as e de do da dos das em um uma para com não que por mais como foi ao se na no",
		"il lo la le gli di che e è per un una non con si del della sono ha anche come più nel",
		"de het een en van in is dat op te zijn voor niet met aan er ook als maar om bij",
		"w i z na do się nie to że jest o jak po za co od są ale przez",
	} {
		for _, w := range strings.Fields(words) {
			FunctionWords[w] |= 1 << i
		}
	}
}

// plainly is the language that a text is plainly in: a fifth of its words are
// function words of that language, and of no other are there as many. It is
// strongly so if a quarter are, and of no other half as many: then nobody need
// declare it. Quicker than weighing all languages, and most pages are plain.
func plainly(text string) (language string, strong bool) {
	var counts [8]int
	words := 0
	for w := range strings.FieldsSeq(text[:min(len(text), 1500)]) {
		words++
		bits := FunctionWords[strings.ToLower(w)]
		for i := range counts {
			counts[i] += int(bits >> i & 1)
		}
	}
	best, second, at := 0, 0, 0
	for i, n := range counts {
		if n > best {
			best, second, at = n, best, i
		} else {
			second = max(second, n)
		}
	}
	if words < 30 || best*5 < words || best == second {
		return "", false
	}
	return languages[at], best*4 >= words && second*2 <= best
}
