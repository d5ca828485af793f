package read

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dateline/news"
)

// isle is the story that the pages under testdata/unseen tell, by language.
var isle = map[string][]string{
	"en": {
		"The council of Sandrey signed a contract for a second ferry on Friday evening, after fourteen years and three storms that had cut off the island.",
		"The boat is built at the yard of Ostrey, which hires twenty people for it and wants to begin in the first week of May.",
		"Fishermen had asked for a longer pier instead, but found only two of the eleven members of the council on their side.",
		"“We have slept on the pier too often,” said the reeve, Mora Keel, after she had put her name under the contract.",
		"The first crossing is planned for April of next year, and the old boat will then go to a museum on the mainland.",
	},
	"de": {
		"Der Inselrat von Sandrey hat am Freitagabend den Vertrag für ein zweites Schiff unterschrieben, nach vierzehn Jahren und drei Stürmen, die die Insel abgeschnitten hatten.",
		"Gebaut wird das Schiff auf der Werft in Ostrey, die dafür zwanzig Leute einstellen und in der ersten Maiwoche beginnen will.",
		"Die Fischer hatten stattdessen einen längeren Steg verlangt, fanden aber nur zwei der elf Mitglieder des Rates auf ihrer Seite.",
		"„Wir haben zu oft auf dem Steg geschlafen“, sagte die Vögtin Mora Keel, nachdem sie ihren Namen unter den Vertrag gesetzt hatte.",
		"Die erste Fahrt ist für den April des nächsten Jahres geplant, das alte Schiff kommt dann in ein Museum auf dem Festland.",
	},
	"fr": {
		"Le conseil de Sandrey a signé vendredi soir le contrat d'un second bateau, après quatorze ans et trois tempêtes qui avaient coupé l'île du continent.",
		"Le bateau sera construit au chantier d'Ostrey, qui embauche vingt personnes et veut commencer dans la première semaine de mai.",
		"Les pêcheurs demandaient plutôt un quai plus long, mais n'ont trouvé que deux des onze membres du conseil de leur côté.",
		"« Nous avons trop souvent dormi sur le quai », a dit la maire Mora Keel après avoir mis son nom au bas du contrat.",
		"La première traversée est prévue en avril de l'année prochaine, et le vieux bateau ira ensuite dans un musée du continent.",
	},
	"es": {
		"El consejo de Sandrey firmó el viernes por la tarde el contrato de un segundo barco, tras catorce años y tres tormentas que habían aislado la isla.",
		"El barco se construirá en el astillero de Ostrey, que contratará a veinte personas y quiere empezar en la primera semana de mayo.",
		"Los pescadores pedían en cambio un muelle más largo, pero solo encontraron de su lado a dos de los once miembros del consejo.",
		"«Hemos dormido demasiadas veces en el muelle», dijo la alcaldesa Mora Keel después de poner su nombre bajo el contrato.",
		"La primera travesía está prevista para abril del próximo año, y el viejo barco irá entonces a un museo del continente.",
	},
	"ja": {
		"サンドレー島議会は金曜日の夜、二隻目の船を造る契約に署名した。島は十四年の間に三度の嵐で孤立していた。",
		"船はオストレーの造船所で造られ、そのために二十人を雇い、五月の第一週に着工する予定だという。",
		"漁師らは代わりに桟橋を長くするよう求めたが、議員十一人のうち賛成したのは二人だけだった。",
		"「桟橋で眠ることがあまりに多かった」と島長のモラ・キール氏は署名の後に語った。",
		"最初の航海は来年四月に予定され、古い船はその後、本土の博物館に移される。",
	},
}

// An unseen page is one of our own with what was written down of it before it was first read.
type unseenPage struct {
	name, kind, language string
	page                 Page
	want                 []string // lines that begin with +, - or =
}

var unseenList = regexp.MustCompile(`%L\[(.*?)\]`)

// unseenPages reads the files of testdata/unseen; fields.txt says what a line means.
func unseenPages(t *testing.T) []unseenPage {
	t.Helper()
	files, err := filepath.Glob("testdata/unseen/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages under testdata/unseen: %v", err)
	}
	var pages []unseenPage
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split("\n"+string(body), "\n@ ")[1:] {
			pages = append(pages, unseenFrom(t, part))
		}
	}
	return pages
}

func unseenFrom(t *testing.T, part string) unseenPage {
	lines := strings.Split(strings.TrimRight(part, "\n"), "\n")
	head := strings.SplitN(lines[0], " ", 4)
	if len(head) != 4 {
		t.Fatalf("the page %q has not name, language, address and title", lines[0])
	}
	u := unseenPage{name: head[0], kind: strings.TrimRight(head[0], "abcdefgnx123456789"), language: head[1]}
	if strings.HasPrefix(head[0], "99b") && len(head[0]) > 3 {
		u.kind = "99b"
	} else {
		u.kind = head[0][:2]
	}
	lines = lines[1:]
	from := len(lines)
	for from > 0 && len(lines[from-1]) > 1 && strings.Contains("+-=", lines[from-1][:1]) && lines[from-1][1] == ' ' {
		from--
	}
	for _, want := range lines[from:] {
		u.want = append(u.want, tellIsle(want, u.language))
	}
	source := tellIsle(strings.Join(lines[:from], "\n"), u.language)
	u.page.URL = "https://bell.example" + head[2]
	switch u.language {
	case "text":
		u.page.URL, u.page.As = "", FormText
	case "raw":
	default:
		source = `<!doctype html><html lang="` + u.language + `"><head><meta charset="utf-8"><title>` + head[3] + `</title></head><body>
<header><a href="/">The Sandrey Bell</a><nav><a href="/isles">Isles</a> <a href="/sport">Sport</a> <a href="/weather">Weather</a></nav></header>
` + source + `<footer><a href="/about">About</a> <a href="/privacy">Privacy</a></footer></body></html>`
	}
	u.page.Body = []byte(source)
	return u
}

// tellIsle puts the story's paragraphs, and lists of others, in their places.
func tellIsle(s, language string) string {
	story := isle[language]
	if story == nil {
		return s
	}
	s = strings.ReplaceAll(s, "%*", "<p>"+strings.Join(story, "</p><p>")+"</p>")
	for i, p := range story {
		s = strings.ReplaceAll(s, "%"+strconv.Itoa(i+1), p)
	}
	return unseenList.ReplaceAllStringFunc(s, func(list string) string {
		format := unseenList.FindStringSubmatch(list)[1]
		var sb strings.Builder
		for i, other := range stories[:10] {
			sb.WriteString(strings.NewReplacer("U", fmt.Sprintf("/n/%d", i), "H", other[0], "X", other[1]).Replace(format))
		}
		return sb.String()
	})
}

// missed returns what of a page's expectations the report doesn't meet.
func (u unseenPage) missed(r news.Report) (missed []string) {
	for _, want := range u.want {
		sign, value := want[:1], want[2:]
		good := true
		switch sign {
		case "+":
			good = strings.Contains(r.Text, value)
		case "-":
			good = !strings.Contains(r.Text, value)
		default:
			name, value, _ := strings.Cut(value, " ")
			good = fieldIs(r, name, value)
		}
		if !good {
			missed = append(missed, want)
		}
	}
	return missed
}

// fieldIs reports whether a field of a report has the value; several that would do are parted by “ | ”.
func fieldIs(r news.Report, name, value string) bool {
	switch name {
	case "headline":
		return slices.Contains(strings.Split(value, " | "), r.Headline)
	case "nothead":
		return r.Headline != "" && !strings.Contains(r.Headline, value)
	case "standfirst":
		return strings.HasPrefix(r.Standfirst, value)
	case "starts":
		return strings.HasPrefix(r.Text, value)
	case "once":
		return strings.Count(r.Text, value) == 1
	case "kind":
		story := value == "article"
		return string(r.PageKind) == value && (r.Text != "") == story
	case "day":
		return strings.HasPrefix(dayOf(r), value)
	case "section":
		return strings.Join(r.Section, " / ") == value
	case "figures":
		n, _ := strconv.Atoi(value)
		return len(r.Figures) == n
	case "caption":
		return slices.ContainsFunc(r.Figures, func(f news.Figure) bool { return strings.HasPrefix(f.Caption, value) })
	case "credit":
		return slices.ContainsFunc(r.Figures, func(f news.Figure) bool { return strings.Contains(f.Credit, value) })
	case "nobyline":
		return !slices.ContainsFunc(r.Bylines, func(b news.Byline) bool {
			return slices.ContainsFunc(strings.Fields(value), func(name string) bool { return strings.Contains(b.Name, name) })
		})
	case "bylines":
		var names []string
		for _, b := range r.Bylines {
			name := b.Name
			if b.Role == "agency" {
				name += "*"
			}
			names = append(names, name)
		}
		return strings.Join(names, "; ") == value
	}
	return false
}

// dayOf is the day on which a report was published, empty if the page doesn't say.
func dayOf(r news.Report) string {
	if r.Published.IsZero() {
		return ""
	}
	return r.Published.Format("2006-01-02")
}

// TestUnseen reads the pages of testdata/unseen. Each must come out as it was
// written down, but for those listed as known to be read wrongly.
func TestUnseen(t *testing.T) {
	known := knownWrong(t)
	right, all := map[string]int{}, map[string]int{}
	for _, u := range unseenPages(t) {
		r, err := Read(u.page)
		if err != nil {
			t.Errorf("%s: %v", u.name, err)
			continue
		}
		missed := u.missed(r)
		all[u.kind]++
		if len(missed) == 0 {
			right[u.kind]++
		}
		switch wrong := slices.Contains(known, u.name); {
		case len(missed) > 0 && !wrong:
			t.Errorf("%s: missed %q; kind %q, headline %q, standfirst %.40q, bylines %v, day %s, section %q, figures %v\ntext %q",
				u.name, missed, r.PageKind, r.Headline, r.Standfirst, r.Bylines, dayOf(r), r.Section, r.Figures, r.Text)
		case len(missed) == 0 && wrong:
			t.Errorf("%s is right now: take it off testdata/unseen/wrong.list", u.name)
		}
	}
	kinds, sum, total := []string{}, 0, 0
	for kind, n := range all {
		kinds, sum, total = append(kinds, fmt.Sprintf("%s %d/%d", kind, right[kind], n)), sum+right[kind], total+n
	}
	slices.Sort(kinds)
	t.Logf("%d of %d right: %s", sum, total, strings.Join(kinds, ", "))
}

// knownWrong are the pages that are known to be read wrongly; the list may only shrink.
func knownWrong(t *testing.T) []string {
	t.Helper()
	list, err := os.ReadFile("testdata/unseen/wrong.list")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(list))
}
