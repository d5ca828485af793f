package lang

import (
	"slices"
	"testing"
)

func TestEntities(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"The painter Ilka Dorn was born in Berlin and died in Paris.", []string{"person Ilka Dorn", "place Berlin", "place Paris"}},
		{"He studied at the University of Vienna.", []string{"organisation University of Vienna"}},
		{"It rained all day.", nil},
		{"", nil},
	} {
		var got []string
		for _, e := range Entities(Parse(test.text, Span{End: len(test.text)})) {
			got = append(got, e.Kind+" "+test.text[e.Start:e.End])
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.text, got, test.want)
		}
	}
}
