package read

import (
	"strings"
	"testing"
)

// TestStateBody: the story of a page that shows nothing without its scripts.
func TestStateBody(t *testing.T) {
	const one = "The lighthouse at Orrin Point went dark on Sunday for the first time in a hundred and four years, and nobody has said when it will shine again."
	const two = "Its keeper, who lives in the village below, said that the lamp had been sold to a museum, which the council denies in a letter to its readers."
	const three = "Ships have been told to stay three miles off the coast until a buoy with a light of its own is laid out by the navy, which may take a week."
	for name, script := range map[string]string{
		"Next.js, HTML":    `<script id="__NEXT_DATA__" type="application/json">{"props":{"pageProps":{"story":{"title":"x","bodyHtml":"<p>` + one + `</p><p>` + two + `</p><p>` + three + `</p>"}}}}</script>`,
		"Next.js, blocks":  `<script id="__NEXT_DATA__" type="application/json">{"props":{"blocks":[{"type":"paragraph","text":"` + one + `"},{"type":"image","text":"A caption that is long enough to be taken for a paragraph of the story, were it not for its type."},{"type":"paragraph","text":"` + two + `"},{"type":"paragraph","text":"` + three + `"}]}}</script>`,
		"Fusion":           `<script>window.Fusion=window.Fusion||{};Fusion.arcSite="x";Fusion.globalContent={"content_elements":[{"type":"text","content":"` + one + `"},{"type":"interstitial_link","content":"Read this story, too, which says much the same at greater length than anyone would want to read."},{"type":"text","content":"` + two + `"},{"type":"text","content":"` + three + `"}]};Fusion.x={}</script>`,
		"Apollo":           `<script>window.__APOLLO_STATE__ = {"Story:1":{"content":[{"__typename":"Paragraph","children":[{"text":"` + one + `"}]},{"__typename":"Paragraph","children":[{"text":"` + two[:20] + `"},{"text":"` + two[20:] + `"}]},{"__typename":"Paragraph","children":[{"text":"` + three + `"}]}]}};</script>`,
		"a string of JSON": `<script>window.__STATE__ = JSON.parse("{\"body\":[{\"html\":\"<p>` + one + `</p>\"},{\"html\":\"` + two + `\"},{\"html\":\"` + three + `\"}]}");</script>`,
	} {
		t.Run(name, func(t *testing.T) {
			r, err := Read(Page{URL: "https://courier.example/a", Body: []byte(`<!doctype html><html lang=en><head><title>The dark lighthouse | The Courier</title><meta property="og:type" content="article"><meta property="og:title" content="The dark lighthouse"></head><body><div id=root></div>` + script + `</body></html>`)})
			if err != nil {
				t.Fatal(err)
			}
			if want := strings.Join([]string{one, two, three}, "\n\n"); r.Text != want {
				t.Errorf("got\n%s\nwant\n%s", r.Text, want)
			}
		})
	}
}
