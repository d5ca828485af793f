package claims

import "testing"

func FuzzLinkedData(f *testing.F) {
	for _, s := range []string{`{"@type":"NewsArticle","headline":"a "b" c",}`, `[{"@graph":[{"@id":"x","name":"y"}]}]`, `/* x */ {"author":{"@id":"x"}}; `, "{&quot;@type&quot;:1}", `{"a":"\'\u00"}`, "<!-- {} -->"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e := &Claims{Linked: readLinked([]string{s}, []string{"x"}, []string{"courier.example/a"})}
		e.AuthorNames()
		e.StringsOf(e.Article["keywords"])
		e.NameOf(e.Article["author"])
	})
}
