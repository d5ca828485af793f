package read

import "testing"

// TestPaywalled: a wall that the page declares or shows, and boxes that are none.
func TestPaywalled(t *testing.T) {
	const story = `<h1>Ferry strike ends in Selden</h1><p>The ferries between Selden and Aster sail again, the company said on Monday, after a strike of nine days that had cut the islands off.</p><p>The crews had asked for fewer nights, and they will have two nights off in every week from September on.</p>`
	for name, c := range map[string]struct {
		page string
		want bool
	}{
		"declared":         {`<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","isAccessibleForFree":false}</script>` + story, true},
		"declared as text": {`<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","isAccessibleForFree":"False"}</script>` + story, true},
		"a meta element":   {`<meta property="article:content_tier" content="locked">` + story, true},
		"shown":            {story + `<div class="paywall"><p>Subscribe to continue reading this story.</p></div>`, true},
		"shown in German":  {story + `<div class="paywall"><p>Jetzt anmelden, um weiterzulesen.</p></div>`, true},
		"declared free":    {`<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","isAccessibleForFree":true}</script>` + story + `<div class="promo">Subscribe to read more like this.</div>`, false},
		"consent":          {`<div class="consent-overlay"><p>We and our partners use cookies. Accept them to go on.</p></div>` + story, false},
		"a newsletter":     {story + `<div class="newsletter"><p>Sign up for the evening letter.</p></div>`, false},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := Read(Page{URL: "https://courier.example/a", Body: []byte("<!doctype html><html>" + c.page)})
			if err != nil {
				t.Fatal(err)
			}
			if r.Paywalled != c.want {
				t.Errorf("paywalled %v, want %v", r.Paywalled, c.want)
			}
		})
	}
}
