package read

import "testing"

// BenchmarkRead reads all labelled pages, the whole way.
func BenchmarkRead(b *testing.B) {
	dir := sharedDir(b, "data", "extraction", "trafilatura")
	var pages []Page
	for id, l := range labels[stringLabel](b, dir) {
		pages = append(pages, Page{URL: address(l.URL).String(), Body: []byte(source(b, dir, id)), As: FormHTML})
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, p := range pages {
			if _, err := Read(p); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N*len(pages))/b.Elapsed().Seconds(), "pages/s")
}
