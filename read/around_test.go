package read

import (
	"strings"
	"testing"
)

// What stands around a story on pages that mark up little: where the reader is,
// whose story it is, and what readers wrote.
func TestWhatStandsAroundIsNotBody(t *testing.T) {
	const story = `<p>The old pier at Lower Wick will stay closed until December after Sunday's storm tore away forty metres of its planking, the harbour board said on Tuesday.</p>
<p>Divers found that six of the iron legs had been undercut by the waves, and an engineer advised the board that nobody should walk on the deck before they are braced.</p>
<p>Fishermen who sell from the pier were promised stalls on the market square, free of rent, for as long as the work lasts.</p>`
	const headline = `<h1>Storm closes the old pier at Lower Wick for a month</h1>`
	const written = `<h3>You told us (3)</h3>
<p class="l"><b>Gannet</b> said: I walked there on Saturday and thought that the third leg looked wrong to me.</p>
<p class="l"><b>M. Tarn</b> said: Stalls on the square are all very well, but who will carry the ice up the hill?</p>
<p class="l"><b>Old Salt</b> said: My grandfather built that deck, and he always said that it would outlive the board.</p>`
	for name, c := range map[string]struct {
		page, stray string
	}{
		"a notice above the headline": {`<div>On the pier today: rain from the west, and a wind that will not let you hold an umbrella.</div><div id="c">` + headline + story + `</div>`, "umbrella"},
		"the byline and its date":     {`<div id="c">` + headline + `<p><b>Nobody is to walk on the deck before its legs are braced</b></p><p>By NELL TARN and ODD BRAND, Mail Staff<br>November 4, 2025, 5:50 AM</p>` + story + `</div>`, "NELL TARN"},
		"letters":                     {`<div id="c">` + headline + story + `<a name="comments"></a>` + written + `</div>`, "said:"},
		"letters after an open p":     {`<div id="c">` + headline + story + `<p class="files">Filed under: <a href="/t/pier">Pier</a> <a id="comments"></a>` + written + `</div>`, "said:"},
	} {
		r, err := Read(Page{URL: "https://mail.example/2025/11/04/pier-closed", Body: []byte(`<html><head><title>Storm closes the old pier at Lower Wick for a month - Wick Mail</title></head><body>` + c.page + `</body></html>`), As: FormHTML})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(r.Text, c.stray) || !strings.Contains(r.Text, "The old pier") || !strings.Contains(r.Text, "free of rent") {
			t.Errorf("%s: the body is %q, want the story without %q", name, r.Text, c.stray)
		}
	}
}

// Neither a headline below the story, nor a place named for comments above it, nor a
// button for them within it makes the story something else.
func TestAStoryBelowItsCommentsNameIsBody(t *testing.T) {
	const story = `<p>The old pier at Lower Wick will stay closed until December after Sunday's storm tore away forty metres of its planking, the harbour board said on Tuesday.</p>
<p>Divers found that six of the iron legs had been undercut by the waves, and an engineer advised the board that nobody should walk on the deck before they are braced.</p>`
	const headline = `<h1>Storm closes the old pier at Lower Wick for a month</h1>`
	for name, page := range map[string]string{
		"comments named above":   `<div><a name="comments"></a>` + headline + story + `</div>`,
		"the headline set below": `<div>` + story + headline + `</div>`,
		"an icon within":         `<div>` + headline + strings.Replace(story, "\n", `<a id="open-comments"><i></i></a>`, 1) + `</div>`,
		"a button within":        `<div>` + headline + strings.Replace(story, "\n", `<a id="comments-button" class="btn"><svg width="16" height="16"></svg></a>`, 1) + `</div>`,
	} {
		r, err := Read(Page{URL: "https://mail.example/2025/11/04/pier-closed", Body: []byte(`<html><head><title>Storm closes the old pier at Lower Wick for a month - Wick Mail</title></head><body>` + page + `</body></html>`), As: FormHTML})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(r.Text, "The old pier") || !strings.Contains(r.Text, "Divers found") {
			t.Errorf("%s: the body is %q, want the story", name, r.Text)
		}
	}
}
