package collect

import (
	"html"
	"strings"
)

func readName(r *reader, d *draft, e *element) {
	if c := r.construct(e); c.whole {
		d.addAuthor(nameAndEmail(c.text()))
	}
}

// readLesser reads a name that stands for an author where there is none.
func readLesser(r *reader, d *draft, e *element) {
	name, email := nameAndEmail(r.plain(e))
	if name == "" {
		name = email
	}
	if name != "" && len(d.lesser) == 0 {
		d.lesser = []string{name}
	}
}

// readAuthor reads RSS's author, a text, or leaves Atom's open, a person.
func readAuthor(r *reader, d *draft, e *element) {
	if r.beginsWithTag() {
		e.role = rolePerson
		return
	}
	readName(r, d, e)
}

// nameAndEmail parts "Ann (ann@a.example)", "ann@a.example (Ann)" and
// "Ann <ann@a.example>".
func nameAndEmail(s string) (name, email string) {
	s = oneLine(html.UnescapeString(s))
	for _, fence := range []string{"()", "<>", "[]"} {
		before, rest, found := strings.Cut(s, fence[:1])
		within, after, closed := strings.Cut(rest, fence[1:])
		before, within = strings.TrimSpace(before+" "+after), strings.TrimSpace(strings.TrimPrefix(within, "mailto:"))
		switch {
		case !found || !closed:
		case isEmail(within):
			return before, within
		case isEmail(before):
			return within, before
		}
	}
	if isEmail(s) {
		return "", s
	}
	return s, ""
}

func isEmail(s string) bool {
	at := strings.IndexByte(s, '@')
	return at > 0 && at < len(s)-1 && !strings.ContainsAny(s, " \t")
}
