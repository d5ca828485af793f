package read

import (
	"fmt"
	"strings"
	"testing"

	"dateline/news"
)

// framed is a page of a site with its frame around the given main part.
func framed(title, main string) string {
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>` + title + ` | The Ossery Mail</title></head><body>
<header><a href="/">The Ossery Mail</a><nav><a href="/town">Town</a> <a href="/river">River</a> <a href="/sport">Sport</a></nav><form action="/search"><input type="search" name="q"></form></header>
<main>` + main + `</main><footer><p>© The Ossery Mail. All rights reserved.</p><a href="/imprint">Imprint</a> <a href="/privacy">Privacy</a></footer></body></html>`
}

// stories are headlines with excerpts, of which lists are made.
var stories = [][2]string{
	{"Eels are late for the third year", "The wardens of the river counted fewer than forty eels at the ladder in September, half as many as in the year before."},
	{"Mill at Brennet gets a new wheel", "The wheel of oak weighs four tonnes and was brought up the river on a barge that had to wait two days for water."},
	{"Quarry hires thirty masons", "The quarry said that the weir and a church in the hills keep its men busy until the end of next year."},
	{"Ferry fares rise in the spring", "A crossing will cost half a crown more, and bicycles will be charged for the first time since the war."},
	{"School choir sings in the capital", "Forty children will stand on the steps of the opera on Sunday and sing what their teacher has written."},
	{"Council puts off vote on lamps", "Two members wanted to see the new lamps by night before they vote, and so the council meets again on Monday."},
	{"Storm takes the roof of the boathouse", "Nobody was hurt when the roof was lifted off and set down in a field on the other bank of the river."},
	{"Baker sells his shop after forty years", "The shop on the bridge will be run by two sisters from Ostel, who promise to keep the rye bread."},
	{"Library opens on Sundays", "Readers may come from noon until five, and the town pays for one more person at the desk."},
	{"Bridge closed to lorries", "The county found cracks in two of the arches and lets nothing over it that weighs more than eight tonnes."},
	{"Angler lands a pike of twelve kilos", "He let it go again, after three friends had seen it and a fourth had taken its picture for the wall."},
	{"Vineyard above the town is sold", "The buyer comes from the coast and says that he will plant two more rows before the winter."},
}

func storyList(format string) string {
	var sb strings.Builder
	for i, s := range stories {
		sb.WriteString(strings.NewReplacer("URL", fmt.Sprintf("/n/%d", i), "HEAD", s[0], "TEXT", s[1]).Replace(format))
	}
	return sb.String()
}

func posts(format string) string {
	var sb strings.Builder
	for i, s := range stories[:5] {
		sb.WriteString(strings.NewReplacer("NAME", fmt.Sprintf("heron%d", i), "DATE", fmt.Sprintf("%d October 2026", i+3), "TEXT", "In my view "+strings.ToLower(s[1][:1])+s[1][1:]+" What do you all think of that?").Replace(format))
	}
	return sb.String()
}

var kindPages = []struct {
	name, url, source string
	want              news.PageKind
}{
	{"consent, English", "/river/weir", framed("Before you go on", `<div><h1>We value your privacy</h1><p>We and our 214 partners store information on your device, such as cookies, and process personal data to measure what you read.</p><p>You may accept all of it or manage your choices; some of it rests on legitimate interest.</p><button>Accept all</button><button>Manage</button></div>`), news.PageWall},
	{"consent, German", "/fluss/wehr", framed("Zustimmung", `<h1>Weiterlesen mit Werbung</h1><p>Besuchen Sie unsere Seiten wie gewohnt mit Werbung und Tracking. Ihre Zustimmung können Sie jederzeit widerrufen.</p><p>Wir und unsere Partner speichern Informationen auf Ihrem Gerät und verarbeiten personenbezogene Daten.</p><button>Akzeptieren</button>`), news.PageWall},
	{"consent, French", "/riviere/barrage", framed("Consentement", `<h1>Le respect de votre vie privée</h1><p>Avec votre accord, nos partenaires et nous utilisons des cookies pour stocker des données personnelles comme votre visite sur ce site.</p><button>Tout accepter</button><a href="#">Continuer sans accepter</a>`), news.PageWall},
	{"sign-in", "/signin", framed("Log in", `<h1>Log in to your account</h1><p>Welcome back. Use the address with which you registered.</p><form><input type="email"><input type="password"><button>Log in</button></form>`), news.PageWall},
	{"sign-in before the story", "/river/weir", framed("The weir", `<h1>Create a free account to continue</h1><p>You have read all of this month's free stories. Register now, it is free and takes a minute.</p><p>Already have an account? Sign in.</p><button>Register</button>`), news.PageWall},
	{"a machine's check", "/river/weir", `<html><head><title>Just a moment...</title></head><body><h1>mail.example</h1><p>Checking your browser before you go on. This takes up to five seconds.</p><p>Please enable JavaScript and cookies and reload the page.</p><p>Ray ID: 8f2a11</p></body></html>`, news.PageWall},
	{"taken for a machine", "/river/weir", framed("Pardon our interruption", `<h1>Are you a robot?</h1><p>Something in how you read made us think of a machine. You move faster than people do, or your browser blocks scripts.</p><p>Please complete the security check below to show us that you are human.</p>`), news.PageWall},
	{"denied", "/river/weir", `<html><head><title>Access denied</title></head><body><h1>Access Denied</h1><p>You don't have permission to access "http://mail.example/river/weir" on this server.</p><p>Reference ID: 18.5f3e1202</p></body></html>`, news.PageWall},
	{"not found, short", "/x", framed("Page not found", `<h1>404</h1><p>Page not found.</p><a href="/">Home</a>`), news.PageError},
	{"not found, chatty", "/x", framed("Oops", `<h1>Oops! We couldn't find that page</h1><p>It may have been moved by one of our editors, or it never was. You can search for it above, or begin again at the front page.</p><p>Here are some things that others read today.</p><ul><li><a href="/n/1">Eels are late for the third year</a></li><li><a href="/n/2">Quarry hires thirty masons</a></li></ul>`), news.PageError},
	{"not found, German", "/x", framed("Fehler 404", `<h1>Diese Seite gibt es nicht mehr</h1><p>Der Artikel, den Sie suchen, wurde verschoben oder gelöscht. Bitte prüfen Sie die Adresse oder gehen Sie zur Startseite.</p>`), news.PageError},
	{"an error of the server", "/river/weir", `<html><head><title>503 Service Unavailable</title></head><body><h1>Service Unavailable</h1><p>The server is temporarily unable to answer your request because of maintenance. Please try again in some minutes.</p></body></html>`, news.PageError},
	{"imprint, German", "/impressum", framed("Impressum", `<h1>Impressum</h1><p>Osserer Post Verlag GmbH, Brückenstraße 4, 12345 Osser. Geschäftsführerin: Ilse Tamm. Registergericht Osser, HRB 4711.</p><p>Verantwortlich für den Inhalt im Sinne des Presserechts ist Tove Marl, Anschrift wie oben.</p>`), news.PageOther},
	{"privacy policy", "/privacy-policy", framed("Privacy Policy", `<h1>Privacy policy</h1>`+strings.Repeat(`<h2>What we keep</h2><p>We keep the address from which you read our pages for seven days, so that we can find out who attacks them, and no longer than that.</p>`, 12)), news.PageOther},
	{"newsletters", "/newsletters", framed("Our newsletters", `<h1>Newsletters</h1><p>Pick what you would like to read with your coffee.</p><h3>The ladder</h3><p>Fish, water and weather, on every Friday.</p><form><input type="email"><button>Sign up</button></form>`), news.PageOther},
	{"a shop's page", "/shop/eel-trap", framed("Eel trap of willow", `<script type="application/ld+json">{"@type":"Product","name":"Eel trap of willow","offers":{"@type":"Offer","price":"49.00","priceCurrency":"EUR"}}</script><h1>Eel trap of willow</h1><p>Woven by hand from willow of the river's own banks, this trap lasts for many years if it is dried after each use.</p><p>€49.00</p><button>Add to basket</button>`), news.PageProduct},
	{"a shop's page without data", "/shop/eel-trap", framed("Eel trap of willow", `<h1>Eel trap of willow</h1><p>49,00 €</p><p>Woven by hand from willow of the river's own banks, this trap lasts for many years.</p><button>In den Warenkorb</button>`), news.PageProduct},
	{"a forum's thread", "/forum/weir", framed("Is the weir too high?", `<h1>Is the weir too high?</h1>`+posts(`<div class="message"><div class="username">NAME</div><div class="date">DATE</div><div class="message-body">TEXT</div></div>`)), news.PageForum},
	{"questions and answers", "/q/weir", framed("How high may a weir be?", `<script type="application/ld+json">{"@type":"QAPage","mainEntity":{"@type":"Question","name":"How high may a weir be?"}}</script><h1>How high may a weir be?</h1>`+posts(`<div class="answer"><span>NAME</span><p>TEXT</p></div>`)), news.PageForum},
	{"documents of software", "/docs/install", `<html><head><title>Install - weirctl</title><meta name="generator" content="Docusaurus v3"></head><body><article><h1>Install</h1><p>Download the archive for your system and unpack it where your programs are, then start it once.</p><pre>weirctl --init</pre><p>It writes a file of settings, which you can change with any editor before you start it again.</p></article></body></html>`, news.PageDocs},
	{"results, German", "/suche?q=wehr", framed("Suche", `<h1>Suchergebnisse für „Wehr“</h1><p>12 Treffer</p>`+storyList(`<div><a href="URL">HEAD</a><p>TEXT</p></div>`)), news.PageListing},
	{"a tag's page", "/tag/river", framed("River", `<h1>River</h1>`+storyList(`<article><h3><a href="URL">HEAD</a></h3><time>3 October 2026</time><p>TEXT</p></article>`)), news.PageListing},
	{"a front page of headlines", "/", framed("News", storyList(`<div><h2><a href="URL">HEAD</a></h2></div>`)), news.PageListing},
	{"a section of linked boxes", "/river", framed("River", `<h1>River</h1>`+storyList(`<a class="tile" href="URL"><h3>HEAD</h3><p>TEXT</p></a>`)), news.PageListing},
	{"a reporter's page", "/people/tove-marl", framed("Tove Marl", `<h1>Tove Marl</h1><p>Tove Marl has written about the river for eleven years. She keeps bees and two goats above the town.</p>`+storyList(`<li><a href="URL">HEAD</a> <span>TEXT</span></li>`)), news.PageListing},
	{"RSS", "/feed", `<?xml version="1.0"?><!-- made by hand --><rss version="2.0"><channel><title>Mail</title><item><title>` + stories[0][0] + `</title><description>` + stories[0][1] + `</description></item></channel></rss>`, news.PageFeed},
	{"a sitemap", "/sitemap.xml", `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://mail.example/n/1</loc></url></urlset>`, news.PageFeed},
	{"a feed in JSON", "/feed.json", `{"version":"https://jsonfeed.org/version/1.1","title":"Mail","items":[{"id":"1","content_text":"` + stories[0][1] + `"}]}`, news.PageFeed},
	{"JSON", "/api/1", `{"headline":"` + stories[0][0] + `","body":"` + stories[0][1] + `"}`, news.PageOther},
	{"a PDF", "/weir.pdf", "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nBT (" + stories[0][1] + ") Tj ET\n%%EOF", news.PageOther},
	{"a live report", "/river/live", weirPage(`<p>` + weir[0] + `</p><div><time>16:20</time><p>` + weir[1] + `</p></div><div><time>15:05</time><p>` + weir[2] + `</p></div><div><time>14:30</time><p>` + weir[3] + `</p></div>`), news.PageLive},

	{"a story on privacy", "/river/privacy", strings.ReplaceAll(weirPage(`<p>Your privacy matters to us, the water board wrote to its members in a letter on cookies and consent that it sent on Monday.</p>`+weirParagraphs()), weirHead, "We value your privacy, says the water board"), news.PageArticle},
	{"a story on robots", "/river/robot", strings.ReplaceAll(weirPage(weirParagraphs()), weirHead, "Are you a robot? A machine counts the eels"), news.PageArticle},
	{"a story on what was not found", "/river/lost", strings.ReplaceAll(weirPage(weirParagraphs()), weirHead, "Gold of the old mill could not be found"), news.PageArticle},
	{"a story beside a sign-in", "/river/weir", strings.Replace(weirPage(weirParagraphs()), "<main>", `<form class="login"><input name="u"><input type="password"><button>Sign in</button></form><main>`, 1), news.PageArticle},
	{"a short story with many others", "/river/weir", strings.Replace(weirPage(`<p>`+weir[0]+`</p><p>`+weir[4]+`</p>`), "</main>", `<div class="more">`+storyList(`<div><h3><a href="URL">HEAD</a></h3><p>TEXT</p></div>`)+`</div></main>`, 1), news.PageArticle},
	{"a review of a product", "/shop/review", strings.Replace(weirPage(weirParagraphs()), "</head>", `<script type="application/ld+json">{"@type":"Product","name":"Trap"}</script></head>`, 1), news.PageArticle},
}

// TestPageKinds: pages that hold no story are told from those that do, and are empty.
func TestPageKinds(t *testing.T) {
	for _, c := range kindPages {
		r, err := Read(Page{URL: "https://mail.example" + c.url, Body: []byte(c.source)})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if r.PageKind != c.want {
			t.Errorf("%s: the page is %q (%s), want %q; text %.200q", c.name, r.PageKind, r.Evidence["page_kind"], c.want, r.Text)
		}
		story := c.want == news.PageArticle || c.want == news.PageLive
		if (r.Kind == news.KindArticle) != story || (r.Text != "") != story {
			t.Errorf("%s: the report is %q with %d bytes of text", c.name, r.Kind, len(r.Text))
		}
		if c.want == news.PageListing && (r.Kind != news.KindListing || len(r.Teasers) < 8) {
			t.Errorf("%s: the report is %q with %d teasers, want a listing with its stories", c.name, r.Kind, len(r.Teasers))
		}
	}
}
