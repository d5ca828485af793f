package publish

import (
	"testing"

	"dateline/news"
)

func BenchmarkRSSOfFifty(b *testing.B) {
	ds := make([]news.Dispatch, 50)
	for i := range ds {
		ds[i] = sample()
	}
	for b.Loop() {
		if _, err := RSS(site, meta1, ds); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkArticle(b *testing.B) {
	for b.Loop() {
		if _, err := Article(site, sample()); err != nil {
			b.Fatal(err)
		}
	}
}
