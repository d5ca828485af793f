package desk

import (
	"reflect"
	"testing"
)

func TestPassages(t *testing.T) {
	for body, want := range map[string][]Passage{
		"": nil,
		"It sank.[^1][^2] Nobody was hurt.[^3]\n\nDivers went down. They found a wheel.[^2]\n\nUncited.": {
			{"It sank.", []int{1, 2}}, {"Nobody was hurt.", []int{3}}, {"Divers went down. They found a wheel.", []int{2}}},
		"It sank[^1], [^4]. It was old.":         {{"It sank", []int{1, 4}}},
		`It cost 3\*4 \[sic\].[^1]`:              {{"It cost 3*4 [sic].", []int{1}}},
		"[^1] stands alone.[^2]":                 {{"", []int{1}}, {"stands alone.", []int{2}}},
		"## A heading[^1]\n\n> Said.[^12]":       {{"> Said.", []int{12}}},
		"Two\nlines of it.[^1]\n\n[^2]":          {{"Two lines of it.", []int{1}}, {"", []int{2}}},
		"```\ncode[^1]\n```\n\nText.[^99999999]": nil,
	} {
		if got := Passages(body); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, want %+v", body, got, want)
		}
	}
}
