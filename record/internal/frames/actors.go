package frames

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Actors knows who is meant by a name, on a day, and what agents (minister,
// police) do.
type Actors struct {
	names  map[string][]actorName // by first word, the longest first
	places map[string]int         // of a name in its list
	agents map[string][]agentName // by first word, the longest first
}

type actorName struct {
	words []string
	roles []datedCode
}

// A datedCode is valid from a day until another, both included; zero days are open.
type datedCode struct {
	code        string
	from, until time.Time
}

// An agentName adds its code behind an actor's (~GOV), or before it (NGO~).
type agentName struct {
	words  []string
	code   string
	before bool
}

// NewActors gives a table without a name in it.
func NewActors() *Actors {
	return &Actors{names: map[string][]actorName{}, places: map[string]int{}, agents: map[string][]agentName{}}
}

// add makes a name known, with a code that holds from a day until another.
func (a *Actors) add(name string, code datedCode) {
	words := nameWords(name)
	if len(words) == 0 || code.code == "" {
		return
	}
	key := strings.Join(words, " ")
	at, known := a.places[key]
	if !known {
		at = len(a.names[words[0]])
		a.places[key] = at
		a.names[words[0]] = append(a.names[words[0]], actorName{words: words})
	}
	n := &a.names[words[0]][at]
	n.roles = append(n.roles, code)
}

// sortNames puts the longest first, which is tried first.
func (a *Actors) sortNames() {
	for _, list := range a.names {
		slices.SortStableFunc(list, func(x, y actorName) int { return len(y.words) - len(x.words) })
		for i, n := range list {
			a.places[strings.Join(n.words, " ")] = i
		}
	}
}

// Begins tells whether a name of one word is known, as written in a text.
func (a *Actors) Begins(word string) bool {
	for _, n := range a.names[strings.ToUpper(word)] {
		if len(n.words) == 1 {
			return len(word) > 3 || word == strings.ToUpper(word)
		}
	}
	return false
}

func nameWords(name string) []string {
	name = strings.NewReplacer("’", "'", "'S ", " 'S ", "'S_", " 'S ").Replace(strings.ToUpper(name) + " ")
	return strings.FieldsFunc(name, func(r rune) bool { return r == '_' || unicode.IsSpace(r) })
}

// ReadNames reads actors in the format of PETRARCH (NAME [CODE date-date], with
// +SYNONYM and [CODE <date] on lines of their own), or as a table with the
// columns name, headword, code, from, until.
func (a *Actors) ReadNames(r io.Reader) error {
	scan := bufio.NewScanner(r)
	scan.Buffer(nil, 1<<20)
	var names []string
	var codes []datedCode
	flush := func() {
		for _, n := range names {
			for _, c := range codes {
				a.add(n, c)
			}
		}
		names, codes = nil, nil
	}
	for number := 1; scan.Scan(); number++ {
		if f := strings.Split(scan.Text(), "\t"); len(f) >= 5 {
			if f[0] != "name" {
				a.add(f[0], datedCode{f[2], isoDay(f[3]), isoDay(f[4])})
			}
			continue
		}
		text := strings.TrimSpace(cutComment(scan.Text()))
		if text == "" {
			continue
		}
		name := strings.TrimSpace(strings.SplitN(text, "[", 2)[0])
		switch {
		case strings.HasPrefix(name, "+"):
			names = append(names, strings.TrimSpace(name[1:]))
		case name != "":
			flush()
			names = append(names, name)
		}
		for _, part := range strings.Split(text, "[")[1:] {
			inner, _, ok := strings.Cut(part, "]")
			if !ok {
				return fmt.Errorf("line %d: %q is not closed", number, part)
			}
			codes = append(codes, readDated(inner))
		}
	}
	flush()
	a.sortNames()
	if err := scan.Err(); err != nil {
		return fmt.Errorf("reading the actors: %w", err)
	}
	return nil
}

func cutComment(s string) string {
	if strings.HasPrefix(strings.TrimSpace(s), "<!") {
		return ""
	}
	for i := 0; i < len(s); i++ {
		if s[i] == '#' && (i == 0 || s[i-1] == ' ' || s[i-1] == '\t') && !strings.HasPrefix(s[i:], "###]") {
			return s[:i]
		}
	}
	return s
}

func isoDay(s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	t, _ := time.Parse(time.DateOnly, s)
	return t
}

// readDated reads “HOBGOV 20121109-20130119”, “HOB < 950601”, “HOB”.
func readDated(s string) datedCode {
	f := strings.Fields(strings.NewReplacer("<", " < ", ">", " > ", "-", " - ").Replace(s))
	if strings.Trim(s, "- <>0123456789") == "" && strings.HasPrefix(strings.TrimSpace(s), "---") {
		f = append([]string{noCode}, slices.DeleteFunc(f, func(w string) bool { return w == "-" })...)
	}
	if len(f) == 0 {
		return datedCode{}
	}
	c := datedCode{code: strings.ToUpper(f[0])}
	switch {
	case len(f) >= 3 && f[1] == "<":
		c.until = petrarchDay(f[2])
	case len(f) >= 3 && f[1] == ">":
		c.from = petrarchDay(f[2])
	case len(f) >= 4 && f[2] == "-":
		c.from, c.until = petrarchDay(f[1]), petrarchDay(f[3])
	}
	return c
}

func petrarchDay(s string) time.Time {
	layout := "20060102"
	if len(s) == 6 {
		layout = "060102"
	}
	t, _ := time.Parse(layout, s)
	return t
}

// ReadAgents reads agents in the format of Phoenix.agents.txt: MINISTER [~GOV],
// with {PLURAL}, {} for none, and !SET! for any word of a set.
func (a *Actors) ReadAgents(r io.Reader) error {
	sets := map[string][]string{}
	scan := bufio.NewScanner(r)
	for scan.Scan() {
		text := strings.TrimSpace(cutComment(scan.Text()))
		if strings.HasPrefix(text, "!") && strings.Contains(text, "=") {
			name, list, _ := strings.Cut(text, "=")
			for _, w := range strings.Split(list, ",") {
				sets[strings.TrimSpace(name)] = append(sets[strings.TrimSpace(name)], strings.TrimSpace(w))
			}
			continue
		}
		name, rest, ok := strings.Cut(text, "[")
		code, _, closed := strings.Cut(rest, "]")
		if !ok || !closed {
			continue
		}
		name, plural, marked := strings.Cut(name, "{")
		plural = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(plural), "}"))
		spelled := []string{strings.TrimSpace(name)}
		for _, set := range slices.Sorted(maps.Keys(sets)) {
			if strings.Contains(name, set) {
				spelled = nil
				for _, w := range sets[set] {
					spelled = append(spelled, strings.Replace(strings.TrimSpace(name), set, w, 1))
				}
			}
		}
		for _, n := range spelled {
			a.addAgent(n, strings.TrimSpace(code))
			if !marked {
				a.addAgent(pluralOf(n), strings.TrimSpace(code))
			}
		}
		if plural != "" {
			a.addAgent(plural, strings.TrimSpace(code))
		}
	}
	if err := scan.Err(); err != nil {
		return fmt.Errorf("reading the agents: %w", err)
	}
	return nil
}

func pluralOf(n string) string {
	n = strings.TrimRight(n, "_ ")
	switch {
	case strings.HasSuffix(n, "Y") && len(n) > 2 && !strings.ContainsRune("AEIOU", rune(n[len(n)-2])):
		return n[:len(n)-1] + "IES"
	case strings.HasSuffix(n, "S") || strings.HasSuffix(n, "CH") || strings.HasSuffix(n, "SH") || strings.HasSuffix(n, "X"):
		return n + "ES"
	}
	return n + "S"
}

func (a *Actors) addAgent(name, code string) {
	words := nameWords(name)
	if len(words) == 0 {
		return
	}
	g := agentName{words: words, code: strings.Trim(code, "~ "), before: strings.HasSuffix(code, "~")}
	list := a.agents[words[0]]
	if slices.ContainsFunc(list, func(o agentName) bool { return slices.Equal(o.words, words) }) {
		return
	}
	list = append(list, g)
	slices.SortStableFunc(list, func(x, y agentName) int { return len(y.words) - len(x.words) })
	a.agents[words[0]] = list
}

// named finds the actor whose name begins at word i, the longest that there is,
// and how many words it has. A name without a code of the day is passed over.
func (a *Actors) named(words []string, i int, day time.Time) (string, int) {
	for _, n := range a.names[words[i]] {
		if hasPrefix(words[i:], n.words) {
			if code := codeOn(n.roles, day); code != "" {
				return code, len(n.words)
			}
		}
	}
	return "", 0
}

func (a *Actors) agentAt(words []string, i int) (agentName, bool) {
	for _, n := range a.agents[words[i]] {
		if hasPrefix(words[i:], n.words) {
			return n, true
		}
	}
	return agentName{}, false
}

func hasPrefix(words, prefix []string) bool {
	return len(words) >= len(prefix) && slices.Equal(words[:len(prefix)], prefix)
}

// codeOn is the code of a day: that of the shortest time that holds the day,
// else the one without a date.
func codeOn(roles []datedCode, day time.Time) string {
	if day.IsZero() {
		return codeUndated(roles)
	}
	best, always := "", ""
	var shortest time.Duration
	for _, r := range roles {
		if r.from.IsZero() && r.until.IsZero() {
			if always == "" {
				always = r.code
			}
			continue
		}
		if !r.from.IsZero() && day.Before(r.from) || !r.until.IsZero() && day.After(r.until) {
			continue
		}
		length := time.Duration(1<<62 - 1)
		if !r.from.IsZero() && !r.until.IsZero() {
			length = r.until.Sub(r.from)
		}
		if best == "" || length < shortest {
			best, shortest = r.code, length
		}
	}
	if best != "" {
		return best
	}
	return always
}

// codeUndated chooses without a day: of the codes whose time is open at one end,
// the one that claims least, an actor without a role; else the role that still
// lasts; else the one without a date.
func codeUndated(roles []datedCode) string {
	lasting, always := "", ""
	for _, r := range roles {
		switch {
		case !r.from.IsZero() && !r.until.IsZero():
		case len(r.code) == 3 && r.code != noCode:
			return r.code
		case !r.from.IsZero():
			lasting = r.code
		case r.until.IsZero() && always == "":
			always = r.code
		}
	}
	if lasting != "" {
		return lasting
	}
	if always == "" && len(roles) > 0 {
		return roles[len(roles)-1].code
	}
	return always
}
